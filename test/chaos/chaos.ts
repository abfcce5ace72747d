/**
 * Servers on one Redis while everything under them fails: three of them behind nginx, a Redis with a replica, readers of
 * four kinds for every log of all feeds, and writers. What must hold is in reader-record.ts, and at the end:
 *
 *   C5 every reader reaches the newest event of its log
 *   C6 what was acknowledged in the last epoch is in the log
 *   C7 what readers were given in the last epoch is what the log has
 *   C8 the items of a page are those that a server answers
 *
 * Measures and reports; the caller decides what is good enough.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { redisKeysOf } from '../../server/log/redis-keys.ts'
import { createFeedSession } from '../../src/connected-session.ts'
import {
  differences,
  itemsOf,
  type SoakedFeed,
  type WrittenFeed,
} from '../soak/feeds/soaked-feed.ts'
import { createWriter, type Writer } from '../soak/feeds/writer.ts'
import { createRandom } from '../support/random.ts'
import { until } from '../support/until.ts'
import { type Disturbance, disturbances } from './disturbances.ts'
import { type Machines, startMachines, type Topology } from './machines.ts'
import { createHistory, createReaderRecord, type History } from './reader-record.ts'
import { openReader, type Reader, readerKinds } from './readers.ts'

export interface ChaosOptions {
  readonly feeds: readonly SoakedFeed[]
  readonly seed: number
  readonly seconds: number
  readonly readers: number
  /** Of each feed. */
  readonly writesPerSecond: number
  /** A key of {@link sabotages}. */
  readonly sabotage?: string | undefined
  /** How servers find Redis. Default `moved`. */
  readonly topology?: Topology | undefined
  /** How long readers have at the end to receive everything. Default 90000. */
  readonly settleMs?: number
  /** Default: all of them. */
  readonly disturbances?: readonly Disturbance[]
  readonly onProgress?: (line: string) => void
}

export interface ChaosReport {
  /** A sentence for each broken promise. */
  readonly faults: readonly string[]
  readonly disturbed: Readonly<Record<string, number>>
  /** Events in the logs at the end. */
  readonly events: Readonly<Record<string, number>>
  readonly acknowledged: number
  readonly delivered: number
  readonly disconnects: number
  readonly exactResumes: number
  readonly gaps: Readonly<Record<string, number>>
  readonly resets: Readonly<Record<string, number>>
  /** How long readers were without a connection. */
  readonly absenceMs: { readonly median: number; readonly p99: number }
  /** From the end of the last disturbance until every reader had everything. */
  readonly settledMs: number
}

