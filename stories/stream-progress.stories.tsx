/** StreamProgress in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { StreamProgress } from '../src/index.ts'
import { createStill, Within } from './still-session.tsx'
import { createStreamStories, levels } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamProgress' }
export default meta

const stories = createStreamStories((source) => (
  <div className="story__narrow">
    <StreamProgress {...source} />
  </div>
))

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

/** From a first drop to almost full, nothing withdrawn. */
export const Levels: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack story__narrow">
        {levels.map(({ days, stream }) => (
          <div key={days} className="story__cell">
            <p className="story__caption">after {days} of 30 days</p>
            <StreamProgress stream={stream} />
          </div>
        ))}
      </div>
    </Within>
  ),
}
