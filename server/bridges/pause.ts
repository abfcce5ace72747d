/** Waiting that ends early. */
import type { Timers } from '../../src/platform/ports.ts'

/** Resolves after a delay, or when the signal is aborted. */
export function pause(timers: Timers, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const cancel = timers.after(delayMs, () => {
      signal.removeEventListener('abort', end)
      resolve()
    })
    const end = () => {
      cancel()
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
  })
}
