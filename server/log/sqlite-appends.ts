/**
 * Appends to the logs of a SQLite file, inside a transaction that the caller opens and commits: entries,
 * state changes and dedupe keys of one append together, then the trimming of what is too old.
 */
import type { Clock } from '../../src/platform/ports.ts'
import { versionConflict } from './append-check.ts'
import { type LogError, stateDamaged } from './errors.ts'
import type { EventDraft, StateChange } from './event-log.ts'
import type { LogRow } from './sqlite-log-rows.ts'
import { checksumOfEntry, checksumOfState } from './sqlite-row-check.ts'
import { asEntry, asState, parseTopics, type Statements } from './sqlite-statements.ts'

/** One append as it was requested. */
export interface AppendRequest {
  readonly log: string
  readonly drafts: readonly EventDraft[]
  readonly changes: readonly StateChange[]
}

/** Its result: the offset of each draft, or why nothing was appended. */
export type AppendOutcome = readonly number[] | LogError

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
      if (expectVersion === undefined) continue
      const found = statements.readState.get(row.id, key)
      const state = found === undefined ? undefined : asState(found, row.id)
      if (state === null) return stateDamaged(key)
      const version = state?.version ?? 0
      if (expectVersion !== version) return versionConflict(key, expectVersion, version)
    }
    return null
  }

  function offsetOfDedupeKey(row: LogRow, dedupeKey: string | undefined): number | null {
    if (dedupeKey === undefined) return null
    const found = statements.findDedupeKey.get(row.id, dedupeKey)
    return found === undefined ? null : Number(found['offset'])
  }

  function addEntry(row: LogRow, { topics, type, data, dedupeKey }: EventDraft): number {
    row.top++
    row.lastAtMs = Math.max(row.lastAtMs, Math.floor(clock.nowMs()))
    const stored = {
      log: row.id,
      offset: row.top,
      atMs: row.lastAtMs,
      type,
      topics: JSON.stringify(topics),
      data,
    }
    statements.addEntry.run(
      stored.log,
      stored.offset,
      stored.atMs,
      stored.type,
      stored.topics,
      stored.data,
      dedupeKey ?? null,
      checksumOfEntry(stored),
    )
    for (const topic of new Set(topics)) statements.addTopic.run(row.id, topic, row.top)
    return row.top
  }

  function writeState(row: LogRow, { key, value }: StateChange): void {
    if (value === null) {
      statements.deleteState.run(row.id, key)
      return
    }
    const checksum = checksumOfState({ log: row.id, key, version: row.top, value })
    statements.writeState.run(row.id, key, value, row.top, checksum)
  }

  return {
    append(row, { drafts, changes }) {
      const isFresh = drafts.some(({ dedupeKey }) => offsetOfDedupeKey(row, dedupeKey) === null)
      // All checks come before the first write, so a refusal needs no rollback and does not affect the
      // other appends in the transaction.
      const refused = isFresh ? findConflict(row, changes) : null
      if (refused !== null) return refused
      const offsets = drafts.map(
        (draft) => offsetOfDedupeKey(row, draft.dedupeKey) ?? addEntry(row, draft),
      )
      if (isFresh) for (const change of changes) writeState(row, change)
      return offsets
    },
    trim(row) {
      const byCount = row.top - retentionEvents
      const deadlineMs = clock.nowMs() - retentionMs
      const limit = row.oldest + trimmedPerCommit
      while (row.oldest < limit && row.oldest <= row.top) {
        const entry = statements.readEntry.get(row.id, row.oldest)
        if (entry !== undefined) {
          // Damaged, its time is unknown; it is of no use, and must not keep the entries after it.
          const atMs = asEntry(entry, row.id)?.atMs ?? 0
          if (row.oldest > byCount && atMs >= deadlineMs) return
          // Of a damaged row the topics may be unknown. What is left of them then leads to no entry.
          for (const topic of parseTopics(String(entry['topics'])) ?? []) {
            statements.deleteTopic.run(row.id, topic, row.oldest)
          }
          statements.deleteEntry.run(row.id, row.oldest)
        }
        row.oldest++
      }
    },
  }
}
