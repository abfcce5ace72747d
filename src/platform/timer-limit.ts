/** The one limit that every timer shares, for the wire, the browser and the server alike. Imports nothing. */

/** The longest delay that `setTimeout` can hold, about 24.8 days; engines fire at once for longer ones. */
export const longestDelayMs = 2 ** 31 - 1

/** A delay that a timer can hold: into `[0, 2^31 − 1]`; what is not a number becomes 0. */
export function clampDelay(delayMs: number): number {
  return delayMs > 0 ? Math.min(delayMs, longestDelayMs) : 0
}
