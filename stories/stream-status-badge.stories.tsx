/** StreamStatusBadge in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { StreamStatusBadge } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { createStreamStories } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamStatusBadge' }
export default meta

const stories = createStreamStories((source) => <StreamStatusBadge {...source} />)

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

const still = createStill({ streams: [] })

/** All of them side by side. */
export const Row: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__row">
        {[
          sample.pending,
          sample.streaming,
          sample.critical,
          sample.paused,
          sample.settled,
          sample.completed,
          sample.cancelled,
          sample.unknownToken,
        ].map((stream) => (
          <StreamStatusBadge key={stream.streamId} stream={stream} />
        ))}
      </div>
    </Within>
  ),
}
