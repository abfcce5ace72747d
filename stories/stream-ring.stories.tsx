/** StreamRing in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { FlowingBalance, StreamRing } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { createStreamStories, levels } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamRing' }
export default meta

const stories = createStreamStories((source) => <StreamRing {...source} />)

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

/** From nothing to almost everything, nothing withdrawn. */
export const Levels: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__row">
        {levels.map(({ days, stream }) => (
          <StreamRing key={days} stream={stream} />
        ))}
      </div>
    </Within>
  ),
}

const inside = createStill({ streams: [sample.streaming] })

/** A balance in place of the percentage. */
export const Inside: StoryObj = {
  render: () => (
    <Within still={inside}>
      <StreamRing
        streamId="42"
        style={{ inlineSize: 200 }}
        center={<FlowingBalance streamId="42" kind="streamed" digits={0} reserveWidth={false} />}
      />
    </Within>
  ),
}
