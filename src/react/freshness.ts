/** How fresh what is shown is, as a function of the connection's snapshot. Pure. */
import type { ConnectionSnapshot } from '../connection/status.ts'

/** Whether what is shown is up to date. */
export type Freshness = 'live' | 'stale' | 'offline'

/** Whether it has caught up, with a server that knows of all events. */
export function isUpToDate(
  snapshot: ConnectionSnapshot | null,
): snapshot is ConnectionSnapshot & { readonly status: 'open' } {
  return (
    snapshot?.status === 'open' && snapshot.phase === 'live' && snapshot.degradedReason === null
  )
}

/**
 * How fresh balances are. `stale`: an update is expected, and what is shown may be old; `offline`: no update
 * is expected for now. Without a connection, or before it was started, nothing is out of date.
 */
export function freshnessOf(snapshot: ConnectionSnapshot | null): Freshness {
  if (!snapshot || snapshot.status === 'idle') return 'live'
  if (isUpToDate(snapshot) && snapshot.isFresh) return 'live'
  return ['open', 'connecting', 'waiting'].includes(snapshot.status) ? 'stale' : 'offline'
}
