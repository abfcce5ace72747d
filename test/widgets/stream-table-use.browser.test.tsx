/** StreamTable in use: when its order is held, how it behaves on a slow device, and the keyboard inside of cells. */
import { act, render } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Announcer } from '../../src/index.ts'
import { StreamTable, type StreamTableProps } from '../../src/table.ts'
import { tableStreams } from '../../stories/sample-table.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import { focused, showTable } from './stream-table-page.tsx'

describe('a long table on a slow device', () => {
  it('shows the typed text at once, and the previous rows until the new ones are ranked', async () => {
    const table = showTable({}, tableStreams(400))
    const before = table.keys()
    table.device.isSlow = true
    await table.search('takeda')
    expect((table.one('input[type=search]') as HTMLInputElement).value).toBe('takeda')
    expect(table.isBusy()).toBe(true)
    expect(table.keys()).toEqual(before)
    expect(table.one('.sg-table__summary').textContent).toBe('400 streams')
    table.advance(100)
    await expect.poll(() => table.isBusy()).toBe(false)
    expect(table.keys()).not.toEqual(before)
    const found = table.all('tbody [data-column=party]').map(({ textContent }) => textContent)
    expect(new Set(found)).toEqual(new Set(['Jun Takeda']))
    expect(table.one('.sg-table__summary').textContent).toMatch(/^\d+ of 400 streams$/)
    table.advance(200)
    expect(table.announced()).toMatch(/^\d+ of 400 streams$/)
  })

  it('shows the new sort at once, even under the pointer', async () => {
    const table = showTable({}, tableStreams(400))
    act(() => table.one('tbody [tabindex="0"]').focus())
    const before = table.keys()
    table.device.isSlow = true
    table.sort('Balance')
    expect(table.one('th[data-column=balance]').getAttribute('aria-sort')).toBe('ascending')
    expect(table.keys()).toEqual(before)
    table.advance(200)
    expect(table.isBusy()).toBe(false)
    expect(table.keys()).not.toEqual(before)
  })

  it('shows its loading state until it has the same rows as on a fast device', async () => {
    const options: StreamTableProps = {
      defaultSort: { column: 'balance', direction: 'descending' },
      defaultFilter: { statuses: ['streaming'] },
    }
    const fast = showTable(options, tableStreams(400))
    const slow = showTable(options, tableStreams(400), true)
    expect(slow.one('.sg-stream-table').dataset['phase']).toBe('loading')
    expect(slow.keys()).toEqual([])
    slow.advance(300)
    expect(slow.one('.sg-stream-table').dataset['phase']).toBe('ready')
    expect(slow.keys()).toEqual(fast.keys())
    // The amounts grow with the clock; what they grow by is that of all of their rows.
    const growth = (table: typeof fast) => table.one('tfoot').textContent?.split(' USDC in ')[1]
    expect(growth(slow)).toContain('growing')
    expect(growth(slow)).toBe(growth(fast))
  })

  it('reports what a column throws to the error boundary', () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => {})
    const table = showTable(
      {
        columns: [
          'party',
          {
            id: 'own',
            header: 'Own',
            cell: () => '',
            sortBy({ streamId }) {
              if (streamId === '1300') throw new Error('no value')
              return streamId
            },
          },
        ],
      },
      tableStreams(400),
    )
    table.device.isSlow = true
    table.sort('Own')
    table.advance(200)
    expect(table.container.textContent).toBe('no value')
    silence.mockRestore()
  })
})

describe('the order of a table of streams', () => {
  const byDeposit: StreamTableProps = {
    columns: ['party', 'deposit'],
    defaultSort: { column: 'deposit', direction: 'descending' },
  }

  it('changes at most once a second, while cells show events at once (T1, T2)', () => {
    const table = showTable(byDeposit, tableStreams(5))
    table.advance(2_000)
    const last = () => table.keys().at(-1) ?? ''
    const text = (key: string) =>
      table.one(`tbody [data-key="${key}"] [data-column=deposit]`).textContent
    const first = last()
    table.topUp(first, 10n ** 16n)
    expect(table.keys()[0]).toBe(first)
    const second = last()
    table.topUp(second, 2n * 10n ** 16n)
    expect(text(second)).toContain('2,000,000,000.00')
    table.advance(500)
    expect(table.keys()[0]).toBe(first)
    table.advance(1_100)
    expect(table.keys()[0]).toBe(second)
  })

  it('is held under the pointer, unless the user sorts or filters (T3)', async () => {
    const table = showTable(byDeposit, tableStreams(5))
    const before = table.keys()
    await act(() => userEvent.hover(table.one('tbody [role=row]')))
    table.topUp(before.at(-1) ?? '', 10n ** 16n)
    table.advance(1_100)
    expect(table.keys()).toEqual(before)
    expect(table.one('.sg-table__update')).toBeDefined()
    table.sort('Deposit')
    table.sort('Deposit')
    expect(table.keys()).not.toEqual(before)
    await act(() => userEvent.unhover(table.one('tbody [role=row]')))
  })

  it('reports that no row matches, and shows all rows again', async () => {
    const table = showTable({}, tableStreams(5))
    await table.search('no such name')
    expect(table.keys()).toEqual([])
    act(() => table.one('.sg-stream-table__clear').click())
    expect(table.keys()).toHaveLength(5)
    expect((table.one('input[type=search]') as HTMLInputElement).value).toBe('')
  })
})

