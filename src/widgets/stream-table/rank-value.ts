/**
 * What rows are sorted by: a text, or a number that may change with time. Amounts are compared as floats, which are exact
 * for whole units up to 2^53; of larger ones the possible error is known, and those that are closer than that are compared
 * as whole units. Pure.
 */
import { balanceAtMs, pieceAt, type Timeline } from '../../money/timeline.ts'

/** An amount of a token that may change with time. */
export interface RankedAmount {
  /** The amount at each time, in base units. */
  readonly timeline: Timeline
  /** Of its token, since tokens are compared as whole amounts. */
  readonly decimals: number
}

/** What a row is sorted by; null: nothing, so it comes last whichever end is first. */
export type RankValue = string | number | RankedAmount | null

/** What a row is sorted by, with the line that an amount moves on as floats, so that a later time costs one multiplication. */
interface RankLine {
  /** What this was read from: another object after an event. */
  row: object | null
  rank: RankValue
  /** In units of the amount. */
  base: number
  perSecond: number
  sinceMs: number
  /** From then on it moves on another line; Infinity: never. */
  endsMs: number
}

const createLine = (): RankLine => ({
  row: null,
  rank: null,
  base: 0,
  perSecond: 0,
  sinceMs: 0,
  endsMs: 0,
})

/** What each row of a list is sorted by, remembered for as long as the row is the same object. */
export interface ValueCache<Row extends object> {
  /** The list of rows, which may be another one every time. */
  setRecords(records: readonly RowRecord<Row>[]): void
  /** The values of the rows with these indexes at that time. */
  read(
    indexes: readonly number[],
    atMs: number,
    placesOf: (texts: ReadonlySet<string>) => TextPlaces,
  ): RankedFloats
}

/** A row that may be another object after an event. */
interface RowRecord<Row> {
  readonly stream: Row
}

/** @param read what a row is sorted by; the same for the same row */
export function createValueCache<Row extends object>(
  read: (row: Row) => RankValue,
): ValueCache<Row> {
  let records: readonly RowRecord<Row>[] = []
  let lines: readonly RankLine[] = []

  function lineAt(index: number, atMs: number): RankLine {
    const line = lines[index] as RankLine
    const row = (records[index] as RowRecord<Row>).stream
    if (line.row !== row) {
      line.row = row
      line.rank = read(row)
      setLine(line, atMs)
    } else if (atMs < line.sinceMs || atMs >= line.endsMs) setLine(line, atMs)
    return line
  }

  return {
    setRecords(next) {
      if (next === records) return
      const before = new Map(records.map((record, index) => [record, lines[index]]))
      records = next
      lines = next.map((record) => before.get(record) ?? createLine())
    },
    read(indexes, whenMs, placesOf) {
      const atMs = Math.floor(whenMs)
      const texts = new Set<string>()
      let decimals = 0
      for (const index of indexes) {
        const { rank } = lineAt(index, atMs)
        if (typeof rank === 'string') texts.add(rank)
        else if (rank !== null && typeof rank === 'object') {
          decimals = Math.max(decimals, rank.decimals)
        }
      }
      return floatsOf(lines, indexes, {
        atMs,
        decimals,
        places: texts.size > 0 ? placesOf(texts) : noPlaces,
      })
    },
  }
}

const noPlaces: TextPlaces = new Map()

function setLine(line: RankLine, atMs: number): void {
  const { rank } = line
  line.sinceMs = Number.NEGATIVE_INFINITY
  line.endsMs = Number.POSITIVE_INFINITY
  if (rank === null || typeof rank !== 'object') return
  const piece = pieceAt(rank.timeline, atMs)
  line.base = Number(piece.balance)
  line.perSecond = Number(piece.ratePerSecond)
  line.sinceMs = piece.sinceMs
  line.endsMs = piece.endsMs ?? Number.POSITIVE_INFINITY
}

/** The largest number up to which floats hold every whole one. */
const maxExact = Number.MAX_SAFE_INTEGER
/** The part of a float that several operations may round. */
const roundingError = 2 ** -48

/** Values of rows as floats. */
export interface RankedFloats {
  /** By index; `NaN`: nothing to be sorted by. */
  readonly floats: Float64Array
  /** By how much a float may be wrong; 0: it is exact. */
  readonly errors: Float64Array
  /** The order of two rows whose floats are too close to each other: as whole units. */
  compareClose(a: number, b: number): number
}

/** @param decimals the most that one of the amounts has; they are compared in such units */
function floatsOf(
  lines: readonly RankLine[],
  indexes: readonly number[],
  { atMs, decimals, places }: { atMs: number; decimals: number; places: TextPlaces },
): RankedFloats {
  const floats = new Float64Array(lines.length)
  const errors = new Float64Array(lines.length)
  for (const index of indexes) {
    const { rank, base, perSecond, sinceMs } = lines[index] as RankLine
    if (rank === null || rank === '') floats[index] = Number.NaN
    else if (typeof rank === 'string') floats[index] = places.get(rank) ?? 0
    else if (typeof rank === 'number') floats[index] = rank
    else {
      const product = perSecond === 0 ? 0 : perSecond * (atMs - sinceMs)
      const factor = 10 ** (decimals - rank.decimals)
      const float = (base + Math.trunc(product / 1000)) * factor
      floats[index] = float
      const largest = Math.max(Math.abs(base), Math.abs(product), Math.abs(float))
      // Whole numbers below 2^53, their products and quotients by 1000, truncated, are those of the integers.
      if (!(largest <= maxExact)) {
        errors[index] = (Math.abs(base) + Math.abs(product / 1000) + 1) * factor * roundingError
      }
    }
  }
  const exact: (bigint | undefined)[] = []
  const unitsOf = (index: number): bigint => {
    let units = exact[index]
    if (units === undefined) {
      const rank = lines[index]?.rank
      units =
        rank !== null && typeof rank === 'object'
          ? balanceAtMs(rank.timeline, atMs) * 10n ** BigInt(decimals - rank.decimals)
          : 0n
      exact[index] = units
    }
    return units
  }
  return {
    floats,
    errors,
    compareClose(a, b) {
      const one = unitsOf(a)
      const other = unitsOf(b)
      return one < other ? -1 : Number(one > other)
    },
  }
}

/** The place of each text in the order of a language; equal ones have the same. */
export type TextPlaces = ReadonlyMap<string, number>

/**
 * Places of texts, remembered until there are others: a comparison of two texts in the order of a language costs as much
 * as a hundred of two numbers.
 */
export function createTextOrder(
  locale: string | undefined,
): (texts: ReadonlySet<string>) => TextPlaces {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  let sorted: readonly string[] = []
  let places: Map<string, number> = new Map()
  return (texts) => {
    let isKnown = true
    for (const text of texts) isKnown &&= places.has(text)
    if (isKnown) return places
    // What is in order already is compared once, so most of the work is done by comparisons of characters.
    const next = sorted.filter((text) => texts.has(text))
    const added = [...texts].filter((text) => !places.has(text))
    // Ids are most often whole numbers, whose order is the same in each language.
    const isNumber = [...next, ...added].every((text) => /^\d{1,15}$/.test(text))
    if (isNumber) next.push(...added)
    else next.push(...added.sort())
    next.sort(isNumber ? (a, b) => Number(a) - Number(b) : compare)
    places = new Map()
    let place = 0
    for (const [index, text] of next.entries()) {
      const before = next[index - 1]
      const isEqual =
        before !== undefined &&
        (isNumber ? Number(before) === Number(text) : !compare(before, text))
      if (!isEqual) place += 1
      places.set(text, place)
    }
    sorted = next
    return places
  }
}
