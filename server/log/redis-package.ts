/** Loads the package `redis`, an optional peer, and makes its clients. Nothing else imports it. */
import type { Cancel, Timers } from '../../src/platform/ports.ts'
import { LogError } from './errors.ts'
import type { HostAndPort, RedisAddress } from './redis-address.ts'
import type { RedisClient } from './redis-connection.ts'

const sentinelTimeoutMs = 1_000

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

/** Makes clients. They are not connected, and never connect again by themselves: the next one may go to another server. */
export interface RedisClients {
  /** A client of the main server as it is now. */
  clientOfMain(): Promise<RedisClient>
  /** A client of this server. */
  clientOf(at: HostAndPort): RedisClient
}

/**
 * @throws LogError `log_unavailable` when the package is not installed
 */
export async function createRedisClients(
  address: RedisAddress,
  timers: Timers,
): Promise<RedisClients> {
  const { createClient } = await loadRedis()
  const { username, password, database, isTls } = address

  function clientOf({ host, port }: HostAndPort, connectTimeout?: number): RedisClient {
    const socket = { host, port, reconnectStrategy: false as const }
    return createClient({
      name: 'streamgauge',
      disableOfflineQueue: true,
      socket: {
        ...socket,
        ...(connectTimeout !== undefined && { connectTimeout }),
        ...(isTls && { tls: true as const, servername: host }),
      },
      ...(connectTimeout === undefined && {
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        database,
      }),
    }) as RedisClient
  }

  async function askSentinel(sentinel: HostAndPort, name: string): Promise<HostAndPort> {
    const client = clientOf(sentinel, sentinelTimeoutMs)
    client.on('error', () => undefined)
    // One that is frozen still accepts connections, and the timeouts of the client end before its first answer is due.
    let cancel: Cancel = () => {}
    const overdue = new Promise<never>((_, reject) => {
      cancel = timers.after(sentinelTimeoutMs, () => {
        const { host, port } = sentinel
        reject(new Error(`Sentinel ${host}:${port} did not answer within ${sentinelTimeoutMs} ms.`))
      })
    })
    const ask = async () => {
      await client.connect()
      return client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name])
    }
    try {
      const reply = await Promise.race([ask(), overdue])
      if (!Array.isArray(reply)) throw new Error(`Its sentinels have no master named ${name}.`)
      return { host: String(reply[0]), port: Number(reply[1]) }
    } finally {
      cancel()
      if (client.isOpen) client.destroy()
    }
  }

  async function clientOfMain(): Promise<RedisClient> {
    if (address.name === null) return clientOf(address.server)
    let failure: unknown
    for (const sentinel of address.sentinels) {
      try {
        return clientOf(await askSentinel(sentinel, address.name))
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }

  return { clientOfMain, clientOf: (at) => clientOf(at) }
}
