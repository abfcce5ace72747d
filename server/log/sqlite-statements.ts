/** The SQL of the log, and how its rows are read. sqlite-store.ts decides which statement runs when. */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StateValue } from './event-log.ts'
import { checksumOfEntry, checksumOfState } from './sqlite-row-check.ts'

/** A row as SQLite gives it: columns by name, of any type. */
export type Row = ReturnType<StatementSync['all']>[number]

/** A row of `entries` that is as it was written. */
export interface StoredEntry {
  readonly offset: number
  readonly atMs: number
  readonly type: string
  /** JSON text. */
  readonly topics: string
  readonly data: string
}

/** A row of `entries`; null when it is damaged. */
export function asEntry(row: Row, log: number): StoredEntry | null {
  const entry = {
    offset: Number(row['offset']),
    atMs: Number(row['at_ms']),
    type: String(row['type']),
    topics: String(row['topics']),
    data: String(row['data']),
  }
  // Rows of earlier versions have no checksum; what can be seen without one is checked.
  const checksum = row['checksum']
  if (checksum === null) return parseTopics(entry.topics) === null ? null : entry
  return checksum === checksumOfEntry({ log, ...entry }) ? entry : null
}

/** A row of `states`; null when it is damaged. */
export function asState(row: Row, log: number): StateValue | null {
  const state = {
    key: String(row['key']),
    value: String(row['value']),
    version: Number(row['version']),
  }
  const checksum = row['checksum']
  return checksum === null || checksum === checksumOfState({ log, ...state }) ? state : null
}

/** The column `topics`; null when it is damaged. */
export function parseTopics(text: string): readonly string[] | null {
  try {
    const topics: unknown = JSON.parse(text)
    return Array.isArray(topics) && topics.every((topic) => typeof topic === 'string')
      ? topics
      : null
  } catch {
    return null
  }
}

export type Statements = ReturnType<typeof prepareStatements>

/** All statements, compiled once. */
export function prepareStatements(database: DatabaseSync) {
  const entry = 'SELECT offset, at_ms, type, topics, data, checksum FROM entries WHERE log = ?'
  const state = 'SELECT key, value, version, checksum FROM states WHERE log = ?'
  return {
    listLogs: database.prepare('SELECT id, name, epoch, top FROM logs ORDER BY id'),
    writeEpoch: database.prepare('UPDATE logs SET epoch = ? WHERE id = ?'),
    findLog: database.prepare('SELECT id, epoch, top, oldest, last_at_ms FROM logs WHERE name = ?'),
    addLog: database.prepare(
      'INSERT INTO logs (name, epoch, top, oldest, last_at_ms) VALUES (?, ?, 0, 1, 0)',
    ),
    writeLog: database.prepare('UPDATE logs SET top = ?, oldest = ?, last_at_ms = ? WHERE id = ?'),
    addEntry: database.prepare(
      'INSERT INTO entries (log, offset, at_ms, type, topics, data, dedupe_key, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    readEntry: database.prepare(`${entry} AND offset = ?`),
    readEntries: database.prepare(`${entry} AND offset BETWEEN ? AND ? ORDER BY offset`),
    offsetsBelow: database.prepare(
      'SELECT offset FROM entries WHERE log = ? AND offset < ? ORDER BY offset DESC LIMIT ?',
    ),
    offsetsOfTypeBelow: database.prepare(
      'SELECT offset FROM entries INDEXED BY entries_by_type WHERE log = ? AND type = ? AND offset < ? ORDER BY offset DESC LIMIT ?',
    ),
    offsetsOfTopicBelow: database.prepare(
      'SELECT offset FROM entry_topics WHERE log = ? AND topic = ? AND offset < ? ORDER BY offset DESC LIMIT ?',
    ),
    deleteEntry: database.prepare('DELETE FROM entries WHERE log = ? AND offset = ?'),
    findDedupeKey: database.prepare('SELECT offset FROM entries WHERE log = ? AND dedupe_key = ?'),
    addTopic: database.prepare('INSERT INTO entry_topics (log, topic, offset) VALUES (?, ?, ?)'),
    deleteTopic: database.prepare(
      'DELETE FROM entry_topics WHERE log = ? AND topic = ? AND offset = ?',
    ),
    readState: database.prepare(`${state} AND key = ?`),
    readStatesFrom: database.prepare(`${state} AND key >= ? AND key < ? ORDER BY key LIMIT ?`),
    readStatesAbove: database.prepare(`${state} AND key > ? AND key < ? ORDER BY key LIMIT ?`),
    writeState: database.prepare(
      'INSERT INTO states (log, key, value, version, checksum) VALUES (?, ?, ?, ?, ?) ON CONFLICT (log, key) DO UPDATE SET value = excluded.value, version = excluded.version, checksum = excluded.checksum',
    ),
    deleteState: database.prepare('DELETE FROM states WHERE log = ? AND key = ?'),
    dataVersion: database.prepare('PRAGMA data_version'),
    pageCount: database.prepare('PRAGMA page_count'),
    pageSize: database.prepare('PRAGMA page_size'),
    freePages: database.prepare('PRAGMA freelist_count'),
  }
}
