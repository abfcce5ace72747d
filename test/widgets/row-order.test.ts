/** The order of live rows: exact, and the same for a second. */
import { describe, expect, it } from 'vitest'
import type { LiveTableColumn } from '../../src/dashboard.ts'
import { rankRows, sortBy } from '../../src/widgets/live-table/row-order.ts'

interface Row {
  readonly id: string
  readonly total: string | null
}

const columns: readonly LiveTableColumn<Row>[] = [
  { id: 'id', header: 'Id', value: ({ id }) => id },
  { id: 'total', header: 'Total', kind: 'number', value: ({ total }) => total },
  { id: 'fixed', header: 'Fixed', value: ({ id }) => id, sort: false },
  { id: 'length', header: 'Length', value: () => '', sort: (a, b) => a.id.length - b.id.length },
]
const keyOf = ({ id }: Row) => id
const row = (id: string, total: string | null = null): Row => ({ id, total })
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id)

function sorted(column: string, direction: 'ascending' | 'descending', rows: readonly Row[]) {
  const sort = sortBy(columns, { column, direction }, 'en')
  return ids(rankRows(null, { given: rows, sort, keyOf }, 0).rows)
}

describe('rows', () => {
  it('are sorted by exact amounts, those without one last in both directions', () => {
    const rows = [
      row('a', '9007199254740993'),
      row('b'),
      row('c', '9007199254740992'),
      row('d', '-1'),
    ]
    expect(sorted('total', 'ascending', rows)).toEqual(['d', 'c', 'a', 'b'])
    expect(sorted('total', 'descending', rows)).toEqual(['a', 'c', 'd', 'b'])
  })

  it('are sorted by text as people count', () => {
    expect(sorted('id', 'ascending', [row('ord_10'), row('ord_9')])).toEqual(['ord_9', 'ord_10'])
  })

  it('are sorted by a comparison of the application, and not where it forbids that', () => {
    const rows = [row('ccc'), row('a'), row('bb')]
    expect(sorted('length', 'descending', rows)).toEqual(['ccc', 'bb', 'a'])
    expect(sorted('fixed', 'ascending', rows)).toEqual(['ccc', 'a', 'bb'])
    expect(sorted('missing', 'ascending', rows)).toEqual(['ccc', 'a', 'bb'])
  })
})

describe('a sorted order', () => {
  const sort = sortBy(columns, { column: 'total', direction: 'ascending' }, 'en')
  const first = rankRows(null, { given: [row('a', '1'), row('b', '2')], sort, keyOf }, 0)

  it('stays for a second, with rows as they are now', () => {
    const given = [row('c', '0'), row('a', '3')]
    const next = rankRows(first, { given, sort, keyOf }, 999)
    expect(ids(next.rows)).toEqual(['a', 'c'])
    expect(next.rows[0]?.total).toBe('3')
    expect(next.isDue).toBe(true)
  })

  it('is made again after a second, and at once for another column', () => {
    const given = [row('a', '3'), row('b', '2')]
    expect(ids(rankRows(first, { given, sort, keyOf }, 1000).rows)).toEqual(['b', 'a'])
    const other = sortBy(columns, { column: 'id', direction: 'descending' }, 'en')
    const next = rankRows(first, { given, sort: other, keyOf }, 1)
    expect(ids(next.rows)).toEqual(['b', 'a'])
    expect(next.isDue).toBe(false)
  })
})
