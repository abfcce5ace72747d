/** Asks nodes of a Redis Cluster which master has which slots. */
import type { Cancel, Timers } from '../../src/platform/ports.ts'
import type { HostAndPort } from './redis-address.ts'
import { parseSlotMap, type SlotMap } from './redis-cluster-slots.ts'
import type { RedisClient } from './redis-connection.ts'

interface Discovery {
  readonly clientOf: (at: HostAndPort) => RedisClient
  readonly timers: Timers
  readonly timeoutMs: number
}

/** Asks one after the other. @throws the failure of the last one, when none answers */
export async function findSlots(
  options: Discovery & { readonly nodes: readonly HostAndPort[] },
): Promise<SlotMap> {
  let failure: unknown
  for (const at of options.nodes) {
    try {
      return await askForSlots(at, options)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** By a connection of its own: those of the links may be the ones that hang. */
async function askForSlots(
  at: HostAndPort,
  { clientOf, timers, timeoutMs }: Discovery,
): Promise<SlotMap> {
  const client = clientOf(at)
  client.on('error', () => undefined)
  let cancel: Cancel = () => {}
  const overdue = new Promise<never>((_, reject) => {
    cancel = timers.after(timeoutMs, () => reject(new Error('No node answers in time.')))
  })
  const ask = async () => {
    await client.connect()
    return parseSlotMap(await client.sendCommand(['CLUSTER', 'SLOTS']), at)
  }
  try {
    const found = await Promise.race([ask(), overdue])
    if (found === null) throw new Error('It is a cluster without slots.')
    return found
  } finally {
    cancel()
    if (client.isOpen) client.destroy()
  }
}
