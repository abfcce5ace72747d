/** StreamDetail in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { StreamDetail, type StreamDetailProps, type StreamState } from '../src/index.ts'
import { historyServer, transactionUrl } from './sample-history.ts'
import * as sample from './sample-streams.ts'
import { createStill, open, Within } from './still-session.tsx'
import { createStreamStories } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamDetail' }
export default meta

const show = (props: StreamDetailProps) => (
  <StreamDetail nameOf={sample.nameOf} timeZone="UTC" transactionUrl={transactionUrl} {...props} />
)

export const {
  Pending,
  EndsSoon,
  Critical,
  Paused,
  Settled,
  Completed,
  Cancelled,
  Loading,
  NotFound,
  UnknownToken,
  Stale,
  Offline,
} = createStreamStories(show)

const connected = (stream: StreamState, props: StreamDetailProps = {}): StoryObj => {
  const still = createStill({ streams: [stream], connection: open, request: historyServer() })
  return {
    render: () => <Within still={still}>{show({ streamId: stream.streamId, ...props })}</Within>,
  }
}

export const Streaming: StoryObj = connected(sample.streaming)

/** Buttons of the application, and something of its own below the card. */
export const WithActions: StoryObj = connected(sample.streaming, {
  actions: (
    <>
      <button type="button" className="sg-button">
        Withdraw
      </button>
      <button type="button" className="sg-button">
        Top up
      </button>
    </>
  ),
  forecast: <p>The deposit lasts until 8 December.</p>,
})

/** Without a network. */
const still = createStill()

/** Amounts of 25 digits and a long name. */
export const LongAmounts: StoryObj = {
  render: () => (
    <Within still={still}>
      {show({
        stream: sample.immense,
        token: sample.usdcInfo,
        events: [],
        nameOf: () => 'The International Federation of Accountants and Auditors',
      })}
    </Within>
  ),
}
