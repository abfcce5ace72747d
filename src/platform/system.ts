/**
 * Time, timers and randomness as every JavaScript runtime has them: browsers, workers and Node. The one
 * implementation of these ports; `browser.ts`, the mocks and the server's process all use it. Globals are
 * looked up when they are used, so importing this touches nothing.
 */
import type { Clock, Random, Timers } from './ports.ts'
import { clampDelay } from './timer-limit.ts'

/** The clocks of the device. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}

/** Timers that keep no Node process alive. */
export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, clampDelay(delayMs))
    // Node answers with an object whose timer would hold the process open; browsers with a number.
    if (typeof timer === 'object') timer.unref()
    return () => clearTimeout(timer)
  },
}

/** `Math.random`: good enough to spread load and choose ids, never for secrets. */
export const systemRandom: Random = { next: () => Math.random() }
