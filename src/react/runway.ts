/** The status of a stream, including whether its deposit runs out soon. Pure. */
import {
  type AccrualStatus,
  accrualStatusAtSecond,
  depletionSecond,
  type StreamTerms,
} from '../money/accrual.ts'
import type { ValueOverTime } from './use-ticked-value.ts'

/** The critical time is never longer than a day, however long the stream lasts. */
const maxCriticalSeconds = 86_400
/** The last part of its length that is critical: about half a day of a month, half a minute of half an hour. */
const criticalShare = 1 / 50
/** How many times the critical time before its end a stream ends soon. */
const soonFactor = 5

/** The status of a stream; instead of `streaming`, `soon` and then `critical` before its deposit runs out. */
export type StatusWithEnd = AccrualStatus | 'soon' | 'critical'

/**
 * Status and end in one value over time, which needs only one target of the ticker. It changes at the start
 * and near the end without an event.
 *
 * @param criticalSeconds default: a fiftieth of the stream's length, at most a day
 * @param asOfMs the time that the status is frozen at; null: it changes as time passes
 */
export function statusOverTime(
  stream: StreamTerms,
  criticalSeconds: number | undefined,
  asOfMs: number | null = null,
): ValueOverTime<StatusWithEnd> {
  const startsAt = Math.max(stream.startTime, stream.lastUpdateTime)
  const endsAt = depletionSecond(stream) ?? Number.POSITIVE_INFINITY
  const length = endsAt - stream.startTime
  const critical =
    criticalSeconds ?? Math.min(maxCriticalSeconds, Math.floor(length * criticalShare))
  const criticalAt = Math.max(startsAt, endsAt - critical)
  const soonAt = Math.max(startsAt, endsAt - critical * soonFactor)
  const changesMs = [startsAt, soonAt, criticalAt, endsAt].map((seconds) => seconds * 1000)

  return {
    valueAt(nowMs) {
      const atMs = asOfMs ?? nowMs
      const status = accrualStatusAtSecond(stream, atMs / 1000)
      if (status !== 'streaming' || atMs < soonAt * 1000) return status
      return atMs < criticalAt * 1000 ? 'soon' : 'critical'
    },
    nextChangeMs(afterMs) {
      if (asOfMs !== null || stream.status !== 'active') return null
      return changesMs.find((atMs) => atMs > afterMs && Number.isFinite(atMs)) ?? null
    },
  }
}
