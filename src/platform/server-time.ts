/**
 * Server time: the wall clock plus the offset that the connection has estimated, shown so that it
 * never runs backwards under a number. Does not estimate the offset and does not tick.
 *
 * Between anchors only the monotonic clock counts, so setting the wall clock moves nothing.
 *
 * S1 A small correction is slewed: time runs 5 % faster or slower until it is absorbed.
 * S2 A correction beyond `stepAboveMs` is a step. Slewing an hour would take a day of wrong figures,
 *    and stopping for an hour would be one. The first offset is a step as well: until then
 *    nothing on the page rested on the server's clock.
 * S3 A wall clock that has moved 2 s further than the monotonic one means that the machine slept
 *    (the monotonic clock of most systems sleeps too): the wall clock is right, and time steps on.
 *    One that has fallen behind was set back by hand: the monotonic clock is right until the next
 *    offset, which covers both.
 */
import type { Clock } from './ports.ts'

/** Server time in Unix milliseconds, with fractions. */
export interface ServerTime {
  /** Never less than at the last call, unless a correction had to be a step (S2). */
  nowMs(): number
  /** Server clock minus wall clock, as estimated now. */
  setOffset(offsetMs: number): void
  /**
   * Compares the clocks again: call it when the page comes back or a network appears. `isReset`: nothing is
   * shown, so unless the server's time is known the wall clock is taken as it is, even if it was set back.
   */
  reanchor(isReset?: boolean): void
}

/** How much faster or slower than a clock time may run while it absorbs a correction. */
const slewRate = 0.05
const stepAboveMs = 5_000
const sleepAboveMs = 2_000

export function createServerTime(clock: Clock): ServerTime {
  /** Wall clock minus monotonic clock at the last anchor. */
  let wallAheadMs = clock.nowMs() - clock.monotonicMs()
  let offsetMs = 0
  let hasOffset = false
  // What is shown is a straight function of the monotonic clock from here on, bent once where the
  // correction is used up. Nothing accumulates from call to call.
  let anchorMs = clock.monotonicMs()
  let shownAtAnchorMs = anchorMs + wallAheadMs
  let correctionMs = 0

  function shownAt(monotonicMs: number): number {
    const elapsedMs = Math.max(0, monotonicMs - anchorMs)
    const most = elapsedMs * slewRate
    return shownAtAnchorMs + elapsedMs + Math.max(-most, Math.min(most, correctionMs))
  }

  /** Heads for what the clocks and the offset say now, by slewing if that is near enough. */
  function aim(monotonicMs: number, mayStep: boolean): void {
    const shownMs = shownAt(monotonicMs)
    const trueMs = monotonicMs + wallAheadMs + offsetMs
    const isStep = mayStep || Math.abs(trueMs - shownMs) > stepAboveMs
    anchorMs = monotonicMs
    shownAtAnchorMs = isStep ? trueMs : shownMs
    correctionMs = isStep ? 0 : trueMs - shownMs
  }

  function compareClocks(monotonicMs: number, mayStep = false): void {
    const aheadMs = clock.nowMs() - monotonicMs
    const jumpMs = aheadMs - wallAheadMs
    if (!mayStep && jumpMs < -sleepAboveMs) return
    wallAheadMs = aheadMs
    aim(monotonicMs, mayStep || jumpMs > sleepAboveMs)
  }

  return {
    nowMs() {
      const monotonicMs = clock.monotonicMs()
      if (clock.nowMs() - monotonicMs - wallAheadMs > sleepAboveMs) compareClocks(monotonicMs)
      return shownAt(monotonicMs)
    },

    setOffset(newOffsetMs) {
      if (!Number.isFinite(newOffsetMs)) return
      const monotonicMs = clock.monotonicMs()
      const isFirst = !hasOffset
      const aheadMs = clock.nowMs() - monotonicMs
      if (!isFirst && newOffsetMs === offsetMs && aheadMs === wallAheadMs) return
      wallAheadMs = aheadMs
      offsetMs = newOffsetMs
      hasOffset = true
      aim(monotonicMs, isFirst)
    },

    reanchor(isReset = false) {
      compareClocks(clock.monotonicMs(), isReset && !hasOffset)
    },
  }
}
