/**
 * For how many digits after the point a column reserves room, so that its numbers are aligned on the point. Pure,
 * but for what it remembers of rows that it has seen.
 */
import { splitNumber } from '../../react/dashboard/number-format.ts'
import { cellValueOf } from './columns.ts'
import type { AnyColumn, AnyRow } from './live-table-context.ts'

/** Digits after the point, by column; columns whose numbers all have the same number of them are left out. */
export type FractionWidths = ReadonlyMap<string, number>

/** Measures tables of one locale. Returns the same map until a width differs. */
export function createFractionWidths(
  columns: readonly AnyColumn[],
  locale: string | undefined,
): (rows: readonly AnyRow[]) => FractionWidths {
  const measured = columns
    .filter(({ kind }) => kind === 'number')
    .map((column) => ({ column, known: new WeakMap<AnyRow, number>() }))
  let widths: FractionWidths = new Map()

  function digitsOf(column: AnyColumn, row: AnyRow): number {
    const value = cellValueOf(column, row)
    if (value === null || column.kind !== 'number') return -1
    const format = typeof column.format === 'function' ? column.format(row) : column.format
    return Math.max(0, splitNumber(value, { locale, format }).fraction.length - 1)
  }

  return (rows) => {
    const next = new Map<string, number>()
    for (const { column, known } of measured) {
      let least = Number.POSITIVE_INFINITY
      let most = 0
      for (const row of rows) {
        let digits = known.get(row)
        if (digits === undefined) {
          digits = digitsOf(column, row)
          known.set(row, digits)
        }
        if (digits < 0) continue
        least = Math.min(least, digits)
        most = Math.max(most, digits)
      }
      // Once reserved, it stays: a number that comes and goes would move the others.
      const before = widths.get(column.id)
      if (before !== undefined) next.set(column.id, Math.max(before, most))
      else if (least < most) next.set(column.id, most)
    }
    const isSame =
      next.size === widths.size && [...next].every(([id, digits]) => widths.get(id) === digits)
    if (!isSame) widths = next
    return widths
  }
}
