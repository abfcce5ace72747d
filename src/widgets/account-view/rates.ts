/** Rates as text: what flows in a period, with its sign. Pure. */
import type { AccountMessages } from '../../messages/messages.ts'
import type { TokenInfo } from '../../money/index.ts'
import { printTokens } from '../formatting/amounts.ts'

/** A period that rates are shown for. `month` is 30 days and `year` 365, as in `ratePerSecond`. */
export type FlowPeriod = 'second' | 'hour' | 'day' | 'week' | 'month' | 'year'

const day = 86_400n
/** How long each is. */
export const periodSeconds: Readonly<Record<FlowPeriod, bigint>> = {
  second: 1n,
  hour: 3_600n,
  day,
  week: 7n * day,
  month: 30n * day,
  year: 365n * day,
}

/** How rates are written. */
export interface RateStyle {
  readonly messages: AccountMessages
  readonly token: TokenInfo
  readonly locale: string | undefined
  readonly per: FlowPeriod
}

/** `+1,666.66 USDC per day`; no sign where nothing flows. @param ratePerSecond units, below 0 for money that leaves */
export function printRate(ratePerSecond: bigint, style: RateStyle): string {
  const { messages, token, locale, per } = style
  const units = (ratePerSecond < 0n ? -ratePerSecond : ratePerSecond) * periodSeconds[per]
  const sign = units === 0n ? '' : ratePerSecond < 0n ? '−' : '+'
  return messages[per]({ sign, amount: printTokens(units, token, locale) })
}
