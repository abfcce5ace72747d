/** The time that is left, in the largest unit of which there are two: never more than there is. Pure. */
import { printWith } from '../../messages/cached-format.ts'

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

function unitOf(leftMs: number): readonly [unit: 'day' | 'hour' | 'minute' | 'second', ms: number] {
  return units.find(([, ms]) => leftMs >= 2 * ms) ?? ['second', 1000]
}

/** `12 days`, `47 hours`; `0 seconds` once it has passed. */
export function printDuration(leftMs: number, locale: string | undefined): string {
  const left = Math.max(0, leftMs)
  const [unit, ms] = unitOf(left)
  return printWith(Intl.NumberFormat, Math.floor(left / ms), locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  })
}

/** The first time after `afterMs` at which {@link printDuration} reads differently; null: never again. */
export function nextDurationChangeMs(endsAtMs: number, afterMs: number): number | null {
  const leftMs = Math.floor(endsAtMs - afterMs)
  if (leftMs < 1000) return null
  const [, ms] = unitOf(leftMs)
  return endsAtMs - Math.floor(leftMs / ms) * ms + 1
}
