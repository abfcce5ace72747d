/**
 * The tables of a log file, and how files of earlier versions become files of this one: they keep everything.
 *
 * | version | since then |
 * |---|---|
 * | 1 | logs, entries, topics, states |
 * | 2 | checksums of entries and states, an index by type, pages can be given back |
 */
import type { DatabaseSync } from 'node:sqlite'
import { checksumOfEntry, checksumOfState } from './sqlite-row-check.ts'

export const schemaVersion = 2

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
    checksum INTEGER,
    PRIMARY KEY (log, offset)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX entries_by_dedupe_key ON entries (log, dedupe_key) WHERE dedupe_key IS NOT NULL;
  CREATE INDEX entries_by_type ON entries (log, type, offset);
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
    checksum INTEGER,
    PRIMARY KEY (log, key)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${schemaVersion};
`

// Rows that were written without a checksum stay so in larger files: they are not checked, and run out with retention
// and with the next change. Computing them, and rewriting the file, would keep a large server from starting.
const rewrittenBytes = 64 * 1024 * 1024

/** The version of the tables; 0 for an empty file. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

/** Before anything is in it: lets the file give pages back. */
export function prepareEmptyFile(database: DatabaseSync): void {
  database.exec('PRAGMA auto_vacuum = INCREMENTAL')
}

/** Makes the tables, or brings those of an earlier version up to this one. */
export function updateSchema(database: DatabaseSync, fileBytes: number): void {
  const isSmall = fileBytes <= rewrittenBytes
  database.exec('BEGIN IMMEDIATE')
  let found: number
  try {
    // Another process may have been first between the look and the lock.
    found = versionOf(database)
    if (found === 0) database.exec(schema)
    if (found === 1) addChecksums(database, isSmall)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
  if (found !== 1 || !isSmall) return
  // Only a rewritten file can give pages back.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM')
}

function addChecksums(database: DatabaseSync, isSmall: boolean): void {
  database.exec(`
    ALTER TABLE entries ADD COLUMN checksum INTEGER;
    ALTER TABLE states ADD COLUMN checksum INTEGER;
    CREATE INDEX entries_by_type ON entries (log, type, offset);
    PRAGMA user_version = ${schemaVersion};
  `)
  if (!isSmall) return
  database.function('entry_checksum', (log, offset, atMs, type, topics, data) =>
    checksumOfEntry({
      log: Number(log),
      offset: Number(offset),
      atMs: Number(atMs),
      type: String(type),
      topics: String(topics),
      data: String(data),
    }),
  )
  database.function('state_checksum', (log, key, version, value) =>
    checksumOfState({
      log: Number(log),
      key: String(key),
      version: Number(version),
      value: String(value),
    }),
  )
  database.exec(`
    UPDATE entries SET checksum = entry_checksum(log, offset, at_ms, type, topics, data);
    UPDATE states SET checksum = state_checksum(log, key, version, value);
  `)
}
