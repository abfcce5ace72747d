/**
 * A forecast as paths of an SVG: the place where whole units become coordinates. Pure. The box has no aspect ratio of its
 * own: the chart stretches it, and strokes keep their width.
 */
import { type Curve, clipCurve, curveAt } from '../../money/curve.ts'

/** The box that all paths are in. */
export const chartWidth = 1_000
export const chartHeight = 400

/** What is drawn: a line, and the times and amounts that the box shows. */
export interface Forecast {
  /** The line. */
  readonly curve: Curve
  /** Left edge, Unix ms. */
  readonly fromMs: number
  /** Right edge, Unix ms. */
  readonly untilMs: number
  /** The upper edge, above 0. The lower one is 0. */
  readonly topUnits: bigint
  /** What of it was withdrawn, for a stream; null for the balance of an account. */
  readonly withdrawnUnits: bigint | null
  /** Times that are marked, such as the start and the end of the deposit. */
  readonly marksMs: readonly number[]
}

/** The paths of a forecast at a time; empty where there is nothing to draw. */
export interface ForecastShape {
  /** The line until now. */
  readonly known: string
  /** The line after now. */
  readonly projected: string
  /** The area of what was withdrawn. */
  readonly withdrawnArea: string
  /** The area of what has streamed besides. */
  readonly knownArea: string
  /** The area of what is expected. */
  readonly projectedArea: string
  /** The line between what was withdrawn and the rest. */
  readonly division: string
  /** A line at now through the whole height; empty where now is outside of the box. */
  readonly nowLine: string
  /** The mark on the curve: a line without length, drawn with a round cap; empty where now is outside of the box. */
  readonly nowMark: string
  /** The same at the last known point: now, or the edge that is nearest to it. */
  readonly lastMark: string
}

/** How far from the left edge a time is, 0 to 1; times outside of the box are at its edge. */
export function shareOf({ fromMs, untilMs }: Pick<Forecast, 'fromMs' | 'untilMs'>, atMs: number) {
  return Math.min(1, Math.max(0, (atMs - fromMs) / (untilMs - fromMs)))
}

/** Whether a time is in the box. */
export function isWithin({ fromMs, untilMs }: Pick<Forecast, 'fromMs' | 'untilMs'>, atMs: number) {
  return atMs >= fromMs && atMs <= untilMs
}

const round = (at: number) => Math.round(at * 10) / 10

/** @param forecast with an upper edge above 0 and times that differ */
export function shapeOf(forecast: Forecast, nowMs: number): ForecastShape {
  const { curve, fromMs, untilMs, topUnits, withdrawnUnits } = forecast
  const now = Math.min(untilMs, Math.max(fromMs, nowMs))
  const x = (atMs: number) => round(shareOf(forecast, atMs) * chartWidth)
  // The first number that is no bigint: a ten thousandth of the height is less than a pixel.
  const y = (units: bigint) =>
    round(chartHeight - (Number((units * 10_000n) / topUnits) / 10_000) * chartHeight)
  const line = (points: Curve) =>
    points
      .map(({ atMs, units }, index) => `${index === 0 ? 'M' : 'L'}${x(atMs)} ${y(units)}`)
      .join('')
  const area = (points: Curve, floor: bigint) => {
    const [first, last] = [points[0], points.at(-1)]
    if (!first || !last || x(first.atMs) === x(last.atMs)) return ''
    return `${line(points)}V${y(floor)}H${x(first.atMs)}Z`
  }
  const past = clipCurve(curve, fromMs, now)
  const future = clipCurve(curve, now, untilMs)
  const withdrawn = withdrawnUnits ?? 0n
  // What was withdrawn had streamed before the rest: a corner of the curve is where the two meet.
  const below = past.map((point) =>
    point.units < withdrawn ? point : { ...point, units: withdrawn },
  )
  const rest = past.filter(({ units }) => units >= withdrawn)
  const [divided] = rest
  const nowUnits = curveAt(curve, now)
  const isNowShown = isWithin(forecast, nowMs)
  const lastMark = `M${x(now)} ${y(nowUnits)}h0`
  return {
    known: line(past),
    projected: line(future),
    withdrawnArea: withdrawn > 0n ? area(below, 0n) : '',
    knownArea: area(rest, withdrawn),
    division:
      withdrawn > 0n && divided && x(divided.atMs) < x(now)
        ? `M${x(divided.atMs)} ${y(withdrawn)}H${x(now)}`
        : '',
    projectedArea: area(future, 0n),
    nowLine: isNowShown ? `M${x(now)} 0V${chartHeight}` : '',
    nowMark: isNowShown ? lastMark : '',
    lastMark,
  }
}

/**
 * The first time after `afterMs` at which the shape has moved by a pixel; null when it never will again.
 *
 * @param pixels the width of the chart
 */
export function nextShapeMs(
  { fromMs, untilMs }: Pick<Forecast, 'fromMs' | 'untilMs'>,
  pixels: number,
  afterMs: number,
): number | null {
  if (afterMs >= untilMs) return null
  if (afterMs < fromMs) return fromMs
  const pixelMs = (untilMs - fromMs) / pixels
  const next = Math.ceil(fromMs + (Math.floor((afterMs - fromMs) / pixelMs) + 1) * pixelMs)
  return Math.max(next, Math.floor(afterMs) + 1)
}
