/** What is remembered of commands with an idempotency key: the stream of the answer. */

import { printStreamState, type StreamState } from '../../src/feeds/payments/stream-state.ts'
import { type AnswerRecords, createAnswerRecords } from '../log/answer-records.ts'
import type { DamageReport } from './damage-report.ts'
import { LedgerError } from './errors.ts'
import { parseStoredStream } from './stored-stream.ts'

/** Records under `idempotency:<actor>:<key>`, refused by `LedgerError`. */
export function createCommandRecords(damage: DamageReport): AnswerRecords<StreamState> {
  return createAnswerRecords<StreamState>({
    ...{ name: 'idempotency', separator: ':', field: 'stream', noun: 'command' },
    print: printStreamState,
    parse: (stream) => parseStoredStream(JSON.stringify(stream)),
    refuse: (code, message) => new LedgerError(code, message),
    onDamaged: (key, error) => damage.found(key, error),
  })
}
