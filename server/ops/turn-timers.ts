/**
 * The timers of a server, for which a delay of 0 ms is one turn of the event loop. `setTimeout` waits at least 1 ms,
 * which is too long for work that yields after every 10 ms.
 */
import type { Timers } from '../../src/platform/ports.ts'
import { systemTimers } from '../../src/platform/system.ts'

/** The timers of the runtime, with `setImmediate` for a delay of 0 ms where it exists. Browsers do not have it. */
export const turnTimers: Timers = {
  after(delayMs, run) {
    if (delayMs > 0 || typeof setImmediate !== 'function') return systemTimers.after(delayMs, run)
    // Not unref'd: Node would then wait for the next input before it.
    const turn = setImmediate(run)
    return () => clearImmediate(turn)
  },
}
