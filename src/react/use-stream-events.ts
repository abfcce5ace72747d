/**
 * The events of some payment streams as a list: the hook of FlowFi's documentation, on the provider's
 * connection instead of one of its own.
 */
import { useCallback, useMemo, useState } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import type { PaymentEvent } from '../feeds/payments/events.ts'
import type { PaymentsFilter } from '../feeds/payments/filter.ts'
import type { PaymentsHistoryEntry } from '../feeds/payments/selectors.ts'
import { selectHistory, selectIsLeftOut } from '../feeds/payments/selectors.ts'
import { type GaugeError, tooManyTopics } from './errors.ts'
import { isUpToDate } from './freshness.ts'
import { useSession } from './session-context.ts'
import { useConnectionSnapshot } from './use-connection.ts'
import { useFollow } from './use-follow.ts'
import { useGaugeState } from './use-stream.ts'

/** Which events: the union of everything named, followed while this is mounted. Empty: no events. */
export interface StreamEventsOptions {
  /** Events of these payment streams. */
  readonly streamIds?: readonly string[] | undefined
  /** Events of every payment stream that one of these accounts (`G…`) sends or receives. */
  readonly userPublicKeys?: readonly string[] | undefined
  /** Every event. Default false. */
  readonly subscribeToAll?: boolean | undefined
}

/**
 * What {@link useStreamEvents} returns: the status of a connection of its own, and the latest
 * events.
 */
export interface StreamEvents {
  /** Newest first, at most 200, each once. */
  readonly events: readonly PaymentEvent[]
  /** The connection is open and caught up. */
  readonly connected: boolean
  /** The connection was lost or is not open yet, and retries by itself. */
  readonly reconnecting: boolean
  /**
   * `too_many_topics` when some of this cannot be followed as well; else the last error of the
   * connection, until it is connected again.
   */
  readonly error: ConnectionError | GaugeError | null
  /** Clears this list only. */
  clearEvents(): void
}

/**
 * The events of these streams and accounts, from when they are followed.
 *
 * @throws GaugeError `provider_missing`
 * @example
 * const { events, connected } = useStreamEvents({ streamIds: ['42'], userPublicKeys: [account] })
 */
export function useStreamEvents(options: StreamEventsOptions): StreamEvents {
  const session = useSession()
  const { store } = session
  const snapshot = useConnectionSnapshot(session)
  const content = JSON.stringify([
    options.subscribeToAll ?? false,
    options.streamIds ?? [],
    options.userPublicKeys ?? [],
  ])
  const filter = useMemo<Required<PaymentsFilter>>(() => {
    const [all, streams, users] = JSON.parse(content) as [boolean, string[], string[]]
    return { all, streams, users }
  }, [content])

  useFollow(filter)
  const selectEvents = useMemo(
    () => selectHistory(filter.all ? {} : { streamIds: filter.streams, accounts: filter.users }),
    [filter],
  )
  const entries = useGaugeState(selectEvents)
  // The entries that were there when the list was emptied. Entries keep their identity, and there are
  // never more than in the history.
  const [cleared, setCleared] = useState<ReadonlySet<PaymentsHistoryEntry>>(noEntries)
  const events = useMemo(
    () =>
      entries.flatMap((entry) =>
        entry.kind === 'event' && !cleared.has(entry) ? [entry.event] : [],
      ),
    [entries, cleared],
  )
  const clearEvents = useCallback(() => setCleared(new Set(store.getState().history)), [store])

  const isLeftOut = useGaugeState(useMemo(() => selectIsLeftOut(filter), [filter]))
  const error = useMemo(
    () => (isLeftOut ? tooManyTopics('Some of these events are not received') : null),
    [isLeftOut],
  )
  const connected = isUpToDate(snapshot)
  return {
    events,
    connected,
    reconnecting:
      snapshot?.status === 'connecting' ||
      snapshot?.status === 'waiting' ||
      (snapshot?.status === 'open' && !connected),
    error: error ?? (connected ? null : (snapshot?.lastError ?? null)),
    clearEvents,
  }
}

const noEntries: ReadonlySet<PaymentsHistoryEntry> = new Set()
