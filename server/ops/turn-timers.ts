/**
 * The timers of a server, whose delay of 0 ms is one turn of the event loop. `setTimeout` makes at least 1 ms of it,
 * which is long for work that gives way after every 10 ms.
 */
import type { Timers } from '../../src/platform/ports.ts'
import { systemTimers } from '../../src/platform/system.ts'

/** Those of the runtime, with `setImmediate` where there is one; a browser tab has none. */
export const turnTimers: Timers = {
  after(delayMs, run) {
    if (delayMs > 0 || typeof setImmediate !== 'function') return systemTimers.after(delayMs, run)
    // Not unref'd: Node would then wait for the next input before it.
    const turn = setImmediate(run)
    return () => clearImmediate(turn)
  },
}
