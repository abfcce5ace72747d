/**
 * Counts what each caller does, in windows of time: the port, and the counter in memory. A server that shares
 * its limits with others brings a counter of its own, so the port is asynchronous.
 *
 * It does not know callers, requests or answers; that is request-limits.ts.
 */
// Not the package's entry, which loads drivers of databases and needs Node. This file runs in tabs, too.
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'

/** How much is allowed: `points` in `windowSeconds`, for each key. */
export interface RateBudget {
  /** Distinguishes budgets that share one counter, such as `commands-per-ip`. */
  readonly name: string
  /** How often, at least 1. */
  readonly points: number
  /** The window begins with the first of them. */
  readonly windowSeconds: number
}

/** The counter of one budget. */
export interface RateLimiter {
  /**
   * Counts one more for `key`.
   *
   * @returns null: it is allowed. Otherwise the milliseconds until the window ends.
   */
  take(key: string): Promise<number | null>
}

/** Makes the counter of a budget. */
export type CreateRateLimiter = (budget: RateBudget) => RateLimiter

/** Counts in the memory of this process. */
export const memoryRateLimiter: CreateRateLimiter = ({ name, points, windowSeconds }) => {
  const limiter = new RateLimiterMemory({ keyPrefix: name, points, duration: windowSeconds })
  return {
    take: (key) =>
      limiter.consume(key).then(
        () => null,
        // A refusal is a rejection with the result; a defect is one with an error.
        (refusal: unknown) => {
          if (refusal instanceof Error) throw refusal
          return (refusal as { readonly msBeforeNext: number }).msBeforeNext
        },
      ),
  }
}
