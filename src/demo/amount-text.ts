/** Formats amounts and counts for the texts of the page, in its locale. */
import type { Count } from '../messages/index.ts'
import { createAmountFormat, type TokenInfo } from '../money/index.ts'

/** Every digit of an amount, at least two after the point: "1,250.00 USDC". Base units of a token that is not known. */
export function printTokens(
  units: bigint,
  token: TokenInfo | null,
  locale: string | undefined,
): string {
  const decimals = token?.decimals ?? 0
  const format = createAmountFormat({
    locale,
    decimals,
    digits: decimals,
    minimumDigits: Math.min(2, decimals),
  })
  const number = format.text(units)
  return token ? `${number}\u00a0${token.symbol}` : number
}

/** A count as messages take it. */
export function counted(count: number | bigint, locale: string | undefined): Count {
  return { count: Number(count), number: count.toLocaleString(locale) }
}
