/**
 * The time, timers and dice of whatever runs the mocks: a browser tab or Node. Only what both have.
 * Tests that want time to stand still hand in their own instead.
 */
import type { Clock, Random, Timers } from '../../server/ports.ts'

export const tabClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}

/** The longest delay that `setTimeout` takes; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1

export const tabTimers: Timers = {
  after(delayMs, run) {
    const timer: unknown = setTimeout(run, Math.min(Math.max(0, delayMs), longestDelayMs))
    // In Node a timer is an object that would keep the process alive; in a tab it is a number.
    if (isHeld(timer)) timer.unref()
    return () => clearTimeout(timer as number)
  },
}

export const tabRandom: Random = { next: () => Math.random() }

function isHeld(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
