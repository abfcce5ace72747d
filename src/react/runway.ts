/** How long a deposit lasts, as far as widgets warn about its end. Pure. */
import { depletionTime, type StreamTerms } from '../money/accrual.ts'
import type { ValueOverTime } from './use-ticked-value.ts'

/** A deposit that runs out within this time is critical, unless a widget overrides it. */
export const defaultCriticalSeconds = 86_400

/** Whether a stream runs out within `withinSeconds`, over time. Not critical once it has run out. */
export function criticalOverTime(
  stream: StreamTerms,
  withinSeconds: number,
): ValueOverTime<boolean> {
  const endsAt = depletionTime(stream)
  const startsAt = Math.max(stream.startTime, stream.lastUpdateTime)
  if (endsAt === null) return { valueAt: () => false, nextChangeMs: () => null }
  const sinceMs = Math.max(startsAt, endsAt - withinSeconds) * 1000
  const untilMs = endsAt * 1000
  return {
    valueAt: (nowMs) => nowMs >= sinceMs && nowMs < untilMs,
    nextChangeMs(afterMs) {
      if (afterMs < sinceMs) return sinceMs
      return afterMs < untilMs ? untilMs : null
    },
  }
}
