/** The SQL of the log, and how its rows are read. sqlite-store.ts decides which statement runs when. */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { LogEntry, StateValue } from './event-log.ts'

/** A row as SQLite gives it: columns by name, of any type. */
export type Row = ReturnType<StatementSync['all']>[number]

/** A row of `entries`. */
export function asEntry(row: Row, epoch: string): LogEntry {
  return {
    position: { epoch, offset: Number(row['offset']) },
    topics: parseTopics(row['topics']),
    type: String(row['type']),
    data: String(row['data']),
    atMs: Number(row['at_ms']),
  }
}

/** A row of `states`. */
export function asState(row: Row): StateValue {
  return {
    key: String(row['key']),
    value: String(row['value']),
    version: Number(row['version']),
  }
}

/** The column `topics`. */
export function parseTopics(text: unknown): string[] {
  const topics: unknown = JSON.parse(String(text))
  return Array.isArray(topics) ? topics.map(String) : []
}

export type Statements = ReturnType<typeof prepareStatements>

/** All statements, compiled once. */
export function prepareStatements(database: DatabaseSync) {
  const entry = 'SELECT offset, at_ms, type, topics, data FROM entries WHERE log = ?'
  const state = 'SELECT key, value, version FROM states WHERE log = ?'
  return {
    findLog: database.prepare('SELECT id, epoch, top, oldest, last_at_ms FROM logs WHERE name = ?'),
    addLog: database.prepare(
      'INSERT INTO logs (name, epoch, top, oldest, last_at_ms) VALUES (?, ?, 0, 1, 0)',
    ),
    writeLog: database.prepare('UPDATE logs SET top = ?, oldest = ?, last_at_ms = ? WHERE id = ?'),
    addEntry: database.prepare(
      'INSERT INTO entries (log, offset, at_ms, type, topics, data, dedupe_key) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    readEntry: database.prepare(`${entry} AND offset = ?`),
    readEntries: database.prepare(`${entry} AND offset BETWEEN ? AND ? ORDER BY offset LIMIT ?`),
    readEntriesBelow: database.prepare(`${entry} AND offset < ? ORDER BY offset DESC LIMIT ?`),
    deleteEntry: database.prepare('DELETE FROM entries WHERE log = ? AND offset = ?'),
    findDedupeKey: database.prepare('SELECT offset FROM entries WHERE log = ? AND dedupe_key = ?'),
    addTopic: database.prepare('INSERT INTO entry_topics (log, topic, offset) VALUES (?, ?, ?)'),
    deleteTopic: database.prepare(
      'DELETE FROM entry_topics WHERE log = ? AND topic = ? AND offset = ?',
    ),
    readTopicBelow: database.prepare(
      'SELECT offset FROM entry_topics WHERE log = ? AND topic = ? AND offset < ? ORDER BY offset DESC LIMIT ?',
    ),
    readState: database.prepare(`${state} AND key = ?`),
    readStatesFrom: database.prepare(`${state} AND key >= ? AND key < ? ORDER BY key LIMIT ?`),
    readStatesAbove: database.prepare(`${state} AND key > ? AND key < ? ORDER BY key LIMIT ?`),
    writeState: database.prepare(
      'INSERT INTO states (log, key, value, version) VALUES (?, ?, ?, ?) ON CONFLICT (log, key) DO UPDATE SET value = excluded.value, version = excluded.version',
    ),
    deleteState: database.prepare('DELETE FROM states WHERE log = ? AND key = ?'),
    dataVersion: database.prepare('PRAGMA data_version'),
  }
}
