/**
 * Public names of `streamgauge/money`: exact amounts and what a payment stream is worth when.
 * A list and nothing else.
 */

export type { AccrualStatus, StreamStatus, StreamTerms } from './accrual.ts'
export {
  accrualStatusAt,
  claimableAt,
  depletionTime,
  remainingAt,
  streamedAt,
} from './accrual.ts'
export type { TokenInfo } from './amount.ts'
export {
  I128_MAX,
  I128_MIN,
  maxDecimals,
  parseAmount,
  parseUnits,
  printAmount,
  printUnits,
  truncateUnits,
} from './amount.ts'
export { autoFractionDigits, nextVisibleChangeMs } from './display.ts'
export type { MoneyErrorCode } from './errors.ts'
export { MoneyError } from './errors.ts'
export type { AmountFormat, AmountFormatOptions, AmountParts } from './format.ts'
export { createAmountFormat } from './format.ts'
export type { LocalAmountOptions } from './local-amount.ts'
export { parseLocalAmount } from './local-amount.ts'
export type { BalanceKind, Timeline, TimelineSegment } from './timeline.ts'
export { balanceAt, rateAt, timelineOf } from './timeline.ts'
export type { Totals, TotalsPart } from './totals.ts'
export { createTotals } from './totals.ts'
