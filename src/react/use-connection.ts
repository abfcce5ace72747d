/**
 * The connection as React sees it. Renders when its snapshot changes and never in between.
 */
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import type { ConnectionSnapshot } from '../connection/status.ts'
import { noFacts } from '../connection/status-view.ts'
import { type ConnectionSource, debouncedConnection } from './debounced-connection.ts'
import { useSession } from './session-context.ts'

/** What {@link useConnection} returns for a session without network. */
const noConnection: ConnectionSnapshot = {
  status: 'idle',
  attempt: 0,
  lastEventId: '',
  lastError: null,
  reconnects: 0,
  ...noFacts,
}

/** Whether what is shown is up to date. */
export type Freshness = 'live' | 'stale' | 'offline'

/** The state of the connection, and its commands. */
export type UseConnection = ConnectionSnapshot & {
  /** Whether there is a connection at all; without one the status stays `idle`. */
  readonly hasConnection: boolean
  /** Starts again after it was closed or has failed. Does nothing while nothing is followed. */
  open(): void
  close(): void
  /** Retries now instead of waiting. */
  retryNow(): void
}

/**
 * The connection of the session: status, counters and three commands. Shows every change, including short
 * renewals for another filter (`cause`), which widgets hide.
 */
export function useConnection(): UseConnection {
  const session = useSession()
  const { connection } = session
  const snapshot = useSelected(connection, identity, connection && noConnection)
  return useMemo(() => {
    return {
      ...(snapshot ?? noConnection),
      hasConnection: connection !== null,
      open() {
        // Idle under a session that runs: there is nothing to ask for yet.
        if (connection?.getSnapshot().status !== 'idle') connection?.open()
      },
      close: () => connection?.close(),
      retryNow: () => connection?.retryNow(),
    }
  }, [connection, snapshot])
}

/** The connection's snapshot as it is shown (debounced-connection.ts); null for a session without network. */
export function useConnectionSnapshot(): ConnectionSnapshot | null {
  const connection = useDebouncedConnection()
  return useSelected(connection, identity, connection && noConnection)
}

/** Renders only when the freshness changes, not for every counter. */
export function useFreshness(): Freshness {
  return useSelected(useDebouncedConnection(), freshnessOf, 'live')
}

function useDebouncedConnection(): ConnectionSource | null {
  const { connection, platform } = useSession()
  return connection && debouncedConnection(connection, platform)
}

/**
 * How fresh balances are. `stale`: an update is expected, and what is shown may be old; `offline`: no update
 * is expected for now. Without a connection, or before it was started, nothing is out of date.
 */
export function freshnessOf(snapshot: ConnectionSnapshot | null): Freshness {
  if (!snapshot || snapshot.status === 'idle') return 'live'
  if (snapshot.status === 'open' && snapshot.phase === 'live' && snapshot.isFresh) return 'live'
  return ['open', 'connecting', 'waiting'].includes(snapshot.status) ? 'stale' : 'offline'
}

/** What widgets show of the connection. */
export interface ConnectionHealth {
  readonly freshness: Freshness
  /** Why the connection has failed; null while it has not. */
  readonly failure: ConnectionError | null
}

/** Freshness and failure in one subscription; unless it is needed, none, and `live`. */
export function useConnectionHealth(isNeeded: boolean): ConnectionHealth {
  const connection = useDebouncedConnection()
  const health = useSelected(isNeeded ? connection : null, healthOf, 'live')
  return typeof health === 'string'
    ? { freshness: health, failure: null }
    : { freshness: 'offline', failure: health }
}

/** One value that stays the same until either part of it changes: a failed connection is offline. */
const healthOf = (snapshot: ConnectionSnapshot | null) =>
  snapshot?.status === 'failed' ? snapshot.error : freshnessOf(snapshot)
const identity = (snapshot: ConnectionSnapshot | null) => snapshot
const unsubscribeNothing = () => {}

/** The snapshot of any client, as it is. */
export function useSnapshotOf(client: ConnectionSource): ConnectionSnapshot {
  return useSelected(client, identity, noConnection) ?? noConnection
}

/**
 * Part of the snapshot: `select` returns a primitive, or an object that stays the same.
 *
 * @param onServer what a connection that is idle gives: on a server it is, and hydration has to match
 */
function useSelected<T>(
  connection: ConnectionSource | null,
  select: (snapshot: ConnectionSnapshot | null) => T,
  onServer: T,
): T {
  const subscribe = useCallback(
    (listener: () => void) => (connection ? connection.subscribe(listener) : unsubscribeNothing),
    [connection],
  )
  return useSyncExternalStore(
    subscribe,
    () => select(connection?.getSnapshot() ?? null),
    () => onServer,
  )
}
