/** The limits of an application: of connections, of what is done on them, and the addresses that they count. */
import type { Random } from '../../src/platform/ports.ts'
import { systemRandom } from '../../src/platform/system.ts'
import type { AppConfig } from '../app-config.ts'
import { createClientAddress } from './client-address.ts'
import { createConnectionLimits } from './connection-limits.ts'
import { type CreateRateLimiter, memoryRateLimiter } from './rate-limiter.ts'
import { createRequestLimits } from './request-limits.ts'
import type { SharedState } from './shared-state.ts'

interface LimitDeps {
  readonly random?: Random
  readonly createRateLimiter?: CreateRateLimiter
  /** Null: limits are counted in this process. */
  readonly shared: SharedState | null
}

export function createLimits(
  config: AppConfig,
  { random = systemRandom, createRateLimiter, shared }: LimitDeps,
) {
  return {
    clientAddressOf: createClientAddress(config.trustedProxies),
    limits: createConnectionLimits({
      total: config.maxConnections,
      perIp: config.maxConnectionsPerIp,
      perUser: config.maxConnectionsPerUser,
      random,
      createSlots: shared?.createSlots,
    }),
    requestLimits: createRequestLimits({
      rates: config,
      createRateLimiter: createRateLimiter ?? memoryRateLimiter,
      // What belongs to a caller. The rate of a server protects that server.
      createRateLimiterOfCallers:
        createRateLimiter ?? shared?.createRateLimiter ?? memoryRateLimiter,
      random,
    }),
  }
}
