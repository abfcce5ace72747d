/** Loads the package `redis`, an optional peer, and makes its clients. Nothing else imports it. */
import { LogError } from './errors.ts'
import type { RedisClient } from './redis-connection.ts'

/** @throws LogError `log_unavailable` when the package is not installed */
async function loadRedis(): Promise<typeof import('redis')> {
  try {
    return await import('redis')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw error
    }
    throw new LogError(
      'log_unavailable',
      'Opening the Redis log failed: the package redis is not installed. ' +
        'Run `npm install redis`, or use the SQLite log.',
      { cause: error },
    )
  }
}

/** @returns makes a client of this address, which is not connected and never connects again by itself. */
export async function createRedisClients(url: string): Promise<() => Promise<RedisClient>> {
  const { createClient } = await loadRedis()
  return async () =>
    createClient({
      url,
      name: 'streamgauge',
      disableOfflineQueue: true,
      socket: { reconnectStrategy: false },
    }) as RedisClient
}

const protocols = ['redis:', 'rediss:']

/** True for `redis[s]://[[user]:password@]host[:port][/database]`. */
export function isRedisUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && protocols.includes(url.protocol) && url.hostname !== ''
}

/** The host and port of an address, for messages: an address may contain a password. */
export function redisAddressOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port || 6379}`
}
