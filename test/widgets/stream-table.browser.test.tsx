/** What StreamTable alone does: keyboard, filters, totals, and renders only of what has changed. */
import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { StreamState } from '../../src/index.ts'
import { me, nameOf as sampleNameOf } from '../../stories/sample-streams.ts'
import { tableStreams } from '../../stories/sample-table.ts'
import { focused, showTable } from './stream-table-page.tsx'

describe('the keyboard of a table of streams', () => {
  it('has one row in the tab order, and moves by rows and into cells', async () => {
    const table = showTable()
    const keys = table.keys()
    expect(table.all('tbody [tabindex="0"]')).toHaveLength(1)
    act(() => table.one('tbody [tabindex="0"]').focus())
    await table.press('{ArrowDown}{ArrowDown}')
    expect(focused()['key']).toBe(keys[2])
    await table.press('{ArrowRight}{ArrowRight}')
    expect(focused()['column']).toBe('status')
    await table.press('{ArrowUp}')
    expect(focused()['column']).toBe('status')
    expect(document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset['key']).toBe(keys[1])
    await table.press('{ArrowLeft}{ArrowLeft}{End}')
    expect(focused()['key']).toBe(keys.at(-1))
    expect(table.all('tbody [tabindex="0"]')).toHaveLength(1)
  })

  it('leads up to the headers, along them, and down again', async () => {
    const table = showTable()
    act(() => table.one('tbody [tabindex="0"]').focus())
    await table.press('{ArrowUp}')
    expect(document.activeElement?.textContent).toBe('Party')
    await table.press('{ArrowRight}{ArrowRight}{Enter}')
    expect(table.header('Balance').getAttribute('aria-sort')).toBe('ascending')
    await table.press('{ArrowDown}')
    expect(focused()['key']).toBe(table.keys()[0])
  })

  it('reaches rows that are not in the page, and opens them', async () => {
    const opened: (string | undefined)[] = []
    const table = showTable({ onOpen: ({ streamId }) => opened.push(streamId) }, tableStreams(500))
    expect(table.keys().length).toBeLessThan(60)
    act(() => table.one('tbody [tabindex="0"]').focus())
    await table.press('{End}')
    await expect.poll(() => focused()['key']).toBe('1499')
    await table.press('{Enter}')
    expect(opened).toEqual(['1499'])
  })
})

