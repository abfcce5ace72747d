/**
 * Remembers, for 24 hours, the answer to a command with an idempotency key. A record is written in the
 * same append as the command's events, so neither ever exists without the other.
 * It does not depend on what commands do.
 *
 *   idempotency:<actor>:<key>                        the record
 *   idempotency-expiry:<Unix ms, 16 digits>:<…>      the same, by age, for deletion
 */

import { printStreamState, type StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { stateDamaged } from '../log/errors.ts'
import type { EventLog, StateChange, StateValue } from '../log/event-log.ts'
import type { CommandResult } from './commands.ts'
import type { DamageReport } from './damage-report.ts'
import { LedgerError } from './errors.ts'
import { parseStoredStream } from './stored-stream.ts'
import type { CommandOptions } from './stream-commands.ts'

const idempotencyMs = 24 * 60 * 60 * 1000

const keyPattern = /^[\x21-\x7e]{1,200}$/
const expiryPrefix = 'idempotency-expiry:'
// Each command with a key leaves one record and clears away up to this many, so old ones run out.
const clearedPerCommand = 4

interface AnswerRecord {
  readonly fingerprint: string
  readonly atMs: number
  /** The stream of the answer. */
  readonly stream: StreamState
}

/** One command's claim on its key. */
export interface Claim {
  /** Where the record is, or will be. */
  readonly key: string
  /**
   * The first answer, when the record that was read holds one.
   *
   * @throws LedgerError `idempotency_conflict` when it belongs to another command; LogError `state_damaged` when it
   *   cannot be read.
   */
  answerOf(found: StateValue | undefined, epoch: string, nowMs: number): CommandResult | null
  /** The changes that remember an answer, over whatever was found. */
  remember(
    found: StateValue | undefined,
    stream: StreamState,
    nowMs: number,
  ): readonly StateChange[]
}

/**
 * @param fingerprint Equal exactly for equal commands.
 * @returns null when the command carries no key.
 * @throws LedgerError `bad_idempotency_key`
 */
export function claimFor(
  { actor = '', idempotencyKey }: CommandOptions,
  fingerprint: string,
  damage: DamageReport,
): Claim | null {
  if (idempotencyKey === undefined) return null
  if (!keyPattern.test(idempotencyKey)) {
    throw new LedgerError(
      'bad_idempotency_key',
      'The command was refused: its idempotency key does not fit. Use 1 to 200 printable ASCII characters without spaces.',
    )
  }
  // Encoded, since a colon in the name of a caller would make it another caller's key.
  const key = `idempotency:${encodeURIComponent(actor)}:${idempotencyKey}`
  const read = (found: StateValue) => {
    try {
      return parseRecord(found)
    } catch (error) {
      damage.found(key, error)
      // Taken as absent, the command would be carried out a second time.
      throw stateDamaged(key)
    }
  }
  return {
    key,
    answerOf(found, epoch, nowMs) {
      if (found === undefined) return null
      const record = read(found)
      if (nowMs - record.atMs >= idempotencyMs) return null
      if (record.fingerprint !== fingerprint) {
        throw new LedgerError(
          'idempotency_conflict',
          'The command was refused: its idempotency key was used for another command. Use a new key.',
        )
      }
      // The record was written by the append of its events, so its version is their last offset.
      const position: Position = { epoch, offset: found.version }
      return { stream: record.stream, position, repeated: true }
    },
    remember(found, stream, nowMs) {
      const value = JSON.stringify({ fingerprint, atMs: nowMs, stream: printStreamState(stream) })
      const expired = found === undefined ? null : read(found)
      return [
        { key, value, expectVersion: found?.version ?? 0 },
        { key: expiryKey(nowMs, key), value: '' },
        ...(expired === null ? [] : [{ key: expiryKey(expired.atMs, key), value: null }]),
      ]
    },
  }
}

/** Finds a few expired records, and the changes that delete them. */
export async function findExpired(
  log: EventLog,
  logName: string,
  nowMs: number,
): Promise<readonly StateChange[]> {
  const { values } = await log.states(logName, { prefix: expiryPrefix }, clearedPerCommand)
  return values
    .filter(({ key }) => nowMs - expiryMs(key) >= idempotencyMs)
    .flatMap(({ key, version }) => [
      // Renewed since it was read? Then this entry is gone, and the record must stay.
      { key, value: null, expectVersion: version },
      { key: recordKeyOf(key), value: null },
    ])
}

function expiryKey(atMs: number, recordKey: string): string {
  return `${expiryPrefix}${String(atMs).padStart(16, '0')}:${recordKey}`
}

function expiryMs(key: string): number {
  return Number(key.slice(expiryPrefix.length, expiryPrefix.length + 16))
}

function recordKeyOf(key: string): string {
  return key.slice(expiryPrefix.length + 17)
}

/** @throws Error when it was not written by {@link Claim.remember} */
function parseRecord({ value }: StateValue): AnswerRecord {
  const { fingerprint, atMs, stream } = JSON.parse(value) as Partial<Record<string, unknown>>
  if (typeof fingerprint !== 'string' || typeof atMs !== 'number') {
    throw new Error('A stored answer has no command, or no time.')
  }
  return { fingerprint, atMs, stream: parseStoredStream(JSON.stringify(stream)) }
}
