/** What LiveTable alone does: sorting by keyboard, rows that keep still, and renders only of what has changed. */
import { act, render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { LiveTable, type LiveTableColumn, type LiveTableProps } from '../../src/dashboard.ts'
import '../../src/dashboard.css'
import { Announcer } from '../../src/index.ts'
import '../../src/styles.css'
import { columns, keyOf, type SampleOrder, sampleOrders } from '../../stories/sample-orders.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import '../react/mount.ts'

type Props = LiveTableProps<SampleOrder>

function show(props: Partial<Props> = {}) {
  const still = createStill({ streams: [] })
  const base: Props = { label: 'Orders', columns, keyOf, rows: sampleOrders(5) }
  const tree = (given: Partial<Props>) => (
    <Within still={still} locale="en">
      <Announcer />
      <div style={{ inlineSize: 900 }}>
        <LiveTable {...base} {...given} />
      </div>
    </Within>
  )
  const { container, rerender } = render(tree(props))
  const all = (selector: string) => [...container.querySelectorAll<HTMLElement>(selector)]
  return {
    all,
    cells: (column: string) =>
      all(`[data-column="${column}"]`).map(({ textContent }) => textContent),
    header: (name: string) =>
      all('th').find((element) => element.textContent === name) as HTMLElement,
    body: () => all('tbody')[0] as HTMLElement,
    announced: () => all('.sg-announcer')[0]?.textContent,
    advance: (ms: number) => act(() => still.world.advance(ms)),
    render: (given: Partial<Props>) => rerender(tree(given)),
  }
}

const totals = (...values: readonly string[]) =>
  sampleOrders(values.length).map((order, index) => ({ ...order, total: values[index] ?? '0' }))
const byTotal = { column: 'total', direction: 'ascending' } as const

describe('sorting', () => {
  it('works by keyboard, is in aria-sort, and is announced', async () => {
    const table = show({ rows: totals('20.00', '3.00', '100.00') })
    const header = table.header('Total')
    expect(header.getAttribute('aria-sort')).toBe('none')
    act(() => header.querySelector('button')?.focus())
    await act(() => userEvent.keyboard('{Enter}'))
    expect(header.getAttribute('aria-sort')).toBe('ascending')
    expect(table.cells('total')).toEqual(['€3.00', '€20.00', '€100.00'])
    table.advance(200)
    expect(table.announced()).toBe('Sorted: Total, ascending.')
    await act(() => userEvent.keyboard(' '))
    expect(header.getAttribute('aria-sort')).toBe('descending')
    expect(table.cells('total')).toEqual(['€100.00', '€20.00', '€3.00'])
    await act(() => userEvent.keyboard('{Enter}'))
    expect(table.cells('total')).toEqual(['€20.00', '€3.00', '€100.00'])
  })

  it('is up to the application where it says how', async () => {
    const asked: unknown[] = []
    const table = show({ sort: byTotal, onSortChange: (sort) => asked.push(sort) })
    await act(() => userEvent.click(table.header('Total').querySelector('button') as Element))
    expect(asked).toEqual([{ column: 'total', direction: 'descending' }])
    expect(table.header('Total').getAttribute('aria-sort')).toBe('ascending')
  })
})

describe('rows that change', () => {
  it('change at once, and change places at most once a second', () => {
    const table = show({ rows: totals('1.00', '2.00', '3.00'), defaultSort: byTotal })
    table.render({ rows: totals('9.00', '2.00', '3.00'), defaultSort: byTotal })
    expect(table.cells('total')).toEqual(['€9.00', '€2.00', '€3.00'])
    table.advance(1100)
    expect(table.cells('total')).toEqual(['€2.00', '€3.00', '€9.00'])
  })

  it('keep their places under the pointer, and a button shows the latest order', async () => {
    const table = show({ rows: totals('1.00', '2.00'), defaultSort: byTotal })
    act(() => {
      table.body().dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))
    })
    table.render({ rows: totals('5.00', '2.00', '3.00'), defaultSort: byTotal })
    table.advance(5000)
    expect(table.cells('total')).toEqual(['€5.00', '€2.00'])
    expect(table.all('.sg-table')[0]?.dataset['held']).toBe('')
    const update = table.all('.sg-table__update')[0]
    expect(update?.textContent).toBe('1 new')
    act(() => update?.click())
    expect(table.cells('total')).toEqual(['€2.00', '€3.00', '€5.00'])
  })

  it('mark the cells that have changed, and no others', () => {
    const rows = sampleOrders(3)
    const table = show({ rows })
    expect(table.all('[data-turn]')).toEqual([])
    table.render({ rows: rows.map((row, at) => (at === 1 ? { ...row, total: '1.00' } : row)) })
    expect(table.all('[data-turn]').map(({ dataset }) => dataset['column'])).toEqual(['total'])
  })

  it('are the only ones that render', () => {
    const rendered: string[] = []
    const counted: readonly LiveTableColumn<SampleOrder>[] = [
      {
        id: 'id',
        header: 'Order',
        value: ({ id }) => id,
        cell: ({ id }) => {
          rendered.push(id)
          return id
        },
      },
    ]
    const rows = sampleOrders(1000)
    const table = show({ rows, columns: counted })
    expect(table.all('tbody tr').length).toBeLessThan(60)
    expect(table.all('table')[0]?.getAttribute('aria-rowcount')).toBe('1001')
    rendered.length = 0
    table.render({
      columns: counted,
      rows: rows.map((row, at) => (at === 2 || at === 900 ? { ...row, total: '1.00' } : row)),
    })
    expect(new Set(rendered)).toEqual(new Set(['ord_01044']))
  })
})

describe('numbers of a column', () => {
  it('are aligned on the decimal point', () => {
    const table = show({ rows: sampleOrders(8) })
    const points = table.all('[data-column="weight"] .sg-table__fraction').map((element) => {
      return Math.round(element.getBoundingClientRect().left)
    })
    expect(points).toHaveLength(7)
    expect(new Set(points).size).toBe(1)
  })
})

describe('a selection', () => {
  it('is made by row and for all, and has names', () => {
    const selected: ReadonlySet<string>[] = []
    const table = show({
      rows: sampleOrders(2),
      selectedKeys: new Set(['ord_01042']),
      onSelectedKeysChange: (keys) => selected.push(keys),
    })
    const [all, first, second] = table.all('input')
    expect(all).toMatchObject({ indeterminate: true })
    expect(first?.getAttribute('aria-label')).toBe('Select ord_01042')
    act(() => second?.click())
    act(() => first?.click())
    act(() => all?.click())
    expect(selected.map((keys) => [...keys])).toEqual([
      ['ord_01042', 'ord_01043'],
      [],
      ['ord_01042', 'ord_01043'],
    ])
  })
})
