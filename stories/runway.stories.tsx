/** Runway in every state, of a stream and of an account. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { Runway } from '../src/index.ts'
import { createAccountStories } from './account-stories.tsx'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNow } from './still-world.ts'
import { createStreamStories } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/Runway' }
export default meta

const stories = createStreamStories((source) => (
  <div className="story__narrow">
    <Runway {...source} timeZone="UTC" />
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

const accounts = createAccountStories((source) => (
  <div className="story__narrow">
    <Runway {...source} timeZone="UTC" />
  </div>
))

/** Without a stream: the first deposit of the account that runs out. */
export const OfAnAccount: StoryObj = accounts.Net
export const OfAnAccountCritical: StoryObj = accounts.Critical
export const NothingRunsOut: StoryObj = accounts.Receiving
export const NoStreams: StoryObj = accounts.Empty

function TopUp(props: { readonly streamId: string | undefined }): ReactElement {
  return (
    <button type="button" className="sg-button" aria-label={`Top up stream ${props.streamId}`}>
      Top up
    </button>
  )
}

const withActions = createStill({ streams: [sample.endsSoon, sample.critical, sample.settled] })

/** The function gets the stream, so that one button serves them all. */
export const WithAction: StoryObj = {
  render: () => (
    <Within still={withActions}>
      <div className="story__stack">
        {[sample.endsSoon, sample.critical, sample.settled].map(({ streamId }) => (
          <div key={streamId} className="story__cell story__narrow">
            <Runway
              streamId={streamId}
              timeZone="UTC"
              action={({ stream }) => <TopUp streamId={stream?.streamId} />}
            />
          </div>
        ))}
      </div>
    </Within>
  ),
}

const still = createStill({ streams: [] })
const day = 86_400
const lengths = [48, 65 * 60 + 12, 29 * 3_600, 12 * day + 7_260, 400 * day, 40_000 * day]

/** From seconds to a century. */
export const Lengths: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {lengths.map((seconds) => (
          <Runway
            key={seconds}
            timeZone="UTC"
            stream={{
              ...sample.streaming,
              withdrawnAmount: 0n,
              startTime: storyNow - day,
              lastUpdateTime: storyNow - day,
              depositedAmount: 19_290n * BigInt(seconds + day),
            }}
          />
        ))}
      </div>
    </Within>
  ),
}
