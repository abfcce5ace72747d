/** How long a deposit lasts, as far as widgets warn of its end. Pure, and a hook around it. */
import { useMemo } from 'react'
import { depletionTime, type StreamTerms } from '../../money/index.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'

const dayInSeconds = 86_400

/** Whether a stream runs out within `withinSeconds`, over time. Never once it has run out. */
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

const never: ValueOverTime<boolean> = { valueAt: () => false, nextChangeMs: () => null }

/** Whether the deposit runs out soon. Default: within a day. */
export function useIsCritical(
  stream: StreamTerms | null,
  withinSeconds: number = dayInSeconds,
): boolean {
  const source = useMemo(
    () => (stream ? criticalOverTime(stream, withinSeconds) : never),
    [stream, withinSeconds],
  )
  return useTickedValue(source)
}
