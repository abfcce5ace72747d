/** StreamCard in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { StreamCard } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, type Still, Within } from './still-session.tsx'
import { createStreamStories, offline, streamStory, waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamCard' }
export default meta

const { nameOf } = sample
const stories = createStreamStories((source) => (
  <div className="story__narrow">
    <StreamCard {...source} nameOf={nameOf} timeZone="UTC" />
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

/** For the sender, the remaining balance matters. */
export const Outgoing: StoryObj = streamStory(
  (source) => (
    <div className="story__narrow">
      <StreamCard {...source} nameOf={nameOf} timeZone="UTC" />
    </div>
  ),
  sample.outgoing,
)

/** Amounts of 25 digits and more. */
export const LongAmounts: StoryObj = streamStory(
  (source) => (
    <div className="story__narrow">
      <StreamCard {...source} nameOf={nameOf} timeZone="UTC" />
    </div>
  ),
  sample.immense,
)

/** With buttons of the application. */
export const WithActions: StoryObj = streamStory(
  (source) => (
    <div className="story__narrow">
      <StreamCard
        {...source}
        nameOf={nameOf}
        timeZone="UTC"
        fastDigits={2}
        actions={
          <>
            <button type="button" className="sg-button">
              Withdraw
            </button>
            <button type="button" className="sg-button">
              Top up
            </button>
          </>
        }
      />
    </div>
  ),
  sample.streaming,
)

const one = { streams: [sample.streaming] }
const sideBySide: readonly (readonly [state: string, streamId: string, still: Still])[] = [
  ['live', '42', createStill(one)],
  ['stale', '42', createStill({ ...one, connection: waiting })],
  ['offline', '42', createStill({ ...one, connection: offline })],
  ['loading', '42', createStill()],
  ['not found', '404', createStill({ streams: [] })],
  ['unknown token', '88', createStill({ streams: [sample.unknownToken] })],
]

/** What a card can say about one stream, side by side: no two of them look alike. */
export const States: StoryObj = {
  render: () => (
    <div className="story__grid">
      {sideBySide.map(([state, streamId, still]) => (
        <div key={state} className="story__cell">
          <p className="story__caption">{state}</p>
          <Within still={still}>
            <StreamCard streamId={streamId} nameOf={nameOf} timeZone="UTC" />
          </Within>
        </div>
      ))}
    </div>
  ),
}

const all = [
  sample.streaming,
  sample.outgoing,
  sample.critical,
  sample.paused,
  sample.settled,
  sample.pending,
  sample.cancelled,
  sample.completed,
  sample.unknownToken,
]
const still = createStill({ streams: all })

/** A page of cards. */
export const Grid: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__grid">
        {all.map((stream) => (
          <StreamCard
            key={stream.streamId}
            streamId={stream.streamId}
            nameOf={nameOf}
            timeZone="UTC"
          />
        ))}
      </div>
    </Within>
  ),
}
