/** Formats amounts, days and counts for the texts of the page, in its locale. */
import type { Count } from '../messages/index.ts'
import { createAmountFormat, type TokenInfo } from '../money/index.ts'
import { english } from './messages/english.ts'

/** Every digit of an amount, at least two after the point: "1,250.00 USDC", or "12 base units". */
export function printTokens(
  units: bigint,
  token: TokenInfo | null,
  locale: string | undefined,
  inBaseUnits = english.create.inBaseUnits,
): string {
  const decimals = token?.decimals ?? 0
  const format = createAmountFormat({
    locale,
    decimals,
    digits: decimals,
    minimumDigits: Math.min(2, decimals),
  })
  const number = format.text(units)
  return token ? `${number}\u00a0${token.symbol}` : inBaseUnits({ count: Number(units), number })
}

/** An example of a number in this locale, to show its separators. */
export function printExample(token: TokenInfo | null, locale: string | undefined): string {
  const format = createAmountFormat({ locale, decimals: 2, digits: token ? 2 : 0 })
  return format.text(1_250_50n)
}

/** "14 Mar", with the year unless it is this one; null beyond the range of dates. */
export function printDay(
  atSeconds: bigint,
  nowMs: number,
  locale: string | undefined,
): string | null {
  const date = new Date(Number(atSeconds) * 1000)
  if (Number.isNaN(date.getTime())) return null
  const isThisYear = date.getFullYear() === new Date(nowMs).getFullYear()
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  })
}

/** A count as messages take it. */
export function counted(count: number | bigint, locale: string | undefined): Count {
  return { count: Number(count), number: count.toLocaleString(locale) }
}
