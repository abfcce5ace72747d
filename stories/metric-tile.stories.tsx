/** MetricTile in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { MetricTile, type MetricTileProps } from '../src/dashboard.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta<typeof MetricTile> = { title: 'Dashboards/MetricTile', component: MetricTile }
export default meta

type Story = StoryObj<typeof MetricTile>

const still = createStill({ streams: [] })

/** A walk that is the same every time. */
const walk = (from: number, step: number, length = 32) =>
  Array.from({ length }, (_, index) =>
    Math.round(from + step * index + 6 * Math.sin(index / 2) + 4 * Math.sin(index / 0.7)),
  )

const volunteers: MetricTileProps = {
  label: 'Active volunteers',
  value: 128,
  previousValue: 120,
  unit: 'people',
  better: 'up',
  atMs: storyNowMs - 9_000,
  history: walk(96, 1),
  timeZone: 'UTC',
}

const tile = (props: Partial<MetricTileProps>): Story => ({
  args: { ...volunteers, ...props },
  parameters: { controls: { disable: false } },
  render: (args) => (
    <Within still={still}>
      <div style={{ maxInlineSize: 280 }}>
        <MetricTile {...args} />
      </div>
    </Within>
  ),
})

export const Live: Story = tile({})
export const Down: Story = tile({ value: 112, referenceLabel: 'vs last week' })
export const Flat: Story = tile({ value: 120 })
/** Without a direction that is better, a change has no colour. */
export const Neutral: Story = tile({ better: undefined, period: '2026-Q3' })
/** Without a reference there is no change, and its room stays. */
export const NoReference: Story = tile({ previousValue: null })
export const Warning: Story = tile({
  label: 'Open requests',
  value: 32,
  previousValue: 29,
  better: 'down',
  unit: null,
  thresholds: { warning: 30, critical: 40 },
})
export const Critical: Story = tile({
  label: 'Open requests',
  value: 41,
  previousValue: 32,
  better: 'down',
  unit: null,
  thresholds: { warning: 30, critical: 40 },
})
export const Loading: Story = tile({ value: undefined, history: [] })
export const Empty: Story = tile({ value: null, previousValue: null, atMs: null, history: [] })
export const Failed: Story = tile({ phase: 'error', onRetry: () => {} })
export const Stale: Story = tile({ freshness: 'stale', asOfMs: storyNowMs - 42_000 })
export const Offline: Story = tile({ freshness: 'offline', asOfMs: storyNowMs - 42_000 })
/** A long name, a huge number and a long unit in a narrow tile. */
export const Long: Story = {
  render: () => (
    <Within still={still}>
      <div style={{ maxInlineSize: 200 }}>
        <MetricTile
          {...volunteers}
          label="Social return on investment of all programmes in the current reporting period"
          value="123456789012345678.25"
          previousValue="1"
          unit="participant hours"
          referenceLabel="against the plan of the steering committee"
        />
      </div>
    </Within>
  ),
}

const tiles: readonly Partial<MetricTileProps>[] = [
  {},
  {
    label: 'Social return on investment',
    value: 3.42,
    previousValue: 3.31,
    unit: null,
    period: '2026-Q3',
    history: walk(300, 1.4).map((each) => each / 100),
    format: { minimumFractionDigits: 2 },
  },
  {
    label: 'Donations today',
    value: '18420.50',
    previousValue: null,
    reference: '21090.00',
    referenceLabel: 'vs yesterday',
    change: 'percent',
    unit: null,
    format: { style: 'currency', currency: 'EUR' },
    history: walk(210, -0.8),
  },
  {
    label: 'Open requests',
    value: 41,
    previousValue: 38,
    better: 'down',
    unit: null,
    thresholds: { warning: 30, critical: 60 },
    history: walk(22, 0.5),
  },
  { label: 'Hours this week', value: undefined, history: [] },
  { label: 'Impact score', value: null, previousValue: null, atMs: null, history: [] },
  { label: 'Response time', phase: 'error', onRetry: () => {}, unit: 'ms', history: [] },
  { label: 'Sessions', freshness: 'offline', asOfMs: storyNowMs - 42_000, unit: null },
]

/** A row of a dashboard: tiles are as high as each other, whatever their state. */
export const Grid: Story = {
  render: () => (
    <Within still={still}>
      <div
        className="story__grid"
        style={{
          gridTemplateColumns: 'repeat(auto-fill, minmax(min(240px, 100%), 1fr))',
          alignItems: 'stretch',
        }}
      >
        {tiles.map((props) => (
          <MetricTile key={props.label ?? 'first'} {...volunteers} {...props} />
        ))}
      </div>
    </Within>
  ),
}
