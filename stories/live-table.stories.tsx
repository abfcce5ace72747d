/** LiveTable in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, useState } from 'react'
import { expect } from 'storybook/test'
import { LiveTable, type LiveTableProps } from '../src/dashboard.ts'
import { columns, keyOf, type SampleOrder, sampleOrders } from './sample-orders.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta = { title: 'Dashboards/LiveTable' }
export default meta

const still = createStill({ streams: [] })
const orders: LiveTableProps<SampleOrder> = {
  label: 'Orders',
  heading: 'Orders',
  rows: sampleOrders(9),
  columns,
  keyOf,
  timeZone: 'UTC',
}

const within = (children: ReactElement) => <Within still={still}>{children}</Within>

const story = (props: Partial<LiveTableProps<SampleOrder>>): StoryObj => ({
  args: props as Record<string, unknown>,
  parameters: { controls: { disable: false } },
  render: (args) => within(<LiveTable<SampleOrder> {...orders} {...args} />),
})

export const Ready: StoryObj = story({})
export const Sorted: StoryObj = story({
  defaultSort: { column: 'total', direction: 'descending' },
})
export const Loading: StoryObj = story({ rows: undefined })
export const Empty: StoryObj = story({ rows: [], emptyText: 'No orders today.' })
export const Failed: StoryObj = story({ rows: undefined, phase: 'error', onRetry: () => {} })
export const Stale: StoryObj = story({ freshness: 'stale', asOfMs: storyNowMs - 42_000 })
export const Offline: StoryObj = story({ freshness: 'offline', asOfMs: storyNowMs - 42_000 })
/** Many rows: those on screen are in the page. */
export const ManyRows: StoryObj = story({ rows: sampleOrders(10_000) })
/** Long names wrap, and huge numbers stay aligned on their point. */
export const Long: StoryObj = story({
  rows: sampleOrders(4).map((order, index) =>
    index === 1
      ? {
          ...order,
          customer: 'Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, and partners',
          total: '123456789012345.67',
          weight: '1234567.125',
        }
      : order,
  ),
})

function Selecting() {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set(['ord_01043']))
  return <LiveTable {...orders} selectedKeys={keys} onSelectedKeysChange={setKeys} />
}

export const Selection: StoryObj = {
  render: () => within(<Selecting />),
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole('checkbox', { name: 'Select ord_01045' }))
    await expect(canvas.getByText('2 selected')).toBeVisible()
  },
}

function Patching() {
  const [rows, setRows] = useState(sampleOrders(6))
  return (
    <div className="story__cell">
      <LiveTable {...orders} rows={rows} />
      <div className="story__row">
        <button
          type="button"
          className="sg-button"
          onClick={() =>
            setRows(
              rows.map((row) =>
                row.id === 'ord_01044' ? { ...row, status: 'delivered', total: '1999.95' } : row,
              ),
            )
          }
        >
          Change one order
        </button>
      </div>
    </div>
  )
}

/** Cells that have changed are marked once. */
export const Changed: StoryObj = {
  render: () => within(<Patching />),
  async play({ canvas, canvasElement, userEvent }) {
    await userEvent.click(canvas.getByRole('button', { name: 'Change one order' }))
    await expect(canvasElement.querySelectorAll('[data-turn]')).toHaveLength(2)
  },
}

/** In a narrow box rows are cards, and the headers a choice. */
export const Narrow: StoryObj = {
  render: () => (
    <Within still={still}>
      <div style={{ maxInlineSize: 360 }}>
        <LiveTable {...orders} defaultSort={{ column: 'total', direction: 'descending' }} />
      </div>
    </Within>
  ),
}
