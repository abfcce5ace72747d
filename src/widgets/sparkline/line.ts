/** A line of values as an SVG path, in a box of 100 × 32. Pure. */
import type { ValueAt } from '../../react/dashboard/use-value-history.ts'

/** A line. */
export interface SparklineShape {
  /** The `d` of the line; empty for fewer than two values. */
  readonly path: string
  /** The `d` of the mark at the last value: a line without length, drawn with a round cap. */
  readonly mark: string
  /** How many values there are. */
  readonly count: number
  /** The least of them. */
  readonly lowest: number
  /** The greatest of them. */
  readonly highest: number
}

export const sparklineWidth = 100
export const sparklineHeight = 32
/** Room for the stroke, and at the end for the mark. */
const inset = 4
const endInset = 2

/** @param values oldest first; plain numbers are evenly spaced, others by their time. Null without values. */
export function sparklineOf(
  values: readonly number[] | readonly ValueAt[] | undefined,
): SparklineShape | null {
  const points = (values ?? [])
    .map((each, index) =>
      typeof each === 'number' ? { value: each, at: index } : { value: each.value, at: each.atMs },
    )
    .filter(({ value, at }) => Number.isFinite(value) && Number.isFinite(at))
  const [first] = points
  const last = points.at(-1)
  if (!first || !last) return null
  const numbers = points.map(({ value }) => value)
  const lowest = Math.min(...numbers)
  const highest = Math.max(...numbers)
  const spanAt = last.at - first.at
  const span = highest - lowest
  const x = (at: number) =>
    round((spanAt > 0 ? (at - first.at) / spanAt : 1) * (sparklineWidth - endInset))
  // A line that does not change is in the middle.
  const y = (value: number) =>
    round(inset + (span > 0 ? (highest - value) / span : 0.5) * (sparklineHeight - 2 * inset))
  const path = points.map(({ value, at }, index) => `${index ? 'L' : 'M'}${x(at)} ${y(value)}`)
  return {
    path: points.length > 1 ? path.join('') : '',
    mark: `M${x(last.at)} ${y(last.value)}h0`,
    count: points.length,
    lowest,
    highest,
  }
}

const round = (at: number) => Math.round(at * 10) / 10
