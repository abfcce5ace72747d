/**
 * The time that is left, in two adjacent units: `11 days 23 hours`, `4 minutes 12 seconds`. Never more than there
 * is, and exact to the second in the last hour. `2 days`, not `2 days 0 hours`; seconds stay, which would come and go
 * once a minute. Pure.
 */
import { printWith } from '../../messages/cached-format.ts'

const units = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** The index of the larger of the two units; that of seconds, which have no smaller one, in the last minute. */
function largerOf(leftMs: number): number {
  const index = units.findIndex(([, ms]) => leftMs >= ms)
  return index < 0 ? units.length - 1 : index
}

/** `0 seconds` once it has passed. */
export function printCountdown(leftMs: number, locale: string | undefined): string {
  const left = Math.max(0, leftMs)
  const larger = largerOf(left)
  let rest = left
  const texts = units.slice(larger, larger + 2).flatMap(([unit, ms]) => {
    const count = Math.floor(rest / ms)
    rest -= count * ms
    if (count === 0 && unit !== 'second') return []
    return printWith(Intl.NumberFormat, count, locale, {
      style: 'unit',
      unit,
      unitDisplay: 'long',
    })
  })
  return new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }).format(texts)
}

/** The first time after `afterMs` at which {@link printCountdown} reads differently; null: never again. */
export function nextCountdownMs(endsAtMs: number, afterMs: number): number | null {
  const leftMs = Math.floor(endsAtMs - afterMs)
  if (leftMs < 1_000) return null
  const larger = largerOf(leftMs)
  const [, ms] = units[Math.min(larger + 1, units.length - 1)] ?? units[larger] ?? ['second', 1_000]
  return endsAtMs - Math.floor(leftMs / ms) * ms + 1
}
