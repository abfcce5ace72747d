/**
 * How long the event loop was blocked. Node measures it in a thread-safe histogram; here it is read in
 * windows, so that an old stall does not count against a server that has recovered.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { ReadinessSource } from '../ops/readiness.ts'

export interface LoopLag extends ReadinessSource {
  /** The longest that the loop was blocked within the last 5 to 10 s, in ms. */
  worstMs(): number
  close(): void
}

const resolutionMs = 20
const windowMs = 5_000
/** Longer is a reason to get no traffic. */
const tooLongMs = 2_000

export function createLoopLag(): LoopLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  let previousMs = 0

  /** Node measures from one tick of its timer to the next, which is the resolution without any lag. */
  const currentMs = () => Math.max(0, histogram.max / 1e6 - resolutionMs)
  const turn = setInterval(() => {
    previousMs = currentMs()
    histogram.reset()
  }, windowMs)
  turn.unref()

  const worstMs = () => Math.max(previousMs, currentMs())
  return {
    worstMs,
    check: () => (worstMs() > tooLongMs ? ['loop_lag'] : []),
    close() {
      clearInterval(turn)
      histogram.disable()
    },
  }
}
