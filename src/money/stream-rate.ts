/**
 * "5,000 a month" as what a contract holds: whole units per second. The rate is rounded down, so that a sender
 * never pays more than was agreed; what that leaves of the amount is part of the answer.
 */

import { parseAmount, quote } from './amount.ts'
import { MoneyError } from './errors.ts'

const daySeconds = 86_400n

/** Seconds of each period. A contract has no calendar, so a month is 30 days and a year 365. */
export const periods = {
  second: 1n,
  minute: 60n,
  hour: 3_600n,
  day: daySeconds,
  week: 7n * daySeconds,
  month: 30n * daySeconds,
  year: 365n * daySeconds,
} as const

/**
 * A period that an amount is paid over. `month` is 30 days and `year` 365 days; for a month of the calendar pass
 * its length, such as `{ seconds: 28 * 86_400 }`.
 */
export type RatePeriod = keyof typeof periods | { readonly seconds: number }

/** How {@link ratePerSecond} reads an amount. */
export interface RatePerSecondOptions {
  /** The time over which the amount is paid. */
  readonly per: RatePeriod
  /** Digits after the point that the token has. Whole number, 0 to 38. */
  readonly decimals: number
}

/** What {@link ratePerSecond} answers. `perPeriod + remainder` is the amount that was asked for. */
export interface StreamRate {
  /** Units per second, rounded down: `ratePerSecond` of a stream. Above 0. */
  readonly units: bigint
  /** Units that this rate pays over the period, exactly. */
  readonly perPeriod: bigint
  /** Units of the amount that this rate does not pay: fewer than the period has seconds. */
  readonly remainder: bigint
  /** The length of the period in seconds. */
  readonly periodSeconds: bigint
}

/**
 * The rate of a stream that pays an amount of whole tokens over a period.
 *
 * @param amount whole tokens with a point as decimal sign, as for {@link parseAmount}: `'5000'`, `'12.5'`
 * @throws MoneyError as {@link parseAmount}; `rate_range` when the amount comes to less than one unit per
 * second, is not above 0, or the period is not known or no whole number of seconds above 0
 * @example
 * const { units, remainder } = ratePerSecond('5000', { per: 'month', decimals: 7 })
 * // units 19290n; remainder 320000n: 0.032 of the 5000 is not paid within 30 days
 */
export function ratePerSecond(amount: string, options: RatePerSecondOptions): StreamRate {
  const { per, decimals }: RatePerSecondOptions = Object(options)
  const asked = parseAmount(amount, decimals)
  const periodSeconds = secondsOf(per)
  const units = asked / periodSeconds
  if (units <= 0n) {
    throw new MoneyError(
      'rate_range',
      `Cannot stream ${quote(amount)} over ${periodSeconds} s: ${asked > 0n ? 'that is less than one unit per second. Use a larger amount or a shorter period' : 'it is not above 0. Use a positive amount'}.`,
    )
  }
  const perPeriod = units * periodSeconds
  return { units, perPeriod, remainder: asked - perPeriod, periodSeconds }
}

function secondsOf(per: RatePeriod): bigint {
  if (typeof per === 'string' && Object.hasOwn(periods, per)) return periods[per]
  const { seconds } = Object(per) as { readonly seconds?: number }
  if (Number.isSafeInteger(seconds) && Number(seconds) > 0) return BigInt(Number(seconds))
  throw new MoneyError(
    'rate_range',
    `Cannot stream over the period ${typeof per === 'string' ? quote(per) : `{ seconds: ${seconds} }`}: it is not known. Pass ${Object.keys(periods).join(', ')}, or { seconds } as a whole number above 0.`,
  )
}
