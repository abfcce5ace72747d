/** When a deposit runs out, for texts and charts: within the range of dates. Pure. */
import { depletionSecond } from '../../money/accrual.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { isValidTime } from '../formatting/date-time.ts'

/** When the deposit runs out, Unix ms; null while it is paused, after its end, and beyond the range of dates. */
export function endOf(stream: StreamObject | null): number | null {
  const second = stream && depletionSecond(stream)
  return second === null || !isValidTime(second * 1000) ? null : second * 1000
}

/** How long the deposit of a paused stream will last when it is resumed, in ms; null without an end. */
export function leftOncePaused(stream: StreamObject): number | null {
  const endsAtMs = endOf({ ...stream, status: 'active', pausedAt: null })
  return endsAtMs === null || stream.pausedAt === null
    ? null
    : Math.max(0, endsAtMs - stream.pausedAt * 1000)
}