describe('a filter of the application that is a new object at every render', () => {
  it('is not announced as if it had been chosen each time', () => {
    const still = createStill({ streams: tableStreams(30) })
    const tree = () => (
      <Within still={still} locale="en">
        <Announcer />
        <StreamTable filter={{ text: '', statuses: ['streaming'] }} />
      </Within>
    )
    const { container, rerender } = render(tree())
    act(() => still.world.advance(300))
    for (let turn = 0; turn < 3; turn += 1) {
      rerender(tree())
      act(() => still.world.advance(300))
    }
    // Nothing was chosen.
    expect(container.querySelector('.sg-announcer')?.textContent).toBe('')
  })
})

describe('the keyboard inside of a table of streams', () => {
  it('moves by screens, and keeps the row with the focus in the page (G1, G3)', async () => {
    const table = showTable({}, tableStreams(300))
    act(() => table.one('tbody [tabindex="0"]').focus())
    await table.press('{PageDown}')
    const place = () => Number(document.activeElement?.getAttribute('aria-rowindex'))
    await expect.poll(place).toBeGreaterThan(6)
    const key = focused()['key']
    table.one('.sg-table__scroller').scrollTop = 9_000
    await expect
      .poll(async () => {
        await act(() => new Promise<unknown>((resolve) => requestAnimationFrame(resolve)))
        return Number(table.keys().at(-1))
      })
      .toBeGreaterThan(1200)
    expect(focused()['key']).toBe(key)
    await table.press('{Home}')
    await expect.poll(place).toBe(2)
  })

  it('moves along the cells of a row, and with Ctrl to the first and the last row (G1, G2)', async () => {
    const table = showTable({}, tableStreams(8))
    const keys = table.keys()
    const columns = table.all('th').map(({ dataset }) => dataset['column'])
    const cell = () => {
      const row = document.activeElement?.closest<HTMLElement>('tbody [role=row]')
      return [row?.dataset['key'], focused()['column']]
    }
    act(() => table.one('tbody [tabindex="0"]').focus())
    await table.press('{ArrowDown}{ArrowRight}{End}')
    expect(cell()).toEqual([keys[1], columns.at(-1)])
    await table.press('{ArrowRight}')
    expect(cell()).toEqual([keys[1], columns.at(-1)])
    await table.press('{Home}')
    expect(cell()).toEqual([keys[1], columns[0]])
    await table.press('{Control>}{End}{/Control}')
    expect(cell()).toEqual([keys.at(-1), columns[0]])
    await table.press('{Control>}{Home}{/Control}')
    expect(cell()).toEqual([keys[0], columns[0]])
    await table.press('{ArrowLeft}')
    expect(cell()).toEqual([keys[0], undefined])
  })

  it('moves by screens in both directions (G1)', async () => {
    const table = showTable({}, tableStreams(100))
    const place = () => Number(document.activeElement?.getAttribute('aria-rowindex'))
    act(() => table.one('tbody [tabindex="0"]').focus())
    const first = place()
    await table.press('{PageDown}')
    await expect.poll(place).toBeGreaterThan(first + 1)
    await table.press('{PageUp}')
    await expect.poll(place).toBe(first)
  })

  it('moves into cells with the left arrow where lines begin at the right (G2)', async () => {
    const table = showTable({ dir: 'rtl' }, tableStreams(3))
    act(() => table.one('tbody [tabindex="0"]').focus())
    await table.press('{ArrowRight}')
    expect(focused()['column']).toBeUndefined()
    await table.press('{ArrowLeft}')
    expect(focused()['column']).toBe('party')
    await table.press('{ArrowRight}')
    expect(focused()['column']).toBeUndefined()
  })

  it('leaves keys to a control in a cell, and Escape leads out of it (G4)', async () => {
    const table = showTable(
      {
        columns: [
          'party',
          { id: 'own', header: 'Own', cell: () => <input aria-label="note" defaultValue="ab" /> },
        ],
      },
      tableStreams(5),
    )
    act(() => table.one('tbody input').focus())
    await table.press('{ArrowDown}{ArrowRight}')
    expect(document.activeElement).toBe(table.one('tbody input'))
    await table.press('{Escape}')
    expect(focused()['column']).toBe('own')
  })
})
