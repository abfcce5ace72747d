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

/** An amount with the line that it moves on as floats, so that a later time costs one multiplication. */
interface FloatLine {
  readonly base: number
  readonly perMs: number
  readonly sinceMs: number
  /** From then on it moves on another line; Infinity: never. */
  readonly endsMs: number
}

/** Values at a time. Remembers the lines of amounts, by row. */
export interface ValueReader<Row extends object> {
  /** What the row is sorted by. */
  rankOf(row: Row): RankValue
  /** The number as a float, 0 for a text; `NaN` where the row has nothing to be sorted by. */
  floatAt(row: Row, atMs: number): number
}

/** @param read what a row is sorted by; the same for the same row */
export function createValueReader<Row extends object>(
  read: (row: Row) => RankValue,
): ValueReader<Row> {
  const known = new WeakMap<Row, RankValue>()
  const lines = new WeakMap<Row, FloatLine>()

  function rankOf(row: Row): RankValue {
    let rank = known.get(row)
    if (rank === undefined) {
      rank = read(row)
      known.set(row, rank)
    }
    return rank
  }

  return {
    rankOf,
    floatAt(row, atMs) {
      let line = lines.get(row)
      if (!line || atMs < line.sinceMs || atMs >= line.endsMs) {
        const rank = rankOf(row)
        if (rank === null || rank === '') return Number.NaN
        if (typeof rank === 'string') return 0
        if (typeof rank === 'number') return rank
        line = lineAt(rank, atMs)
        lines.set(row, line)
      }
      return line.base + line.perMs * (atMs - line.sinceMs)
    },
  }
}

function lineAt({ timeline, decimals }: RankedAmount, atMs: number): FloatLine {
  const at = Math.floor(atMs)
  const { endsMs } = pieceAt(timeline, at)
  const scale = 10 ** decimals
  return {
    base: Number(balanceAtMs(timeline, at)) / scale,
    perMs: Number(rateAtMs(timeline, at)) / scale / 1000,
    sinceMs: at,
    endsMs: endsMs ?? Number.POSITIVE_INFINITY,
  }
}

/** Floats that differ by less than this part of them are compared exactly. */
export const floatError = 1e-12

/** The order of two values whose floats are as good as equal, ascending. */
export function compareExactly(
  a: RankValue,
  b: RankValue,
  atMs: number,
  compareTexts: (a: string, b: string) => number,
): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return 0
  const one = balanceAtMs(a.timeline, atMs) * unitsPerToken(b.decimals)
  const other = balanceAtMs(b.timeline, atMs) * unitsPerToken(a.decimals)
  return one < other ? -1 : Number(one > other)
}
