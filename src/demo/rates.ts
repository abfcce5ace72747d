/**
 * What a person says about speed ("500 a month") against what the contract holds (whole units a
 * second). Exact in one direction only: the rate is cut to whole units, and the page shows the cut.
 */
import { english } from './messages/english.ts'

/** Spans a rate may be given for. A month is 30 days, since the contract knows only seconds. */
export const ratePeriods = {
  second: { seconds: 1n },
  hour: { seconds: 3_600n },
  day: { seconds: 86_400n },
  week: { seconds: 604_800n },
  month: { seconds: 2_592_000n },
} as const

export type RatePeriod = keyof typeof ratePeriods

export const ratePeriodNames = Object.keys(ratePeriods) as readonly RatePeriod[]

export const isRatePeriod = (text: string): text is RatePeriod => Object.hasOwn(ratePeriods, text)

/** Whole units a second for `units` every `period`; rounded down, so the sender never pays more. */
export function ratePerSecondOf(units: bigint, period: RatePeriod): bigint {
  return units / ratePeriods[period].seconds
}

/** What a rate comes to over a period, exactly. */
export function unitsPerPeriod(ratePerSecond: bigint, period: RatePeriod): bigint {
  return ratePerSecond * ratePeriods[period].seconds
}

const spans = [
  ['year', 31_536_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/**
 * A duration in its two largest units: "12 days 4 hours". For a sentence about the future, not for
 * anything that counts down. Beyond a million years it says so instead of printing digits.
 */
export function durationText(seconds: bigint, locale = 'en', { create } = english): string {
  if (seconds > 31_536_000_000_000n) return create.ages
  let rest = Number(seconds)
  const parts: string[] = []
  for (const [name, size] of spans) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(printUnit(count, name, locale))
    // "2 years 3 seconds" is more precise than a reader needs.
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  if (parts.length === 0) return create.instant
  return new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }).format(parts)
}

function printUnit(count: number, unit: string, locale: string): string {
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const
  return new Intl.NumberFormat(locale, style).format(count)
}
