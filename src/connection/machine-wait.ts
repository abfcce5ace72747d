/**
 * The wait before the next request (C4), and when a connection counts as a success (C2). Part of the
 * connection machine; pure.
 */
import { enter, type MachineContext, type MachineState, type Transition } from './machine-state.ts'
import { decideDelay } from './reconnect-policy.ts'
import type { WaitingCause } from './status.ts'

/** Ceiling of the wait of a page that has come back. */
const returnMs = 250

export function wait(
  state: MachineState,
  cause: WaitingCause,
  retryAfterMs: number | null,
  context: MachineContext,
): Transition {
  const isGood = isStable(state, context)
  const attempt = isGood ? 0 : state.attempt
  // A server that says when to come back has spread its clients itself; but that is followed only after
  // a stable connection, or "at once" would be an endless loop.
  const isScheduled = cause === 'goodbye' && isGood && retryAfterMs !== null
  const delayMs = decideDelay({
    attempt,
    // A page that has returned is being looked at; the jitter is for tabs that return together.
    baseMs: cause === 'returned' ? returnMs : state.rules.baseMs,
    capMs: state.rules.capMs,
    // `retry:` is for lost connections, not for a page that returns or a scheduled reconnect.
    retryMs: isReturn(cause) || isScheduled ? null : state.retryMs,
    retryAfterMs,
    random: isScheduled ? 0 : context.random,
  })
  const isFailure = !isReturn(cause) && !(cause === 'goodbye' && isGood)
  return enter(
    {
      ...state,
      attempt: isFailure ? attempt + 1 : attempt,
      timerDueMs: context.monotonicMs + delayMs,
    },
    { status: 'waiting', delayMs, retryAtMs: context.nowMs + delayMs, cause },
    { type: 'timer', delayMs },
  )
}

export function isReturn(cause: WaitingCause): boolean {
  return cause === 'online' || cause === 'returned'
}

/** C2: lasted for a while, and brought a valid frame. */
export function isStable(state: MachineState, context: MachineContext): boolean {
  return (
    state.status.status === 'open' &&
    state.hasFrame &&
    context.monotonicMs - state.openedMonotonicMs >= state.rules.minUptimeMs
  )
}
