/** What happens to servers, Redis and the network in a run. Each resolves when it is over. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Machines, Slot, Topology } from './machines.ts'
import type { SentinelTrio } from './sentinels.ts'

export interface Disturbance {
  readonly name: string
  /** Whether events that were acknowledged may be gone afterwards; clients are then sent a reset. */
  readonly losesEvents: boolean
  /** Where it can happen. Default: in every topology. */
  readonly topology?: Topology
  run(machines: Machines, random: () => number): Promise<void>
}

const pick = ({ slots }: Machines, random: () => number): Slot =>
  slots[Math.floor(random() * slots.length)] as Slot
const between = (random: () => number, leastMs: number, mostMs: number) =>
  sleep(leastMs + random() * (mostMs - leastMs))

const harmless = (name: string, run: Disturbance['run']): Disturbance => {
  return { name, losesEvents: false, run }
}
const losing = (name: string, run: Disturbance['run']): Disturbance => {
  return { name, losesEvents: true, run }
}

/** Of servers that reach Redis at one address, through a proxy of their own. */
const moved = (disturbance: Disturbance): Disturbance => ({ ...disturbance, topology: 'moved' })

const bySentinels = (
  name: string,
  run: (trio: SentinelTrio, random: () => number) => Promise<void>,
): Disturbance => {
  return {
    ...{ name, losesEvents: true, topology: 'sentinel' },
    run: async ({ trio }, random) => {
      if (trio !== null) await run(trio, random)
    },
  }
}

export const disturbances: readonly Disturbance[] = [
  harmless('server killed', async (machines, random) => {
    const slot = pick(machines, random)
    await slot.server.kill('SIGKILL')
    await between(random, 100, 2_000)
    await machines.restart(slot)
  }),
  harmless('server frozen', async (machines, random) => {
    const { server } = pick(machines, random)
    server.signal('SIGSTOP')
    await between(random, 500, 6_000)
    server.signal('SIGCONT')
  }),
  harmless('server drained', async (machines, random) => {
    const slot = pick(machines, random)
    await slot.server.kill('SIGTERM')
    await machines.restart(slot)
  }),
  moved(
    harmless('Redis killed', async ({ redis }, random) => {
      await redis().kill('SIGKILL')
      await between(random, 50, 2_500)
      await redis().start()
    }),
  ),
  moved(
    harmless('Redis frozen', async ({ redis }, random) => {
      redis().signal('SIGSTOP')
      await between(random, 500, 5_000)
      redis().signal('SIGCONT')
    }),
  ),
  moved(
    harmless('silence between a server and Redis', async (machines, random) => {
      const { proxy } = pick(machines, random)
      proxy?.stall()
      await between(random, 500, 6_000)
      proxy?.resume()
    }),
  ),
  moved(
    harmless('half-open connections to Redis', async (machines, random) => {
      pick(machines, random).proxy?.strand()
      await between(random, 500, 3_000)
    }),
  ),
  moved(
    harmless('connections to Redis cut', async (machines, random) => {
      pick(machines, random).proxy?.cutAll()
    }),
  ),
  harmless('network cut', async ({ network }) => {
    network.cutAll()
  }),
  harmless('network cut at random bytes', async ({ network }, random) => {
    network.cutAfter([200, 20_000])
    await between(random, 1_000, 3_000)
    network.stopFaults()
  }),
  losing('FLUSHALL', async ({ redis }) => {
    redis().command('FLUSHALL')
  }),
  moved(
    losing('Redis replaced by an empty one', async (machines) => {
      await machines.replaceByEmpty()
    }),
  ),
  moved(
    losing('replica without the newest events promoted', async (machines, random) => {
      machines.replica().command('REPLICAOF', 'NO', 'ONE')
      await between(random, 200, 1_500)
      await machines.promote()
    }),
  ),
  moved(
    losing('replica promoted', async (machines) => {
      await machines.promote()
    }),
  ),
  losing('old entries deleted', async ({ redis }) => {
    for (const key of redis().command('KEYS', '*:entries').split('\n')) {
      if (key !== '') redis().command('XTRIM', key, 'MAXLEN', '20')
    }
  }),
  bySentinels('main Redis killed', async (trio) => {
    const before = await trio.failOver((main) => main.kill('SIGKILL'))
    await before.start()
    await trio.follows(before)
  }),
  bySentinels('main Redis frozen until another is promoted', async (trio, random) => {
    const before = await trio.failOver(async (main) => main.signal('SIGSTOP'))
    await between(random, 0, 3_000)
    // It returns as the main server that it was, until the sentinels notice.
    before.signal('SIGCONT')
    await trio.follows(before)
  }),
  bySentinels('sentinel killed', async ({ sentinels }, random) => {
    const sentinel = sentinels[Math.floor(random() * sentinels.length)]
    await sentinel?.kill()
    await between(random, 500, 3_000)
    await sentinel?.start()
  }),
]
