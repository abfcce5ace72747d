/** The status of a connection as three fields, for data hooks. */
import type { ConnectionError } from '../connection/errors.ts'
import type { ConnectionSnapshot } from '../connection/status.ts'
import { isUpToDate } from './freshness.ts'

/** Whether events arrive, and if not, why. */
export interface FeedStatus {
  /** The connection is open and caught up, and its server knows of all events. */
  readonly connected: boolean
  /** It was lost or is not open yet, and retries by itself. */
  readonly reconnecting: boolean
  /** The last error of the connection, until it is connected again. */
  readonly error: ConnectionError | null
}

/** @param snapshot null for a session without network */
export function feedStatusOf(snapshot: ConnectionSnapshot | null): FeedStatus {
  const connected = isUpToDate(snapshot)
  return {
    connected,
    reconnecting:
      snapshot?.status === 'connecting' ||
      snapshot?.status === 'waiting' ||
      (snapshot?.status === 'open' && !connected),
    error: connected ? null : (snapshot?.lastError ?? null),
  }
}
