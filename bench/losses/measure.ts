/**
 * What servers lose without saying so: each as two instances on a Redis with a replica, readers that are disconnected all the
 * time and resume on the other instance with `Last-Event-ID`, and a hundred numbered events a second. Five runs: nothing
 * else happens, Redis is killed and started again, connections to Redis are cut, FLUSHALL, and a replica takes over that lacks
 * the last events. Only events count that the server has accepted.
 *
 *   BENCH_READERS=50 BENCH_PEERS=streamgauge,nchan npm run bench -- losses
 */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createHistory,
  createReaderRecord,
  type ReaderRecord,
} from '../../test/chaos/reader-record.ts'
import { createRandom } from '../../test/support/random.ts'
import { canUseRedis } from '../../test/support/redis-server.ts'
import { until } from '../../test/support/until.ts'
import { comparedPeers, type Pair, startPair } from './peers.ts'
import { type LossReader, openLossReader } from './readers.ts'
import { type Tally, tallyOf } from './tally.ts'

const readerCount = Number(process.env['BENCH_READERS'] ?? 20)
const wanted = process.env['BENCH_PEERS']?.split(',')
const perSecond = 100
const seconds = 4
/** Into the run. */
const disturbedAfterMs = 1_500
const lagMs = 700
/** How long readers have to receive their first event. */
const beginMs = 5_000
/** How long readers have at the end to receive everything. */
const settleMs = 8_000

const runs: Readonly<Record<string, (pair: Pair) => Promise<void>>> = {
  'readers disconnected': async () => {},
  async 'Redis killed and started'({ redis }) {
    await redis.kill()
    await sleep(300)
    await redis.start()
  },
  async 'connections to Redis cut'({ cut }) {
    for (let times = 0; times < 4; times++) {
      cut()
      await sleep(300)
    }
  },
  async FLUSHALL({ redis }) {
    redis.command('FLUSHALL')
  },
  async 'lost tail'({ replica, moveToReplica }) {
    replica.command('REPLICAOF', 'NO', 'ONE')
    await sleep(lagMs)
    await moveToReplica()
  },
}

export async function measureLosses(): Promise<void> {
  if (!canUseRedis) {
    console.log('losses: redis-server is not installed')
    return
  }
  const names = comparedPeers.filter((name) => wanted?.includes(name) ?? true)
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(
    `\nlosses: ${readerCount} readers of two instances each, ${perSecond} events/s for ${seconds} s; load average ${load()} before`,
  )
  const table: Record<string, Record<string, number>> = {}
  let violations = 0
  for (const [run, disturb] of Object.entries(runs)) {
    // At the same time: they hardly use the machine.
    const figures = await Promise.all(names.map((name) => measure(name, disturb)))
    for (const [at, { row, faults }] of figures.entries()) {
      table[`${run}: ${names[at]}`] = row
      violations += faults.length
      for (const fault of faults.slice(0, 3)) console.log(`✗ ${run}: ${fault}`)
    }
  }
  console.table(table)
  console.log(`losses: ${violations} violations of the protocol by streamgauge`)
  console.log(`losses: load average ${load()} after`)
}

async function measure(name: string, disturb: (pair: Pair) => Promise<void>) {
  const pair = await startPair(name)
  const random = createRandom(7)
  const readers: LossReader[] = []
  const records: ReaderRecord[] = []
  const publisher = startPublishing(pair)
  try {
    const history = createHistory()
    for (let number = 0; number < readerCount; number++) {
      const record = createReaderRecord({
        ...{ name: `reader ${number}`, logName: 'posts', history },
        nowMs: () => performance.now(),
      })
      if (name === 'streamgauge') records.push(record)
      const urls = pair.instances.map(({ feedUrl }) => feedUrl)
      readers.push(openLossReader(urls, random, records.at(-1) ?? null))
    }
    const isGiven = () => readers.every(({ given }) => given.length > 0)
    // One that is connected and receives nothing has lost what is accepted from now on.
    await until(isGiven, beginMs, `all readers of ${name} receive events`).catch(() => {})
    const owedFrom = publisher.accepted().length
    const endsAtMs = performance.now() + seconds * 1_000
    const cutting = cutUntil(endsAtMs, readers, random)
    await sleep(disturbedAfterMs)
    await disturb(pair)
    await cutting
    const accepted = await publisher.stop()
    const last = accepted.at(-1) as number
    const isComplete = () => readers.every(({ given }) => given.includes(last))
    // What has not arrived by then is lost, although the reader is connected.
    await until(isComplete, settleMs, 'everything has arrived').catch(() => {})
    const tallies = readers.map(({ given }) => tallyOf(given, accepted, owedFrom))
    return { row: rowOf(tallies, accepted), faults: records.flatMap(({ faults }) => faults) }
  } finally {
    for (const reader of readers) reader.stop()
    await publisher.stop()
    await pair.stop()
  }
}

function rowOf(tallies: readonly Tally[], accepted: readonly number[]) {
  const sum = (of: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0)
  return {
    accepted: accepted.length,
    'lost silently': sum(({ lost }) => lost),
    'by readers': tallies.filter(({ lost }) => lost > 0).length,
    duplicates: sum(({ duplicates }) => duplicates),
    reordered: sum(({ reordered }) => reordered),
    'declared missing': sum(({ declared }) => declared),
    'readers with faults': tallies.filter(({ faults }) => faults > 0).length,
  }
}

/** Each reader is disconnected two times a second, on average. */
async function cutUntil(endsAtMs: number, readers: readonly LossReader[], random: () => number) {
  while (performance.now() < endsAtMs) {
    readers[Math.floor(random() * readers.length)]?.cut()
    await sleep(500 / readers.length)
  }
}

/** Posts one event after the other, to both instances in turns. */
function startPublishing({ instances }: Pair) {
  const accepted: number[] = []
  let isStopped = false
  const running = (async () => {
    const startedAtMs = performance.now()
    for (let number = 1; !isStopped; number++) {
      await sleep(Math.max(0, startedAtMs + ((number - 1) * 1_000) / perSecond - performance.now()))
      const url = instances[number % instances.length]?.publishUrl ?? ''
      const answer = await fetch(url, {
        method: 'POST',
        body: `n=${number};`,
        signal: AbortSignal.timeout(3_000),
      }).catch(() => null)
      if (answer?.ok) accepted.push(number)
      await answer?.arrayBuffer().catch(() => {})
    }
  })()
  return {
    /** Numbers of the events that were accepted so far. */
    accepted: () => accepted,
    async stop() {
      isStopped = true
      await running
      return accepted
    },
  }
}
