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

/** How far what is shown can be trusted to be current. */
export type Freshness = 'live' | 'stale' | 'offline'

/** The state of the connection, and what a person can do about it. */
export type UseConnection = ConnectionSnapshot & {
  /** Whether there is a connection at all; without one the status stays `idle`. */
  readonly hasConnection: boolean
  /** Starts again after it was closed or has failed. Does nothing while nobody follows anything. */
  open(): void
  close(): void
  /** Ends the waiting between two attempts. */
  retryNow(): void
}

/**
 * The connection of the session: status, counters and its three commands. Tells everything, so also
 * that it is made anew for another filter (`cause`), where widgets stay as they are.
 */
export function useConnection(): UseConnection {
  const session = useSession()
  const { connection } = session
  const snapshot = useSelected(connection, asItIs)
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
  return useSelected(useDebouncedConnection(), asItIs)
}

/** Renders only when this one word changes, where a badge would render with every counter. */
export function useFreshness(): Freshness {
  return useSelected(useDebouncedConnection(), freshnessOf)
}

function useDebouncedConnection(): ConnectionSource | null {
  const { connection, platform } = useSession()
  return connection && debouncedConnection(connection, platform)
}

/**
 * How fresh figures are under a connection. `stale`: an answer is expected, and what is shown may be
 * old; `offline`: none is expected for now. Without any connection nothing can be out of date, and
 * one that was never started has not fallen behind.
 */
export function freshnessOf(snapshot: ConnectionSnapshot | null): Freshness {
  switch (snapshot?.status) {
    case undefined:
    case 'idle':
      return 'live'
    case 'open':
      return snapshot.phase === 'live' && snapshot.isFresh ? 'live' : 'stale'
    case 'connecting':
    case 'waiting':
      return 'stale'
    case 'paused':
    case 'failed':
    case 'closed':
      return 'offline'
  }
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
  const health = useSelected(isNeeded ? connection : null, healthOf)
  return typeof health === 'string'
    ? { freshness: health, failure: null }
    : { freshness: 'offline', failure: health }
}

/** One value that stays the same until either part of it changes: a failed connection is offline. */
const healthOf = (snapshot: ConnectionSnapshot | null) =>
  snapshot?.status === 'failed' ? snapshot.error : freshnessOf(snapshot)
const asItIs = (snapshot: ConnectionSnapshot | null) => snapshot
const nothingToTell = () => {}

/** The snapshot of any client, as it is. */
export function useSnapshotOf(client: ConnectionSource): ConnectionSnapshot {
  return useSelected(client, asItIs) ?? noConnection
}

/** Part of the snapshot, which `select` answers as a primitive or as the snapshot itself. */
function useSelected<T>(
  connection: ConnectionSource | null,
  select: (snapshot: ConnectionSnapshot | null) => T,
): T {
  const subscribe = useCallback(
    (listener: () => void) => (connection ? connection.subscribe(listener) : nothingToTell),
    [connection],
  )
  const selectNow = () => select(connection?.getSnapshot() ?? null)
  // A server starts nothing, so what it printed was idle, and hydration has to agree.
  const selectOnServer = () => select(connection ? noConnection : null)
  return useSyncExternalStore(subscribe, selectNow, selectOnServer)
}
