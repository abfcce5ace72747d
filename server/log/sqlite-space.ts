/**
 * Gives pages that retention has emptied back to the disk, a few at a time, so that a file that was large once
 * becomes small again. A reserve stays for what is appended next. Files of earlier versions that were too large to be
 * rewritten cannot give pages back; they use them again.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Statements } from './sqlite-statements.ts'

export interface SqliteSpace {
  /** Inside a transaction: gives a few pages back, when there are more free ones than the reserve. */
  giveBack(): void
  /** True while there is more to give back. */
  hasMore(): boolean
  /** True once pages were given back: the file may become shorter with any checkpoint. */
  hasShrunk(): boolean
  /** Bytes of all pages, and of those that are free. */
  bytes(): { readonly all: number; readonly free: number }
}

// 64 pages of 4 KiB take about a millisecond.
const pagesPerStep = 64
const leastReserve = 128

export function createSqliteSpace(database: DatabaseSync, statements: Statements): SqliteSpace {
  const numberOf = (statement: Statements['pageCount']) =>
    Number(Object.values(statement.get() ?? {})[0])
  const pageSize = numberOf(statements.pageSize)
  const isIncremental =
    Number(Object.values(database.prepare('PRAGMA auto_vacuum').get() ?? {})[0]) === 2
  let hasShrunk = false

  function hasMore(): boolean {
    if (!isIncremental) return false
    const free = numberOf(statements.freePages)
    return free > leastReserve && free > numberOf(statements.pageCount) / 8
  }

  return {
    giveBack() {
      if (!hasMore()) return
      database.exec(`PRAGMA incremental_vacuum(${pagesPerStep})`)
      hasShrunk = true
    },
    hasMore,
    hasShrunk: () => hasShrunk,
    bytes: () => ({
      all: numberOf(statements.pageCount) * pageSize,
      free: numberOf(statements.freePages) * pageSize,
    }),
  }
}
