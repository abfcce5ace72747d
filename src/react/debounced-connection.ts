/**
 * The connection as widgets show it: a short renewal, for another filter or new credentials, looks as if
 * nothing had happened, so that nothing flashes; so does the first request of a page that came with its
 * state. What takes longer than two seconds is shown.
 * Records when it was last live, so that all widgets show balances as of the same time, including those
 * mounted later. Does not change the connection, and does not depend on React.
 */
import type { Connection } from '../connection/connection.ts'
import type { ConnectingCause, ConnectionSnapshot } from '../connection/status.ts'
import type { Cancel, Platform } from '../platform/ports.ts'
import type { Ticker } from '../platform/ticker.ts'
import { freshnessOf } from './freshness.ts'

/** How long a renewal is hidden. */
export const renewalMs = 2000

const renewals: ReadonlySet<ConnectingCause> = new Set<ConnectingCause>([
  'filter_changed',
  'fresh_credentials',
  'tabs_changed',
])

/** The part of a connection that is shown. */
export type ConnectionSource = Pick<Connection, 'getSnapshot' | 'subscribe'>

/** A connection as it is shown. */
export interface DebouncedConnection extends ConnectionSource {
  /** When it stopped being live, server time in Unix ms; null while it is live. */
  asOfMs(): number | null
}

const debouncedConnections = new WeakMap<Connection, DebouncedConnection>()

/** The same object for the same connection. */
export function debouncedConnection(
  connection: Connection,
  platform: Pick<Platform, 'clock' | 'timers'>,
  ticker: Pick<Ticker, 'shownMs'>,
): DebouncedConnection {
  let debounced = debouncedConnections.get(connection)
  if (!debounced) {
    debounced = createDebouncedConnection(connection, platform, ticker)
    debouncedConnections.set(connection, debounced)
  }
  return debounced
}

function createDebouncedConnection(
  connection: Connection,
  { clock, timers }: Pick<Platform, 'clock' | 'timers'>,
  ticker: Pick<Ticker, 'shownMs'>,
): DebouncedConnection {
  const listeners = new Set<() => void>()
  let isWatching = false
  let cancelTimer: Cancel | null = null
  /** The snapshot before the current renewal; null when the renewal takes too long. */
  let before: ConnectionSnapshot | null = null
  let renewedAtMs = 0
  let asOfMs: number | null = null

  function getSnapshot(): ConnectionSnapshot {
    const now = connection.getSnapshot()
    if (!isRenewal(now) && !(before?.status === 'idle' && continuesState(now))) {
      before = now
      renewedAtMs = Number.POSITIVE_INFINITY
      return now
    }
    renewedAtMs = Math.min(renewedAtMs, clock.monotonicMs())
    if (clock.monotonicMs() - renewedAtMs >= renewalMs) before = null
    return before ?? now
  }

  /** State that was not requested is all that an idle connection can have. */
  const continuesState = (now: ConnectionSnapshot) =>
    isConnecting(now) && connection.coverage().length > 0

  function noteLiveness(): number | null {
    asOfMs = freshnessOf(getSnapshot()) === 'live' ? null : (asOfMs ?? ticker.shownMs())
    return asOfMs
  }

  function notify(): void {
    cancelTimer?.()
    noteLiveness()
    const isHidden = getSnapshot() !== connection.getSnapshot()
    cancelTimer = isHidden
      ? timers.after(renewedAtMs + renewalMs - clock.monotonicMs(), notify)
      : null
    for (const listener of [...listeners]) listener()
  }

  return {
    getSnapshot,
    // Recorded here as well, since nothing may have subscribed before the first call.
    asOfMs: noteLiveness,
    subscribe(listener) {
      // For good, even while no widget is mounted: the next one shows balances as of what has happened since.
      // Only the connection refers to this object, so both are released together.
      if (!isWatching) connection.subscribe(notify)
      isWatching = true
      // A set is enough: React subscribes each component with its own function.
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

type ConnectingSnapshot = ConnectionSnapshot & { readonly cause: ConnectingCause }

function isConnecting(snapshot: ConnectionSnapshot): snapshot is ConnectingSnapshot {
  return (
    snapshot.status === 'connecting' || (snapshot.status === 'open' && snapshot.phase === 'syncing')
  )
}

function isRenewal(snapshot: ConnectionSnapshot): boolean {
  return isConnecting(snapshot) && renewals.has(snapshot.cause)
}
