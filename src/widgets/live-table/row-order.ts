/**
 * The order of rows that change: sorted by a column, and sorted again at most once a second, so that a table
 * whose sort column changes all the time can be read. Pure.
 */
import { compareValues, type LiveValue } from '../../react/dashboard/exact-decimal.ts'
import { cellValueOf, type LiveTableColumn, type TableSort } from './columns.ts'

/** Puts rows in order; null for the order that they are given in. */
export type SortRows<Row> = ((rows: readonly Row[]) => readonly Row[]) | null

export function sortBy<Row>(
  columns: readonly LiveTableColumn<Row>[],
  sort: TableSort | null,
  locale: string | undefined,
): SortRows<Row> {
  const column = columns.find(({ id }) => id === sort?.column)
  if (!sort || !column || column.sort === false) return null
  const sign = sort.direction === 'ascending' ? 1 : -1
  const { sort: own, kind = 'text' } = column
  if (typeof own === 'function') return (rows) => [...rows].sort((a, b) => sign * own(a, b))
  // `ord_9` comes before `ord_10`.
  const { compare } = new Intl.Collator(locale, { numeric: true })
  const placesOf = createPlaces(compare)
  // Floats are in the order of the exact numbers; only those that are equal need a closer look.
  const order = (a: Ranked<Row>, b: Ranked<Row>): number =>
    a.float - b.float || (kind === 'text' ? 0 : compareValues(a.value, b.value))
  return (rows) => {
    const ranked: Ranked<Row>[] = []
    // Rows without a value come last, whichever end is first.
    const others: Row[] = []
    // Values are read once, not at each of the comparisons.
    for (const row of rows) {
      const value = cellValueOf(column, row)
      if (value === null) others.push(row)
      else ranked.push({ row, value, float: kind === 'text' ? 0 : Number(value) })
    }
    if (kind === 'text') {
      const places = placesOf(ranked.map(({ value }) => String(value)))
      for (const each of ranked) each.float = places.get(String(each.value)) ?? 0
    }
    ranked.sort((a, b) => sign * order(a, b))
    return [...ranked.map(({ row }) => row), ...others]
  }
}

interface Ranked<Row> {
  readonly row: Row
  readonly value: LiveValue
  /** A number in the same order, or the place of a text. */
  float: number
}

/**
 * The places of texts in the order of a language, remembered until there are others: to compare two of them costs as much as
 * a hundred numbers, and most rows have the texts of a second ago.
 */
function createPlaces(
  compare: (a: string, b: string) => number,
): (texts: readonly string[]) => ReadonlyMap<string, number> {
  let places: ReadonlyMap<string, number> = new Map()
  return (texts) => {
    if (texts.every((text) => places.has(text))) return places
    const sorted = [...new Set(texts)].sort(compare)
    const next = new Map<string, number>()
    let place = 0
    for (const [index, text] of sorted.entries()) {
      const before = sorted[index - 1]
      if (before === undefined || compare(before, text) !== 0) place += 1
      next.set(text, place)
    }
    places = next
    return places
  }
}

/** Rows in their order, and what it was made of. */
export interface RankedRows<Row> {
  readonly given: readonly Row[]
  readonly sort: SortRows<Row>
  /** In the order in which they are shown. */
  readonly rows: readonly Row[]
  /** When they were sorted last, on a monotonic clock. */
  readonly sortedAtMs: number
  /** They have changed since, and have to be sorted again. */
  readonly isDue: boolean
}

/** How long an order stays. */
export const sortIntervalMs = 1000

/** @param nowMs of a monotonic clock */
export function rankRows<Row>(
  before: RankedRows<Row> | null,
  next: Pick<RankedRows<Row>, 'given' | 'sort'> & { readonly keyOf: (row: Row) => string },
  nowMs: number,
): RankedRows<Row> {
  const { given, sort, keyOf } = next
  if (sort === null) return { given, sort, rows: given, sortedAtMs: nowMs, isDue: false }
  const isSameOrder = before?.sort === sort && nowMs - before.sortedAtMs < sortIntervalMs
  if (before && isSameOrder) {
    return {
      given,
      sort,
      rows: patch(before.rows, given, keyOf),
      sortedAtMs: before.sortedAtMs,
      isDue: true,
    }
  }
  return { given, sort, rows: sort(given), sortedAtMs: nowMs, isDue: false }
}

/** The rows as they are now in the order of before; new ones come last until they are sorted. */
function patch<Row>(
  before: readonly Row[],
  given: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const byKey = new Map(given.map((row) => [keyOf(row), row]))
  const kept: Row[] = []
  for (const row of before) {
    const key = keyOf(row)
    const now = byKey.get(key)
    if (now === undefined) continue
    kept.push(now)
    byKey.delete(key)
  }
  return [...kept, ...byKey.values()]
}
