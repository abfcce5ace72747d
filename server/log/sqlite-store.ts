/**
 * What is done with one open SQLite file: appends in one transaction, and reads. Everything here is
 * synchronous and throws what SQLite throws; when to do it, and what to do when it fails, is decided
 * in sqlite.ts.
 *
 * Stays one file past 250 lines: reads and appends share the statements, the transaction and the mark
 * of a log, and the SQL itself is apart already (sqlite-statements.ts).
 */

import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { endOfPrefix, versionConflict } from './append-check.ts'
import { createEpoch } from './epoch.ts'
import type { LogError } from './errors.ts'
import type {
  EventDraft,
  HistoryQuery,
  LogBounds,
  LogEntry,
  StateChange,
  StateQuery,
  StateValue,
} from './event-log.ts'
import { asEntry, asState, parseTopics, prepareStatements, type Row } from './sqlite-statements.ts'

/** One append as it was asked for. */
export interface AppendRequest {
  readonly log: string
  readonly drafts: readonly EventDraft[]
  readonly changes: readonly StateChange[]
}

/** What became of it: positions and the entries that are new, or a conflict. */
export type AppendOutcome =
  | { readonly positions: readonly Position[]; readonly fresh: readonly LogEntry[] }
  | { readonly refused: LogError }

/** What a transaction did: one outcome a request, and where the logs it touched stand now. */
export interface CommitResult {
  readonly outcomes: readonly AppendOutcome[]
  readonly bounds: ReadonlyMap<string, LogBounds>
}

export interface SqliteStoreOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly random: Random
  readonly retentionEvents: number
  readonly retentionMs: number
}

export type SqliteStore = ReturnType<typeof createSqliteStore>

/** Where a log stands, inside one transaction. */
interface Mark {
  readonly id: number
  readonly epoch: string
  top: number
  oldest: number
  lastAtMs: number
}

// So that trimming a day's worth after a long stop does not hold up the appends behind it.
const trimmedPerCommit = 1000

