/**
 * The events of some payment streams as a list: the hook that FlowFi's documentation describes, on
 * top of the provider's one connection instead of one of its own.
 */
import { useCallback, useMemo, useState } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import type { PaymentEvent } from '../feeds/payments/events.ts'
import type { PaymentsFilter } from '../feeds/payments/filter.ts'
import type { PaymentsHistoryEntry } from '../feeds/payments/selectors.ts'
import { selectHistory, selectIsLeftOut } from '../feeds/payments/selectors.ts'
import { type GaugeError, tooManyTopics } from './errors.ts'
import { useSession } from './session-context.ts'
import { useConnectionSnapshot } from './use-connection.ts'
import { useFollow } from './use-follow.ts'
import { useGaugeState } from './use-stream.ts'

/** Which events; the union of what is named, followed while this is mounted. Naming nothing gives nothing. */
export interface StreamEventsOptions {
  /** Events of these payment streams. */
  readonly streamIds?: readonly string[] | undefined
  /** Events of every payment stream that one of these accounts (`G…`) sends or receives. */
  readonly userPublicKeys?: readonly string[] | undefined
  /** Every event. Default false. */
  readonly subscribeToAll?: boolean | undefined
}

export interface StreamEvents {
  /** Newest first, at most 200, each once. */
  readonly events: readonly PaymentEvent[]
  /** The connection is open and caught up. */
  readonly connected: boolean
  /** The connection was lost or has not come up yet, and tries again by itself. */
  readonly reconnecting: boolean
  /**
   * `too_many_topics` when some of this cannot be followed as well; else the last error of the
   * connection, until it is connected again.
   */
  readonly error: ConnectionError | GaugeError | null
  /** Empties this list; others keep theirs. */
  clearEvents(): void
}

/**
 * The events that concern these streams and accounts, from the moment on at which they are followed.
 *
 * @example
 * const { events, connected } = useStreamEvents({ streamIds: ['42'], userPublicKeys: [account] })
 */
export function useStreamEvents(options: StreamEventsOptions): StreamEvents {
  const { store } = useSession()
  const snapshot = useConnectionSnapshot()
  const content = JSON.stringify([
    options.subscribeToAll ?? false,
    options.streamIds ?? [],
    options.userPublicKeys ?? [],
  ])
  const wish = useMemo<Required<PaymentsFilter>>(() => {
    const [all, streams, users] = JSON.parse(content) as [boolean, string[], string[]]
    return { all, streams, users }
  }, [content])

  useFollow(wish)
  const selectWished = useMemo(
    () => selectHistory(wish.all ? {} : { streamIds: wish.streams, accounts: wish.users }),
    [wish],
  )
  const entries = useGaugeState(selectWished)
  // The entries that were there when the list was emptied. They keep their identity, and there are
  // never more than the history holds.
  const [cleared, setCleared] = useState<ReadonlySet<PaymentsHistoryEntry>>(noEntries)
  const events = useMemo(
    () =>
      entries.flatMap((entry) =>
        entry.kind === 'event' && !cleared.has(entry) ? [entry.event] : [],
      ),
    [entries, cleared],
  )
  const clearEvents = useCallback(() => setCleared(new Set(store.getState().history)), [store])

  const isLeftOut = useGaugeState(useMemo(() => selectIsLeftOut(wish), [wish]))
  const error = useMemo(
    () => (isLeftOut ? tooManyTopics('These events are not all heard') : null),
    [isLeftOut],
  )
  const connected = snapshot?.status === 'open' && snapshot.phase === 'live'
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
