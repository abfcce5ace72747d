/** The real time, timers and dice of a Node process, as the ports that the rest of the server asks for. */
import { performance } from 'node:perf_hooks'
import type { Clock, Random, Timers } from '../ports.ts'

/** The machine's clocks. */
export const nodeClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}

/** Above it Node fires at once, with a warning. */
const longestDelayMs = 2 ** 31 - 1

/** Timers that do not keep the process alive. */
export const nodeTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), longestDelayMs))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Good enough to spread load; nothing secret is ever made of it. */
export const nodeRandom: Random = { next: () => Math.random() }
