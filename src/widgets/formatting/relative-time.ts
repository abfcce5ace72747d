/** How long ago, in the largest unit of which there is one: `3 hours ago`, `2 weeks ago`. Pure. */
import { printWith } from '../../messages/cached-format.ts'
import type { DateTimeStyle } from './date-time.ts'
import { printDay, printDayAndTime, printTimeOfDay } from './date-time.ts'

const units = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** `Intl.RelativeTimeFormat` with the unit among its options, so that it is cached as the others are. */
class RelativeFormat {
  readonly #format: Intl.RelativeTimeFormat
  readonly #unit: Intl.RelativeTimeFormatUnit

  constructor(
    locale: string | undefined,
    { unit, ...options }: Intl.RelativeTimeFormatOptions & { unit: Intl.RelativeTimeFormatUnit },
  ) {
    this.#format = new Intl.RelativeTimeFormat(locale, options)
    this.#unit = unit
  }

  format(value: number): string {
    return this.#format.format(value, this.#unit)
  }
}

/** @param now in place of "0 minutes ago"; also for a time that is ahead, by a clock that differs */
export function printAgo(
  atMs: number,
  nowMs: number,
  { locale, now }: { readonly locale: string | undefined; readonly now: string },
): string {
  const passedMs = nowMs - atMs
  const found = units.find(([, ms]) => passedMs >= ms)
  if (!found) return now
  const [unit, ms] = found
  return printWith(RelativeFormat, -Math.floor(passedMs / ms), locale, { unit })
}

/** Time of day for today, day and time for this year, else the date. */
export function printWhen(atMs: number, nowMs: number, style: DateTimeStyle): string {
  if (printDay(atMs, style) === printDay(nowMs, style)) return printTimeOfDay(atMs, style)
  const isThisYear = Math.abs(nowMs - atMs) < 300 * 86_400_000
  return isThisYear ? printDayAndTime(atMs, style) : printDay(atMs, style)
}
