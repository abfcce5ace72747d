/**
 * The one wake-up that a ticker waits for: an animation frame for what is due soon, a timer for what is
 * further off. Decides nothing about what happens in a frame.
 */
import type { Cancel, Platform } from './ports.ts'

export interface WakeUp {
  /** Waits for the earliest due time again, or for nothing. */
  arrange(): void
  /** Something became due at `dueMs`: waits for that if it is earlier than the current wake-up. */
  arrangeFor(dueMs: number): void
  cancel(): void
}

/** Beyond this a timer is cheaper than frames in which nothing is due. */
const sleepAboveMs = 50
/** Timers are late, frames are not: wake up this much before the due time. */
const wakeEarlyMs = 16
/** Server time may be slewed or stepped during a sleep, so no sleep trusts it for longer. */
const longestSleepMs = 30_000

/** @param nextDueMs the earliest due time in server time; null: nothing is due. */
export function createWakeUp(
  { frames, timers }: Pick<Platform, 'frames' | 'timers'>,
  nowMs: () => number,
  nextDueMs: () => number | null,
  onFrame: () => void,
): WakeUp {
  let cancelPending: Cancel | null = null
  /** Anything later than this needs no other wake-up. */
  let wakesForMs = Number.NEGATIVE_INFINITY

  function cancel(): void {
    cancelPending?.()
    cancelPending = null
  }

  function arrange(): void {
    cancel()
    const dueMs = nextDueMs()
    if (dueMs === null) return
    wakesForMs = dueMs
    const delayMs = dueMs - nowMs()
    cancelPending =
      delayMs > sleepAboveMs
        ? timers.after(Math.min(delayMs - wakeEarlyMs, longestSleepMs), arrange)
        : frames.request(() => {
            cancelPending = null
            onFrame()
          })
  }

  return {
    arrange,
    arrangeFor(dueMs) {
      if (cancelPending === null || dueMs < wakesForMs) arrange()
    },
    cancel,
  }
}
