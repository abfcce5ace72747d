/** The status of a stream, and how long its deposit lasts, as far as widgets warn about its end. Pure. */
import {
  type AccrualStatus,
  accrualStatusAt,
  depletionTime,
  type StreamTerms,
} from '../money/accrual.ts'
import type { ValueOverTime } from './use-ticked-value.ts'

/** A longer time than a day is not critical, however long a stream lasts. */
const maxCriticalSeconds = 86_400
/** Critical at the end of its length, as a share: about half a day of a month, half a minute of half an hour. */
const criticalShare = 1 / 50
/** It ends soon from so many times the critical time on. */
const soonFactor = 5

/** The status of a stream, and of one that streams whether its deposit runs out: `soon`, then `critical`. */
export type StatusWithEnd = AccrualStatus | 'soon' | 'critical'

/**
 * Both over time in one value, and so in one target of the ticker. It changes at the start and at the end
 * without an event.
 *
 * @param criticalSeconds default: a fiftieth of the stream's length, at most a day
 * @param asOfMs the status as of this time, for good; null: as time passes
 */
export function statusOverTime(
  stream: StreamTerms,
  criticalSeconds: number | undefined,
  asOfMs: number | null = null,
): ValueOverTime<StatusWithEnd> {
  const startsAt = Math.max(stream.startTime, stream.lastUpdateTime)
  const endsAt = depletionTime(stream) ?? Number.POSITIVE_INFINITY
  const length = endsAt - stream.startTime
  const critical =
    criticalSeconds ?? Math.min(maxCriticalSeconds, Math.floor(length * criticalShare))
  const criticalAt = Math.max(startsAt, endsAt - critical)
  const soonAt = Math.max(startsAt, endsAt - critical * soonFactor)
  const changesMs = [startsAt, soonAt, criticalAt, endsAt].map((seconds) => seconds * 1000)

  return {
    valueAt(nowMs) {
      const atMs = asOfMs ?? nowMs
      const status = accrualStatusAt(stream, atMs / 1000)
      if (status !== 'streaming' || atMs < soonAt * 1000) return status
      return atMs < criticalAt * 1000 ? 'soon' : 'critical'
    },
    nextChangeMs(afterMs) {
      if (asOfMs !== null || stream.status !== 'active') return null
      return changesMs.find((atMs) => atMs > afterMs && Number.isFinite(atMs)) ?? null
    },
  }
}
