/**
 * The operations on one open SQLite file: appends in one transaction, and reads. Everything here is
 * synchronous and throws what SQLite throws; when to run it, and how to react when it fails, is decided
 * in sqlite-service.ts.
 */

import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { endOfPrefix } from './append-check.ts'
import { LogError } from './errors.ts'
import type {
  HistoryQuery,
  LogBounds,
  LogGap,
  LogReset,
  StateQuery,
  StateReading,
  StateValue,
} from './event-log.ts'
import { decideReading } from './reading.ts'
import { type AppendRequest, createSqliteAppends } from './sqlite-appends.ts'
import { findHistory } from './sqlite-history.ts'
import { createLogRows, inTransaction, type LogRow } from './sqlite-log-rows.ts'
import {
  type CommitReply,
  type CommittedLog,
  type PackedEntries,
  packError,
} from './sqlite-messages.ts'
import { createSqliteSpace } from './sqlite-space.ts'
import {
  asEntry,
  asState,
  prepareStatements,
  type Row,
  type StoredEntry,
} from './sqlite-statements.ts'

export interface SqliteStoreOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly random: Random
  readonly retentionEvents: number
  readonly retentionMs: number
  readonly onDamagedEntry: (log: string, offset: number) => void
  readonly onDamagedState: (log: string, key: string) => void
}

/** What a commit has changed, by the name of the log. */
export interface Committed extends CommitReply {
  readonly rows: ReadonlyMap<string, LogRow>
}

export type SqliteStore = ReturnType<typeof createSqliteStore>

// A page of entries ends when it is this large, whatever its number.
const bytesPerPage = 1024 * 1024
const rowsPerStep = 64

export function createSqliteStore(options: SqliteStoreOptions) {
  const { database, onDamagedEntry, onDamagedState } = options
  const statements = prepareStatements(database)
  const logs = createLogRows({ ...options, statements })
  const appends = createSqliteAppends({ ...options, statements })
  const space = createSqliteSpace(database, statements)

  /** Appends all of them in one transaction, which is on the disk when this returns. */
  function commit(requests: readonly AppendRequest[]): Committed {
    return inTransaction(database, 'BEGIN IMMEDIATE', () => {
      const rows = new Map<string, LogRow>()
      const topBefore = new Map<string, number>()
      const outcomes = requests.map((request) => {
        const row = rows.get(request.log) ?? logs.getInTransaction(request.log)
        if (!rows.has(request.log)) topBefore.set(request.log, row.top)
        rows.set(request.log, row)
        const outcome = appends.append(row, request)
        return outcome instanceof LogError ? packError(outcome) : outcome
      })
      const changed = new Map<string, CommittedLog>()
      for (const [log, row] of rows) {
        appends.trim(row)
        logs.write(row)
        const before = topBefore.get(log) ?? row.top
        changed.set(log, { ...boundsOf(row), before, atMs: row.lastAtMs })
      }
      space.giveBack()
      return { outcomes, logs: changed, rows }
    })
  }

  function read(ask: {
    readonly log: string
    readonly after: Position
    readonly to: number
    readonly limit: number
  }): PackedEntries | LogGap | LogReset {
    logs.get(ask.log)
    // One read transaction, or another process could trim between the bounds and the entries.
    return inTransaction(database, 'BEGIN', () => {
      const row = logs.get(ask.log)
      const range = decideReading(boundsOf(row), ask.after, ask.to, ask.limit)
      if (range.kind !== 'range') return range
      if (range.to < range.from) return pack([], row.epoch)
      return readRange(ask.log, row, range.from, range.to)
    })
  }

  /** Entries without a hole from `from` on; or, when the first of them are damaged or missing, a gap. */
  function readRange(log: string, { id, epoch }: LogRow, from: number, to: number) {
    const page: StoredEntry[] = []
    let next = from
    let bytes = 0
    for (const row of rowsBetween(id, from, to)) {
      const entry = asEntry(row, id)
      if (entry === null) {
        onDamagedEntry(log, Number(row['offset']))
        continue
      }
      if (entry.offset !== next) {
        if (page.length > 0) break
        const gap: LogGap = { kind: 'gap', from, to: entry.offset - 1, reason: 'damaged' }
        return gap
      }
      page.push(entry)
      next++
      bytes += entry.data.length
      if (bytes > bytesPerPage) break
    }
    if (page.length > 0) return pack(page, epoch)
    const gap: LogGap = { kind: 'gap', from, to, reason: 'damaged' }
    return gap
  }

  /** A few at a time, since entries may be large. (`iterate` of node:sqlite loses the code of an error.) */
  function* rowsBetween(id: number, from: number, to: number): Generator<Row> {
    for (let first = from; first <= to; first += rowsPerStep) {
      yield* statements.readEntries.all(id, first, Math.min(to, first + rowsPerStep - 1))
    }
  }

  function states(log: string, query: StateQuery, limit: number): StateReading {
    logs.get(log)
    // One read transaction, or another process could commit between the values and their position.
    return inTransaction(database, 'BEGIN', () => {
      const { id, epoch, top } = logs.get(log)
      const values: StateValue[] = []
      const damaged: string[] = []
      for (const row of rowsOf(id, query, limit)) {
        if (values.length >= limit) break
        const state = asState(row, id)
        if (state !== null) {
          values.push(state)
          continue
        }
        const key = String(row['key'])
        damaged.push(key)
        onDamagedState(log, key)
      }
      const position = { epoch, offset: top }
      return damaged.length === 0 ? { position, values } : { position, values, damaged }
    })
  }

  function* rowsOf(id: number, query: StateQuery, limit: number): Generator<Row> {
    if ('keys' in query) {
      for (const key of query.keys) {
        const row = statements.readState.get(id, key)
        if (row !== undefined) yield row
      }
      return
    }
    const { prefix, after } = query
    const end = endOfPrefix(prefix)
    let rows =
      after === undefined || after < prefix
        ? statements.readStatesFrom.all(id, prefix, end, limit)
        : statements.readStatesAbove.all(id, after, end, limit)
    // Those that are left out do not count, so there may have to be more.
    while (rows.length > 0) {
      yield* rows
      const last = String(rows.at(-1)?.['key'])
      rows = rows.length < limit ? [] : statements.readStatesAbove.all(id, last, end, limit)
    }
  }

  function history(log: string, query: HistoryQuery) {
    logs.get(log)
    return inTransaction(database, 'BEGIN', () => {
      const row = logs.get(log)
      const page = findHistory(statements, row, query, (offset) => onDamagedEntry(log, offset))
      return { entries: pack(page.entries, row.epoch), nextBefore: page.nextBefore }
    })
  }

  return {
    commit,
    bounds: (log: string) => boundsOf(logs.get(log)),
    read,
    states,
    history,
    space,
    /** Changes whenever another connection has committed. */
    dataVersion: () => Number(statements.dataVersion.get()?.['data_version']),
  }
}

function boundsOf({ epoch, oldest, top }: LogRow): LogBounds {
  return { epoch, oldest, top }
}

function pack(entries: readonly StoredEntry[], epoch: string): PackedEntries {
  return {
    epoch,
    offsets: entries.map(({ offset }) => offset),
    times: entries.map(({ atMs }) => atMs),
    types: entries.map(({ type }) => type),
    topics: entries.map(({ topics }) => topics),
    data: entries.map(({ data }) => data),
  }
}
