/**
 * Compares a database that is being opened with the marks of what was acknowledged (sqlite-marks.ts), and gives the logs
 * a new epoch whose newest events are gone: otherwise their offsets would be issued again, and a client could not
 * notice. What is left of such a log stays, states included.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../src/platform/ports.ts'
import { createEpoch } from './epoch.ts'
import { inTransaction } from './sqlite-log-rows.ts'
import {
  inodeOf,
  type Mark,
  marksPath,
  type ReadMarks,
  readMarks,
  writeMarks,
} from './sqlite-marks.ts'
import type { Statements } from './sqlite-statements.ts'

interface StoredLog extends Mark {
  readonly id: number
  readonly name: string
}

/** Why a log got a new epoch. */
export interface Rotation {
  readonly log: string
  readonly reason: string
}

export interface RecoveryOptions {
  readonly file: string
  readonly database: DatabaseSync
  readonly statements: Statements
  readonly clock: Clock
  readonly random: Random
  /** Files of the first version have no marks, and lost nothing by that. */
  readonly isFirstVersion: boolean
}

/** Gives new epochs where they are needed, and brings the marks up to date. @returns which logs got one. */
export function recoverEpochs(options: RecoveryOptions): readonly Rotation[] {
  const { file, database, statements, clock, random } = options
  // A file that is not writable still serves reads, so nothing is locked when nothing has to be written.
  const { marks, logs } = look(options)
  const isComplete = marks !== null && marks.inode === inodeOf(file)
  if (isComplete && logs.every((log) => faultOf(log, marks, options) === null)) return []
  return inTransaction(database, 'BEGIN IMMEDIATE', () => {
    // Another process may have done all of it in the meantime.
    const now = look(options)
    const rotations: Rotation[] = []
    const written = new Map<number, Mark>()
    for (const log of now.logs) {
      const reason = faultOf(log, now.marks, options)
      let { epoch } = log
      if (reason !== null) {
        while (epoch === log.epoch) epoch = createEpoch(clock, random)
        statements.writeEpoch.run(epoch, log.id)
        rotations.push({ log: log.name, reason })
      }
      written.set(log.id, { epoch, top: log.top })
    }
    // Before the commit: if it fails, the marks have other epochs than the database, which leads here again.
    writeMarks(file, written)
    return rotations
  })
}

function look({ file, statements }: RecoveryOptions): {
  readonly marks: ReadMarks | null
  readonly logs: readonly StoredLog[]
} {
  // The marks first: read later, they could be ahead of the database by what another process has committed.
  const marks = readMarks(file)
  const logs = statements.listLogs.all().map((row) => ({
    id: Number(row['id']),
    name: String(row['name']),
    epoch: String(row['epoch']),
    top: Number(row['top']),
  }))
  return { marks, logs }
}

function faultOf(
  log: StoredLog,
  read: ReadMarks | null,
  { file, isFirstVersion }: RecoveryOptions,
): string | null {
  if (log.top === 0 && read === null) return null
  if (read === null) {
    if (isFirstVersion) return null
    return `${marksPath(file)} is missing or cannot be read, so what was acknowledged is not known`
  }
  if (read.inode !== inodeOf(file)) return 'the file is a copy'
  const mark = read.marks.get(log.id)
  if (mark === undefined) return null
  if (mark === 'damaged') return 'its mark is damaged'
  if (mark.epoch !== log.epoch) return 'its epoch is not the last one that was issued'
  if (log.top < mark.top) return `it ends at ${log.top}, and ${mark.top} was acknowledged`
  return null
}
