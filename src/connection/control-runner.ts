/**
 * Performs what frames say about the connection itself: reports to its machine, renewal before
 * credentials expire (C3), and the estimate of the server's clock (C15).
 */
import type { Platform } from '../platform/ports.ts'
import type { FeedFrame } from '../protocol/feed-frames.ts'
import { type ControlRules, reportOf } from './control-frames.ts'
import type { MachineRules } from './machine-state.ts'
import type { Opening, Runner } from './runner.ts'
import {
  type ClockEstimate,
  estimateOffset,
  refineClock,
  type ServerClock,
} from './server-clock.ts'

export interface ControlRunner {
  /** Reads the server's clock and, in a greeting, its condition, before the subscription accepts the frame. */
  readServer(frame: FeedFrame, opening: Opening | null): void
  /** Does what a frame says about the connection, after the subscription has accepted it. */
  obey(frame: FeedFrame, opening: Opening | null): void
  /** Null until the server has sent its time. */
  estimate(): ClockEstimate | null
}

export function createControlRunner(
  platform: Pick<Platform, 'clock' | 'timers' | 'random'>,
  rules: Pick<MachineRules, 'minUptimeMs'> & ControlRules,
  connection: () => Pick<Runner, 'report' | 'send' | 'announceSoon'>,
): ControlRunner {
  const { clock, timers, random } = platform
  let serverClock: ServerClock | null = null

  function estimate(): ClockEstimate | null {
    return estimateOffset(serverClock, { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() })
  }

  /** Some time in the first half of what is left, so that clients do not all renew at the end. */
  function renewBefore(expiresAtMs: number, signal: AbortSignal): void {
    const nowMs = clock.nowMs() + (estimate()?.offsetMs ?? 0)
    const cancel = timers.after(
      Math.max(rules.minUptimeMs, (random.next() * (expiresAtMs - nowMs)) / 2),
      () => connection().send({ type: 'renew', cause: 'fresh_credentials' }),
    )
    signal.addEventListener('abort', cancel, { once: true })
  }

  return {
    readServer(frame, opening) {
      if (frame.kind !== 'connected' && frame.kind !== 'ping') return
      const isGreeting = frame.kind === 'connected'
      // Before a replay that is empty makes it live: it must not look up to date in between.
      if (isGreeting) connection().report({ type: 'degraded', reason: frame.degraded ?? null })
      if (isGreeting && frame.pingMs !== null) {
        connection().report({ type: 'ping_interval', pingMs: frame.pingMs })
      }
      if (frame.time === null) return
      serverClock = refineClock(serverClock, {
        serverMs: frame.time,
        // A ping was not requested.
        sentMonotonicMs: isGreeting ? (opening?.sentMonotonicMs ?? null) : null,
        receivedMonotonicMs: clock.monotonicMs(),
      })
      connection().announceSoon()
    },
    obey(frame, opening) {
      // C1: listeners may have ended this connection while the frame was accepted.
      if (opening === null || opening.signal.aborted) return
      const report = reportOf(frame, rules)
      if (report) connection().report(report)
      if (frame.kind === 'expiring' && frame.expiresAtMs !== null && rules.canRefresh) {
        renewBefore(frame.expiresAtMs, opening.signal)
      }
    },
    estimate,
  }
}
