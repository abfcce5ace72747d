/**
 * A failover that loses events: three servers behind nginx, a Redis with a replica that stops replicating, and readers of
 * four kinds. The replica takes over a second later, without the events of that second. Which of them readers had, what
 * each reader received, and how long it took until it received events again. The readers and their checker are those of
 * test/chaos.
 *
 *   BENCH_READERS=300 BENCH_ROUNDS=5 npm run bench -- failover
 */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { redisKeysOf } from '../../server/log/redis-keys.ts'
import { type Machines, startMachines } from '../../test/chaos/machines.ts'
import {
  createHistory,
  createReaderRecord,
  type ReaderRecord,
} from '../../test/chaos/reader-record.ts'
import { openReader, type Reader, readerKinds } from '../../test/chaos/readers.ts'
import { soakedCompany } from '../../test/soak/feeds/company.ts'
import { createWriter, type Writer } from '../../test/soak/feeds/writer.ts'
import { canUseNginx } from '../../test/support/nginx.ts'
import { createRandom } from '../../test/support/random.ts'
import { canUseRedis, type RedisServer } from '../../test/support/redis-server.ts'
import { until } from '../../test/support/until.ts'

const count = Number(process.env['BENCH_READERS'] ?? 80)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const perSecond = 100
/** How long the replica lags behind when it takes over. */
const lagMs = 1_000
/** How long Redis is silent before the replica takes over. */
const silentMs = 500
const limitMs = 60_000

/** A reader with what happened to it in this round. */
interface Watched {
  readonly reader: Reader
  readonly record: ReaderRecord
  /** Offsets of events that it was given, by epoch. */
  readonly given: Map<string, number[]>
  /** The frame by which it learned that the history is another one. */
  declared: string | null
  /** When it was given the first event of the new history. */
  liveAtMs: number | null
}

