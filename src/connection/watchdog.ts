/**
 * How long silence is fine (C7), as arithmetic: fresh, quiet (a warning), grace, dead. Owns no timer.
 *
 * A server that promises life every `pingMs` is fresh up to one interval and dead after two, each
 * with some slack for travel and a busy machine.
 */
import type { MachineContext, MachineState } from './machine-state.ts'

/** A timer later than this was not just busy: the process slept. */
export const lateMs = 1000
/** What a process that slept gives the bytes that are waiting in its socket. */
export const graceMs = 1000
/** Credentials and a slow line take their time, however often a server pings. */
const leastConnectMs = 15_000
/** What a server does whose silence is not watched: proxies drop what is silent for 60 s. */
const usualPingMs = 30_000

export type Silence =
  /** Check again after `delayMs`; null: silence is not watched. */
  | { readonly kind: 'fresh' | 'quiet' | 'grace'; readonly delayMs: number | null }
  | { readonly kind: 'dead'; readonly silentMs: number }

/** The part of the machine's state that silence is measured with. */
export type SilenceState = Pick<
  MachineState,
  'pingMs' | 'lastByteMonotonicMs' | 'lastByteNowMs' | 'timerDueMs' | 'hadGrace'
>

export function decideSilence(state: SilenceState, context: MachineContext): Silence {
  const { pingMs } = state
  const livenessMs = livenessOf(pingMs)
  if (pingMs === null || livenessMs === null) return { kind: 'fresh', delayMs: null }
  // The monotonic clock of some browsers stands still while the device sleeps; the other one may be
  // set by hand. The longer answer is the safer one: a needless reconnect loses nothing.
  const awakeMs = context.monotonicMs - state.lastByteMonotonicMs
  const silentMs = Math.max(awakeMs, context.nowMs - state.lastByteNowMs)
  const freshMs = pingMs + slackOf(pingMs)
  if (silentMs < freshMs) return { kind: 'fresh', delayMs: freshMs - silentMs }
  if (silentMs < livenessMs) return { kind: 'quiet', delayMs: livenessMs - silentMs }
  if (state.hadGrace) {
    // Another check may come before the grace is over: a timer and a waking page, say.
    const leftMs = state.timerDueMs - context.monotonicMs
    return leftMs > 0 ? { kind: 'grace', delayMs: leftMs } : { kind: 'dead', silentMs }
  }
  const isLate = context.monotonicMs - state.timerDueMs > lateMs || silentMs - awakeMs > lateMs
  return isLate ? { kind: 'grace', delayMs: graceMs } : { kind: 'dead', silentMs }
}

/** The silence that ends a connection; null when silence is not watched. */
export function livenessOf(pingMs: number): number
export function livenessOf(pingMs: number | null): number | null
export function livenessOf(pingMs: number | null): number | null {
  return pingMs === null ? null : pingMs * 2 + slackOf(pingMs)
}

/** How long a response head may take: a browser may report it with the first byte of the body only. */
export function connectTimeoutOf({
  rules,
  pingMs,
}: Pick<MachineState, 'rules' | 'pingMs'>): number {
  return rules.connectTimeoutMs ?? Math.max(leastConnectMs, livenessOf(pingMs ?? usualPingMs))
}

function slackOf(pingMs: number): number {
  return Math.min(5000, Math.max(1000, pingMs / 2))
}
