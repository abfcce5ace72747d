/**
 * What rows are sorted by: a text, or a number that may change with time. Amounts are compared as floats, which are exact
 * for whole units up to 2^53; of larger ones the possible error is known, and those that are closer than that are compared
 * as whole units. Pure.
 */
import { balanceAtMs, pieceAt, type Timeline } from '../../money/timeline.ts'
import { placesBefore, type Steps, sortInSteps } from './sort-in-steps.ts'

/** An amount of a token that may change with time. */
export interface RankedAmount {
  /** The amount at each time, in base units. */
  readonly timeline: Timeline
  /** Of its token, since tokens are compared as whole amounts. */
  readonly decimals: number
}

/** What a row is sorted by; null: nothing, so it comes last whichever end is first. */
export type RankValue = string | number | RankedAmount | null

/**
 * What rows are sorted by, with the line that an amount moves on as floats, so that a later time costs one multiplication:
 * columns by the index of the row.
 */
interface RankLines {
  /** What the rest was read from: another object after an event. */
  readonly rows: (object | null)[]
  readonly ranks: RankValue[]
  /** In units of the amount. */
  readonly bases: Float64Array
  readonly perSecond: Float64Array
  readonly sinceMs: Float64Array
  /** From then on it moves on another line; Infinity: never. */
  readonly endsMs: Float64Array
}

const createLines = (length: number): RankLines => ({
  rows: new Array(length).fill(null),
  ranks: new Array(length).fill(null),
  bases: new Float64Array(length),
  perSecond: new Float64Array(length),
  sinceMs: new Float64Array(length),
  endsMs: new Float64Array(length),
})

/** What each row of a list is sorted by, remembered for as long as the row is the same object. */
export interface ValueCache<Row extends object> {
  /** The list of rows, which may be another one every time. */
  setRecords(records: readonly RowRecord<Row>[]): void
  /** The values of the rows with these indexes at that time. */
  read(indexes: readonly number[], atMs: number, placesOf: TextOrder): Steps<RankedFloats>
}

/** A row that may be another object after an event. */
interface RowRecord<Row> {
  readonly stream: Row
}

const rowsBetweenPauses = 128

/** @param read what a row is sorted by; the same for the same row */
export function createValueCache<Row extends object>(
  read: (row: Row) => RankValue,
): ValueCache<Row> {
  let records: readonly RowRecord<Row>[] = []
  let lines = createLines(0)

  function readLine(index: number, atMs: number): RankValue {
    const row = (records[index] as RowRecord<Row>).stream
    if (lines.rows[index] !== row) {
      lines.rows[index] = row
      lines.ranks[index] = read(row)
      setLine(lines, index, atMs)
    } else if (atMs < (lines.sinceMs[index] as number) || atMs >= (lines.endsMs[index] as number)) {
      setLine(lines, index, atMs)
    }
    return lines.ranks[index] as RankValue
  }

  return {
    setRecords(next) {
      if (next === records) return
      const places = placesBefore(records, next)
      const before = lines
      records = next
      lines = createLines(next.length)
      for (const [index, place] of places.entries()) {
        if (place < 0) continue
        lines.rows[index] = before.rows[place] ?? null
        lines.ranks[index] = before.ranks[place] ?? null
        for (const column of ['bases', 'perSecond', 'sinceMs', 'endsMs'] as const) {
          lines[column][index] = before[column][place] as number
        }
      }
    },
    *read(indexes, whenMs, placesOf) {
      const atMs = Math.floor(whenMs)
      const texts = new Set<string>()
      let decimals = 0
      let untilPause = rowsBetweenPauses
      for (const index of indexes) {
        const rank = readLine(index, atMs)
        if (typeof rank === 'string') texts.add(rank)
        else if (rank !== null && typeof rank === 'object') {
          decimals = Math.max(decimals, rank.decimals)
        }
        untilPause -= 1
        if (untilPause > 0) continue
        untilPause = rowsBetweenPauses
        yield
      }
      const places = texts.size > 0 ? yield* placesOf(texts) : noPlaces
      return floatsOf(lines, indexes, { atMs, decimals, places })
    },
  }
}

