/**
 * What rows are sorted by: a text, or a number that may change with time. Numbers are compared as floats, which ten
 * thousand rows a second can afford, and exactly where floats are too close to each other. Pure.
 */
import { unitsPerToken } from '../../money/amount.ts'
import { balanceAtMs, pieceAt, rateAtMs, type Timeline } from '../../money/timeline.ts'

/** An amount of a token that may change with time. */
export interface RankedAmount {
  readonly timeline: Timeline
  readonly decimals: number
}

/** What a row is sorted by; null: nothing, so it comes last whichever end is first. */
export type RankValue = string | number | RankedAmount | null

/** Values that can be compared: made once for each row and sort. */
export interface ComparableValue {
  readonly text: string | null
  /** `NaN` for no value. */
  readonly float: number
  readonly amount: FloatAmount | null
}

/** An amount with the line that it moves on as floats, so that a later time costs one multiplication. */
interface FloatAmount extends RankedAmount {
  readonly base: number
  readonly perMs: number
  readonly sinceMs: number
  /** From then on it moves on another line; Infinity: never. */
  readonly endsMs: number
}

/** Values at a time. Remembers the lines of amounts, by row. */
export interface ValueReader<Row extends object> {
  /** Null where the row has nothing to be sorted by. */
  valueAt(row: Row, atMs: number): ComparableValue | null
}

/** @param rankOf what a row is sorted by; the same for the same row */
export function createValueReader<Row extends object>(
  rankOf: (row: Row) => RankValue,
): ValueReader<Row> {
  const known = new WeakMap<Row, RankValue>()
  const lines = new WeakMap<Row, FloatAmount>()
  return {
    valueAt(row, atMs) {
      let rank = known.get(row)
      if (rank === undefined) {
        rank = rankOf(row)
        known.set(row, rank)
      }
      if (rank === null || rank === '') return null
      if (typeof rank === 'string') return { text: rank, float: 0, amount: null }
      if (typeof rank === 'number') return { text: null, float: rank, amount: null }
      let line = lines.get(row)
      if (!line || atMs < line.sinceMs || atMs >= line.endsMs) {
        line = lineAt(rank, atMs)
        lines.set(row, line)
      }
      return { text: null, float: line.base + line.perMs * (atMs - line.sinceMs), amount: line }
    },
  }
}

function lineAt(amount: RankedAmount, atMs: number): FloatAmount {
  const { timeline, decimals } = amount
  const at = Math.floor(atMs)
  const { endsMs } = pieceAt(timeline, at)
  const scale = 10 ** decimals
  return {
    ...amount,
    base: Number(balanceAtMs(timeline, at)) / scale,
    perMs: Number(rateAtMs(timeline, at)) / scale / 1000,
    sinceMs: at,
    endsMs: endsMs ?? Number.POSITIVE_INFINITY,
  }
}

/** Floats of amounts that differ by less than this part of them are compared exactly. */
const floatError = 1e-12

/** Ascending. */
export function compareValuesAt(
  a: ComparableValue,
  b: ComparableValue,
  atMs: number,
  compareTexts: (a: string, b: string) => number,
): number {
  if (a.text !== null && b.text !== null) return compareTexts(a.text, b.text)
  const difference = a.float - b.float
  const isClose =
    Math.abs(difference) <= floatError * Math.max(Math.abs(a.float), Math.abs(b.float))
  if (!isClose || !a.amount || !b.amount) return difference
  const one = balanceAtMs(a.amount.timeline, atMs) * unitsPerToken(b.amount.decimals)
  const other = balanceAtMs(b.amount.timeline, atMs) * unitsPerToken(a.amount.decimals)
  return one < other ? -1 : Number(one > other)
}
