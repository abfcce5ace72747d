/**
 * The events of some payment streams as a list: the hook that FlowFi's documentation describes, on
 * top of the provider's one connection instead of one of its own.
 */
import { useCallback, useMemo, useState } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import type { PaymentEvent } from '../protocol/events.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import { selectHistory } from '../store/selectors.ts'
import type { FeedEntry, GaugeState } from '../store/state.ts'
import { GaugeError } from './errors.ts'
import { useSession } from './session-context.ts'
import { useConnectionSnapshot } from './use-connection.ts'
import { useGaugeState } from './use-stream.ts'

/** Which events; the union of what is named. Naming nothing gives nothing. */
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
   * `filter_not_covered` when the provider follows less than is asked for here; else the last error
   * of the connection, until it is connected again.
   */
  readonly error: ConnectionError | GaugeError | null
  /** Empties this list; others keep theirs. */
  clearEvents(): void
}

/**
 * The events that concern these streams and accounts, as the provider's session hears them.
 *
 * @example
 * const { events, connected } = useStreamEvents({ streamIds: ['42'], userPublicKeys: [account] })
 */
export function useStreamEvents(options: StreamEventsOptions): StreamEvents {
  const session = useSession()
  const { store, filter, connection } = session
  const snapshot = useConnectionSnapshot()
  const content = JSON.stringify([
    options.subscribeToAll ?? false,
    options.streamIds ?? [],
    options.userPublicKeys ?? [],
  ])
  const wish = useMemo<Wish>(() => {
    const [all, streams, users] = JSON.parse(content) as [boolean, string[], string[]]
    return { all, streams, users }
  }, [content])

  const selectWished = useMemo(
    () => selectHistory(wish.all ? {} : { streamIds: wish.streams, accounts: wish.users }),
    [wish],
  )
  const entries = useGaugeState(selectWished)
  // The entries that were there when the list was emptied. They keep their identity, and there are
  // never more than the history holds.
  const [cleared, setCleared] = useState<ReadonlySet<FeedEntry>>(noEntries)
  const events = useMemo(
    () =>
      entries.flatMap((entry) =>
        entry.kind === 'event' && !cleared.has(entry) ? [entry.event] : [],
      ),
    [entries, cleared],
  )
  const clearEvents = useCallback(() => setCleared(new Set(store.getState().history)), [store])

  const isCovered = useGaugeState(
    useCallback((state: GaugeState) => covers(filter, wish, state), [filter, wish]),
  )
  const error = useMemo(
    () => (connection === null || isCovered ? null : notCovered()),
    [connection, isCovered],
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

interface Wish {
  readonly all: boolean
  readonly streams: readonly string[]
  readonly users: readonly string[]
}

const noEntries: ReadonlySet<FeedEntry> = new Set()

/** Whether a session with this filter hears all that is wished for. */
function covers(filter: PaymentsFilter, wish: Wish, state: GaugeState): boolean {
  if (filter.all) return true
  if (wish.all) return false
  // What is in the store got there through the filter, so its events will as well.
  const hears = (id: string) => filter.streams?.includes(id) || state.streams.has(id)
  return wish.streams.every(hears) && wish.users.every((user) => filter.users?.includes(user))
}

function notCovered(): GaugeError {
  return new GaugeError(
    'filter_not_covered',
    'These events are not all heard: the provider follows less than useStreamEvents asks for. Widen the filter of GaugeProvider, or put a provider with this filter around the component.',
  )
}
