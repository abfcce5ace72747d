/**
 * Holds the file open. When it turns out to be damaged, at the start or later, what happens depends on `onDamage`:
 *
 *   stop        it is not opened; if it was open, nothing more is appended, and what can be read is read
 *   new-epoch   it is moved aside, a new one is created, and the operation is repeated there
 */

import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import { LogError } from './errors.ts'
import type { LogHealth } from './event-log.ts'
import {
  asLogError,
  damageError,
  isBusy,
  isCorruption,
  openSqliteFile,
  putFileAside,
  waitBriefly,
} from './sqlite-file.ts'
import { type FileFault, type FileWatch, watchFile } from './sqlite-file-watch.ts'
import type { SqliteSettings } from './sqlite-messages.ts'
import { recoverEpochs } from './sqlite-recovery.ts'
import { prepareStatements } from './sqlite-statements.ts'
import { createSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

export type Report = (level: 'info' | 'warn' | 'error', facts: object, message: string) => void

export interface SqliteHandleOptions
  extends Pick<SqliteStoreOptions, 'onDamagedEntry' | 'onDamagedState'> {
  readonly settings: SqliteSettings
  readonly clock: Clock
  readonly random: Random
  readonly report: Report
  /** Called when an empty file has taken the place of a damaged one. */
  readonly onStartOver: () => void
}

export interface SqliteHandle {
  /**
   * Does something with the file.
   *
   * @param attempt Begins the message of an error: "Appending failed: …".
   * @throws LogError `log_unavailable` when SQLite refuses for another reason than damage; `log_damaged`. What says
   *   that the file is locked is thrown as it is.
   */
  run<T>(attempt: string, task: (store: SqliteStore) => T): T
  /** Why nothing may be appended now, or what has been appended cannot be acknowledged. @throws LogError */
  checkFile(): void
  health(): Pick<
    LogHealth,
    'status' | 'reason' | 'newEpochs' | 'newEpochReason' | 'bytes' | 'freeBytes'
  >
  close(): void
}

interface Opened {
  readonly database: DatabaseSync
  readonly store: SqliteStore
  readonly watch: FileWatch
}

/** Opens the file. @throws LogError `log_unavailable`, `log_damaged` */
export function createSqliteHandle(options: SqliteHandleOptions): SqliteHandle {
  const { settings, clock, report, onStartOver } = options
  const { file, onDamage } = settings
  let damage: LogError | null = null
  let newEpochs = 0
  let newEpochReason: LogHealth['newEpochReason'] = null
  let reported: FileFault | null = null
  let opened: Opened | undefined = open()

  function open(): Opened {
    try {
      return openOnce(false)
    } catch (error) {
      if (!isCorruption(error)) throw asLogError(error, `Opening ${file}`)
      if (onDamage === 'stop') throw damageError(file, error)
      putAside(error)
      return openOnce(true)
    }
  }

  function openOnce(isStartingOver: boolean): Opened {
    const { database, foundVersion } = openSqliteFile(settings, isStartingOver)
    try {
      const store = createSqliteStore({
        ...options,
        database,
        retentionEvents: settings.retentionEvents,
        retentionMs: settings.retentionMs,
      })
      const statements = prepareStatements(database)
      const isFirstVersion = foundVersion === 1
      const rotations = recoverEpochs({ ...options, file, database, statements, isFirstVersion })
      if (rotations.length > 0) {
        newEpochs += rotations.length
        newEpochReason = 'restored'
        report(
          'warn',
          { file, logs: rotations },
          'the log file is older than what was acknowledged: its logs have a new epoch, and clients read their state again',
        )
      }
      waitBriefly(database)
      const watch = watchFile(file, {
        dataVersion: store.dataVersion,
        bytes: () => store.space.bytes().all,
        hasShrunk: store.space.hasShrunk,
      })
      return { database, store, watch }
    } catch (error) {
      database.close()
      throw error
    }
  }

  function putAside(error: unknown): void {
    const aside = putFileAside(file, Math.floor(clock.nowMs()))
    newEpochs++
    newEpochReason = 'damaged'
    report('error', { error, file, aside }, 'the log file is damaged: history starts over')
  }

  function startOver(error: unknown): SqliteStore {
    opened?.database.close()
    // Cleared first: if a new file cannot be created now, the next call tries again.
    opened = undefined
    putAside(error)
    opened = openOnce(true)
    onStartOver()
    return opened.store
  }

  function onCorruption(error: unknown): SqliteStore {
    if (onDamage === 'new-epoch') return startOver(error)
    if (damage === null) {
      damage = damageError(file, error)
      report('error', { error, file }, `${damage.message} Until then nothing is appended`)
    }
    throw damage
  }

  /** Reports once what has become of the file, and once that it is there again. */
  function faultOf({ watch }: Opened): FileFault | null {
    const fault = watch.check()
    if (fault === reported) return fault
    reported = fault
    if (fault === null) report('info', { file }, 'the log file is in its place again')
    else report('error', { file, fault }, explainFault(file, fault))
    return fault
  }

  return {
    run(attempt, task) {
      try {
        opened ??= open()
        return task(opened.store)
      } catch (error) {
        if (isBusy(error)) throw error
        if (!isCorruption(error)) throw asLogError(error, attempt)
        return task(onCorruption(error))
      }
    },
    checkFile() {
      if (damage !== null) throw damage
      const fault = opened === undefined ? null : faultOf(opened)
      if (fault !== null) throw new LogError('log_unavailable', explainFault(file, fault))
    },
    health() {
      const fault = opened === undefined ? null : faultOf(opened)
      const reason = damage === null ? fault : 'file_damaged'
      const space = opened?.store.space.bytes()
      const isDamaged = reason === 'file_damaged' || reason === 'file_shortened'
      return {
        status: reason === null ? 'ok' : isDamaged ? 'damaged' : 'unavailable',
        reason,
        newEpochs,
        newEpochReason,
        bytes: opened?.watch.bytes() ?? null,
        freeBytes: space?.free ?? null,
      }
    },
    close() {
      opened?.database.close()
      opened = undefined
    },
  }
}

function explainFault(file: string, fault: FileFault): string {
  const event = {
    file_missing: 'was deleted or moved while it was open',
    file_replaced: 'was replaced by another one while it was open',
    file_shortened: 'was cut while it was open',
  }[fault]
  return (
    `The log file ${file} ${event}: nothing is appended, because a restart would not find it. ` +
    'Stop the server, put the file back or restore a backup, and start it again.'
  )
}