describe('the rows of a table of streams', () => {
  it('are sorted by an amount that ticks, again after a second, and not under the focus', async () => {
    const [first, second] = tableStreams(2) as [StreamState, StreamState]
    const slow = {
      ...first,
      streamId: '1',
      ratePerSecond: 10_000_000n,
      depositedAmount: 10n ** 15n,
    }
    const fast = { ...slow, streamId: '2', ratePerSecond: 40_000_000n }
    const from = (stream: StreamState, agoSeconds: number): StreamState => ({
      ...stream,
      sender: second.sender,
      recipient: me,
      startTime: 1_795_183_331 - agoSeconds,
      lastUpdateTime: 1_795_183_331 - agoSeconds,
    })
    const table = showTable({ defaultSort: { column: 'balance', direction: 'descending' } }, [
      from(slow, 9),
      from(fast, 2),
    ])
    expect(table.keys()).toEqual(['1', '2'])
    act(() => table.one('tbody [tabindex="0"]').focus())
    table.advance(3_000)
    expect(table.keys()).toEqual(['1', '2'])
    expect(table.one('.sg-stream-table').dataset['held']).toBe('')
    act(() => (document.activeElement as HTMLElement).blur())
    expect(table.keys()).toEqual(['2', '1'])
  })

  it('are found by name and status, and the result is announced', async () => {
    const table = showTable({}, tableStreams(20))
    await act(() => userEvent.fill(table.one('input[type=search]'), 'takeda'))
    const found = table.all('tbody [data-column=party]').map(({ textContent }) => textContent)
    expect(new Set(found)).toEqual(new Set(['Jun Takeda']))
    table.advance(200)
    expect(table.announced()).toBe(`${found.length} of 20 streams`)
    await act(() => userEvent.fill(table.one('input[type=search]'), ''))
    act(() => table.one('[data-status=paused][aria-pressed]').click())
    expect(new Set(table.all('tbody [role=row]').map(({ dataset }) => dataset['status']))).toEqual(
      new Set(['paused']),
    )
  })

  it('render alone when their stream changes', () => {
    const rendered: (string | undefined)[] = []
    const table = showTable({
      columns: [
        'balance',
        {
          id: 'own',
          header: 'Own',
          cell: ({ streamId }) => {
            rendered.push(streamId)
            return streamId
          },
        },
      ],
    })
    rendered.length = 0
    table.topUp('1002', 900_000_000_000n)
    expect(new Set(rendered)).toEqual(new Set(['1002']))
  })

  it('are laid out once for all of them, and have their heights from an observer', async () => {
    const reads = vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get')
    const readsOfRows = () =>
      reads.mock.contexts.filter((element) => (element as Element).localName === 'tr').length
    const table = showTable({}, tableStreams(300))
    expect(readsOfRows()).toBe(1)
    const keys = table.keys()
    act(() => table.header('Party').querySelector('button')?.click())
    expect(table.keys()).not.toEqual(keys)
    expect(readsOfRows()).toBe(1)
    const heightOf = () => {
      const { paddingBlockStart, paddingBlockEnd } = table.one('tbody').style
      const rows = table.all('tbody [role=row]')
      return {
        total: Number.parseFloat(paddingBlockStart) + Number.parseFloat(paddingBlockEnd),
        count: rows.length,
        row: rows[0]?.getBoundingClientRect().height ?? 0,
      }
    }
    table.one('.sg-stream-table').style.setProperty('--_sg-row', '60px')
    await expect
      .poll(async () => {
        await act(() => new Promise<unknown>((resolve) => requestAnimationFrame(resolve)))
        const { total, count, row } = heightOf()
        return [row, total + count * row]
      })
      .toEqual([60, 300 * 60])
    reads.mockRestore()
  })

  it('can be shown in other columns, of which one remains', async () => {
    const table = showTable({ columns: ['party', 'deposit'] })
    await act(() => userEvent.click(table.one('.sg-stream-table__choose')))
    const boxes = table.all('.sg-stream-table__panel input') as HTMLInputElement[]
    act(() => boxes[1]?.click())
    expect(table.all('th').map(({ textContent }) => textContent)).toEqual(['Party'])
    expect(boxes[0]?.disabled).toBe(true)
    act(() => boxes[1]?.focus())
    await table.press('{Escape}')
    expect(table.all('.sg-stream-table__panel')).toEqual([])
    expect(document.activeElement).toBe(table.one('.sg-stream-table__choose'))
  })
})

describe('the totals of a table of streams', () => {
  /** Of digits that are shown, in units of the last one. */
  const unitsIn = (element: Element | undefined) =>
    BigInt(element?.textContent?.replace(/\D/g, '') ?? 0)

  it('are what the rows that the filters leave come to', async () => {
    const paused = tableStreams(4).map((stream) => ({
      ...stream,
      sender: stream.sender === me ? stream.recipient : stream.sender,
      recipient: me,
      status: 'paused' as const,
      // A whole number of cents has accrued.
      ratePerSecond: 100_000n,
      pausedAt: stream.lastUpdateTime + 1_234,
    }))
    const table = showTable({ nameOf: sampleNameOf }, paused)
    const sum = () =>
      table.all('tbody .sg-balance__value').reduce((total, each) => total + unitsIn(each), 0n)
    const total = () => unitsIn(table.all('tfoot .sg-balance__value')[0])
    expect(total()).toBe(sum())
    expect(total()).toBe(4n * 1_234n)
    await act(() => userEvent.fill(table.one('input[type=search]'), '1002'))
    expect(table.keys()).toEqual(['1002'])
    expect(total()).toBe(1_234n)
  })
})

describe('a table in a narrow column', () => {
  it('is as wide as the column, even if that is less than a search field is by itself', () => {
    const table = showTable({ style: { inlineSize: 120 } })
    expect(table.one('.sg-stream-table').getBoundingClientRect().width).toBe(120)
    for (const element of table.all('.sg-stream-table > *')) {
      expect(element.getBoundingClientRect().width, element.className).toBeLessThanOrEqual(120)
    }
  })

  it('breaks names between words', () => {
    const table = showTable({ nameOf: () => 'Northwind Ltd', style: { inlineSize: 216 } })
    const { height } = table.one('tbody .sg-stream-table__name').getBoundingClientRect()
    expect(height).toBeLessThan(28)
  })
})
