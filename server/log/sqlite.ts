/**
 * The log in one SQLite file: the embedded default, which needs nothing but a disk. It survives
 * `kill -9` and power cuts (see sqlite-file.ts for the price), and several processes may share the
 * file. Node only. It is not for network disks, whose locks SQLite cannot trust.
 *
 *   append ─► queue ─┐ one turn of the event loop
 *   append ─► queue ─┴► commit (one transaction, one flush) ─► followers ─► promises resolve
 *
 * A file that is damaged, at the start or later, is renamed and a new one is created
 * with a new epoch: subscribers receive `reset`, the server continues. When the disk refuses, appends
 * fail with `log_unavailable`, while reads and subscriptions continue.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import { checkAppend, logClosed } from './append-check.ts'
import { createCommitQueue } from './commit-queue.ts'
import type { EventLog, HistoryPage, HistoryQuery, LogEntry, LogReading } from './event-log.ts'
import { createFollowedLogs, type FollowedLog } from './followed-logs.ts'
import { decideReading } from './reading.ts'
import { appendBy } from './single-append.ts'
import type { AppendRequest } from './sqlite-appends.ts'
import { createSqliteHandle } from './sqlite-handle.ts'
import type { CommitResult, SqliteStore } from './sqlite-store.ts'

/** Settings of the SQLite engine. */
export interface SqliteLogOptions {
  /** Path of the database file; it and its folder are made when missing. */
  readonly file: string
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Chooses the epoch. Default: `Math.random`. */
  readonly random?: Random
  /** Needed to receive what other processes append to the same file. Default: it is not received. */
  readonly timers?: Timers
  /** How often to look for what other processes appended, in milliseconds. Default 100. */
  readonly pollMs?: number
  /** Receives damaged files and failures that no call can report. Default: silent. */
  readonly logger?: Logger
  /** Keep at most this many events of a log. Default 1,000,000. */
  readonly retentionEvents?: number
  /** Keep events at least this long, in milliseconds, unless there are too many. Default 24 hours. */
  readonly retentionMs?: number
  /** Upper bound of the file's size in bytes; beyond it appends fail. Default: the disk. */
  readonly maxFileBytes?: number
}

// One page of reading is about a millisecond; between pages other connections get their turn.
const pageEntries = 256

/**
 * Opens the log in a file.
 *
 * @example
 * const log = sqliteLog({ file: '.data/streamgauge.db' })
 * await log.append('shipments', { topics: ['shipment:1'], type: 'shipment.moved', data: '{}' })
 *
 * @throws LogError `log_unavailable` when the file cannot be opened. A damaged one is not an error: it
 *   is renamed.
 */
