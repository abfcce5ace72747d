/** AccountBalance in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { AccountBalance, NetFlow, TokenBalances } from '../src/index.ts'
import { account, accountStory, createAccountStories, severalTokens } from './account-stories.tsx'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { offline, waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Accounts/AccountBalance' }
export default meta

const show = (source: Parameters<Parameters<typeof createAccountStories>[0]>[0]) => (
  <div className="story__narrow">
    <AccountBalance {...source} timeZone="UTC" />
  </div>
)
const stories = createAccountStories(show)

export const Net: StoryObj = stories.Net
export const Receiving: StoryObj = stories.Receiving
export const Sending: StoryObj = stories.Sending
export const EndsSoon: StoryObj = stories.EndsSoon
export const Critical: StoryObj = stories.Critical
export const Paused: StoryObj = stories.Paused
export const Settled: StoryObj = stories.Settled
export const Pending: StoryObj = stories.Pending
export const Ended: StoryObj = stories.Ended
export const Stale: StoryObj = stories.Stale
export const Offline: StoryObj = stories.Offline
export const Loading: StoryObj = stories.Loading
export const Empty: StoryObj = stories.Empty
export const UnknownToken: StoryObj = stories.UnknownToken

/** Amounts of other tokens are never added: a note says that there are some. */
export const SeveralTokens: StoryObj = accountStory(show, [...severalTokens, sample.paused])

/** Amounts of 25 digits and more. */
export const LongAmounts: StoryObj = accountStory(show, [sample.immense])

const nothing = createStill()

/** Stream objects, without a network. */
export const GivenStreams: StoryObj = {
  render: () => (
    <Within still={nothing}>
      <div className="story__narrow">
        <AccountBalance streams={account} timeZone="UTC" />
      </div>
    </Within>
  ),
}

const still = createStill({ streams: severalTokens })

/** The kinds of balance, fast digits, and without details. */
export const Kinds: StoryObj = {
  argTypes: {
    kind: { control: 'inline-radio', options: ['net', 'withdrawable', 'remaining'] },
    per: {
      control: 'inline-radio',
      options: ['second', 'hour', 'day', 'week', 'month', 'year'],
    },
    fastDigits: { control: { type: 'number', min: 0, max: 5 } },
    hideDetails: { control: 'boolean' },
  },
  args: { kind: 'withdrawable', per: 'day', fastDigits: 0, hideDetails: false },
  parameters: { controls: { disable: false } },
  render: (args) => (
    <Within still={still}>
      <div className="story__narrow">
        <AccountBalance {...args} timeZone="UTC" />
      </div>
    </Within>
  ),
}

const states = [
  ['live', createStill({ streams: account })],
  ['stale', createStill({ streams: account, connection: waiting })],
  ['offline', createStill({ streams: account, connection: offline })],
  ['loading', createStill()],
  ['empty', createStill({ streams: [] })],
  ['unknown token', createStill({ streams: [sample.unknownToken] })],
] as const

/** What it can say about one account, side by side. */
export const States: StoryObj = {
  render: () => (
    <div className="story__grid">
      {states.map(([state, each]) => (
        <div key={state} className="story__cell">
          <p className="story__caption">{state}</p>
          <Within still={each}>
            <AccountBalance timeZone="UTC" />
          </Within>
        </div>
      ))}
    </div>
  ),
}

/** Next to the other widgets of an account. */
export const Overview: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__grid">
        <AccountBalance timeZone="UTC" />
        <div className="story__cell">
          <TokenBalances />
        </div>
        <div className="story__cell">
          <NetFlow per="month" />
        </div>
      </div>
    </Within>
  ),
}
