/** The one error of the money folder. Holds no logic: who throws writes the message. */

/**
 * What went wrong, as a stable literal to branch on. New codes may be added, none changes meaning.
 *
 * - `amount_syntax` the text is no amount · `amount_precision` it has more digits than the token
 * - `amount_grouping` its separators do not group digits as its locale does, so it is ambiguous
 * - `amount_range` outside i128, or negative where the contract has no negatives
 * - `decimals_range` decimals or fraction digits that no token or text can have
 * - `time_range` not a finite, exactly representable time · `time_unit` a time without its unit, or
 *   milliseconds that are passed as seconds · `rate_range` not a possible rate
 * - `status_unknown` a stream's status that is not one of the contract's
 * - `option_unknown` an option that the function does not have
 * - `timeline_invalid` something else in place of a timeline, such as a stream
 * - `mixed_tokens` amounts of two tokens in one total · `locale_unknown` not a BCP 47 tag
 */
export type MoneyErrorCode =
  | 'amount_syntax'
  | 'amount_grouping'
  | 'amount_range'
  | 'amount_precision'
  | 'decimals_range'
  | 'time_range'
  | 'time_unit'
  | 'rate_range'
  | 'status_unknown'
  | 'option_unknown'
  | 'timeline_invalid'
  | 'mixed_tokens'
  | 'locale_unknown'

/**
 * Thrown by every function of `streamgauge/money` that refuses its input. The message says what
 * failed, why, and what to do; `code` is what a program should look at.
 *
 * @example
 * try {
 *   parseAmount(field.value, 7)
 * } catch (error) {
 *   if (error instanceof MoneyError && error.code === 'amount_precision') showHint('7 digits')
 * }
 */
export class MoneyError extends Error {
  override readonly name = 'MoneyError'
  /** Which kind of failure; stable, so that programs can decide by it. */
  readonly code: MoneyErrorCode

  constructor(code: MoneyErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
