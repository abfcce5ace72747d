/** The status of a stream, and how long its deposit lasts, as far as widgets warn about its end. Pure. */
import {
  type AccrualStatus,
  accrualStatusAt,
  depletionTime,
  type StreamTerms,
} from '../money/accrual.ts'
import type { ValueOverTime } from './use-ticked-value.ts'

/** A deposit that runs out within this time is critical, unless a widget overrides it. */
export const defaultCriticalSeconds = 86_400

/**
 * The status of a stream over time, and `critical` for one that runs out within `criticalSeconds`: both in
 * one value, and so in one target of the ticker. It changes at the start and at the end without an event.
 */
export function statusOverTime(
  stream: StreamTerms,
  criticalSeconds: number,
): ValueOverTime<AccrualStatus | 'critical'> {
  const startsAt = Math.max(stream.startTime, stream.lastUpdateTime)
  const endsAt = depletionTime(stream) ?? Number.POSITIVE_INFINITY
  const criticalAt = Math.max(startsAt, endsAt - criticalSeconds)
  const changesMs = [startsAt, criticalAt, endsAt].map((seconds) => seconds * 1000)
  return {
    valueAt(nowMs) {
      const status = accrualStatusAt(stream, nowMs / 1000)
      return status === 'streaming' && nowMs >= criticalAt * 1000 ? 'critical' : status
    },
    nextChangeMs(afterMs) {
      const nextMs = changesMs.find((atMs) => atMs > afterMs)
      return stream.status === 'active' && Number.isFinite(nextMs) ? (nextMs ?? null) : null
    },
  }
}