export function sqliteLog(options: SqliteLogOptions): EventLog {
  const { file, timers, pollMs = 100, logger = silentLogger } = options
  const { retentionEvents = 1_000_000, retentionMs = 24 * 60 * 60 * 1000 } = options
  const { clock = systemClock, random = systemRandom } = options

  const followed = createFollowedLogs()
  const pollReport = createRunReport({
    logger,
    facts: { file },
    failing: 'looking for new entries failed; trying again',
    recovered: 'looking for new entries works again',
  })
  let isClosed = false
  const settings = { ...options, clock, random, retentionEvents, retentionMs }
  const handle = createSqliteHandle({ ...settings, onStartOver })
  const queue = createCommitQueue({
    commit: (batch) => withStore('Appending', (store) => store.commit(batch)),
    onCommitted: publish,
  })
  let seenDataVersion = withStore('Reading', (store) => store.dataVersion())
  let cancelPoll: Cancel | undefined = planPoll()

  function withStore<T>(attempt: string, run: (store: SqliteStore) => T): T {
    if (isClosed) throw logClosed()
    return handle.run(attempt, run)
  }

  const reading = <T>(run: (store: SqliteStore) => T) => withStore('Reading', run)

  function onStartOver(store: SqliteStore): void {
    seenDataVersion = store.dataVersion()
    catchUpAll(store)
  }

  function follow(log: string): FollowedLog {
    return (
      followed.find(log) ??
      followed.begin(
        log,
        reading((store) => store.bounds(log)),
      )
    )
  }

  function catchUpAll(store: SqliteStore): void {
    for (const log of followed.names()) followed.catchUp(log, store.bounds(log), store)
  }

  /** Delivers what a commit added, without reading it back unless another process wrote in between. */
  function publish({ outcomes, bounds }: CommitResult, batch: readonly AppendRequest[]): void {
    try {
      outcomes.forEach((outcome, index) => {
        const log = batch[index]?.log
        if (log !== undefined && 'fresh' in outcome) followed.push(log, outcome.fresh)
      })
      for (const [log, reached] of bounds) {
        reading((store) => followed.catchUp(log, reached, store))
      }
    } catch (error) {
      // It is on the disk, so the appends did succeed; followers are served by the next catch-up.
      logger.error({ error, file }, 'reading back new entries failed; trying again')
    }
  }

  function planPoll(): Cancel | undefined {
    return timers?.after(pollMs, () => {
      cancelPoll = planPoll()
      try {
        reading((store) => {
          const version = store.dataVersion()
          if (version === seenDataVersion) return
          catchUpAll(store)
          seenDataVersion = version
        })
        pollReport.succeeded()
      } catch (error) {
        pollReport.failed(error)
      }
    })
  }

  const appendAll: EventLog['appendAll'] = async (log, drafts, changes) => {
    if (isClosed) throw logClosed()
    checkAppend(drafts, changes)
    return queue.add({ log, drafts, changes })
  }

  return {
    append: appendBy(appendAll),
    appendAll,
    async bounds(log) {
      return reading((store) => store.bounds(log))
    },
    async read(log, after, to, limit, signal) {
      signal?.throwIfAborted()
      const { epoch, window } = follow(log)
      if (isClosed) throw logClosed()
      const isRecent = after.offset >= window.oldest - 1 && after.offset <= window.top
      if (after.epoch !== epoch || !isRecent || to > window.top) {
        return await readPages(reading, log, after, to, limit)
      }
      const last = Math.min(to, after.offset + limit)
      return { kind: 'entries', entries: window.slice(after.offset + 1, last) }
    },
    async states(log, query, limit, signal) {
      signal?.throwIfAborted()
      return reading((store) => store.states(log, query, limit))
    },
    latest: (log, query, signal) => readLatest(reading, log, query, signal),
    async health() {
      if (isClosed) throw logClosed()
      return {
        status: 'ok',
        reason: null,
        onDamage: 'new-epoch',
        damagedEntries: 0,
        damagedStates: 0,
        newEpochs: 0,
        newEpochReason: null,
        bytes: null,
        freeBytes: null,
      }
    },
    tail(log, onEntries, onGap) {
      const { window, followers } = follow(log)
      return followers.add(window.top + 1, onEntries, onGap)
    },
    async close() {
      if (isClosed) return
      queue.flush()
      isClosed = true
      cancelPoll?.()
      handle.close()
    },
  }
}

/** Runs a read on the file that is open now. */
type Reader = <T>(run: (store: SqliteStore) => T) => T

/** Entries from the file, page by page, so that other connections get their turn in between. */
async function readPages(
  reading: Reader,
  log: string,
  after: Position,
  to: number,
  limit: number,
): Promise<LogReading> {
  const bounds = reading((store) => store.bounds(log))
  const range = decideReading(bounds, after, to, limit)
  if (range.kind !== 'range') return range
  const entries: LogEntry[] = []
  for (let next = range.from; next <= range.to; next = after.offset + entries.length + 1) {
    if (entries.length > 0) await nextTurn()
    const page = reading((store) => store.readEntries(log, next, range.to, pageEntries))
    const first = page[0]?.position
    // Trimmed or started over between two pages: what was read so far is still valid, and the next call
    // finds out the rest.
    if (first?.offset !== next || first.epoch !== after.epoch) break
    entries.push(...page)
  }
  return { kind: 'entries', entries }
}

async function readLatest(
  reading: Reader,
  log: string,
  query: HistoryQuery,
  signal: AbortSignal | undefined,
): Promise<HistoryPage> {
  const found: LogEntry[] = []
  let before: number | null = query.before ?? Number.MAX_SAFE_INTEGER
  for (let pages = 0; before !== null && found.length < query.limit && pages < 40; pages++) {
    signal?.throwIfAborted()
    const start: number = before
    // Without a filter by type every candidate counts, so no more are read than are wanted.
    const wanted = query.types === undefined ? query.limit - found.length : pageEntries
    const page = reading((store) =>
      store.historyPage(log, query, start, Math.min(wanted, pageEntries)),
    )
    found.push(...page.entries)
    before = page.nextBefore
    if (before !== null && found.length < query.limit) await nextTurn()
  }
  const entries = found.slice(0, query.limit)
  const isCut = found.length > entries.length
  const last = entries.at(-1)?.position.offset ?? null
  return { entries, nextBefore: isCut ? last : before }
}
