/**
 * A time with its unit. The contract counts seconds and JavaScript milliseconds, and a bare number is
 * right in neither place by looking at it: taken for seconds, `Date.now()` is a time at which every deposit
 * has run out long ago. So no public function of this folder takes a bare number as a time.
 */

import { type StreamTerms, wholeTime } from './accrual.ts'
import { MoneyError } from './errors.ts'

/**
 * A point in Unix time: `{ atMs }` in milliseconds, such as `Date.now()`, or `{ atSeconds }`, such as the
 * time of a ledger. Exactly one of them.
 */
export type PointInTime =
  | { readonly atMs: number; readonly atSeconds?: undefined }
  | { readonly atSeconds: number; readonly atMs?: undefined }

/**
 * As seconds this is the year 5138, as milliseconds 1973: what is above it was counted in milliseconds, and a
 * time of today below it in seconds.
 */
const boundary = 1e11
/** The largest time of a `Date`. */
const lastDateMs = 8.64e15

/**
 * The whole millisecond of a point in time.
 *
 * @throws MoneyError `time_unit`, `time_range`
 */
export function msOf(when: PointInTime): number {
  const { atMs, atSeconds } = checked(when)
  if (atMs !== undefined) return wholeTime(atMs, 'milliseconds')
  return wholeTime(plausible(atSeconds, 'the time') * 1000, 'milliseconds')
}

/**
 * The whole ledger second that a point in time lies in, for the figures of a stream.
 *
 * @throws MoneyError `time_unit`, even if only the times of the stream itself must be milliseconds; `time_range`
 */
export function secondFor(stream: StreamTerms, when: PointInTime): number {
  const { startTime, lastUpdateTime, pausedAt } = stream
  plausible(startTime, 'startTime')
  plausible(lastUpdateTime, 'lastUpdateTime')
  plausible(pausedAt ?? 0, 'pausedAt')
  const ms = msOf(when)
  if (when.atMs !== undefined && Math.abs(ms) < boundary && lastUpdateTime * 1000 > boundary) {
    throw new MoneyError(
      'time_unit',
      `Cannot compute at ${ms} ms: that is in 1973 or before, so it seems to be seconds. Pass { atSeconds: ${ms} }.`,
    )
  }
  return Math.floor(ms / 1000)
}

/** Callers without a type checker pass bare numbers and dates. */
function checked(when: PointInTime): PointInTime {
  const { atMs, atSeconds } = Object(when) as Partial<PointInTime>
  if ((atMs === undefined) !== (atSeconds === undefined)) return when
  const shown = typeof when === 'object' ? JSON.stringify(when) : String(when)
  throw new MoneyError(
    'time_unit',
    `Cannot compute at ${shown}: a time needs its unit. Pass { atMs } in milliseconds or { atSeconds }.`,
  )
}

/** Refuses what can only be milliseconds. What is no time in any unit is refused elsewhere. */
function plausible(seconds: number, what: string): number {
  const magnitude = Math.abs(seconds)
  if (!(magnitude >= boundary && magnitude <= lastDateMs)) return seconds
  throw new MoneyError(
    'time_unit',
    `Cannot compute with ${seconds} s: as seconds ${what} is after the year 5000, so it seems to be milliseconds. Pass ${what === 'the time' ? '{ atMs }' : 'whole seconds'}.`,
  )
}
