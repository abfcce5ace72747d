/**
 * The row of each log in a SQLite file: its epoch and how far it reaches. Rows are read in the transaction
 * that needs them and never remembered, because another process may have appended since.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import { createEpoch } from './epoch.ts'
import type { Statements } from './sqlite-statements.ts'

/** A row of `logs`. Changed in place while entries are appended, then written back. */
export interface LogRow {
  readonly id: number
  readonly epoch: string
  top: number
  oldest: number
  lastAtMs: number
}

export interface LogRows {
  /** The row of a log, added when the log is used for the first time: its epoch must not change later. */
  get(log: string): LogRow
  /** As {@link LogRows.get}, inside a write transaction. */
  getInTransaction(log: string): LogRow
  write(row: LogRow): void
}

export function createLogRows(options: {
  readonly database: DatabaseSync
  readonly statements: Statements
  readonly clock: Clock
  readonly random: Random
}): LogRows {
  const { database, statements, clock, random } = options

  function find(log: string): LogRow | null {
    const row = statements.findLog.get(log)
    if (row === undefined) return null
    return {
      id: Number(row['id']),
      epoch: String(row['epoch']),
      top: Number(row['top']),
      oldest: Number(row['oldest']),
      lastAtMs: Number(row['last_at_ms']),
    }
  }

  function getInTransaction(log: string): LogRow {
    const found = find(log)
    if (found !== null) return found
    const epoch = createEpoch(clock, random)
    const { lastInsertRowid } = statements.addLog.run(log, epoch)
    return { id: Number(lastInsertRowid), epoch, top: 0, oldest: 1, lastAtMs: 0 }
  }

  return {
    get: (log) =>
      find(log) ?? inTransaction(database, 'BEGIN IMMEDIATE', () => getInTransaction(log)),
    getInTransaction,
    write({ id, top, oldest, lastAtMs }) {
      statements.writeLog.run(top, oldest, lastAtMs, id)
    },
  }
}

/** Runs `run` in one transaction; whatever it throws rolls everything back. */
export function inTransaction<T>(
  database: DatabaseSync,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE',
  run: () => T,
): T {
  database.exec(begin)
  try {
    const result = run()
    database.exec('COMMIT')
    return result
  } catch (error) {
    try {
      database.exec('ROLLBACK')
    } catch {
      // After some errors, such as a full disk, SQLite has rolled back already and refuses to do it twice.
    }
    throw error
  }
}
