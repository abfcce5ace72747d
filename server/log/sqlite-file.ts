/**
 * The file under the SQLite log: opening it, its tables, classifying its errors, and putting a
 * broken one aside. It contains the tables, not the appends.
 *
 * Durability: WAL with `synchronous=FULL`. Each commit is flushed to the disk before an append is
 * acknowledged, so neither `kill -9` nor a power cut loses an acknowledged event. `NORMAL` would have
 * been ten times cheaper per commit and just as safe against `kill -9`, but after a power cut the last
 * commits are gone while subscribers have seen their offsets, and the next events would be issued the
 * same ones. Group commit pays for the difference: one flush for everything a tick brings (0.4 ms for
 * five events on the SSD this was measured on, against 0.04 ms).
 */

import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { LogError } from './errors.ts'

const schemaVersion = 1

/**
 * `logs.top` is the high-water mark. It is a column of its own because asking for the largest offset
 * would go backwards once everything has expired, and offsets would be issued twice.
 */
const schema = `
  CREATE TABLE logs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    top INTEGER NOT NULL,
    oldest INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE entries (
    log INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    type TEXT NOT NULL,
    topics TEXT NOT NULL,
    data TEXT NOT NULL,
    dedupe_key TEXT,
    PRIMARY KEY (log, offset)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX entries_by_dedupe_key ON entries (log, dedupe_key) WHERE dedupe_key IS NOT NULL;
  CREATE TABLE entry_topics (
    log INTEGER NOT NULL,
    topic TEXT NOT NULL,
    offset INTEGER NOT NULL,
    PRIMARY KEY (log, topic, offset)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE states (
    log INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (log, key)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`

// How long a commit may wait for another process's lock. It blocks the event loop, so it is short:
// commits take about a millisecond, and one that waits longer than this is stuck.
const busyTimeoutMs = 1000
// Above this size the check of every page would delay the start; damage is then found when it is read.
const fullCheckBytes = 32 * 1024 * 1024

/** How to open the file. */
export interface SqliteFileOptions {
  readonly file: string
  /** Upper bound of the database file. Default: the disk. */
  readonly maxFileBytes?: number
}

/**
 * Opens the file, making it and its folder when missing.
 *
 * @throws An error for which {@link isCorruption} holds, when the file is damaged.
 * @throws LogError `log_unavailable` when it cannot be opened, or belongs to something else.
 */
export function openSqliteFile({ file, maxFileBytes }: SqliteFileOptions): DatabaseSync {
  const { DatabaseSync } = loadSqlite(file)
  mkdirSync(dirname(file), { recursive: true })
  const isSmall = existsSync(file) && statSync(file).size <= fullCheckBytes
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'])
    if (version > schemaVersion || (version === 0 && tables > 0)) {
      throw new LogError(
        'log_unavailable',
        `Opening ${file} failed: its schema is ${version === 0 ? "not a log's" : `version ${version}, newer than ${schemaVersion}`}. Use another file or a newer server.`,
      )
    }
    // A file that is not writable still serves reads, so nothing is written when nothing has to be.
    const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode']
    if (mode !== 'wal') database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000')
    if (maxFileBytes !== undefined) {
      const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size'])
      database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageBytes))}`)
    }
    if (version === 0) createTables(database)
    else if (isSmall) checkPages(database)
    checkMarks(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Loaded when the first file is opened: some versions of Node print a warning when it is loaded and older
 * ones do not have it, which must not concern programs that import the server and use another engine.
 */
function loadSqlite(file: string): typeof import('node:sqlite') {
  const sqlite = process.getBuiltinModule?.('node:sqlite')
  if (sqlite) return sqlite
  throw new LogError(
    'log_unavailable',
    `Opening ${file} failed: this version of Node has no node:sqlite. ` +
      'Use Node 22.13 or newer, or the memory log.',
  )
}

function createTables(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  // Another process may have been first between the look and the lock.
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version === 0) database.exec(schema)
  database.exec('COMMIT')
}

function checkPages(database: DatabaseSync): void {
  const verdict = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
  if (verdict !== 'ok') throw new CorruptFile(`its pages are damaged: ${String(verdict)}`)
}

function checkMarks(database: DatabaseSync): void {
  const broken = database
    .prepare(
      'SELECT name FROM logs WHERE top < (SELECT max(offset) FROM entries WHERE log = logs.id)',
    )
    .get()
  if (broken !== undefined) {
    throw new CorruptFile(
      `the high-water mark of log ${String(broken['name'])} is below its entries`,
    )
  }
}

/** The file is readable for SQLite, and yet cannot be what was written. */
class CorruptFile extends Error {
  override readonly name = 'CorruptFile'
}

const sqlite = { busy: 5, locked: 6, corrupt: 11, notADatabase: 26 } as const

/** SQLite's primary result code of an error; null for errors that are not SQLite's. */
function resultCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null
  // The upper bits of an extended code only refine the lowest eight.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null
}

/** True when the file itself is damaged, so that no retry can help. */
export function isCorruption(error: unknown): boolean {
  if (error instanceof CorruptFile) return true
  const code = resultCodeOf(error)
  return code === sqlite.corrupt || code === sqlite.notADatabase
}

/** Says in the log's words why SQLite refused; errors that are not SQLite's come back as they are. */
export function asLogError(error: unknown, attempt: string): unknown {
  const code = resultCodeOf(error)
  if (code === null || !(error instanceof Error)) return error
  const isBusy = code === sqlite.busy || code === sqlite.locked
  const advice = isBusy
    ? 'Another process holds the file: try again.'
    : 'Check free space and permissions, then try again.'
  return new LogError('log_unavailable', `${attempt} failed: ${error.message}. ${advice}`, {
    cause: error,
  })
}

/**
 * Moves a broken file out of the way, its journal with it, so that it can be examined later.
 *
 * @returns The name it has now.
 */
export function putFileAside(file: string, nowMs: number): string {
  let aside = `${file}.broken-${nowMs}`
  for (let n = 2; existsSync(aside); n++) aside = `${file}.broken-${nowMs}-${n}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  return aside
}
