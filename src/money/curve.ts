/**
 * A balance over time as the corners of its line, for drawing: between two corners it is straight. Exact at every
 * corner; between two of them to the unit, or to what flows in a millisecond where a rate does not divide its amount.
 * Knows no pixels.
 */
import { claimableAtSecond, type StreamTerms } from './accrual.ts'
import {
  balanceAtMs,
  pieceAt,
  pieceBalanceAt,
  type Timeline,
  timelineOf,
  wholeMs,
} from './timeline.ts'
import { createTotals } from './totals.ts'

/** A corner of a line. */
export interface CurvePoint {
  /** Unix ms. */
  readonly atMs: number
  /** The balance at that time, exact. */
  readonly units: bigint
}

/** Corners in ascending order of time; two at the same time are a jump. Before the first and after the last it is flat. */
export type Curve = readonly CurvePoint[]

/**
 * The corners of a timeline between two times, both of which are corners.
 *
 * @throws MoneyError `time_range`
 */
export function curveOf(timeline: Timeline, fromMs: number, untilMs: number): Curve {
  const until = wholeMs(untilMs)
  let at = wholeMs(fromMs)
  let piece = pieceAt(timeline, at)
  const points = [{ atMs: at, units: pieceBalanceAt(piece, at) }]
  while (piece.endsMs !== null && piece.endsMs < until) {
    at = piece.endsMs
    const before = pieceBalanceAt(piece, at)
    const perMs = magnitude(piece.ratePerSecond) / 1000n + 1n
    piece = pieceAt(timeline, at, piece.index)
    const after = pieceBalanceAt(piece, at)
    if (magnitude(after - before) > perMs) points.push({ atMs: at, units: before })
    points.push({ atMs: at, units: after })
  }
  if (until > at) points.push({ atMs: until, units: balanceAtMs(timeline, until) })
  return points
}

/**
 * What has streamed, from the start of a stream on, by the contract's rule and as long as no event happens. Before the
 * time that accrual counts from it is a straight line, since terms do not contain when a stream was paused before that.
 *
 * @throws MoneyError for terms that no contract could hold
 */
export function streamedCurve(stream: StreamTerms, untilMs: number): Curve {
  const { startTime, lastUpdateTime, withdrawnAmount, status, pausedAt } = stream
  const anchorMs = lastUpdateTime * 1000
  const past = startTime < lastUpdateTime ? [{ atMs: startTime * 1000, units: 0n }] : []
  const anchor = { atMs: anchorMs, units: withdrawnAmount }
  if (status === 'active') {
    const timeline = timelineOf(stream, 'streamed')
    return [...past, ...curveOf(timeline, anchorMs, Math.max(untilMs, anchorMs))]
  }
  if (status !== 'paused' || pausedAt === null || pausedAt <= lastUpdateTime) {
    return [...past, anchor]
  }
  const running = timelineOf({ ...stream, status: 'active', pausedAt: null }, 'streamed')
  const paused = { atMs: pausedAt * 1000, units: withdrawnAmount + claimableAtSecond(stream, 0) }
  return [...past, ...curveOf(running, anchorMs, paused.atMs).slice(0, -1), paused]
}

/**
 * What several timelines add up to between two times. Bends that are nearer to each other than `leastMs` become one, so
 * that ten thousand streams have no more corners than a chart has pixels; the first, the last and every corner that is
 * left are exact.
 *
 * @throws MoneyError `time_range`
 */
export function totalCurve(
  timelines: Iterable<Timeline>,
  { fromMs, untilMs, leastMs }: { fromMs: number; untilMs: number; leastMs: number },
): Curve {
  // Totals of their own: those that numbers are read from would have to look at every part again after a look ahead.
  const totals = createTotals()
  for (const timeline of timelines) totals.add(timeline)
  const until = wholeMs(untilMs)
  let at = wholeMs(fromMs)
  const points = [{ atMs: at, units: totals.balanceAt({ atMs: at }) }]
  for (;;) {
    const nextMs = totals.nextBreakpointMs({ atMs: at })
    if (nextMs === null || nextMs >= until) break
    const isNear = nextMs - (points.at(-1)?.atMs ?? at) < leastMs
    at = nextMs
    if (!isNear) points.push({ atMs: at, units: totals.balanceAt({ atMs: at }) })
  }
  points.push({ atMs: until, units: totals.balanceAt({ atMs: until }) })
  return points
}

/** The last time before `untilMs` at which the sum of these timelines bends; null if it does not. */
export function lastBendMs(timelines: Iterable<Timeline>, afterMs: number): number | null {
  let last: number | null = null
  for (const timeline of timelines) {
    for (const { sinceMs, untilMs = sinceMs } of timeline) {
      const bendMs = Math.max(sinceMs, untilMs)
      if (bendMs > afterMs && bendMs > (last ?? afterMs)) last = bendMs
    }
  }
  return last
}

/** The height of a curve at a time; 0 for a curve without corners. After a jump, the later one. */
export function curveAt(curve: Curve, atMs: number): bigint {
  const next = curve.findIndex((point) => point.atMs > atMs)
  const before = next < 0 ? curve.at(-1) : curve[next - 1]
  const after = next < 0 ? undefined : curve[next]
  if (!before) return after?.units ?? 0n
  if (!after) return before.units
  const length = BigInt(after.atMs - before.atMs)
  const moved = (after.units - before.units) * BigInt(Math.floor(atMs) - before.atMs)
  // To the nearest unit: the line is drawn, and the exact balance is that of the timeline.
  const half = (moved < 0n ? -length : length) / 2n
  return before.units + (moved + half) / length
}

/** The part of a curve between two times, both of which are corners of it. */
export function clipCurve(curve: Curve, fromMs: number, untilMs: number): Curve {
  return [
    { atMs: fromMs, units: curveAt(curve, fromMs) },
    ...curve.filter(({ atMs }) => atMs > fromMs && atMs < untilMs),
    { atMs: untilMs, units: curveAt(curve, untilMs) },
  ]
}

const magnitude = (units: bigint) => (units < 0n ? -units : units)
