/** What a run consists of: Redis, servers, readers and writers, and the network between them. */
import { deliveryPoliciesOf } from '../../server/feeds/declared-delivery.ts'
import { redisKeysOf } from '../../server/log/redis-keys.ts'
import { company, companyDefinition } from '../../src/feeds/company/company.ts'
import { orders } from '../../src/feeds/orders/orders.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createHistory } from '../chaos/reader-record.ts'
import type { Followed } from '../soak/feeds/soaked-feed.ts'
import { createRandom } from '../support/random.ts'
import { type ClientNetwork, createClientNetwork } from './client-network.ts'
import { openPage, openPlainReader, type SimulatedReader } from './readers.ts'
import type { Dataset } from './redis-model.ts'
import { createSimulatedRedis, type SimulatedRedis } from './redis-network.ts'
import { limits, type SimulatedServer, startServer } from './server.ts'
import { createTruth, type Truth } from './truth.ts'
import type { VirtualTime } from './virtual-time.ts'
import {
  companies,
  metrics,
  type SimulatedWriter,
  startWriter,
  streamIds,
  type WriterName,
} from './writers.ts'

export interface Slot {
  server: SimulatedServer
  kill(): void
}

export interface World {
  readonly time: VirtualTime
  readonly truth: Truth
  /** What failed inside of servers. */
  readonly errors: readonly string[]
  readonly network: ClientNetwork
  readonly writers: readonly SimulatedWriter[]
  readonly readers: readonly SimulatedReader[]
  /** The Redis that servers are led to. */
  redis(): SimulatedRedis
  pickServer(random: () => number): Slot
  restart(slot: Slot): void
  /** Leads the servers to a replica, one after the other. @param copy what it has; null: everything */
  promote(copy: Dataset | null, random: () => number): void
  randomFilter(logName: string, random: () => number): object
  /** The logs that are followed in this run. */
  readonly followed: readonly Followed[]
  /** Opens one more page of a log. */
  openPage(followed: Followed): SimulatedReader
  /** Everything works from now on. */
  heal(): void
  close(): void
}

const feeds: Readonly<Record<WriterName, readonly Followed[]>> = {
  payments: [{ logName: 'payments', feed: payments }],
  orders: [{ logName: 'orders', feed: orders }],
  company: companies.map((id) => ({ logName: `company:${id}`, feed: company(id) })),
}
const feedNames = Object.keys(feeds) as readonly WriterName[]
export const metaOf = (logName: string) => redisKeysOf('streamgauge', logName, 0).meta
const logNameOf = new Map(
  Object.values(feeds)
    .flat()
    .map(({ logName }) => [metaOf(logName), logName]),
)

export function createWorld(time: VirtualTime, seed: number): World {
  let forks = 0
  /** Random numbers that nothing else uses up. */
  const newRandom = () => {
    forks += 1
    return createRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(forks, 0x85ebca6b)) >>> 0)
  }
  const random = newRandom()
  const policies = deliveryPoliciesOf(companyDefinition, limits.lookAheadFrames)
  const truth = createTruth((logName) => (logName.startsWith('company:') ? policies : null))
  const history = createHistory()
  const newRedis = () =>
    createSimulatedRedis({ time, random: newRandom() }, (entry) => {
      const logName = logNameOf.get(entry.meta)
      if (logName !== undefined) truth.add(logName, entry)
    })
  let redis = newRedis()
  const all = [redis]

  // One or two of the feeds: with all of them a run would take as long as three.
  const first = Math.floor(random() * feedNames.length)
  const names = [0, ...(random() < 0.3 ? [1] : [])].map(
    (next) => feedNames[(first + next) % feedNames.length] as WriterName,
  )
  const followedLogs = names.flatMap((name) => feeds[name])

  const errors: string[] = []
  const onError = (what: string) => errors.push(what)
  const start = () => startServer({ time, random: newRandom(), newRandom, onError }, redis)
  const slots = Array.from({ length: random() < 0.7 ? 2 : 3 }, (): Slot => {
    const slot: Slot = {
      server: start(),
      kill() {
        const { server } = slot
        const links = network.links(server)
        server.kill()
        for (const link of links) link.cut()
      },
    }
    return slot
  })
  const network = createClientNetwork(time, () => slots.map(({ server }) => server))

  const writers = names.map((name) =>
    startWriter({ name, time, random: newRandom(), fetch: network.fetchOf(newRandom()) }),
  )

  function randomFilter(logName: string, choose: () => number): object {
    const some = (values: readonly string[]) => {
      const chosen = values.filter(() => choose() < 0.5)
      return chosen.length > 0 ? chosen : values.slice(0, 1)
    }
    if (choose() < 0.25) return { all: true }
    if (logName === 'payments') return { streams: some(streamIds) }
    if (logName === 'orders') return { types: some(['order.created', 'order.updated']) }
    return choose() < 0.3
      ? { kinds: some(['metric', 'journey_flag']) }
      : { keys: some(metrics.map((metric) => `metric:${metric}`)) }
  }

  const readers: SimulatedReader[] = []
  const openReader = (kind: 'page' | 'plain', followed: Followed, filter: object) => {
    const own = newRandom()
    const name = `${kind} ${readers.length} of ${followed.logName}`
    const open = kind === 'page' ? openPage : openPlainReader
    const fetch = network.fetchOf(own)
    return open({ name, followed, filter, time, random: own, fetch, truth, history })
  }
  for (const followed of followedLogs) {
    // Several plain readers on a server, because what one of them sets off can harm another.
    for (const kind of ['page', 'plain', 'plain', 'plain'] as const) {
      const filter = random() < 0.5 ? { all: true } : randomFilter(followed.logName, random)
      readers.push(openReader(kind, followed, filter))
    }
  }

  return {
    ...{ time, truth, errors, network, writers, readers, randomFilter, followed: followedLogs },
    redis: () => redis,
    pickServer: (choose) => slots[Math.floor(choose() * slots.length)] as Slot,
    restart(slot) {
      if (slot.server.machine.isAlive) return
      slot.server = start()
    },
    promote(copy, choose) {
      const before = redis
      redis = newRedis()
      all.push(redis)
      redis.model.replaceBy(copy ?? before.model.copy())
      // Until they have all been led, some still use the one of before, which accepts what they write.
      for (const { server } of slots) {
        time.after(choose() * 600, () => {
          server.route.leadTo(redis)
          server.route.cutAll()
        })
      }
      time.after(choose() * 1_000, () => before.model.demote())
    },
    openPage: (followed) => openReader('page', followed, { all: true }),
    heal() {
      network.heal()
      redis.thaw()
      if (!redis.isUp) redis.start()
      for (const slot of slots) {
        const { machine, route } = slot.server
        if (!machine.isAlive) slot.server = start()
        else {
          machine.thaw()
          route.resume()
          route.loseMessages(0)
          route.leadTo(redis)
          // Of a server that is no longer the main one.
          route.cutAll()
        }
      }
      for (const link of network.links()) link.cut()
    },
    close() {
      for (const reader of readers) reader.stop()
      for (const slot of slots) slot.kill()
      for (const each of all) each.kill()
    },
  }
}
