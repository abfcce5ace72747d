/**
 * Why the ledger refuses a command or a read. The HTTP layer passes the codes on as problem codes, all
 * but one under the same name.
 */
import { paymentsProblems } from '../../src/feeds/payments/problems.ts'
import type { ProblemCode, ProblemType } from '../../src/protocol/errors.ts'

/**
 * - `not_found`: there is no such stream.
 * - `not_a_party`: the caller is not the party that the contract asks for.
 * - `stream_inactive`: the stream was cancelled or completed.
 * - `already_paused`, `not_paused`: pause and resume have to alternate.
 * - `stream_paused`: nothing is paid out during a pause.
 * - `nothing_to_withdraw`: nothing has vested since the last withdrawal.
 * - `bad_address`, `bad_stream_id`, `bad_amount`: not an address or an id that Stellar has; not a `bigint`.
 * - `amount_not_positive`, `amount_out_of_range`: an amount of zero or less; a sum beyond i128.
 * - `same_party`: a stream from an account to itself.
 * - `rate_zero`: a stream that would pay nothing per second.
 * - `too_many_streams`: the sender has as many streams that have not ended as it may.
 * - `time_out_of_range`: not whole Unix seconds from 0 to 8.64·10^12, the latest time a `Date` can hold.
 * - `idempotency_conflict`: the key was used for another command.
 * - `bad_idempotency_key`: not 1–200 printable ASCII characters without spaces.
 * - `commands_off`: the ledger follows a chain, which alone changes streams.
 * - `clock_unsure`: the clock was moved while the ledger ran, or is behind the newest event.
 * - `bad_value`: a limit or a cursor that no page could have.
 */
export type LedgerErrorCode =
  | 'not_found'
  | 'not_a_party'
  | 'stream_inactive'
  | 'already_paused'
  | 'not_paused'
  | 'stream_paused'
  | 'nothing_to_withdraw'
  | 'bad_address'
  | 'bad_stream_id'
  | 'bad_amount'
  | 'amount_not_positive'
  | 'amount_out_of_range'
  | 'same_party'
  | 'rate_zero'
  | 'too_many_streams'
  | 'time_out_of_range'
  | 'idempotency_conflict'
  | 'bad_idempotency_key'
  | 'commands_off'
  | 'clock_unsure'
  | 'bad_value'

/** The ledger refused; nothing was changed. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  /** Which rule refused the command; stable, so that programs can decide by it. */
  readonly code: LedgerErrorCode

  constructor(code: LedgerErrorCode, message: string) {
    super(message)
    this.code = code
  }

  /** What an answer over HTTP calls it. */
  get problemKind(): ProblemCode | ProblemType {
    const { code } = this
    switch (code) {
      // Every bad time is the same problem on the wire.
      case 'time_out_of_range':
        return 'bad_time'
      case 'not_found':
      case 'bad_value':
      case 'idempotency_conflict':
      case 'bad_idempotency_key':
        return code
      default:
        return paymentsProblems[code]
    }
  }
}

/** True for a {@link LedgerError}, optionally of one code. */
export function isLedgerError(error: unknown, code?: LedgerErrorCode): error is LedgerError {
  return error instanceof LedgerError && (code === undefined || error.code === code)
}
