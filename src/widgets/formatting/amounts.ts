/**
 * Amounts in texts that do not move: those digits after the point that every amount of the token shows.
 * Balances that move: react/balance-view.
 */
import { shownDecimals, unitsPerStep } from '../../money/amount.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import { breakable } from '../../react/text-writing.ts'

/**
 * `1,234.56 USDC`, truncated; all digits of an amount that would otherwise read 0.
 *
 * @param options.isRound whole tokens without a fraction: `1,234 USDC`
 */
export function printTokens(
  units: bigint,
  token: TokenInfo,
  { locale, isRound = false }: { readonly locale?: string | undefined; readonly isRound?: boolean },
): string {
  const { decimals } = token
  const digits = shownDecimals(token)
  const isTiny = units > 0n && units < unitsPerStep(decimals, digits)
  const isWhole = isRound && units % unitsPerStep(decimals, 0) === 0n
  const { sign, integer, decimalPoint, fraction } = createAmountFormat({
    locale,
    decimals,
    fractionDigits: isTiny ? decimals : digits,
    minimumFractionDigits: isTiny || isWhole ? 0 : digits,
  }).parts(units)
  return withSymbol(sign + breakable(integer) + decimalPoint + fraction, token)
}

/** Every digit that is not 0, and at least those that every amount shows. */
export function printExactTokens(
  units: bigint,
  token: TokenInfo,
  locale: string | undefined,
): string {
  const { decimals } = token
  const minimumFractionDigits = shownDecimals(token)
  const format = createAmountFormat({
    locale,
    decimals,
    fractionDigits: decimals,
    minimumFractionDigits,
  })
  return withSymbol(format.text(units), token)
}

const withSymbol = (amount: string, { symbol }: TokenInfo) => `${amount}\u00a0${symbol}`
