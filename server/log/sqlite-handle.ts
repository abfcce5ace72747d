/**
 * Holds the file open. When it turns out to be damaged, at the start or later, the file is moved aside, a
 * new one is created, and the operation is repeated there.
 */

import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import type { Logger } from '../ops/logger.ts'
import { asLogError, isCorruption, openSqliteFile, putFileAside } from './sqlite-file.ts'
import { createSqliteStore, type SqliteStore } from './sqlite-store.ts'

export interface SqliteHandleOptions {
  readonly file: string
  readonly clock: Clock
  readonly random: Random
  readonly logger?: Logger
  readonly maxFileBytes?: number
  readonly retentionEvents: number
  readonly retentionMs: number
  /** Called with the new file's store before anything is done there. */
  readonly onStartOver: (store: SqliteStore) => void
}

export interface SqliteHandle {
  /**
   * Does something with the file.
   *
   * @param attempt Begins the message of an error: "Appending failed: …".
   * @throws LogError `log_unavailable` when SQLite refuses for another reason than damage.
   */
  run<T>(attempt: string, task: (store: SqliteStore) => T): T
  close(): void
}

/** Opens the file. @throws LogError `log_unavailable` */
export function createSqliteHandle(options: SqliteHandleOptions): SqliteHandle {
  const { file, clock, logger, onStartOver } = options
  let opened: { readonly database: DatabaseSync; readonly store: SqliteStore } | undefined = open()

  function open() {
    try {
      return openOnce()
    } catch (error) {
      if (!isCorruption(error)) throw asLogError(error, `Opening ${file}`)
      putAside(error)
      return openOnce()
    }
  }

  function openOnce() {
    const database = openSqliteFile(options)
    return { database, store: createSqliteStore({ ...options, database }) }
  }

  function putAside(error: unknown): void {
    const aside = putFileAside(file, Math.floor(clock.nowMs()))
    logger?.error({ error, file, aside }, 'the log file is damaged: history starts over')
  }

  function startOver(error: unknown): SqliteStore {
    opened?.database.close()
    // Cleared first: if a new file cannot be created now, the next call tries again.
    opened = undefined
    putAside(error)
    const reopened = open()
    opened = reopened
    onStartOver(reopened.store)
    return reopened.store
  }

  return {
    run(attempt, task) {
      try {
        opened ??= open()
        return task(opened.store)
      } catch (error) {
        if (!isCorruption(error)) throw asLogError(error, attempt)
        return task(startOver(error))
      }
    },
    close() {
      opened?.database.close()
      opened = undefined
    },
  }
}
