/**
 * Public names of `streamgauge/money`: exact amounts and what a payment stream is worth when.
 * A list and nothing else.
 *
 * @packageDocumentation
 */

export type { AccrualStatus, StreamStatus, StreamTerms } from './accrual.ts'
export type { TokenInfo } from './amount.ts'
export {
  I128_MAX,
  I128_MIN,
  maxDecimals,
  parseAmount,
  parseBaseUnits,
  printAmount,
  printBaseUnits,
  truncateUnits,
} from './amount.ts'
export type { AmountInputOptions } from './amount-input.ts'
export { parseAmountInput } from './amount-input.ts'
export type { VisibleChangeOptions } from './display.ts'
export { autoDigits, nextVisibleChangeMs } from './display.ts'
export type { MoneyErrorCode } from './errors.ts'
export { MoneyError } from './errors.ts'
export type {
  AmountFormat,
  AmountFormatOptions,
  AmountParts,
  FormatAmountOptions,
} from './format.ts'
export { createAmountFormat, formatAmount } from './format.ts'
export type { PointInTime } from './point-in-time.ts'
export {
  accrualStatusAt,
  balanceAt,
  claimableAt,
  depletesAtMs,
  rateAt,
  remainingAt,
  streamedAt,
} from './stream-figures.ts'
export type { RatePeriod, RatePerSecondOptions, StreamRate } from './stream-rate.ts'
export { ratePerSecond } from './stream-rate.ts'
export type { BalanceKind, Timeline, TimelineSegment } from './timeline.ts'
export { timelineOf } from './timeline.ts'
export type { MovingParts, Totals, TotalsPart } from './totals.ts'
export { createTotals } from './totals.ts'
