/** Sparkline in every state, of streams and of plain numbers. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Sparkline } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStreamStories, streamStory } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/Sparkline' }
export default meta

const stories = createStreamStories((source) => <Sparkline {...source} timeZone="UTC" />)

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

/** What remains of the deposit falls. */
export const Outgoing: StoryObj = streamStory(
  (source) => <Sparkline {...source} timeZone="UTC" />,
  sample.outgoing,
)

const history = [128, 124, 131, 130, 138, 142, 139, 151, 149, 158]

/** Plain numbers need no stream and no provider. */
export const Values: StoryObj = {
  render: () => <Sparkline label="Active volunteers" values={history} />,
}

export const NoValues: StoryObj = {
  render: () => <Sparkline label="Active volunteers" values={[]} />,
}

export const LoadingValues: StoryObj = {
  render: () => <Sparkline label="Active volunteers" values={undefined} />,
}
