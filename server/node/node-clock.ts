/**
 * The clocks of a Node process, with a monotonic clock that includes time in which the machine was suspended. On Linux,
 * `performance.now()` stops while it is suspended, so after an hour of sleep the wall clock would look as if it had
 * been set forward by an hour.
 */
import { uptime } from 'node:os'
import type { Clock } from '../../src/platform/ports.ts'
import { systemClock } from '../../src/platform/system.ts'

/** Less is the resolution of the system's figures: they count whole seconds on some. */
const noticedMs = 2_000
/** The time since the machine was started is a file on Linux: it is not read for every command. */
const suspectedMs = 500

/**
 * @param options.clock the clocks of the process. @param options.uptimeMs the time since the machine was started,
 *   suspended time included
 */
export function createNodeClock(options: {
  readonly clock: Clock
  readonly uptimeMs: () => number
}): Clock {
  const { clock, uptimeMs } = options
  const asleepMs = () => uptimeMs() - clock.monotonicMs()
  const apartMs = () => clock.nowMs() - clock.monotonicMs()
  const asleepBefore = asleepMs()
  let suspendedMs = 0
  let seenApartMs = apartMs()

  return {
    nowMs: () => clock.nowMs(),
    monotonicMs() {
      // After a suspension the wall clock has moved on as well.
      const nowApartMs = apartMs()
      if (Math.abs(nowApartMs - seenApartMs) >= suspectedMs) {
        seenApartMs = nowApartMs
        const moreMs = asleepMs() - asleepBefore
        if (moreMs - suspendedMs >= noticedMs) suspendedMs = moreMs
      }
      return clock.monotonicMs() + suspendedMs
    },
  }
}

/** The clocks of this process. The monotonic one includes time in which the machine was suspended. */
export const nodeClock: Clock = createNodeClock({
  clock: systemClock,
  uptimeMs: () => uptime() * 1_000,
})
