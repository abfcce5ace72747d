/** The period that a rate is shown for: the shortest one in which whole tokens flow. Pure. */
import { unitsPerToken } from '../../money/amount.ts'
import { periods } from '../../money/stream-rate.ts'

/** A period of rates. A contract has no calendar, so a month is 30 days and a year 365. */
export type RatePeriodName = keyof typeof periods

const automatic = ['second', 'minute', 'hour', 'day', 'week'] as const

/** What flows in a period, in units: exact, since a period is a whole number of seconds. */
export function unitsIn(period: RatePeriodName, ratePerSecond: bigint): bigint {
  return ratePerSecond * periods[period]
}

/** The shortest period from a second to a month in which at least one whole token flows; else a month. */
export function periodFor(ratePerSecond: bigint, decimals: number): RatePeriodName {
  const token = unitsPerToken(decimals)
  return automatic.find((period) => unitsIn(period, ratePerSecond) >= token) ?? 'month'
}
