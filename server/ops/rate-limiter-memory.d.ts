/** The package declares its entry only; see rate-limiter.ts for why that is not imported. */
declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  import type { RateLimiterMemory } from 'rate-limiter-flexible'

  const limiterClass: typeof RateLimiterMemory
  export default limiterClass
}
declare module 'rate-limiter-flexible/lib/RateLimiterRedis.js' {
  import type { RateLimiterRedis } from 'rate-limiter-flexible'

  const limiterClass: typeof RateLimiterRedis
  export default limiterClass
}
