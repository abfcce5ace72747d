/**
 * A world for stories in which time stands still, so that a screenshot is the same to the pixel every
 * time; it moves only when a story moves it. Not a mock of the server: `src/mocks` has that.
 */
import type { SessionOptions } from '../src/index.ts'

/** 20 November 2026, 14:02:11 UTC: the time of every story. */
export const storyNowMs = Date.UTC(2026, 10, 20, 14, 2, 11)
/** The same as ledger time, in seconds. */
export const storyNow = storyNowMs / 1000

/** A world and the hand that moves it. */
export interface StillWorld {
  readonly platform: NonNullable<SessionOptions['platform']>
  /** How much time has passed in it since {@link storyNowMs}. */
  elapsedMs(): number
  /** Lets time pass: timers that fall due run in order, then one frame. */
  advance(ms: number): void
}

/**
 * Creates a world whose time is {@link storyNowMs}.
 *
 * @param startMs how much later it is there from the start
 */
export function createStillWorld(startMs = 0): StillWorld {
  let elapsedMs = startMs
  let timers: { readonly dueMs: number; readonly run: () => void }[] = []
  let frames: ((monotonicMs: number) => void)[] = []

  function runFrames(): void {
    const due = frames
    frames = []
    for (const run of due) run(elapsedMs)
  }

  return {
    platform: {
      clock: { nowMs: () => storyNowMs + elapsedMs, monotonicMs: () => elapsedMs },
      random: { next: () => 0.5 },
      page: {
        isHidden: () => false,
        isOnline: () => true,
        isFrozen: () => false,
        subscribe: () => () => {},
      },
      timers: {
        after(delayMs, run) {
          const timer = { dueMs: elapsedMs + Math.max(0, delayMs), run }
          timers.push(timer)
          return () => {
            timers = timers.filter((other) => other !== timer)
          }
        },
      },
      frames: {
        request(run) {
          frames.push(run)
          return () => {
            frames = frames.filter((other) => other !== run)
          }
        },
      },
    },

    elapsedMs: () => elapsedMs,

    advance(ms) {
      const untilMs = elapsedMs + ms
      for (;;) {
        const [next] = timers
          .filter((timer) => timer.dueMs <= untilMs)
          .sort((a, b) => a.dueMs - b.dueMs)
        if (!next) break
        elapsedMs = Math.max(elapsedMs, next.dueMs)
        timers = timers.filter((timer) => timer !== next)
        next.run()
      }
      elapsedMs = untilMs
      runFrames()
    },
  }
}
