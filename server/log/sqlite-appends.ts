/**
 * Appends to the logs of a SQLite file, inside a transaction that the caller opens and commits: entries,
 * state changes and dedupe keys of one append together, then the trimming of what is too old.
 */
import type { Clock } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { versionConflict } from './append-check.ts'
import type { LogError } from './errors.ts'
import type { EventDraft, LogEntry, StateChange } from './event-log.ts'
import type { LogRow } from './sqlite-log-rows.ts'
import { parseTopics, type Statements } from './sqlite-statements.ts'

/** One append as it was requested. */
export interface AppendRequest {
  readonly log: string
  readonly drafts: readonly EventDraft[]
  readonly changes: readonly StateChange[]
}

/** Its result: positions and the entries that are new, or a conflict. */
export type AppendOutcome =
  | { readonly positions: readonly Position[]; readonly fresh: readonly LogEntry[] }
  | { readonly refused: LogError }

export interface SqliteAppends {
  append(row: LogRow, request: AppendRequest): AppendOutcome
  /** Deletes entries that are too old or too many, a limited number at a time. */
  trim(row: LogRow): void
}

// So that trimming a day's worth after a long stop does not hold up the appends behind it.
const trimmedPerCommit = 1000

export function createSqliteAppends(options: {
  readonly statements: Statements
  readonly clock: Clock
  readonly retentionEvents: number
  readonly retentionMs: number
}): SqliteAppends {
  const { statements, clock, retentionEvents, retentionMs } = options

  function findConflict(row: LogRow, changes: readonly StateChange[]): LogError | null {
    for (const { key, expectVersion } of changes) {
      const version = Number(statements.readState.get(row.id, key)?.['version'] ?? 0)
      if (expectVersion !== undefined && expectVersion !== version) {
        return versionConflict(key, expectVersion, version)
      }
    }
    return null
  }

  function offsetOfDedupeKey(row: LogRow, dedupeKey: string | undefined): number | null {
    if (dedupeKey === undefined) return null
    const found = statements.findDedupeKey.get(row.id, dedupeKey)
    return found === undefined ? null : Number(found['offset'])
  }

  function addEntry(row: LogRow, { topics, type, data, dedupeKey }: EventDraft): LogEntry {
    row.top++
    row.lastAtMs = Math.max(row.lastAtMs, Math.floor(clock.nowMs()))
    statements.addEntry.run(
      row.id,
      row.top,
      row.lastAtMs,
      type,
      JSON.stringify(topics),
      data,
      dedupeKey ?? null,
    )
    for (const topic of new Set(topics)) statements.addTopic.run(row.id, topic, row.top)
    const position = { epoch: row.epoch, offset: row.top }
    return { position, topics: [...topics], type, data, atMs: row.lastAtMs }
  }

  return {
    append(row, { drafts, changes }) {
      const isFresh = drafts.some(({ dedupeKey }) => offsetOfDedupeKey(row, dedupeKey) === null)
      // All checks come before the first write, so a refusal needs no rollback and does not affect the
      // other appends in the transaction.
      const refused = isFresh ? findConflict(row, changes) : null
      if (refused !== null) return { refused }
      const fresh: LogEntry[] = []
      const positions = drafts.map((draft): Position => {
        const known = offsetOfDedupeKey(row, draft.dedupeKey)
        if (known !== null) return { epoch: row.epoch, offset: known }
        const entry = addEntry(row, draft)
        fresh.push(entry)
        return entry.position
      })
      if (isFresh) {
        for (const { key, value } of changes) {
          if (value === null) statements.deleteState.run(row.id, key)
          else statements.writeState.run(row.id, key, value, row.top)
        }
      }
      return { positions, fresh }
    },
    trim(row) {
      const byCount = row.top - retentionEvents
      const deadlineMs = clock.nowMs() - retentionMs
      const limit = row.oldest + trimmedPerCommit
      while (row.oldest < limit && row.oldest <= row.top) {
        const entry = statements.readEntry.get(row.id, row.oldest)
        if (entry !== undefined) {
          if (row.oldest > byCount && Number(entry['at_ms']) >= deadlineMs) return
          for (const topic of parseTopics(entry['topics'])) {
            statements.deleteTopic.run(row.id, topic, row.oldest)
          }
          statements.deleteEntry.run(row.id, row.oldest)
        }
        row.oldest++
      }
    },
  }
}
