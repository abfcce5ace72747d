/** BalanceForecast in every state, of a stream and of an account. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { BalanceForecast } from '../src/index.ts'
import { createAccountStories } from './account-stories.tsx'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNow } from './still-world.ts'
import { createStreamStories, streamStory } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/BalanceForecast' }
export default meta

const stories = createStreamStories((source) => <BalanceForecast {...source} timeZone="UTC" />)

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

const accounts = createAccountStories((source) => <BalanceForecast {...source} timeZone="UTC" />)

/** Without a stream: what the balances of the account will be. */
export const OfAnAccount: StoryObj = accounts.Critical
export const Receiving: StoryObj = accounts.Receiving
export const Sending: StoryObj = accounts.Sending
export const NoStreams: StoryObj = accounts.Empty

const show = (source: object) => <BalanceForecast {...source} timeZone="UTC" />

export const NotWithdrawn: StoryObj = streamStory(show, {
  ...sample.streaming,
  withdrawnAmount: 0n,
  lastUpdateTime: sample.streaming.startTime,
})

/** A pause of five days, which the terms contain as a later time that accrual counts from. */
export const PausedBefore: StoryObj = streamStory(show, {
  ...sample.streaming,
  lastUpdateTime: storyNow - 2 * 86_400,
  withdrawnAmount: 8_000_000_000n,
})

export const LongAmounts: StoryObj = streamStory(show, sample.immense)

const still = createStill({ streams: [] })

/** At a rate of one unit a second a deposit may last longer than there are dates. */
export const WithoutEnd: StoryObj = {
  render: () => (
    <Within still={still}>
      <BalanceForecast
        stream={{
          ...sample.streaming,
          ratePerSecond: 1n,
          depositedAmount: 10n ** 26n,
          withdrawnAmount: 0n,
        }}
        timeZone="UTC"
      />
    </Within>
  ),
}
