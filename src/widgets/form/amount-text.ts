/** Amounts in forms, dialogs and results: exact, also of tokens that the page does not know. */

import type { UnitMessages } from '../../messages/actions-messages.ts'
import { printWith } from '../../messages/cached-format.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import { breakable } from '../../react/text-writing.ts'

/** How amounts are written. */
export interface AmountStyle {
  readonly locale: string | undefined
  readonly units: UnitMessages
}

/**
 * Every digit of an amount, at least two after the point: `1,250.00 USDC`, or `12 base units`. Long ones have places to
 * break a line between their groups.
 */
export function printExact(units: bigint, token: TokenInfo | null, style: AmountStyle): string {
  const decimals = token?.decimals ?? 0
  const { sign, integer, decimalPoint, fraction } = createAmountFormat({
    locale: style.locale,
    decimals,
    digits: decimals,
    minimumDigits: Math.min(2, decimals),
  }).parts(units)
  const number = sign + breakable(integer) + decimalPoint + fraction
  return token
    ? `${number}\u00a0${token.symbol}`
    : style.units.inBaseUnits({ count: Number(units), number })
}

/** An example of a number in this locale, to show its separators. */
export function printExample(token: TokenInfo | null, locale: string | undefined): string {
  const digits = token && token.decimals > 0 ? 2 : 0
  return createAmountFormat({ locale, decimals: 2, digits }).text(1_250_50n)
}

/** `1,286 units`: of a rate. */
export function printUnits(units: bigint, { locale, units: messages }: AmountStyle): string {
  return messages.units({
    count: Number(units),
    number: createAmountFormat({ locale, decimals: 0, digits: 0 }).text(units),
  })
}

const spans = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** What {@link printSpan} says of spans that no unit fits. */
export interface SpanTexts {
  readonly instant: string
  readonly ages: string
}

/**
 * A time span in its two largest units: `12 days 4 hours`. For a sentence about the future, not for what counts down.
 * Beyond a million years it says so instead of printing digits.
 */
export function printSpan(
  seconds: bigint,
  locale: string | undefined,
  { instant, ages }: SpanTexts,
): string {
  if (seconds > 31_536_000_000_000n) return ages
  let rest = Number(seconds)
  const parts: string[] = []
  for (const [unit, size] of spans) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) {
      const style = { style: 'unit', unit, unitDisplay: 'long' } as const
      parts.push(printWith(Intl.NumberFormat, count, locale, style))
    }
    // "2 years 3 seconds" is more precise than a reader needs.
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  if (parts.length === 0) return instant
  return new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }).format(parts)
}
