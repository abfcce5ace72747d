/**
 * Programs about money that must not compile. Checked by tsc: an expected error that does not
 * happen is an error itself. Never run.
 */

import {
  balanceAt,
  claimableAt,
  createAmountFormat,
  createTotals,
  formatAmount,
  MoneyError,
  type MoneyErrorCode,
  nextVisibleChangeMs,
  parseAmount,
  parseAmountInput,
  ratePerSecond,
  type StreamTerms,
  timelineOf,
} from '../../src/money/index.ts'
import type { FlowingBalanceProps } from '../../src/widgets/flowing-balance/flowing-balance.tsx'

declare const stream: StreamTerms

// @ts-expect-error a float may have lost digits: amounts come as text
parseAmount(12.5, 7)

// @ts-expect-error units are bigint, never number
export const cents: number = claimableAt(stream, { atMs: 0 })

// @ts-expect-error a time has its unit
claimableAt(stream, Date.now())

// @ts-expect-error times are numbers, not Dates
claimableAt(stream, new Date())

// @ts-expect-error one unit, not both
claimableAt(stream, { atMs: 0, atSeconds: 0 })

// @ts-expect-error nor is a bare number a time of a timeline
balanceAt(timelineOf(stream, 'streamed'), Date.now())

// @ts-expect-error or of a total
createTotals().balanceAt(Date.now())

// @ts-expect-error an amount per period is text as well
ratePerSecond(5_000, { per: 'month', decimals: 7 })

// @ts-expect-error terms are facts and cannot be edited
stream.withdrawnAmount = 0n

// @ts-expect-error nor can a timeline
timelineOf(stream, 'streamed').pop()

// @ts-expect-error digits has one name
formatAmount(1n, { decimals: 7, fractionDigits: 2 })

// @ts-expect-error here as well
nextVisibleChangeMs([], { decimals: 7, fractionDigits: 2, afterMs: 0 })

// @ts-expect-error and in widgets
export const balanceProps: FlowingBalanceProps = { fractionDigits: 2 }

// @ts-expect-error the same text is another amount in another locale
parseAmountInput('1.250', { decimals: 7 })

// @ts-expect-error unknown decimals are never guessed
createAmountFormat({ digits: 2 })

// @ts-expect-error there is no such figure of a stream
timelineOf(stream, 'claimed')

// @ts-expect-error codes are a closed list
new MoneyError('oops', 'what failed')

export const exhaustive: Record<MoneyErrorCode, string> = {
  amount_syntax: '',
  amount_range: '',
  amount_precision: '',
  decimals_range: '',
  time_range: '',
  time_unit: '',
  rate_range: '',
  mixed_tokens: '',
  amount_grouping: '',
  locale_unknown: '',
  status_unknown: '',
  timeline_invalid: '',
  option_unknown: '',
}
