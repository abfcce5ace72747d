/**
 * The log in one SQLite file: the embedded default, which needs nothing but a disk. It survives
 * `kill -9` and power cuts (see sqlite-file.ts for the price), and several processes may share the
 * file. Node only. It is not for network disks, whose locks SQLite cannot trust.
 *
 *   append ─► queue ─┐ one turn of the event loop
 *   append ─► queue ─┴► commit (one transaction, one flush) ─► tails ─► promises resolve
 *
 * A file that is damaged, at the start or later, is put aside under another name and a new one is begun
 * with a new epoch: subscribers are told `reset`, the server goes on. A disk that refuses makes appends
 * fail with `log_unavailable`, while reads and subscriptions go on.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import { checkAppend, logClosed } from './append-check.ts'
import type { EventLog, HistoryQuery, LogEntry, LogReading } from './event-log.ts'
import { decideReading } from './reading.ts'
import { appendBy } from './single-append.ts'
import { createFollowers, type FollowedLog } from './sqlite-followers.ts'
import { createSqliteHandle } from './sqlite-handle.ts'
import type { AppendRequest, CommitResult, SqliteStore } from './sqlite-store.ts'

/** Settings of the SQLite engine. */
export interface SqliteLogOptions {
  /** Path of the database file; it and its folder are made when missing. */
  readonly file: string
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Chooses the epoch. Default: `Math.random`. */
  readonly random?: Random
  /** Needed to hear of what other processes append to the same file. Default: none do. */
  readonly timers?: Timers
  /** How often to look for what other processes appended, in milliseconds. Default 100. */
  readonly pollMs?: number
  /** Told of broken files and of trouble that no caller would hear of. Default: nobody. */
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
// Tens of microseconds each: a longer queue is committed in several turns, so the loop stays responsive.
const appendsPerCommit = 500

interface QueuedAppend extends AppendRequest {
  resolve(positions: readonly Position[]): void
  reject(error: unknown): void
}

/**
 * Opens the log in a file.
 *
 * @example
 * const log = sqliteLog({ file: '.data/streamgauge.db' })
 * await log.append('payments', { topics: ['stream:1'], type: 'stream.created', data: '{}' })
 *
 * @throws LogError `log_unavailable` when the file cannot be opened. A damaged one is not an error: it
 *   is put aside.
 */
export function sqliteLog(options: SqliteLogOptions): EventLog {
  const { file, timers, pollMs = 100, logger = silentLogger } = options
  const { retentionEvents = 1_000_000, retentionMs = 24 * 60 * 60 * 1000 } = options

  const followers = createFollowers()
  const pollReport = createRunReport({
    logger,
    facts: { file },
    failing: 'looking for new entries failed; trying again',
    recovered: 'looking for new entries works again',
  })
  let queue: QueuedAppend[] = []
  let isFlushPlanned = false
  let isClosed = false
  const { clock = systemClock, random = systemRandom } = options
  const given = { ...options, clock, random, retentionEvents, retentionMs }
  const handle = createSqliteHandle({ ...given, onStartOver })
  let seenDataVersion = withStore('Reading', (store) => store.dataVersion())
  let cancelPoll: Cancel | undefined = planPoll()

  function withStore<T>(attempt: string, run: (store: SqliteStore) => T): T {
    if (isClosed) throw logClosed()
    return handle.run(attempt, run)
  }

  function onStartOver(store: SqliteStore): void {
    seenDataVersion = store.dataVersion()
    catchUpAll(store)
  }

  function followedOf(log: string): FollowedLog {
    const known = followers.find(log)
    if (known !== undefined) return known
    return followers.begin(
      log,
      withStore('Reading', (store) => store.bounds(log)),
    )
  }

  function catchUpAll(store: SqliteStore): void {
    for (const log of followers.logs()) followers.catchUp(log, store.bounds(log), store)
  }

  /** Hands over what a commit brought, without reading it back when nobody else wrote in between. */
  function publish({ outcomes, bounds }: CommitResult, batch: readonly QueuedAppend[]): void {
    outcomes.forEach((outcome, index) => {
      const log = batch[index]?.log
      if (log !== undefined && 'fresh' in outcome) followers.push(log, outcome.fresh)
    })
    for (const [log, reached] of bounds) {
      withStore('Reading', (store) => followers.catchUp(log, reached, store))
    }
  }

  function planPoll(): Cancel | undefined {
    return timers?.after(pollMs, () => {
      cancelPoll = planPoll()
      try {
        withStore('Reading', (store) => {
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
    return new Promise<readonly Position[]>((resolve, reject) => {
      queue.push({ log, drafts, changes, resolve, reject })
      planFlush()
    })
  }

  function planFlush(): void {
    if (isFlushPlanned) return
    isFlushPlanned = true
    // Everything that this turn of the loop still appends joins the same transaction.
    setImmediate(flush)
  }

  function flush(): void {
    isFlushPlanned = false
    const batch = queue.slice(0, appendsPerCommit)
    queue = queue.slice(appendsPerCommit)
    if (queue.length > 0) planFlush()
    if (batch.length === 0) return
    let result: CommitResult
    try {
      result = withStore('Appending', (store) => store.commit(batch))
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    try {
      publish(result, batch)
    } catch (error) {
      // It is on the disk, so the appends did succeed; the tails are served by the next catch-up.
      logger.error({ error, file }, 'reading back new entries failed; trying again')
    }
    result.outcomes.forEach((outcome, index) => {
      if ('refused' in outcome) batch[index]?.reject(outcome.refused)
      else batch[index]?.resolve(outcome.positions)
    })
  }

  async function read(
    log: string,
    after: Position,
    to: number,
    limit: number,
  ): Promise<LogReading> {
    const { epoch, window } = followedOf(log)
    if (isClosed) throw logClosed()
    const isRecent = after.offset >= window.oldest - 1 && after.offset <= window.top
    if (after.epoch === epoch && isRecent && to <= window.top) {
      const last = Math.min(to, after.offset + limit)
      return { kind: 'entries', entries: window.slice(after.offset + 1, last) }
    }
    const bounds = withStore('Reading', (store) => store.bounds(log))
    const reading = decideReading(bounds, after, to, limit)
    if (reading.kind !== 'range') return reading
    const entries: LogEntry[] = []
    for (let next = reading.from; next <= reading.to; next = after.offset + entries.length + 1) {
      if (entries.length > 0) await nextTurn()
      const page = withStore('Reading', (store) =>
        store.readEntries(log, next, reading.to, pageEntries),
      )
      const first = page[0]?.position
      // Trimmed or started over while others had their turn: what was read so far still holds, and the
      // next call will be told the rest.
      if (first?.offset !== next || first.epoch !== after.epoch) break
      entries.push(...page)
    }
    return { kind: 'entries', entries }
  }

  async function latest(log: string, query: HistoryQuery): Promise<readonly LogEntry[]> {
    const found: LogEntry[] = []
    let before: number | null = query.before ?? Number.MAX_SAFE_INTEGER
    while (before !== null && found.length < query.limit) {
      const start: number = before
      // Without a filter by type every candidate counts, so no more are read than are wanted.
      const wanted = query.types === undefined ? query.limit - found.length : pageEntries
      const page = withStore('Reading', (store) =>
        store.historyPage(log, query, start, Math.min(wanted, pageEntries)),
      )
      found.push(...page.entries)
      before = page.nextBefore
      if (before !== null && found.length < query.limit) await nextTurn()
    }
    return found.slice(0, query.limit)
  }

  return {
    append: appendBy(appendAll),
    appendAll,
    async bounds(log) {
      return withStore('Reading', (store) => store.bounds(log))
    },
    read,
    async states(log, query, limit) {
      return withStore('Reading', (store) => store.states(log, query, limit))
    },
    latest,
    tail(log, onEntries, onGap) {
      const { window, tails } = followedOf(log)
      return tails.add(window.top + 1, onEntries, onGap)
    },
    async close() {
      if (isClosed) return
      while (queue.length > 0) flush()
      isClosed = true
      cancelPoll?.()
      handle.close()
    },
  }
}
