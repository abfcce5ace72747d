/** A long LiveTable whose rows differ in height: what is read stays where it is while it is scrolled. */
import { render } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { LiveTable, type LiveTableColumn } from '../../src/dashboard.ts'
import '../../src/dashboard.css'
import '../../src/styles.css'
import { createStill, Within } from '../../stories/still-session.tsx'
import '../react/mount.ts'

interface Line {
  readonly id: string
  readonly px: number
}

const columns: readonly LiveTableColumn<Line>[] = [
  {
    id: 'id',
    header: 'Id',
    value: ({ id }) => id,
    cell: ({ id, px }) => <span style={{ display: 'block', height: px }}>{id}</span>,
  },
]

const lines = (pxOf: (index: number) => number): readonly Line[] =>
  Array.from({ length: 300 }, (_, index) => ({ id: `r${index}`, px: pxOf(index) }))

beforeEach(() => {
  // Heights are reported by the browser, whenever it has laid out the page.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
  return () => Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
})

function show(pxOf: (index: number) => number) {
  const still = createStill({ streams: [] })
  const tree = (rows: readonly Line[]) => (
    <Within still={still} locale="en">
      <style>{'.sg-table__scroller { block-size: 400px; overflow: auto }'}</style>
      <div style={{ inlineSize: 900 }}>
        <LiveTable label="Lines" columns={columns} keyOf={({ id }) => id} rows={rows} />
      </div>
    </Within>
  )
  const { container, rerender } = render(tree(lines(pxOf)))
  const scroller = container.querySelector('.sg-table__scroller') as HTMLElement
  const rowAt = (index: number) => container.querySelector(`tbody [data-index="${index}"]`)
  return {
    scroller,
    topOf: (index: number) => rowAt(index)?.getBoundingClientRect().top ?? Number.NaN,
    firstRead() {
      const { top } = scroller.getBoundingClientRect()
      const read = [...container.querySelectorAll<HTMLElement>('tbody [data-index]')].find(
        (row) => row.getBoundingClientRect().bottom > top + 40,
      )
      return Number(read?.dataset['index'])
    },
    render: (next: (index: number) => number) => rerender(tree(lines(next))),
  }
}

/** Until what was laid out was reported and rendered. */
async function frames(count = 4): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  }
}

describe('rows of a long table that differ in height', () => {
  it('stay where they are while it is scrolled', async () => {
    const { scroller, topOf, firstRead } = show((index) => (index % 3 === 0 ? 90 : 30))
    await frames()
    const jumps: number[] = []
    for (let step = 0; step < 20; step += 1) {
      const index = firstRead()
      const before = topOf(index)
      scroller.scrollTop += 100
      await frames()
      jumps.push(Math.round(topOf(index) - before + 100))
    }
    expect(jumps).toEqual(jumps.map(() => 0))
  })

  it('do not decide about the others when one of them changes', async () => {
    const { scroller, render: change } = show(() => 30)
    await frames()
    const before = scroller.scrollHeight
    change((index) => (index === 2 ? 90 : 30))
    await expect.poll(() => scroller.scrollHeight).toBeGreaterThan(before)
    await frames()
    expect(scroller.scrollHeight - before).toBeLessThanOrEqual(60)
  })
})

it('a long table is as long as its rows are after all have changed, seen before or not', async () => {
  const { scroller, topOf, render: change } = show(() => 30)
  await frames()
  const rowPx = () => topOf(1) - topOf(0)
  const before = rowPx()
  change(() => 60)
  await expect.poll(() => rowPx()).toBeGreaterThan(before + 20)
  await expect.poll(() => Math.abs(scroller.scrollHeight - 300 * rowPx())).toBeLessThan(100)
})
