/**
 * The operations on one open SQLite file: appends in one transaction, and reads. Everything here is
 * synchronous and throws what SQLite throws; when to run it, and how to react when it fails, is decided
 * in sqlite.ts.
 */

import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import { endOfPrefix } from './append-check.ts'
import type { HistoryQuery, LogBounds, LogEntry, StateQuery, StateValue } from './event-log.ts'
import { type AppendOutcome, type AppendRequest, createSqliteAppends } from './sqlite-appends.ts'
import { createLogRows, inTransaction, type LogRow } from './sqlite-log-rows.ts'
import { asEntry, asState, prepareStatements, type Row } from './sqlite-statements.ts'

/** The result of a transaction: one outcome per request, and the new bounds of the logs it changed. */
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

export function createSqliteStore(options: SqliteStoreOptions) {
  const { database } = options
  const statements = prepareStatements(database)
  const logs = createLogRows({ ...options, statements })
  const appends = createSqliteAppends({ ...options, statements })

  /** Appends all of them in one transaction, which is on the disk when this returns. */
  function commit(requests: readonly AppendRequest[]): CommitResult {
    return inTransaction(database, 'BEGIN IMMEDIATE', () => {
      const rows = new Map<string, LogRow>()
      const outcomes = requests.map((request) => {
        const row = rows.get(request.log) ?? logs.getInTransaction(request.log)
        rows.set(request.log, row)
        return appends.append(row, request)
      })
      const bounds = new Map<string, LogBounds>()
      for (const [log, row] of rows) {
        appends.trim(row)
        logs.write(row)
        bounds.set(log, boundsOf(row))
      }
      return { outcomes, bounds }
    })
  }

  function readEntries(log: string, from: number, to: number, limit: number): LogEntry[] {
    const { id, epoch } = logs.get(log)
    return statements.readEntries.all(id, from, to, limit).map((row) => asEntry(row, epoch))
  }

  function states(log: string, query: StateQuery, limit: number) {
    logs.get(log)
    // One read transaction, or another process could commit between the values and their position.
    return inTransaction(database, 'BEGIN', () => {
      const { id, epoch, top } = logs.get(log)
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
        ? statements.readStatesFrom.all(id, prefix, end, limit)
        : statements.readStatesAbove.all(id, after, end, limit)
    return rows.map(asState)
  }

  function statesByKey(id: number, keys: readonly string[], limit: number): StateValue[] {
    const values: StateValue[] = []
    for (const key of keys) {
      if (values.length >= limit) break
      const row = statements.readState.get(id, key)
      if (row !== undefined) values.push(asState(row))
    }
    return values
  }

  /** The entries among the next `limit` candidates below `before`, and where the next page starts. */
  function historyPage(log: string, query: HistoryQuery, before: number, limit: number) {
    const { id, epoch, oldest } = logs.get(log)
    const rows =
      query.topics === undefined
        ? statements.readEntriesBelow.all(id, before, limit)
        : rowsAt(id, offsetsOfTopics(id, query.topics, before, limit))
    const entries = rows.map((row) => asEntry(row, epoch))
    const last = entries.at(-1)?.position.offset ?? oldest
    return {
      entries: entries.filter(({ type }) => query.types?.includes(type) ?? true),
      nextBefore: rows.length < limit || last <= oldest ? null : last,
    }
  }

  function rowsAt(id: number, offsets: readonly number[]): Row[] {
    return offsets
      .map((offset) => statements.readEntry.get(id, offset))
      .filter((row) => row !== undefined)
  }

  function offsetsOfTopics(id: number, topics: readonly string[], before: number, limit: number) {
    // The newest `limit` of all topics are among the newest `limit` of each.
    const offsets = new Set<number>()
    for (const topic of topics) {
      for (const row of statements.readTopicBelow.all(id, topic, before, limit)) {
        offsets.add(Number(row['offset']))
      }
    }
    return [...offsets].sort((a, b) => b - a).slice(0, limit)
  }

  return {
    commit,
    bounds: (log: string) => boundsOf(logs.get(log)),
    readEntries,
    states,
    historyPage,
    /** Changes whenever another connection has committed. */
    dataVersion: () => Number(statements.dataVersion.get()?.['data_version']),
  }
}

function boundsOf({ epoch, oldest, top }: LogRow): LogBounds {
  return { epoch, oldest, top }
}
