/**
 * The public side of the log in Redis. Its declarations mention nothing of the package `redis`, so that programs without
 * the package can be type-checked.
 */
import type { EventLog } from './event-log.ts'
import { openRedisLog } from './redis-engine.ts'
import type { RedisLogOptions } from './redis-options.ts'

export type { RedisLogOptions } from './redis-options.ts'

/**
 * Connects to Redis 7 or newer, and opens the logs in it.
 *
 * @throws LogError `log_unavailable` when the package `redis` is not installed, the address is none, or Redis cannot be
 *   used: it does not answer, refuses the password, or is older
 *
 * @example
 * const log = await redisLog({ url: 'redis://127.0.0.1:6379' })
 * await log.append('shipments', { topics: ['shipment:1'], type: 'shipment.moved', data: '{}' })
 */
export function redisLog(options: RedisLogOptions): Promise<EventLog> {
  return openRedisLog(options)
}
