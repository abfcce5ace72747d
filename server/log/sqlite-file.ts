/**
 * The file under the SQLite log: opening it, classifying its errors, and putting a broken one aside. Its tables are
 * in sqlite-schema.ts.
 *
 * Durability: WAL with `synchronous=FULL`. Each commit is flushed to the disk before an append is
 * acknowledged, so neither `kill -9` nor a power cut loses an acknowledged event. `NORMAL` would have
 * been ten times cheaper per commit and just as safe against `kill -9`, but after a power cut the last
 * commits are gone while subscribers have seen their offsets, and the next events would be issued the
 * same ones. Group commit pays for the difference: one flush for everything a tick brings (0.4 ms for
 * five events on the SSD this was measured on, against 0.04 ms).
 */

import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { LogError } from './errors.ts'
import { hasMarksOfEvents, marksPath } from './sqlite-marks.ts'
import { prepareEmptyFile, schemaVersion, updateSchema, versionOf } from './sqlite-schema.ts'

// Another process may be converting the file.
const openBusyTimeoutMs = 10_000
// How long SQLite itself waits for another process's lock. The thread does nothing else meanwhile, so it is short;
// sqlite-worker.ts tries again for longer, and carries out other calls in between.
const busyTimeoutMs = 10
// Above this size the check of every page would delay the start; damage is then found when it is read.
const fullCheckBytes = 32 * 1024 * 1024

const ownerOnly = 0o600
const ownerOnlyFolder = 0o700

/** How to open the file. */
export interface SqliteFileOptions {
  readonly file: string
  /** Upper bound of the database file. Default: the disk. */
  readonly maxFileBytes?: number
}

export interface OpenedFile {
  readonly database: DatabaseSync
  /** The version of its tables when it was opened; 0 for a file that was made. */
  readonly foundVersion: number
}

/**
 * Opens the file, making it and its folder when missing, and brings its tables up to date.
 *
 * @param isStartingOver the file is expected to be missing.
 * @throws An error for which {@link isCorruption} holds, when the file is damaged, or missing although it had events.
 * @throws LogError `log_unavailable` when it cannot be opened, or belongs to something else.
 */
export function openSqliteFile(
  { file, maxFileBytes }: SqliteFileOptions,
  isStartingOver: boolean,
): OpenedFile {
  const { DatabaseSync } = loadSqlite(file)
  const bytes = existsSync(file) ? statSync(file).size : 0
  if (bytes === 0 && !isStartingOver && hasMarksOfEvents(file)) {
    throw new CorruptFile(
      `it is ${existsSync(file) ? 'empty' : 'missing'}, although events were acknowledged (${marksPath(file)})`,
    )
  }
  mkdirSync(dirname(file), { recursive: true, mode: ownerOnlyFolder })
  // SQLite gives its other files the mode of this one.
  if (!existsSync(file)) closeSync(openSync(file, 'a', ownerOnly))
  restrictToOwner(file)
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout = ${openBusyTimeoutMs}`)
    const foundVersion = versionOf(database)
    const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'])
    if (foundVersion > schemaVersion || (foundVersion === 0 && tables > 0)) {
      throw new LogError(
        'log_unavailable',
        `Opening ${file} failed: its schema is ${foundVersion === 0 ? "not a log's" : `version ${foundVersion}, newer than ${schemaVersion}`}. Use another file or a newer server.`,
      )
    }
    if (foundVersion === 0) prepareEmptyFile(database)
    // A file that is not writable still serves reads, so nothing is written when nothing has to be.
    const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode']
    if (mode !== 'wal') database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000')
    if (foundVersion > 0 && bytes <= fullCheckBytes) checkPages(database)
    if (foundVersion < schemaVersion) updateSchema(database, bytes)
    checkMarks(database)
    if (maxFileBytes !== undefined) {
      const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.['page_size'])
      database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxFileBytes / pageBytes))}`)
    }
    restrictToOwner(file)
    return { database, foundVersion }
  } catch (error) {
    database.close()
    throw error
  }
}

/** From now on SQLite waits for a lock no longer than other calls may be held up. */
export function waitBriefly(database: DatabaseSync): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
}

/** What is stored is not for other users of the machine, whatever wrote the files earlier. */
function restrictToOwner(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, ownerOnly)
    } catch {
      // Not there yet, or another user's: the log works all the same.
    }
  }
}

/** Loaded here and not with the module: older versions of Node do not have it. */
function loadSqlite(file: string): typeof import('node:sqlite') {
  const sqlite = process.getBuiltinModule?.('node:sqlite')
  if (sqlite) return sqlite
  throw new LogError(
    'log_unavailable',
    `Opening ${file} failed: this version of Node has no node:sqlite.`,
  )
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

/** True when another process holds the lock: it helps to try again. */
export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code === sqlite.busy || code === sqlite.locked
}

/** Why a damaged file is not opened, or not written to any more, and what to do. */
export function damageError(file: string, error: unknown): LogError {
  const reason = error instanceof Error ? error.message : String(error)
  return new LogError(
    'log_damaged',
    `The log file ${file} is damaged: ${reason}. ` +
      "Restore it from a backup, or set onDamage: 'new-epoch' (ON_DAMAGE=new-epoch), " +
      'which puts it aside and begins an empty log.',
  )
}

/** Says in the log's words why SQLite refused; errors that are not SQLite's come back as they are. */
export function asLogError(error: unknown, attempt: string): unknown {
  const code = resultCodeOf(error)
  if (code === null || !(error instanceof Error)) return error
  const advice = isBusy(error)
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
  for (const suffix of ['', '-wal', '-shm', '.marks']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  return aside
}
