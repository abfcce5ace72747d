/**
 * Counts rates in Redis, for all servers together, by the Redis limiter of rate-limiter-flexible. A caller above a limit
 * is remembered in the process until its window ends, so that a flood does not reach Redis. While Redis cannot be used,
 * each server counts alone.
 */
// Not the package's entry, which loads drivers of every database.
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js'
import RateLimiterRedis from 'rate-limiter-flexible/lib/RateLimiterRedis.js'
import { type CreateRateLimiter, limiterOf } from '../ops/rate-limiter.ts'
import type { RunScript } from './redis-link.ts'

/** @param run runs a script. @param keyOf names the counter of a key. */
export function createRedisRates(
  run: RunScript,
  keyOf: (key: string) => string,
): CreateRateLimiter {
  const storeClient = {
    // What the limiter calls: the key, how many, and the length of the window.
    rlflxIncr: ([key = '', points = '', seconds = '']: readonly string[]) =>
      run('rate', [keyOf(key)], [points, seconds]),
  }

  return ({ name, points, windowSeconds }) => {
    const budget = { keyPrefix: name, points, duration: windowSeconds }
    return limiterOf(
      new RateLimiterRedis({
        ...budget,
        storeClient,
        inMemoryBlockOnConsumed: points,
        insuranceLimiter: new RateLimiterMemory(budget),
      }),
    )
  }
}