const noPlaces: TextPlaces = new Map()

function setLine(lines: RankLines, index: number, atMs: number): void {
  const rank = lines.ranks[index] as RankValue
  lines.sinceMs[index] = Number.NEGATIVE_INFINITY
  lines.endsMs[index] = Number.POSITIVE_INFINITY
  if (rank === null || typeof rank !== 'object') return
  const piece = pieceAt(rank.timeline, atMs)
  lines.bases[index] = Number(piece.balance)
  lines.perSecond[index] = Number(piece.ratePerSecond)
  lines.sinceMs[index] = piece.sinceMs
  lines.endsMs[index] = piece.endsMs ?? Number.POSITIVE_INFINITY
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
  lines: RankLines,
  indexes: readonly number[],
  { atMs, decimals, places }: { atMs: number; decimals: number; places: TextPlaces },
): RankedFloats {
  const { length } = lines.ranks
  const floats = new Float64Array(length)
  const errors = new Float64Array(length)
  for (const index of indexes) {
    const rank = lines.ranks[index] as RankValue
    if (rank === null || rank === '') floats[index] = Number.NaN
    else if (typeof rank === 'string') floats[index] = places.get(rank) ?? 0
    else if (typeof rank === 'number') floats[index] = rank
    else {
      const base = lines.bases[index] as number
      const perSecond = lines.perSecond[index] as number
      const product = perSecond === 0 ? 0 : perSecond * (atMs - (lines.sinceMs[index] as number))
      const factor = 10 ** (decimals - rank.decimals)
      const float = (base + Math.trunc(product / 1000)) * factor
      floats[index] = float
      const largest = Math.max(Math.abs(base), Math.abs(product), Math.abs(float))
      // Whole numbers below 2^53, their products and quotients by 1000, truncated, are those of the integers.
      if (!(largest <= maxExact)) {
        // A float that is rounded up to a whole number is truncated to the unit above.
        errors[index] = ((Math.abs(base) + Math.abs(product / 1000)) * roundingError + 1) * factor
      }
    }
  }
  const exact: (bigint | undefined)[] = []
  const unitsOf = (index: number): bigint => {
    let units = exact[index]
    if (units === undefined) {
      const rank = lines.ranks[index]
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

/** The places of texts, and of others next time. */
export type TextOrder = (texts: ReadonlySet<string>) => Steps<TextPlaces>

/**
 * Places of texts, remembered until there are others: a comparison of two texts in the order of a language costs as much
 * as a hundred of two numbers.
 */
export function createTextOrder(locale: string | undefined): TextOrder {
  const { compare } = new Intl.Collator(locale, { numeric: true })
  let sorted: readonly string[] = []
  let places: Map<string, number> = new Map()
  return function* placesOf(texts) {
    let isKnown = true
    for (const text of texts) isKnown &&= places.has(text)
    if (isKnown) return places
    // What is in order already is compared once, so most of the work is done by comparisons of characters.
    const kept = sorted.filter((text) => texts.has(text))
    const added = [...texts].filter((text) => !places.has(text))
    // Ids are most often whole numbers, whose order is the same in each language.
    const isNumber = [...kept, ...added].every((text) => /^\d{1,15}$/.test(text))
    const order = isNumber ? compareNumbers : compare
    const next = yield* sortInSteps(
      isNumber ? [...kept, ...added] : [...kept, ...(yield* sortInSteps(added, compareUnits))],
      // Texts that are equal in a language are different items.
      (a, b) => order(a, b) || compareUnits(a, b),
    )
    const found = new Map<string, number>()
    let place = 0
    for (const [index, text] of next.entries()) {
      const before = next[index - 1]
      if (before === undefined || order(before, text) !== 0) place += 1
      found.set(text, place)
      if (index % rowsBetweenPauses === 0) yield
    }
    sorted = next
    places = found
    return places
  }
}

const compareNumbers = (a: string, b: string) => Number(a) - Number(b)
/** In the order of UTF-16. */
const compareUnits = (a: string, b: string) => (a < b ? -1 : Number(a > b))
