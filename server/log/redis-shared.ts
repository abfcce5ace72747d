/** What servers of one Redis share besides their logs: rates, slots of connections, tickets. */
import type { Random, Timers } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import type { SharedState } from '../ops/shared-state.ts'
import { isLogError } from './errors.ts'
import { sharedRedisKeysOf } from './redis-keys.ts'
import type { RedisLink, RunScript } from './redis-link.ts'
import { createRedisRates } from './redis-rates.ts'
import { createRedisSecrets } from './redis-secrets.ts'
import { createRedisSlots } from './redis-slots.ts'

export interface RedisShared {
  readonly state: SharedState
  /** Redis can be used again. */
  rewrite(): void
  /** Gives back what this server holds. Does not reject. */
  close(): Promise<void>
}

export function createRedisShared(options: {
  readonly link: Pick<RedisLink, 'share' | 'isSharing'>
  readonly prefix: string
  readonly address: string
  readonly timers: Timers
  readonly random: Random
  readonly logger: Logger
}): RedisShared {
  const { link, prefix, address, timers, random, logger } = options
  const keys = sharedRedisKeysOf(prefix)
  let hasFailed = false
  const report = createRunReport({
    logger,
    facts: { address },
    failing: 'limits cannot be shared through Redis; this server counts alone',
    recovered: 'limits are shared through Redis again',
  })

  /** Of limits, which continue without an answer. */
  const runCounted: RunScript = async (...call) => {
    try {
      const reply = await link.share(...call)
      hasFailed = false
      report.succeeded()
      return reply
    } catch (error) {
      hasFailed = true
      if (!isLogError(error, 'log_closed')) report.failed(error)
      throw error
    }
  }
  const slots = createRedisSlots({
    ...{ timers, random },
    run: runCounted,
    leases: keys.leases,
    keyOf: keys.slots,
  })

  return {
    state: {
      createRateLimiter: createRedisRates(runCounted, keys.rate),
      createSlots: slots.create,
      createSecretStore: createRedisSecrets({ run: link.share, keyOf: keys.secret }),
      get isAlone() {
        return hasFailed || !link.isSharing
      },
    },
    rewrite() {
      hasFailed = false
      report.succeeded()
      slots.rewrite()
    },
    close: slots.close,
  }
}
