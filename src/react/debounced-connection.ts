/**
 * The connection as it is shown: one that is only made anew, because a widget has come or credentials
 * end, looks as it did before, so that nothing flashes. What takes longer than two seconds shows as
 * what it is. Changes nothing about the connection itself, and knows no React.
 */
import type { Connection } from '../connection/connection.ts'
import type { ConnectingCause, ConnectionSnapshot } from '../connection/status.ts'
import type { Cancel, Platform } from '../platform/ports.ts'

/** How long a renewal may take unseen. */
export const renewalMs = 2000

const renewals: ReadonlySet<ConnectingCause> = new Set<ConnectingCause>([
  'filter_changed',
  'fresh_credentials',
  'tabs_changed',
])

/** A connection to look at. */
export type ConnectionSource = Pick<Connection, 'getSnapshot' | 'subscribe'>

const steadyOnes = new WeakMap<Connection, ConnectionSource>()

/** The same one for everybody who asks about the same connection. */
export function debouncedConnection(
  connection: Connection,
  platform: Pick<Platform, 'clock' | 'timers'>,
): ConnectionSource {
  let steady = steadyOnes.get(connection)
  if (!steady) {
    steady = createSteady(connection, platform)
    steadyOnes.set(connection, steady)
  }
  return steady
}

function createSteady(
  connection: Connection,
  { clock, timers }: Pick<Platform, 'clock' | 'timers'>,
): ConnectionSource {
  const listeners = new Set<{ readonly tell: () => void }>()
  let leave: Cancel = () => {}
  let cancelTimer: Cancel | null = null
  /** As it was before the renewal under way; null when that takes too long. */
  let before: ConnectionSnapshot | null = null
  let renewedAtMs = 0

  function look(): ConnectionSnapshot {
    const now = connection.getSnapshot()
    if (!isRenewal(now)) {
      before = now
      renewedAtMs = Number.POSITIVE_INFINITY
      return now
    }
    renewedAtMs = Math.min(renewedAtMs, clock.monotonicMs())
    if (clock.monotonicMs() - renewedAtMs >= renewalMs) before = null
    return before ?? now
  }

  function tell(): void {
    cancelTimer?.()
    const isHeldBack = look() !== connection.getSnapshot()
    cancelTimer = isHeldBack
      ? timers.after(renewedAtMs + renewalMs - clock.monotonicMs(), tell)
      : null
    for (const listener of [...listeners]) listener.tell()
  }

  return {
    getSnapshot: look,
    subscribe(listener) {
      const entry = { tell: listener }
      if (listeners.size === 0) leave = connection.subscribe(tell)
      listeners.add(entry)
      return () => {
        if (!listeners.delete(entry) || listeners.size > 0) return
        leave()
        cancelTimer?.()
        cancelTimer = null
      }
    },
  }
}

function isRenewal(snapshot: ConnectionSnapshot): boolean {
  switch (snapshot.status) {
    case 'connecting':
      return renewals.has(snapshot.cause)
    case 'open':
      return snapshot.phase === 'syncing' && renewals.has(snapshot.cause)
    default:
      return false
  }
}