export async function measureFailover(): Promise<void> {
  if (!canUseRedis || !canUseNginx) {
    console.log('failover: redis-server or nginx is not installed')
    return
  }
  const load = () => loadavg()[0]?.toFixed(1)
  const loadBefore = load()
  const undo: (() => unknown)[] = []
  try {
    const machines = await startMachines({
      random: createRandom(1),
      sabotage: undefined,
      topology: 'moved',
    })
    undo.push(() => machines.stop())
    const writing = await startWriting(machines.url)
    undo.push(() => writing.stop())
    const { writer } = writing
    await until(() => writer.acknowledged.length > 20, limitMs, 'events are written')
    const readers = openReaders(machines.url)
    undo.push(() => {
      for (const { reader } of readers) reader.stop()
    })
    await until(
      () => readers.every(({ record }) => record.delivered > 20),
      limitMs,
      'all readers receive events',
    )
    const table: Record<string, Record<string, number | string>> = {}
    const declarations = new Map<string, number[]>()
    for (let round = 1; round <= rounds; round++) {
      table[`failover ${round}`] = await failOver(machines, readers, writer, declarations)
    }
    await writing.stop()
    console.log(
      `\nfailover: ${count} readers of four kinds on three servers, ${perSecond} events/s; a replica takes over that lacks ` +
        `the last ${lagMs} ms; load average ${loadBefore} before, ${load()} after`,
    )
    console.table(table)
    console.log('failover: what readers received in all rounds, and when they had events again')
    const rows = [...declarations].sort().map(([what, tookMs]) => {
      const { p50, longest } = quantiles(tookMs)
      return [what, { times: tookMs.length, 'live again, p50 s': p50, 'longest s': longest }]
    })
    console.table(Object.fromEntries(rows))
    const faults = readers.flatMap(({ record }) => record.faults)
    console.log(`failover: ${faults.length} violations`)
    for (const fault of faults.slice(0, 5)) console.log(`✗ ${fault}`)
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function failOver(
  machines: Machines,
  readers: readonly Watched[],
  writer: Writer,
  declarations: Map<string, number[]>,
): Promise<Record<string, number | string>> {
  const isFollowing = () =>
    machines.replica().command('INFO', 'replication').includes('master_link_status:up')
  await until(isFollowing, limitMs, 'the replica follows')
  await until(() => hasTop(machines.redis(), machines.replica()), limitMs, 'it has everything')
  machines.replica().command('REPLICAOF', 'NO', 'ONE')
  await sleep(lagMs)
  const acknowledgedBefore = writer.acknowledged.length
  machines.redis().signal('SIGSTOP')
  await sleep(silentMs)
  const lastOf = new Map(logNames.map((name) => [name, positionOf(machines.replica(), name)]))
  for (const watched of readers) Object.assign(watched, { declared: null, liveAtMs: null })
  // It answers again when no server can reach it any more: promote() makes it follow.
  machines.redis().signal('SIGCONT')
  const startedAtMs = performance.now()
  const promoted = machines.promote()
  await until(
    () => readers.every(({ liveAtMs }) => liveAtMs !== null),
    limitMs,
    'all readers have events of the new history',
  )
  await promoted

  const isLost = (logName: string, epoch: string, offset: number) => {
    const last = lastOf.get(logName)
    return last?.epoch === epoch && offset > last.offset
  }
  const lost = writer.acknowledged.slice(0, acknowledgedBefore).filter(({ write, position }) => {
    const [epoch = '', offset] = position.split('.')
    return isLost(write.logName, epoch, Number(offset))
  })
  const givenTo = readers.map(({ reader, given }) => {
    const { epoch = '' } = lastOf.get(reader.logName) ?? {}
    return (given.get(epoch) ?? []).filter((offset) => isLost(reader.logName, epoch, offset)).length
  })
  for (const { reader, declared: what, liveAtMs } of readers) {
    const line = `${reader.kind}: ${what ?? 'nothing'}`
    declarations.set(line, [
      ...(declarations.get(line) ?? []),
      (liveAtMs ?? Number.NaN) - startedAtMs,
    ])
  }
  const { p50, longest } = quantiles(readers.map(({ liveAtMs }) => (liveAtMs ?? 0) - startedAtMs))
  return {
    'acknowledged and lost': lost.length,
    'readers that had some of them': givenTo.filter((each) => each > 0).length,
    'at most': Math.max(...givenTo),
    'readers with a reset': readers.filter(({ declared: what }) => what !== null).length,
    'live again, p50 s': p50,
    'longest s': longest,
  }
}

const logNames = soakedCompany.followed.map(({ logName }) => logName)

function positionOf(redis: RedisServer, logName: string) {
  const { meta } = redisKeysOf('streamgauge', logName, 0)
  const [epoch = '', top = '0'] = redis.command('HMGET', meta, 'epoch', 'top').split('\n')
  return { epoch, offset: Number(top) }
}

/** Whether the replica is at most a few events behind, in the same epoch. */
function hasTop(redis: RedisServer, replica: RedisServer): boolean {
  return logNames.every((name) => {
    const [own, other] = [positionOf(replica, name), positionOf(redis, name)]
    return own.epoch === other.epoch && other.offset - own.offset < 5
  })
}

function openReaders(url: string): readonly Watched[] {
  const history = createHistory()
  const random = createRandom(2)
  return Array.from({ length: count }, (_, number) => {
    const followed = soakedCompany.followed[number % soakedCompany.followed.length]
    const kind = readerKinds[Math.floor(number / 2) % readerKinds.length]
    if (followed === undefined || kind === undefined) throw new Error('There is nothing to read.')
    const { logName } = followed
    const record = createReaderRecord({
      ...{ name: `${kind} ${number} of ${logName}`, logName, history },
      nowMs: () => performance.now(),
    })
    return watch(record, (watched) => openReader(kind, { followed, url, record: watched, random }))
  })
}

/** Notes more of what a reader is given than its record does. */
function watch(record: ReaderRecord, open: (record: ReaderRecord) => Reader): Watched {
  const given = new Map<string, number[]>()
  const noting: ReaderRecord = Object.assign(Object.create(record) as ReaderRecord, {
    event(...[id, event]: Parameters<ReaderRecord['event']>) {
      record.event(id, event)
      const [epoch = '', offset] = (id ?? '').split('.')
      given.set(epoch, [...(given.get(epoch) ?? []), Number(offset)].slice(-1_000))
      if (watched.declared !== null) watched.liveAtMs ??= performance.now()
    },
    reset(...[id, reason]: Parameters<ReaderRecord['reset']>) {
      record.reset(id, reason)
      watched.declared ??= `reset, ${reason}`
    },
  })
  const watched: Watched = { reader: open(noting), record, given, declared: null, liveAtMs: null }
  return watched
}

async function startWriting(url: string) {
  const writer = createWriter(url, `failover-${process.pid}`)
  const written = await soakedCompany.open(writer.send, createRandom(3))
  let isStopped = false
  const pending = new Set<Promise<void>>()
  const running = (async () => {
    const startedAtMs = performance.now()
    for (let begun = 0; !isStopped; ) {
      const due = ((performance.now() - startedAtMs) / 1_000) * perSecond
      for (; begun < due; begun++) {
        if (pending.size >= 20) continue
        const one = written.write().catch(() => {})
        pending.add(one)
        void one.then(() => pending.delete(one))
      }
      await sleep(5)
    }
    await Promise.all(pending)
  })()
  return {
    writer,
    async stop() {
      isStopped = true
      await running
      writer.close()
    },
  }
}

function quantiles(valuesMs: readonly number[]) {
  const sorted = [...valuesMs].sort((one, other) => one - other)
  const at = (share: number) =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN) / 1_000
  return { p50: at(0.5), longest: at(1) }
}
