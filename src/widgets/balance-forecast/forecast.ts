/**
 * What a forecast shows: of a stream all of its life, of an account what is ahead. Pure; the times that the chart
 * shows change with events, with the status, and at whole multiples of {@link stepOf}, so that it does not slide.
 */
import { claimableAtSecond, type StreamTerms } from '../../money/accrual.ts'
import { type Curve, curveAt, lastBendMs, streamedCurve, totalCurve } from '../../money/curve.ts'
import { balanceAtMs, type Timeline } from '../../money/timeline.ts'
import { endOf, leftOncePaused } from '../stream-view/deposit-end.ts'
import { chartWidth, type Forecast } from './forecast-shape.ts'

const dayMs = 86_400_000
/** How far a chart reaches where nothing bends. */
const openMs = 30 * dayMs
/** How far the chart of an account reaches at most, unless it is asked to. */
const mostMs = 90 * dayMs
/** Room after the end of a stream, as a share of its length. */
const tail = 0.12
/** Room before a start in the future. */
const lead = 0.2

/** How often the times of a chart may have to move along, in ms: of the chart of an account, and of one without an end. */
export const stepOf = (horizonMs = openMs): number => Math.max(1_000, Math.floor(horizonMs / 24))

/**
 * A stream from its start to the end of its deposit. One that is paused is shown as if it were resumed now, so that the
 * chart keeps its scale; one that has run out or ended, with some room after it.
 *
 * @throws MoneyError for terms that no contract could hold
 */
export function forecastOfStream(stream: StreamTerms, nowMs: number): Forecast {
  const [fromMs, untilMs] = windowOf(stream, nowMs)
  const curve = streamedCurve(stream, untilMs)
  const endsAtMs = endOf(stream)
  const isEndShown = endsAtMs !== null && endsAtMs <= untilMs
  const hasEnd = isEndShown || stream.status !== 'active'
  const startsAtMs = Math.max(stream.startTime, stream.lastUpdateTime) * 1000
  const { depositedAmount } = stream
  // Without an end in sight a line of the deposit would be flat.
  const topUnits = hasEnd ? depositedAmount : (curveAt(curve, untilMs) * 10n) / 9n
  return {
    curve,
    fromMs,
    untilMs,
    topUnits: topUnits > 0n ? topUnits : 1n,
    withdrawnUnits: stream.withdrawnAmount,
    marksMs: [...(nowMs < startsAtMs ? [startsAtMs] : []), ...(isEndShown ? [endsAtMs] : [])],
  }
}

function windowOf(stream: StreamTerms, nowMs: number): readonly [fromMs: number, untilMs: number] {
  const startMs = stream.startTime * 1000
  const anchorMs = Math.max(stream.startTime, stream.lastUpdateTime) * 1000
  const after = (endMs: number): readonly [number, number] => {
    const lengthMs = Math.max(1_000, endMs - startMs)
    return [startMs, startMs + Math.ceil(lengthMs * (1 + tail))]
  }
  if (stream.status === 'completed' || stream.status === 'cancelled') return after(anchorMs)
  if (stream.status === 'paused') {
    const pausedMs = (stream.pausedAt ?? stream.lastUpdateTime) * 1000
    const untilMs = pausedMs + (leftOncePaused(stream) ?? openMs)
    return [Math.min(startMs, pausedMs), Math.max(untilMs, pausedMs + 1_000)]
  }
  const endsAtMs = endOf(stream)
  if (endsAtMs === null) {
    const now = Math.floor(nowMs / stepOf()) * stepOf()
    return [Math.max(startMs, now - openMs), Math.max(startMs, now) + openMs]
  }
  if (nowMs >= Math.max(endsAtMs, anchorMs)) return after(endsAtMs)
  // Nothing has ever streamed: the room before the start shows that it is ahead.
  if (nowMs < anchorMs && stream.withdrawnAmount === 0n) {
    return [
      anchorMs - Math.ceil((endsAtMs - anchorMs) * lead),
      Math.max(endsAtMs, anchorMs + 1_000),
    ]
  }
  return [startMs, Math.max(endsAtMs, anchorMs + 1_000, startMs + 1_000)]
}

/**
 * What an account's balances come to from now on.
 *
 * @param horizonMs how far; default until the last of them bends, at most 90 days, and 30 days if none does
 */
export function forecastOfTotals(
  timelines: readonly Timeline[],
  nowMs: number,
  horizonMs: number | undefined,
): Forecast {
  const fromMs = Math.floor(nowMs)
  const bendMs = lastBendMs(timelines, fromMs)
  const lengthMs = horizonMs ?? Math.min(bendMs === null ? openMs : (bendMs - fromMs) * 1.1, mostMs)
  const untilMs = fromMs + Math.max(1_000, Math.floor(lengthMs))
  const curve = totalCurve(timelines, {
    fromMs,
    untilMs,
    leastMs: (untilMs - fromMs) / chartWidth,
  })
  return { curve, fromMs, untilMs, topUnits: topOf(curve), withdrawnUnits: null, marksMs: [] }
}

/** Some room above the highest corner. */
function topOf(curve: Curve): bigint {
  const highest = curve.reduce((most, { units }) => (units > most ? units : most), 0n)
  return (highest * 11n) / 10n + 1n
}

/** The exact sum of balances at a time: for texts. */
export function sumAt(timelines: readonly Timeline[], atMs: number): bigint {
  return timelines.reduce((sum, timeline) => sum + balanceAtMs(timeline, atMs), 0n)
}

/** What has streamed at a time, to the unit: for texts. */
export function streamedAtMs(stream: StreamTerms, atMs: number): bigint {
  return stream.withdrawnAmount + claimableAtSecond(stream, atMs / 1000)
}
