/**
 * What a page of the firehose reports about itself, the same for all of them: how many events it has
 * applied and when, and how its frames came. Independent of what it shows.
 */

export interface FirehoseReport {
  readonly applied: number
  /** Unix ms at which the screen's state had come to so many events: every change of it. */
  readonly progress: readonly (readonly [applied: number, atMs: number])[]
  /** Times of the animation frames, monotonic ms. */
  readonly frames: readonly number[]
  readonly longestTaskMs: number
  /** Deposited and withdrawn by stream, as the page has them. */
  readonly balances: Readonly<Record<string, string>>
}

export interface Witness {
  /** Events applied so far, from the first on: what the screen shows or is about to. */
  applied(count: number): void
  /** Where deposited and withdrawn can be asked for. */
  balances: () => Readonly<Record<string, string>>
}

const progress: [number, number][] = []
const frames: number[] = []
let applied = 0
let longestTaskMs = 0

export const witness: Witness = {
  applied(count) {
    applied = count
    progress.push([count, Date.now()])
  },
  balances: () => ({}),
}

Reflect.set(window, 'firehose', {
  watch() {
    progress.length = 0
    frames.length = 0
    longestTaskMs = 0
    const next = (nowMs: number) => {
      frames.push(nowMs)
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        longestTaskMs = Math.max(longestTaskMs, duration)
      }
    }).observe({ type: 'longtask' })
  },
  applied: () => applied,
  report: (): FirehoseReport => ({
    applied,
    progress,
    frames,
    longestTaskMs,
    balances: witness.balances(),
  }),
})
