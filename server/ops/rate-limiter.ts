/**
 * Counts actions per key in time windows: the interface, and its implementation in memory. The interface is
 * asynchronous, so that servers can share a counter.
 *
 * Callers, requests and answers are handled in request-limits.ts.
 */
// Not the package's entry, which loads drivers of databases and needs Node. This file runs in tabs, too.
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'

/** How much is allowed: `points` in `windowSeconds`, for each key. */
export interface RateBudget {
  /** Distinguishes budgets that share one counter, such as `commands-per-ip`. */
  readonly name: string
  /** How many actions a window allows; at least 1. */
  readonly points: number
  /** Length of a window in seconds. It begins with the first action of a key. */
  readonly windowSeconds: number
}

/** The counter of one budget. */
export interface RateLimiter {
  /**
   * Counts one more for `key`.
   *
   * @returns null if it is allowed, otherwise the milliseconds until the window ends
   */
  take(key: string): Promise<number | null>
}

/** Creates the counter of a budget. */
export type CreateRateLimiter = (budget: RateBudget) => RateLimiter

/** Counts in the memory of this process. */
export const memoryRateLimiter: CreateRateLimiter = ({ name, points, windowSeconds }) =>
  limiterOf(new RateLimiterMemory({ keyPrefix: name, points, duration: windowSeconds }))

/** A limiter of rate-limiter-flexible as one of this server. */
export function limiterOf(limiter: { consume(key: string): Promise<unknown> }): RateLimiter {
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
