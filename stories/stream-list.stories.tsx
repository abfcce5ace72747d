/** StreamList with cards, and with one line for each stream. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { FlowingBalance, StreamCard, StreamList, type StreamState } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'

const meta: Meta = { title: 'Streams/StreamList' }
export default meta

const { nameOf } = sample
const streams: readonly StreamState[] = Array.from({ length: 15 }, (_, index) => ({
  ...(index % 4 === 3 ? sample.paused : sample.streaming),
  streamId: String(100 + index),
  withdrawnAmount: BigInt(index) * 100_000_000n,
}))
const still = createStill({ streams })
const keyOf = ({ streamId }: StreamState) => streamId

/** As many columns as there is room for. Groups of six here; usually they are larger. */
export const Cards: StoryObj = {
  render: () => (
    <Within still={still}>
      <StreamList items={streams} keyOf={keyOf} groupSize={6} aria-label="Streams">
        {({ streamId }) => <StreamCard streamId={streamId} nameOf={nameOf} timeZone="UTC" />}
      </StreamList>
    </Within>
  ),
}

/** One column of anything else. */
export const Rows: StoryObj = {
  render: () => (
    <Within still={still}>
      <StreamList
        items={streams}
        keyOf={keyOf}
        groupSize={6}
        aria-label="Balances"
        style={{ '--sg-list-column': '100%', '--sg-list-gap': '8px' } as React.CSSProperties}
      >
        {({ streamId }) => (
          <>
            Stream {streamId}: <FlowingBalance streamId={streamId} />
          </>
        )}
      </StreamList>
    </Within>
  ),
}
