/**
 * The order of rows that change: sorted by a column, and sorted again at most once a second, so that a table
 * whose sort column changes all the time can be read. Pure.
 */
import { compareValues, type LiveValue } from '../../react/dashboard/exact-decimal.ts'
import { cellValueOf, type LiveTableColumn, type TableSort } from './columns.ts'

/** How rows are compared; null for the order that they are given in. */
export type CompareRows<Row> = ((a: Row, b: Row) => number) | null

export function compareBy<Row>(
  columns: readonly LiveTableColumn<Row>[],
  sort: TableSort | null,
  locale: string | undefined,
): CompareRows<Row> {
  const column = columns.find(({ id }) => id === sort?.column)
  if (!sort || !column || column.sort === false) return null
  const sign = sort.direction === 'ascending' ? 1 : -1
  const { sort: own } = column
  if (typeof own === 'function') return (a, b) => sign * own(a, b)
  const compare =
    column.kind === 'number' || column.kind === 'time' ? compareNumbers : textsIn(locale)
  return (a, b) => {
    const one = cellValueOf(column, a)
    const other = cellValueOf(column, b)
    // Rows without a value come last, whichever end is first.
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
    return sign * compare(one, other)
  }
}

function textsIn(locale: string | undefined): (a: LiveValue, b: LiveValue) => number {
  // `ord_9` comes before `ord_10`.
  const { compare } = new Intl.Collator(locale, { numeric: true })
  return (a, b) => compare(String(a), String(b))
}

/** Floats are in the order of the exact numbers; only those that are equal need a closer look. */
function compareNumbers(a: LiveValue, b: LiveValue): number {
  return Number(a) - Number(b) || compareValues(a, b)
}

/** Rows in their order, and what it was made of. */
export interface RankedRows<Row> {
  readonly given: readonly Row[]
  readonly compare: CompareRows<Row>
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
  next: Pick<RankedRows<Row>, 'given' | 'compare'> & { readonly keyOf: (row: Row) => string },
  nowMs: number,
): RankedRows<Row> {
  const { given, compare, keyOf } = next
  if (compare === null) return { given, compare, rows: given, sortedAtMs: nowMs, isDue: false }
  const isSameOrder = before?.compare === compare && nowMs - before.sortedAtMs < sortIntervalMs
  if (before && isSameOrder) {
    return {
      given,
      compare,
      rows: patch(before.rows, given, keyOf),
      sortedAtMs: before.sortedAtMs,
      isDue: true,
    }
  }
  return { given, compare, rows: [...given].sort(compare), sortedAtMs: nowMs, isDue: false }
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
