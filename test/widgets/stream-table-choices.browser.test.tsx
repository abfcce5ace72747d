/** Sort, filter and columns of a StreamTable that the application has, and those that the table begins with. */
import { act } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { type StreamTableOptions, type StreamTableProps, useStreamTable } from '../../src/table.ts'
import { tableStreams } from '../../stories/sample-table.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import { mount } from '../react/mount.ts'
import { showTable } from './stream-table-page.tsx'

type Table = ReturnType<typeof showTable>

const headersOf = (table: Table) => table.all('th').map(({ dataset }) => dataset['column'])
const depositOf = ({ depositedAmount }: { readonly depositedAmount: bigint }) =>
  Number(depositedAmount)
const sortOf = (table: Table, name: string) => table.header(name).getAttribute('aria-sort')
const textOf = (table: Table) => (table.one('input[type=search]') as HTMLInputElement).value

describe('what the application has chosen', () => {
  it('is the sort, until the application changes it', () => {
    const asked: unknown[] = []
    const sort = { column: 'deposit', direction: 'ascending' } as const
    const onSortChange: StreamTableProps['onSortChange'] = (next) => asked.push(next)
    const table = showTable({ columns: ['party', 'deposit'], sort, onSortChange })
    const before = table.keys()
    table.sort('Deposit')
    table.sort('Party')
    expect(asked).toEqual([
      { column: 'deposit', direction: 'descending' },
      { column: 'party', direction: 'ascending' },
    ])
    expect(sortOf(table, 'Deposit')).toBe('ascending')
    expect(table.keys()).toEqual(before)
    table.change({ sort: { column: 'deposit', direction: 'descending' } })
    expect(sortOf(table, 'Deposit')).toBe('descending')
    expect(table.keys()).not.toEqual(before)
    // Null is a choice as well: the order in which streams became known.
    table.change({ sort: null })
    expect(table.keys()).toEqual(tableStreams(8).map(({ streamId }) => streamId))
    table.sort('Party')
    expect(sortOf(table, 'Party')).toBe('none')
  })

  it('is the filter, until the application changes it', async () => {
    const asked: unknown[] = []
    const filter: StreamTableProps['filter'] = { text: '', statuses: ['streaming'] }
    const table = showTable(
      { filter, onFilterChange: (next) => asked.push(next) },
      tableStreams(20),
    )
    const before = table.keys()
    expect(before.length).toBeGreaterThan(0)
    expect(before.length).toBeLessThan(20)
    await act(async () => table.one('[data-status=paused][aria-pressed]').click())
    expect(asked).toEqual([{ text: '', statuses: ['streaming', 'paused'] }])
    expect(table.keys()).toEqual(before)
    table.change({ filter: { text: 'takeda', statuses: [] } })
    expect(textOf(table)).toBe('takeda')
    expect(table.keys()).not.toEqual(before)
    table.change({ filter: { text: '', statuses: [] } })
    expect(table.keys()).toHaveLength(20)
  })

  it('is the columns, until the application changes them', async () => {
    const asked: unknown[] = []
    const table = showTable({
      columns: ['party', 'deposit', 'status'],
      visibleColumns: ['party', 'deposit'],
      onVisibleColumnsChange: (next) => asked.push(next),
    })
    expect(headersOf(table)).toEqual(['party', 'deposit'])
    await act(async () => table.one('.sg-stream-table__choose').click())
    const boxes = table.all('.sg-stream-table__panel input')
    act(() => boxes[2]?.click())
    act(() => boxes[0]?.click())
    expect(asked).toEqual([['party', 'deposit', 'status'], ['deposit']])
    expect(headersOf(table)).toEqual(['party', 'deposit'])
    table.change({ visibleColumns: ['status'] })
    expect(headersOf(table)).toEqual(['status'])
  })
})

describe('the columns that a table begins with', () => {
  it('are `defaultVisibleColumns`, which the user changes', async () => {
    const table = showTable({
      columns: ['party', 'deposit', 'status'],
      defaultVisibleColumns: ['deposit'],
    })
    expect(headersOf(table)).toEqual(['deposit'])
    await act(async () => table.one('.sg-stream-table__choose').click())
    act(() => table.all('.sg-stream-table__panel input')[2]?.click())
    expect(headersOf(table)).toEqual(['deposit', 'status'])
  })
})

describe('the hook of a table', () => {
  function Own(options: StreamTableOptions) {
    // Other objects at every render, as applications write them.
    const { rows, columns, toggleColumn, toggleSort, state } = useStreamTable({
      columns: ['party', { id: 'own', header: 'Own', cell: () => '', sortBy: depositOf }],
      ...options,
    })
    return (
      <section data-phase={state.phase}>
        {columns.map(({ id }) => (
          <button key={id} id={id} type="button" onClick={() => toggleColumn(id)} />
        ))}
        <button id="sort" type="button" onClick={() => toggleSort('own')} />
        <output id="rows">{rows.map(({ key }) => key).join()}</output>
      </section>
    )
  }
  const showOwn = (options: StreamTableOptions = {}, count = 4) => {
    const { byId, host } = mount(
      <Within still={createStill({ streams: tableStreams(count) })}>
        <Own {...options} />
      </Within>,
    )
    return {
      press: (id: string) => act(() => byId(id).click()),
      rows: () => byId('rows').textContent,
      columns: () => [...host.querySelectorAll('button:not(#sort)')].map(({ id }) => id),
    }
  }

  it.each([4, 200])('takes columns that are new objects at every render (R3): %i rows', (count) => {
    const streams = tableStreams(count)
    const inOrder = streams.map(({ streamId }) => streamId).join()
    const own = showOwn({}, count)
    expect(own.rows()).toBe(inOrder)
    own.press('sort')
    const sorted = streams.toSorted((a, b) => depositOf(a) - depositOf(b))
    expect(own.rows()).toBe(sorted.map(({ streamId }) => streamId).join())
    expect(own.rows()).not.toBe(inOrder)
  })

  it('does not hide the last column', () => {
    const asked: unknown[] = []
    const own = showOwn({ onVisibleColumnsChange: (next) => asked.push(next) })
    own.press('party')
    own.press('own')
    expect(own.columns()).toEqual(['own'])
    expect(asked).toEqual([['own']])
  })
})
