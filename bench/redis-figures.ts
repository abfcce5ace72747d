/** Figures that a Redis has of itself. */
import { createClient } from 'redis'
import type { RedisServer } from '../test/support/redis-server.ts'

export interface RedisFigures {
  /** A number of `INFO`, such as `used_memory_dataset`. */
  info(name: string): Promise<number>
  /** How often each command was called so far, also by scripts. */
  calls(): Promise<Readonly<Record<string, number>>>
  close(): void
}

/** Reads them over a connection of its own. */
export async function openRedisFigures({ url }: Pick<RedisServer, 'url'>): Promise<RedisFigures> {
  const client = createClient({ url })
  // The bench stops Redis before this connection.
  client.on('error', () => {})
  await client.connect()
  return {
    async info(name) {
      const text = await client.info('everything')
      return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? Number.NaN)
    },
    async calls() {
      const text = await client.info('commandstats')
      const found = text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)
      return Object.fromEntries([...found].map(([, name = '', calls]) => [name, Number(calls)]))
    },
    close: () => client.destroy(),
  }
}

/** Calls a second of each command that was called between two readings. */
export function callRates(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  seconds: number,
): Readonly<Record<string, number>> {
  const rates = Object.entries(after).map(
    ([name, calls]) => [name, (calls - (before[name] ?? 0)) / seconds] as const,
  )
  return Object.fromEntries(rates.filter(([name, rate]) => rate > 0 && name !== 'info'))
}
