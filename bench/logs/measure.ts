/**
 * The engines of the log, without feeds or subscribers: how many appends a second one process makes with 1, 10 and 100 at
 * a time, and how much memory and disk a million events take. Every event has 200 bytes of JSON, two topics and an
 * idempotency key.
 *
 *   BENCH_EVENTS=1000000 BENCH_SECONDS=5 npm run bench -- logs
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryLog } from '../../server/index.ts'
import type { EventDraft, EventLog } from '../../server/log/event-log.ts'
import { redisLog } from '../../server/log/redis.ts'
import { sqliteLog } from '../../server/log/sqlite.ts'
import { canUseRedis, startRedis } from '../../test/support/redis-server.ts'
import { openRedisFigures } from '../redis-figures.ts'

const events = Number(process.env['BENCH_EVENTS'] ?? 100_000)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 3)
const writers = [1, 10, 100]
/** Events of one append while the log is filled. */
const batch = 100
const filled = 'payments'
const million = 1e6

interface OpenedLog {
  readonly log: EventLog
  /** Bytes now. */
  readonly memory?: () => Promise<number>
  readonly disk?: () => Promise<number>
  close(): Promise<void>
}

const engines: Readonly<Record<string, () => Promise<OpenedLog>>> = {
  'Redis, nothing on disk': () => openRedis('--appendonly', 'no'),
  'Redis, AOF every second': () => openRedis('--appendonly', 'yes', '--appendfsync', 'everysec'),
  'Redis, AOF always': () => openRedis('--appendonly', 'yes', '--appendfsync', 'always'),
  SQLite: openSqlite,
  memory: async () => {
    const log = memoryLog({ retentionEvents: Number.MAX_SAFE_INTEGER })
    return { log, close: () => log.close() }
  },
}

export async function measureLogs(): Promise<void> {
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(`\nlogs: ${events} events of 200 bytes; load average ${load()} before`)
  const table: Record<string, Record<string, number | string>> = {}
  for (const [name, open] of Object.entries(engines)) {
    if (name.startsWith('Redis') && !canUseRedis) console.log('logs: redis-server is not installed')
    else table[name] = await measure(open)
  }
  console.table(table)
  console.log(`logs: load average ${load()} after`)
}

async function measure(open: () => Promise<OpenedLog>): Promise<Record<string, number | string>> {
  const opened = await open()
  const { log, memory, disk } = opened
  try {
    const row: Record<string, number | string> = {}
    for (const count of writers) {
      // A log of its own, so that what is measured does not depend on the order.
      const { perSecond, p99Ms } = await appendFor(log, `writers-${count}`, count)
      row[`appends/s, ${count} at a time`] = Math.round(perSecond)
      row[`p99 ms, ${count}`] = Math.round(p99Ms * 10) / 10
    }
    const before = [await memory?.(), await disk?.()]
    const startedAtMs = performance.now()
    for (let from = 0; from < events; from += batch) {
      const drafts = Array.from({ length: Math.min(batch, events - from) }, (_, at) =>
        draftOf(from + at, 'fill'),
      )
      await log.appendAll(filled, drafts, [])
    }
    row[`events/s, ${batch} in an append`] = Math.round(
      events / ((performance.now() - startedAtMs) / 1_000),
    )
    const after = [await memory?.(), await disk?.()]
    const perMillion = (at: number) => {
      const [from, to] = [before[at], after[at]]
      if (from === undefined || to === undefined) return '-'
      return Math.round((((to - from) / events) * million) / 1e6)
    }
    row['memory, MB per million'] = perMillion(0)
    row['disk, MB per million'] = perMillion(1)
    return row
  } finally {
    await opened.close()
  }
}

/** As many writers, each of which waits for its append before the next one. */
async function appendFor(log: EventLog, name: string, count: number) {
  let appended = 0
  const tookMs: number[] = []
  const write = async (untilMs: number) => {
    while (performance.now() < untilMs) {
      const sentAtMs = performance.now()
      await log.append(name, draftOf(appended++, name))
      tookMs.push(performance.now() - sentAtMs)
    }
  }
  const all = (untilMs: number) => Promise.all(Array.from({ length: count }, () => write(untilMs)))
  // The first ones find cold code.
  await all(performance.now() + 300)
  tookMs.length = 0
  const startedAtMs = performance.now()
  await all(startedAtMs + seconds * 1_000)
  const perSecond = tookMs.length / ((performance.now() - startedAtMs) / 1_000)
  tookMs.sort((one, other) => one - other)
  return { perSecond, p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? Number.NaN }
}

function draftOf(number: number, of: string): EventDraft {
  const text = `{"type":"stream.withdrawn","streamId":"${number % 1_000}","text":"`
  return {
    topics: [`stream:${number % 1_000}`, `user:${number % 100}`],
    type: 'stream.withdrawn',
    data: `${text}${'x'.repeat(198 - text.length)}"}`,
    dedupeKey: `${of}-${number}`,
  }
}

async function openRedis(...options: readonly string[]): Promise<OpenedLog> {
  const redis = await startRedis(...options)
  const figures = await openRedisFigures(redis)
  const log = await redisLog({
    ...{ url: redis.url, persistence: 'optional' },
    retentionEvents: Number.MAX_SAFE_INTEGER,
  })
  return {
    log,
    memory: () => figures.info('used_memory_dataset'),
    ...(options.includes('yes') && { disk: () => figures.info('aof_current_size') }),
    async close() {
      await log.close()
      figures.close()
      await redis.stop()
    },
  }
}

async function openSqlite(): Promise<OpenedLog> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-logs-'))
  const file = join(folder, 'log.db')
  const log = await sqliteLog({ file, retentionEvents: Number.MAX_SAFE_INTEGER })
  return {
    log,
    // With the write-ahead log, which is not written back yet.
    disk: async () =>
      readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    async close() {
      await log.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
