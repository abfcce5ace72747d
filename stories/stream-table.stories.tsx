/** StreamTable in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect } from 'storybook/test'
import { ConnectionError, type StreamState } from '../src/index.ts'
import { StreamTable, type StreamTableProps } from '../src/table.ts'
import * as sample from './sample-streams.ts'
import { nameOf, severalTokens, tableStreams } from './sample-table.ts'
import { createStill, type StillOptions, Within } from './still-session.tsx'
import { offline, waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamTable' }
export default meta

const within = (options: StillOptions, children: ReactElement) => (
  <Within still={createStill(options)}>{children}</Within>
)

/** A story of streams that the store has. */
function story(
  props: StreamTableProps,
  options: StillOptions = { streams: tableStreams(10) },
): StoryObj {
  const still = createStill(options)
  return {
    args: props as Record<string, unknown>,
    parameters: { controls: { disable: false } },
    render: (args) => (
      <Within still={still}>
        <StreamTable heading="Streams" nameOf={nameOf} timeZone="UTC" {...props} {...args} />
      </Within>
    ),
  }
}

export const Ready: StoryObj = story({})
export const Sorted: StoryObj = story({
  defaultSort: { column: 'balance', direction: 'descending' },
})
/** Two statuses, and a part of a name. */
export const Filtered: StoryObj = story({
  defaultFilter: { text: 'an', statuses: ['streaming', 'paused'] },
})
export const NoMatch: StoryObj = {
  ...story({ defaultFilter: { text: 'Fabrikam' } }),
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole('button', { name: 'Clear filters' }))
    await expect(canvas.getByText('10 streams')).toBeVisible()
  },
}
export const Loading: StoryObj = story({}, {})
export const Empty: StoryObj = story({}, { streams: [] })
/** The connection failed before the streams arrived. */
export const Failed: StoryObj = story(
  {},
  { connection: { status: 'failed', error: new ConnectionError('status', 'Refused.') } },
)
export const Stale: StoryObj = story({}, { streams: tableStreams(6), connection: waiting })
export const Offline: StoryObj = story({}, { streams: tableStreams(6), connection: offline })
/** Amounts are aligned on the point whatever their tokens have after it, and no tokens are added up. */
export const SeveralTokens: StoryObj = story({}, { streams: severalTokens(8) })

const immense: readonly StreamState[] = tableStreams(4).map((stream, index) =>
  index === 1 ? { ...sample.immense, sender: stream.sender } : stream,
)

/** 25 digits before the point, and a name that does not fit. */
export const LongAmounts: StoryObj = story(
  {
    nameOf: (address) =>
      nameOf(address) === 'Sigrún Helgadóttir'
        ? 'Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine, and partners'
        : nameOf(address),
  },
  { streams: immense },
)
/** Many rows: those on screen are in the page. */
export const ManyRows: StoryObj = story({}, { streams: tableStreams(1_000) })
/** Some of its columns, in another order, and one of the application. */
export const OwnColumns: StoryObj = story({
  columns: [
    'stream',
    'recipient',
    {
      id: 'reference',
      header: 'Reference',
      cell: ({ streamId }) => `INV-${streamId}`,
      sortBy: ({ streamId }) => streamId,
      text: ({ streamId }) => `INV-${streamId}`,
    },
    'remaining',
    'deposit',
    'ends',
  ],
})
export const Compact: StoryObj = {
  render: () => (
    <div data-density="compact">
      {within({ streams: tableStreams(10) }, <StreamTable nameOf={nameOf} timeZone="UTC" />)}
    </div>
  ),
}
/** In a narrow box rows are cards, and the headers a choice. */
export const Narrow: StoryObj = {
  render: () => (
    <div style={{ maxInlineSize: 360 }}>
      {within(
        { streams: tableStreams(10) },
        <StreamTable
          nameOf={nameOf}
          timeZone="UTC"
          defaultSort={{ column: 'balance', direction: 'descending' }}
        />,
      )}
    </div>
  ),
}
export const RightToLeft: StoryObj = {
  render: () => (
    <div dir="rtl">
      {within({ streams: tableStreams(10) }, <StreamTable nameOf={nameOf} timeZone="UTC" />)}
    </div>
  ),
}
/** Objects of the application, without any network. */
export const GivenStreams: StoryObj = {
  render: () =>
    within(
      {},
      <StreamTable streams={tableStreams(6)} nameOf={nameOf} timeZone="UTC" label="Payroll" />,
    ),
}
