/**
 * Static amounts, with the decimals that every amount of the token shows. Moving balances are formatted by
 * react/balance-view.ts.
 */
import { shownDecimals, unitsPerToken } from '../../money/amount.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import { breakable } from '../../react/text-writing.ts'

/**
 * `1,234.56 USDC`, truncated; all digits of an amount that would otherwise read 0.
 *
 * @param precision `round`: whole tokens without a fraction, `1,234 USDC`; `exact`: every digit that is not 0;
 *   `full`: the same with places to break a line
 */
export function printTokens(
  units: bigint,
  token: TokenInfo,
  locale: string | undefined,
  precision?: 'round' | 'exact' | 'full',
): string {
  const { decimals, symbol } = token
  const digits = shownDecimals(token, units)
  const isWhole = units % unitsPerToken(decimals) === 0n
  const { sign, integer, decimalPoint, fraction } = createAmountFormat({
    locale,
    decimals,
    digits: precision === 'exact' || precision === 'full' ? decimals : digits,
    minimumDigits:
      precision === 'round' && isWhole ? 0 : Math.min(digits, shownDecimals(token, 0n)),
  }).parts(units)
  const whole = precision === 'exact' ? integer : breakable(integer)
  return `${sign}${whole}${decimalPoint}${fraction}\u00a0${symbol}`
}
