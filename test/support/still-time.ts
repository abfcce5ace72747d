/**
 * A world whose time stands still until a test moves it: clock, timers and random numbers for the
 * server's ports. Timers run in the order of their times, and between two of them all pending promises
 * settle.
 */
import type { Clock, Platform, Random, Timers } from '../../src/platform/ports.ts'

export interface StillTime {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  /** Moves time, runs what becomes due and waits until all is quiet. */
  advance(ms: number): Promise<void>
  /** Lets everything that needs no time happen. */
  settle(): Promise<void>
  readonly pendingTimers: number
}

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/**
 * @param options.startMs the wall clock at the start. Default 1790000000000.
 * @param options.random the next random number. Default: always 0, so that every jitter is minimal.
 */
export function createStillTime(
  options: { readonly startMs?: number; readonly random?: () => number } = {},
): StillTime {
  const { startMs = 1_790_000_000_000, random = () => 0 } = options
  const timers = new Set<Timer>()
  let elapsedMs = 0
  let order = 0

  // A turn of the real event loop is not time: it only lets streams and promises finish.
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round++) await turn()
  }

  function nextTimer(untilMs: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of timers) {
      if (timer.atMs > untilMs) continue
      if (next === undefined || timer.atMs < next.atMs) next = timer
      else if (timer.atMs === next.atMs && timer.order < next.order) next = timer
    }
    return next
  }

  return {
    clock: { nowMs: () => startMs + elapsedMs, monotonicMs: () => elapsedMs },
    timers: {
      after(delayMs, run) {
        order++
        const timer = { atMs: elapsedMs + Math.max(0, delayMs), order, run }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
    random: { next: random },
    settle,
    async advance(ms) {
      const untilMs = elapsedMs + ms
      await settle()
      for (let timer = nextTimer(untilMs); timer !== undefined; timer = nextTimer(untilMs)) {
        timers.delete(timer)
        elapsedMs = Math.max(elapsedMs, timer.atMs)
        timer.run()
        await turn()
      }
      elapsedMs = untilMs
      await settle()
    },
    get pendingTimers() {
      return timers.size
    },
  }
}

/** The page of a client that lives on the same time line: always looked at, always online. */
export function pageOn({
  clock,
  timers,
}: StillTime): Pick<Platform, 'clock' | 'timers' | 'frames' | 'page'> {
  return {
    clock,
    timers,
    frames: { request: (run) => timers.after(16, () => run(clock.monotonicMs())) },
    page: {
      isHidden: () => false,
      isOnline: () => true,
      isFrozen: () => false,
      subscribe: () => () => {},
    },
  }
}
