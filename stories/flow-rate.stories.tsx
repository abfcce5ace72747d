/** FlowRate in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { FlowRate } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { createStreamStories } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/FlowRate' }
export default meta

const stories = createStreamStories((source) => <FlowRate {...source} />)

export const Pending: StoryObj = stories.Pending
export const Streaming: StoryObj = stories.Streaming
export const EndsSoon: StoryObj = stories.EndsSoon
export const Critical: StoryObj = stories.Critical
export const Paused: StoryObj = stories.Paused
export const Settled: StoryObj = stories.Settled
export const Completed: StoryObj = stories.Completed
export const Cancelled: StoryObj = stories.Cancelled
export const Loading: StoryObj = stories.Loading
export const NotFound: StoryObj = stories.NotFound
export const UnknownToken: StoryObj = stories.UnknownToken
export const Stale: StoryObj = stories.Stale
export const Offline: StoryObj = stories.Offline

const still = createStill({ streams: [] })
const periods = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const

/** The same rate for every period. */
export const Periods: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {periods.map((per) => (
          <FlowRate key={per} stream={sample.streaming} per={per} />
        ))}
      </div>
    </Within>
  ),
}

/** The period is the shortest one in which a whole token flows. */
export const Automatic: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {[3n, 40n, 5_000n, 190_000n, 12_000_000n].map((ratePerSecond) => (
          <FlowRate key={String(ratePerSecond)} stream={{ ...sample.streaming, ratePerSecond }} />
        ))}
      </div>
    </Within>
  ),
}

/** Every digit, of money that comes and of money that goes. */
export const Exact: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        <FlowRate stream={sample.streaming} per="second" precision="exact" />
        <FlowRate stream={sample.outgoing} per="day" precision="exact" />
      </div>
    </Within>
  ),
}

export const LongAmounts: StoryObj = {
  render: () => (
    <Within still={still}>
      <FlowRate stream={sample.immense} per="month" />
    </Within>
  ),
}
