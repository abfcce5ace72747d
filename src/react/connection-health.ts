/** How the connection of a session is for widgets: fresh, or why it is not and since when. Does not depend on React. */
import type { ConnectionError } from '../connection/errors.ts'
import type { ConnectionSnapshot } from '../connection/status.ts'
import type { Session } from '../payments-session.ts'
import type { FeedSession } from '../session.ts'
import { type DebouncedConnection, debouncedConnection } from './debounced-connection.ts'
import { type Freshness, freshnessOf } from './freshness.ts'

/** The part of a session that is needed to show its connection; of any feed. */
export type ConnectedSession = Pick<FeedSession, 'connection' | 'platform' | 'ticker'>

/** The connection as it is shown (debounced-connection.ts); null for a session without network. */
export function debouncedOf({
  connection,
  platform,
  ticker,
}: ConnectedSession): DebouncedConnection | null {
  return connection && debouncedConnection(connection, platform, ticker)
}

/** What widgets show of the connection. */
export interface ConnectionHealth {
  readonly freshness: Freshness
  /** When it stopped being live, server time in Unix ms; null while it is. */
  readonly asOfMs: number | null
  /** Why the connection has failed; null while it has not. */
  readonly failure: ConnectionError | null
}

/** Of what nothing updates. */
export const liveHealth: ConnectionHealth = { freshness: 'live', asOfMs: null, failure: null }

/** One value that stays the same until either part of it changes: a failed connection is offline. */
type HealthState = Freshness | ConnectionError

export const stateOf = (snapshot: ConnectionSnapshot | null): HealthState =>
  snapshot?.status === 'failed' ? snapshot.error : freshnessOf(snapshot)

export function toHealth(
  state: HealthState,
  connection: DebouncedConnection | null,
): ConnectionHealth {
  if (state === 'live') return liveHealth
  const failure = typeof state === 'string' ? null : state
  const freshness = typeof state === 'string' ? state : 'offline'
  return { freshness, asOfMs: connection?.asOfMs() ?? null, failure }
}

/**
 * The health of one payment stream now.
 *
 * @param isGiven whether the stream was passed as an object. It is as fresh as the connection if the store
 * has a stream with that id, else `live`, since nothing updates it
 */
export function readHealth(session: Session, streamId: string, isGiven: boolean): ConnectionHealth {
  const connection = debouncedOf(session)
  if (!connection || (isGiven && !session.store.getState().items.has(streamId))) return liveHealth
  return toHealth(stateOf(connection.getSnapshot()), connection)
}