const patienceMs = 90_000
const mostPending = 20
/** Time without a disturbance between two. */
const restMs = [500, 2_500] as const

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { feeds, seed, seconds, writesPerSecond, sabotage, onProgress = () => {} } = options
  const { topology = 'moved', settleMs = patienceMs } = options
  const chosen = (options.disturbances ?? disturbances).filter(
    (each) => each.topology === undefined || each.topology === topology,
  )
  const random = createRandom(seed)
  const undo: (() => unknown)[] = []
  try {
    const machines = await startMachines({ random: createRandom(seed + 1), sabotage, topology })
    undo.push(() => machines.stop())
    const { url } = machines
    const history = createHistory()

    const producers = feeds.map((feed) =>
      produce(url, feed, writesPerSecond, createRandom(seed + 2)),
    )
    undo.push(() => {
      for (const { close } of producers) close()
    })
    await until(
      () => producers.every(({ writer }) => writer.acknowledged.length > 5),
      patienceMs,
      'all feeds are written',
    )

    const readers = openReaders(options, url, history)
    undo.push(() => {
      for (const reader of readers) reader.stop()
    })
    await until(
      () => readers.every(({ record }) => record.last !== null),
      patienceMs,
      'all readers have events',
    )
    onProgress(`${readers.length} readers are live`)

    const disturbed: Record<string, number> = {}
    const endsAtMs = performance.now() + seconds * 1_000
    let waiting: Disturbance[] = []
    while (performance.now() < endsAtMs) {
      if (waiting.length === 0) waiting = shuffled(chosen, random)
      const next = waiting.pop() as Disturbance
      onProgress(next.name)
      disturbed[next.name] = (disturbed[next.name] ?? 0) + 1
      await next.run(machines, random)
      const [least, most] = restMs
      await sleep(least + random() * (most - least))
    }
    const overAtMs = performance.now()
    machines.network.stopFaults()
    for (const { proxy } of machines.slots) proxy?.stopFaults()

    const logNames = feeds.flatMap(({ followed }) => followed.map(({ logName }) => logName))
    // A write after the last disturbance, so that every log has reached its last epoch.
    const before = producers.map(({ writer }) => writer.acknowledged.length)
    await until(
      () =>
        producers.every(({ writer }, at) => writer.acknowledged.length > (before[at] ?? 0) + 20),
      patienceMs,
      'all feeds are written after the last disturbance',
    )
    await Promise.all(producers.map(({ stop }) => stop()))
    const tops = new Map(logNames.map((name) => [name, boundsOf(machines, name)]))
    const hasAll = ({ logName, record }: Reader) => {
      const top = tops.get(logName)
      return record.last?.epoch === top?.epoch && record.last?.offset === top?.offset
    }
    const faults: string[] = []
    await until(() => readers.every(hasAll), settleMs, 'all readers have everything').catch(() => {
      const late = readers.filter((reader) => !hasAll(reader))
      const example = late[0]
      faults.push(
        `${late.length} readers never reached the end, such as a ${example?.kind} of ${example?.logName} ` +
          `at ${JSON.stringify(example?.record.last)} of ${JSON.stringify(tops.get(example?.logName ?? ''))}`,
      )
    })
    const settledMs = performance.now() - overAtMs

    for (const { record } of readers) faults.push(...record.faults)
    for (const name of logNames) faults.push(...faultsOfLog(machines, name, history, producers))
    // What the writes of a feed come to is known only where Redis lost none of them.
    if (!chosen.some(({ losesEvents }) => losesEvents)) {
      for (const { faultsOfWrites } of producers) faults.push(...(await faultsOfWrites(readers)))
    }
    faults.push(...(await faultsOfPages(url, feeds, readers)))
    return {
      faults,
      disturbed,
      events: Object.fromEntries(logNames.map((name) => [name, entriesOf(machines, name).length])),
      acknowledged: sum(producers.map(({ writer }) => writer.acknowledged.length)),
      delivered: sum(readers.map(({ record }) => record.delivered)),
      disconnects: sum(readers.map(({ record }) => record.disconnects)),
      exactResumes: sum(readers.map(({ record }) => record.exactResumes)),
      gaps: added(readers.map(({ record }) => record.gaps)),
      resets: added(readers.map(({ record }) => record.resets)),
      absenceMs: quantiles(readers.flatMap(({ record }) => record.absencesMs)),
      settledMs: Math.round(settledMs),
    }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

interface Producer {
  readonly writer: Writer
  /** Resolves when what is under way is over. */
  stop(): Promise<void>
  close(): void
  /** What is wrong with the state that all writes have led to. */
  faultsOfWrites(readers: readonly Reader[]): Promise<readonly string[]>
}

/** Writes a feed at a rate. What it writes to may be lost with a Redis: then it begins with new items. */
function produce(url: string, feed: SoakedFeed, perSecond: number, random: () => number): Producer {
  let isRunning = true
  const pending = new Set<Promise<void>>()
  let written: WrittenFeed | null = null
  let generation = 0
  const writer = createWriter(url, `${feed.name}-${Math.floor(random() * 1e9)}`)

  async function run(): Promise<void> {
    while (isRunning) {
      const mine = generation
      // What it needs may be lost while it is made.
      written = await feed.open(writer.send, random).catch(() => null)
      let begun = 0
      const startedAtMs = performance.now()
      while (isRunning && written !== null && generation === mine) {
        const due = ((performance.now() - startedAtMs) / 1_000) * perSecond
        for (; begun < due && pending.size < mostPending; begun += 1) {
          const one = written.write().catch(() => {
            if (generation === mine) generation += 1
          })
          pending.add(one)
          void one.then(() => pending.delete(one))
        }
        begun = Math.max(begun, due - mostPending)
        await sleep(5)
      }
      await Promise.all(pending)
    }
  }
  const running = run()
  return {
    writer,
    async stop() {
      isRunning = false
      await running
    },
    close() {
      isRunning = false
      writer.close()
    },
    async faultsOfWrites(readers) {
      if (generation > 0) return [`a write of ${feed.name} was refused, although nothing was lost`]
      const subscribers = feed.followed.flatMap((followed) =>
        readers.flatMap(({ logName, session }) =>
          logName === followed.logName && session ? [{ ...followed, session, frames: [] }] : [],
        ),
      )
      return (await written?.faults(url, subscribers)) ?? []
    },
  }
}

/** As many of each kind for each log as there are places. */
function openReaders(
  { feeds, readers: count, seed }: ChaosOptions,
  url: string,
  history: History,
): readonly Reader[] {
  const logs = feeds.flatMap(({ followed }) => followed)
  const random = createRandom(seed + 3)
  return Array.from({ length: count }, (_, number) => {
    const followed = logs[number % logs.length]
    const kind = readerKinds[Math.floor(number / logs.length) % readerKinds.length]
    if (followed === undefined || kind === undefined) throw new Error('There is nothing to read.')
    const { logName } = followed
    const record = createReaderRecord({
      ...{ name: `${kind} ${number} of ${logName}`, logName, history },
      nowMs: () => performance.now(),
    })
    return openReader(kind, { followed, url, record, random })
  })
}

const keysOf = (logName: string) => redisKeysOf('streamgauge', logName, 0)

function boundsOf({ redis }: Machines, logName: string) {
  const { meta } = keysOf(logName)
  const [epoch = '', top = '0'] = redis().command('HMGET', meta, 'epoch', 'top').split('\n')
  return { epoch, offset: Number(top) }
}

/** The offsets and events of a log. */
function entriesOf({ redis }: Machines, logName: string): readonly (readonly [number, string])[] {
  const printed = redis().command('--json', 'XRANGE', keysOf(logName).entries, '-', '+')
  const entries = JSON.parse(printed) as readonly (readonly [string, readonly string[]])[]
  return entries.map(([id, fields]) => {
    const field = (name: string) => fields[fields.indexOf(name) + 1]
    return [Number(id.split('-')[0]), `${field('e')} ${field('d')}`] as const
  })
}

/** C6 and C7. */
function faultsOfLog(
  machines: Machines,
  logName: string,
  history: History,
  producers: readonly Producer[],
): readonly string[] {
  const { epoch } = boundsOf(machines, logName)
  const entries = new Map(entriesOf(machines, logName))
  const oldest = Math.min(...entries.keys())
  const wrong = [...entries].filter(([offset, event]) => {
    const given = history.get(logName, `${epoch}.${offset}`)
    return given !== undefined && given !== event
  })
  const lost = producers.flatMap(({ writer }) =>
    writer.acknowledged.filter(({ write, position }) => {
      const [own, offset] = position.split('.')
      const isKept = write.logName === logName && own === epoch && Number(offset) >= oldest
      return isKept && !entries.has(Number(offset))
    }),
  )
  return [
    ...wrong.map(([offset]) => `${logName}: the log has another event at ${epoch}.${offset}`),
    ...lost.map(({ position }) => `${logName}: ${position} was acknowledged and is not in the log`),
  ]
}

/** C8: a page that is opened now is the truth. */
async function faultsOfPages(
  url: string,
  feeds: readonly SoakedFeed[],
  readers: readonly Reader[],
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const followed of feeds.flatMap((feed) => feed.followed)) {
    const filter = { all: true } as never
    const session = createFeedSession({ feed: followed.feed, url, filter, persist: false })
    session.start()
    try {
      const isLive = () => {
        const status = session.connection?.getSnapshot()
        return status?.status === 'open' && status.phase === 'live'
      }
      await until(isLive, patienceMs, `a new page of ${followed.logName} is live`)
      const right = itemsOf({ ...followed, session, frames: [] })
      for (const { logName, session: own } of readers) {
        if (own === null || logName !== followed.logName) continue
        const items = itemsOf({ ...followed, session: own, frames: [] })
        faults.push(...differences(`a page of ${logName}`, items, right))
      }
    } finally {
      session.stop()
    }
  }
  return faults
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item)
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const [name, count] of counts.flatMap((each) => Object.entries(each))) {
    all[name] = (all[name] ?? 0) + count
  }
  return all
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  return { median: at(0.5), p99: at(0.99) }
}