export function createSqliteStore(options: SqliteStoreOptions) {
  const { database, clock, random, retentionEvents, retentionMs } = options
  const sql = prepareStatements(database)

  function inTransaction<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', run: () => T): T {
    database.exec(begin)
    try {
      const result = run()
      database.exec('COMMIT')
      return result
    } catch (error) {
      try {
        database.exec('ROLLBACK')
      } catch {
        // After some errors (a full disk among them) SQLite has rolled back by itself, and says so.
      }
      throw error
    }
  }

  function findMark(log: string): Mark | null {
    const row = sql.findLog.get(log)
    if (row === undefined) return null
    return {
      id: Number(row['id']),
      epoch: String(row['epoch']),
      top: Number(row['top']),
      oldest: Number(row['oldest']),
      lastAtMs: Number(row['last_at_ms']),
    }
  }

  /** Inside a write transaction only. */
  function needMark(log: string): Mark {
    const found = findMark(log)
    if (found !== null) return found
    const epoch = createEpoch(clock, random)
    const { lastInsertRowid } = sql.addLog.run(log, epoch)
    return { id: Number(lastInsertRowid), epoch, top: 0, oldest: 1, lastAtMs: 0 }
  }

  /** A log exists from the first time it is asked about: its epoch has to be the same ever after. */
  function markOf(log: string): Mark {
    return findMark(log) ?? inTransaction('BEGIN IMMEDIATE', () => needMark(log))
  }

  function versionOf(mark: Mark, key: string): number {
    return Number(sql.readState.get(mark.id, key)?.['version'] ?? 0)
  }

  function offsetOfDedupeKey(mark: Mark, dedupeKey: string | undefined): number | null {
    if (dedupeKey === undefined) return null
    const row = sql.findDedupeKey.get(mark.id, dedupeKey)
    return row === undefined ? null : Number(row['offset'])
  }

  function appendOne(mark: Mark, { drafts, changes }: AppendRequest): AppendOutcome {
    const isFresh = drafts.some(({ dedupeKey }) => offsetOfDedupeKey(mark, dedupeKey) === null)
    if (isFresh) {
      // All checks come before the first write, so a refusal needs no rollback and does not touch the
      // other appends that share the transaction.
      for (const { key, expectVersion } of changes) {
        const version = versionOf(mark, key)
        if (expectVersion !== undefined && expectVersion !== version) {
          return { refused: versionConflict(key, expectVersion, version) }
        }
      }
    }
    const fresh: LogEntry[] = []
    const positions = drafts.map((draft): Position => {
      const known = offsetOfDedupeKey(mark, draft.dedupeKey)
      if (known !== null) return { epoch: mark.epoch, offset: known }
      const entry = addEntry(mark, draft)
      fresh.push(entry)
      return entry.position
    })
    if (isFresh) {
      for (const { key, value } of changes) {
        if (value === null) sql.deleteState.run(mark.id, key)
        else sql.writeState.run(mark.id, key, value, mark.top)
      }
    }
    return { positions, fresh }
  }

  function addEntry(mark: Mark, { topics, type, data, dedupeKey }: EventDraft): LogEntry {
    mark.top++
    mark.lastAtMs = Math.max(mark.lastAtMs, Math.floor(clock.nowMs()))
    sql.addEntry.run(
      mark.id,
      mark.top,
      mark.lastAtMs,
      type,
      JSON.stringify(topics),
      data,
      dedupeKey ?? null,
    )
    for (const topic of new Set(topics)) sql.addTopic.run(mark.id, topic, mark.top)
    const position = { epoch: mark.epoch, offset: mark.top }
    return { position, topics: [...topics], type, data, atMs: mark.lastAtMs }
  }

  function trim(mark: Mark): void {
    const byCount = mark.top - retentionEvents
    const deadlineMs = clock.nowMs() - retentionMs
    const limit = mark.oldest + trimmedPerCommit
    while (mark.oldest < limit && mark.oldest <= mark.top) {
      const row = sql.readEntry.get(mark.id, mark.oldest)
      if (row !== undefined) {
        if (mark.oldest > byCount && Number(row['at_ms']) >= deadlineMs) return
        for (const topic of parseTopics(row['topics'])) {
          sql.deleteTopic.run(mark.id, topic, mark.oldest)
        }
        sql.deleteEntry.run(mark.id, mark.oldest)
      }
      mark.oldest++
    }
  }

  /** Appends all of them in one transaction, which is on the disk when this returns. */
  function commit(requests: readonly AppendRequest[]): CommitResult {
    return inTransaction('BEGIN IMMEDIATE', () => {
      const marks = new Map<string, Mark>()
      const outcomes = requests.map((request) => {
        // Read in the transaction, not remembered: another process may have appended since.
        const mark = marks.get(request.log) ?? needMark(request.log)
        marks.set(request.log, mark)
        return appendOne(mark, request)
      })
      const bounds = new Map<string, LogBounds>()
      for (const [log, mark] of marks) {
        trim(mark)
        sql.writeMark.run(mark.top, mark.oldest, mark.lastAtMs, mark.id)
        bounds.set(log, { epoch: mark.epoch, oldest: mark.oldest, top: mark.top })
      }
      return { outcomes, bounds }
    })
  }

  function bounds(log: string): LogBounds {
    const { epoch, oldest, top } = markOf(log)
    return { epoch, oldest, top }
  }

  function readEntries(log: string, from: number, to: number, limit: number): LogEntry[] {
    const { id, epoch } = markOf(log)
    return sql.readEntries.all(id, from, to, limit).map((row) => asEntry(row, epoch))
  }

  function states(log: string, query: StateQuery, limit: number) {
    markOf(log)
    // One read transaction, or another process could commit between the values and their position.
    return inTransaction('BEGIN', () => {
      const { id, epoch, top } = markOf(log)
      const values =
        'keys' in query
          ? statesByKey(id, query.keys, limit)
          : statesByPrefix(id, query.prefix, query.after, limit)
      return { position: { epoch, offset: top }, values }
    })
  }

  function statesByPrefix(id: number, prefix: string, after: string | undefined, limit: number) {
    const end = endOfPrefix(prefix)
    const rows =
      after === undefined || after < prefix
        ? sql.readStatesFrom.all(id, prefix, end, limit)
        : sql.readStatesAbove.all(id, after, end, limit)
    return rows.map(asState)
  }

  function statesByKey(id: number, keys: readonly string[], limit: number): StateValue[] {
    const values: StateValue[] = []
    for (const key of keys) {
      if (values.length >= limit) break
      const row = sql.readState.get(id, key)
      if (row !== undefined) values.push(asState(row))
    }
    return values
  }

  /** The entries among the next `limit` candidates below `before`, and where to go on. */
  function historyPage(log: string, query: HistoryQuery, before: number, limit: number) {
    const { id, epoch } = markOf(log)
    const rows =
      query.topics === undefined
        ? sql.readEntriesBelow.all(id, before, limit)
        : rowsAt(id, offsetsOfTopics(id, query.topics, before, limit))
    const entries = rows.map((row) => asEntry(row, epoch))
    return {
      entries: entries.filter(({ type }) => query.types?.includes(type) ?? true),
      nextBefore: rows.length < limit ? null : (entries.at(-1)?.position.offset ?? null),
    }
  }

  function rowsAt(id: number, offsets: readonly number[]): Row[] {
    return offsets.map((offset) => sql.readEntry.get(id, offset)).filter((row) => row !== undefined)
  }

  function offsetsOfTopics(id: number, topics: readonly string[], before: number, limit: number) {
    // The newest `limit` of all topics are among the newest `limit` of each.
    const offsets = new Set<number>()
    for (const topic of topics) {
      for (const row of sql.readTopicBelow.all(id, topic, before, limit)) {
        offsets.add(Number(row['offset']))
      }
    }
    return [...offsets].sort((a, b) => b - a).slice(0, limit)
  }

  /** Changes whenever another connection has committed. */
  function dataVersion(): number {
    return Number(sql.dataVersion.get()?.['data_version'])
  }

  return { commit, bounds, readEntries, states, historyPage, dataVersion }
}
