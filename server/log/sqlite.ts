/**
 * The log in one SQLite file: the embedded default, which needs nothing but a disk. It survives
 * `kill -9` and power cuts (see sqlite-file.ts for the price), and several processes may share the
 * file. Node only. It is not for network disks, whose locks SQLite cannot trust.
 *
 *   append ─► queue ─┐   a thread of its own               the event loop
 *   append ─► queue ─┴► commit (one transaction, one flush) ─► followers ─► promises resolve
 *
 * A file that is damaged stops the log, or is renamed and a new one is created with a new epoch: `onDamage`. One that is
 * older than what was acknowledged gets a new epoch in any case. When the disk refuses, or the file is deleted or
 * replaced, appends fail with `log_unavailable`, while reads and subscriptions continue.
 */

import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import { type Logger, silentLogger } from '../ops/logger.ts'
import { createRunReport } from '../ops/run-report.ts'
import { checkAppend, logClosed } from './append-check.ts'
import { createCommitQueue } from './commit-queue.ts'
import type { EventLog, LogEntry, LogHealth } from './event-log.ts'
import { createFollowedLogs } from './followed-logs.ts'
import { createPagedReads } from './paged-reads.ts'
import { appendBy } from './single-append.ts'
import type { AppendRequest } from './sqlite-appends.ts'
import { openSqliteLink } from './sqlite-link.ts'
import {
  type CommitReply,
  type CommittedLog,
  unpackEntries,
  unpackReading,
} from './sqlite-messages.ts'

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
  /**
   * What to do when the file is damaged, or missing although it had events. `stop`: it is not opened, and when it
   * was open nothing more is appended. `new-epoch`: it is moved aside and an empty log begins, whose clients read their
   * state again. Default `stop`.
   */
  readonly onDamage?: LogHealth['onDamage']
}

// What a page of history looks at in the worst case, so that at most two of them are under way.
const rowsOfHistory = 3_000

/**
 * Opens the log in a file.
 *
 * @example
 * const log = sqliteLog({ file: '.data/streamgauge.db' })
 * await log.append('shipments', { topics: ['shipment:1'], type: 'shipment.moved', data: '{}' })
 *
 * @throws LogError `log_unavailable` when the file cannot be opened; `log_damaged` when it is damaged and `onDamage`
 *   is `stop`
 */
export function sqliteLog(options: SqliteLogOptions): EventLog {
  const { file, timers, pollMs = 100, logger = silentLogger } = options
  const { retentionEvents = 1_000_000, retentionMs = 24 * 60 * 60 * 1000 } = options
  const { clock = systemClock, random = systemRandom, onDamage = 'stop' } = options

  const followed = createFollowedLogs({
    bounds: (log) => link.call('bounds', log),
    read: (...page) => reads.page(...page),
  })
  const pollReport = createRunReport({
    logger,
    facts: { file },
    failing: 'looking for new entries failed; trying again',
    recovered: 'looking for new entries works again',
  })
  let isClosed = false
  const link = openSqliteLink({
    settings: {
      file,
      retentionEvents,
      retentionMs,
      onDamage,
      ...(options.maxFileBytes !== undefined && { maxFileBytes: options.maxFileBytes }),
      seed: Math.floor(random.next() * 2 ** 32),
      nowMs: clock.nowMs(),
    },
    clock,
    onStartedOver: () => void catchUpAll().catch(onDeliveryFailed),
    onReport: (level, facts, message) => logger[level](facts, message),
  })
  const queue = createCommitQueue({
    commit: (batch) => link.call('commit', batch),
    onCommitted: publish,
  })
  const reads = createPagedReads(
    async (log, after, to, limit) =>
      unpackReading(await link.queue('read', { log, after, to, limit }, limit)),
    followed,
  )
  let seenDataVersion: number | null = null
  let cancelPoll: Cancel | undefined = planPoll()

  function refuseIfClosed(): void {
    if (isClosed) throw logClosed()
  }

  async function catchUpAll(): Promise<void> {
    for (const log of followed.names()) {
      await followed.catchUp(log, await link.call('bounds', log))
    }
  }

  function onDeliveryFailed(error: unknown): void {
    // It is on the disk, so the appends did succeed; followers are served by the next catch-up.
    seenDataVersion = null
    if (!isClosed) logger.error({ error, file }, 'reading back new entries failed; trying again')
  }

  /** Delivers what a commit added, without reading it back unless another process wrote in between. */
  function publish(
    { outcomes, logs }: CommitReply,
    batch: readonly AppendRequest[],
  ): Promise<void> | undefined {
    const waiting: Promise<void>[] = []
    for (const [log, committed] of logs) {
      const entries = entriesOf(log, committed, outcomes, batch)
      const delivered = followed.add(log, { ...committed, entries })
      if (delivered !== undefined) waiting.push(delivered.catch(onDeliveryFailed))
    }
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined)
  }

  function planPoll(): Cancel | undefined {
    return timers?.after(pollMs, async () => {
      try {
        await poll()
        pollReport.succeeded()
      } catch (error) {
        if (!isClosed) pollReport.failed(error)
      }
      if (!isClosed) cancelPoll = planPoll()
    })
  }

  async function poll(): Promise<void> {
    const found = await link.call('poll', { seen: seenDataVersion, logs: followed.names() })
    if (found === null) return
    for (const [log, bounds] of found.bounds) await followed.catchUp(log, bounds)
    seenDataVersion = found.version
  }

  const appendAll: EventLog['appendAll'] = async (log, drafts, changes) => {
    refuseIfClosed()
    checkAppend(drafts, changes)
    const { epoch, offsets } = await queue.add({ log, drafts, changes })
    return offsets.map((offset) => ({ epoch, offset }))
  }

  return {
    append: appendBy(appendAll),
    appendAll,
    bounds: (log) => link.call('bounds', log),
    async read(log, after, to, limit, signal) {
      refuseIfClosed()
      signal?.throwIfAborted()
      return reads.read(log, after, to, limit, signal)
    },
    states: (log, query, limit, signal) =>
      link.queue('states', { log, query, limit }, limit, signal),
    async latest(log, query, signal) {
      const { entries, nextBefore } = await link.queue(
        'history',
        { log, query },
        rowsOfHistory,
        signal,
      )
      return { entries: unpackEntries(entries), nextBefore }
    },
    tail(log, onEntries, onGap) {
      refuseIfClosed()
      return followed.follow(log, onEntries, onGap)
    },
    forget(log) {
      followed.forget(log)
    },
    health: () => link.call('health', null),
    async close() {
      if (isClosed) return
      isClosed = true
      cancelPoll?.()
      await queue.flushed()
      await link.close()
    },
  }
}

/** The entries that a commit added to a log. */
function entriesOf(
  log: string,
  { epoch, before, atMs }: CommittedLog,
  outcomes: CommitReply['outcomes'],
  batch: readonly AppendRequest[],
): readonly LogEntry[] {
  const entries: LogEntry[] = []
  let last = before
  batch.forEach(({ log: name, drafts }, index) => {
    const offsets = outcomes[index]
    if (name !== log || offsets === undefined || 'message' in offsets) return
    drafts.forEach(({ topics, type, data }, draft) => {
      const offset = offsets[draft] ?? 0
      // Others are those of an earlier append with the same dedupe key.
      if (offset <= last) return
      last = offset
      entries.push({ position: { epoch, offset }, topics: [...topics], type, data, atMs })
    })
  })
  return entries
}
