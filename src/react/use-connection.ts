/**
 * The connection as React sees it. Renders when its snapshot changes and never in between.
 */
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ConnectionSnapshot } from '../connection/status.ts'
import { noFacts } from '../connection/status-view.ts'
import {
  type ConnectedSession,
  type ConnectionHealth,
  debouncedOf,
  stateOf,
  toHealth,
} from './connection-health.ts'
import type { ConnectionSource } from './debounced-connection.ts'
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

/** The state of the connection, and its commands. */
export type UseConnection = ConnectionSnapshot & {
  /** Whether there is a connection at all; without one the status stays `idle`. */
  readonly hasConnection: boolean
  /** Starts again after it was closed or has failed. Does nothing while nothing is followed. */
  open(): void
  /** Ends the connection until it is opened again. */
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
export function useConnectionSnapshot(session: ConnectedSession): ConnectionSnapshot | null {
  const connection = debouncedOf(session)
  return useSelected(connection, identity, connection && noConnection)
}

/** When the connection stopped being live, server time in Unix ms; null while it is. */
export function useAsOf(session: ConnectedSession): number | null {
  const connection = debouncedOf(session)
  return useSelected(connection, () => connection?.asOfMs() ?? null, null)
}

/**
 * Freshness and failure for one payment stream, in one subscription. Without an id there is no
 * subscription, and it is `live`.
 *
 * @param isGiven whether the stream was passed as an object. It is as fresh as the connection if the store
 * has a stream with that id, else `live`, since nothing updates it
 */
export function useConnectionHealth(
  streamId: string | undefined,
  isGiven: boolean,
): ConnectionHealth {
  const session = useSession()
  const { store } = session
  const connection = debouncedOf(session)
  const health = useSelected(
    streamId === undefined ? null : connection,
    (snapshot) =>
      isGiven && !store.getState().items.has(streamId as string) ? 'live' : stateOf(snapshot),
    'live',
  )
  return toHealth(health, connection)
}

const identity = (snapshot: ConnectionSnapshot | null) => snapshot
const unsubscribeNothing = () => {}

/** The snapshot of any client, as it is. */
export function useSnapshotOf(client: ConnectionSource): ConnectionSnapshot {
  return useSelected(client, identity, noConnection) ?? noConnection
}

/**
 * Part of the snapshot: `select` returns a primitive, or an object that stays the same.
 *
 * @param onServer the value for an idle connection, as on a server, which hydration has to match
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
