/** The limits of an application: of connections, of what is done on them, and the addresses that they count. */
import type { Random } from '../../src/platform/ports.ts'
import { systemRandom } from '../../src/platform/system.ts'
import type { AppConfig } from '../app-config.ts'
import { createClientAddress } from './client-address.ts'
import { createConnectionLimits } from './connection-limits.ts'
import { type CreateRateLimiter, memoryRateLimiter } from './rate-limiter.ts'
import { createRequestLimits } from './request-limits.ts'

interface LimitDeps {
  readonly random?: Random
  readonly createRateLimiter?: CreateRateLimiter
}

export function createLimits(
  config: AppConfig,
  { random = systemRandom, createRateLimiter = memoryRateLimiter }: LimitDeps,
) {
  return {
    clientAddressOf: createClientAddress(config.trustedProxies),
    limits: createConnectionLimits({
      total: config.maxConnections,
      perIp: config.maxConnectionsPerIp,
      perUser: config.maxConnectionsPerUser,
      random,
    }),
    requestLimits: createRequestLimits({ rates: config, createRateLimiter, random }),
  }
}
