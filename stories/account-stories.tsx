/** The states that every widget of an account can be in, written once: a story file renders its widget in each. */
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { AccountReference, ConnectionStatus, StreamState } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNow } from './still-world.ts'
import { offline, waiting } from './stream-stories.tsx'

/** A widget, given where its streams come from. */
export type ShowAccount = (source: AccountReference) => ReactElement

const day = 86_400
const usdc = sample.streaming.tokenAddress

/** What the account of the stories pays, in the token of most of its income. */
export const paying: StreamState = {
  ...sample.outgoing,
  streamId: '64',
  tokenAddress: usdc,
  ratePerSecond: 5_362n,
  depositedAmount: 9_850_000_000n,
  startTime: storyNow - 9 * day,
  lastUpdateTime: storyNow - 9 * day,
}

/** Two that pay the account, and two that it pays. */
export const account: readonly StreamState[] = [
  sample.streaming,
  { ...sample.streaming, streamId: '43', ratePerSecond: 31_250n, depositedAmount: 81_000_000_000n },
  paying,
  { ...paying, streamId: '65', ratePerSecond: 2_110n, depositedAmount: 16_000_000_000n },
]

/** Three tokens, and one that the page does not know. */
export const severalTokens: readonly StreamState[] = [
  ...account,
  sample.outgoing,
  {
    ...sample.streaming,
    streamId: '77',
    tokenAddress: sample.whole,
    ratePerSecond: 1n,
    depositedAmount: 9_000_000n,
    withdrawnAmount: 0n,
  },
  sample.unknownToken,
]

/** A story of these streams, which the store has. */
export function accountStory(
  show: ShowAccount,
  streams: readonly StreamState[] | undefined,
  connection?: ConnectionStatus,
): StoryObj {
  const still = createStill({ ...(streams && { streams }), ...(connection && { connection }) })
  return { render: () => <Within still={still}>{show({})}</Within> }
}

const runsOutIn = (seconds: number): StreamState => ({
  ...paying,
  streamId: '66',
  depositedAmount: 5_362n * BigInt(30 * day),
  startTime: storyNow - 30 * day + seconds,
  lastUpdateTime: storyNow - 30 * day + seconds,
})

/** One story per state of an account. */
export function createAccountStories(show: ShowAccount) {
  return {
    Net: accountStory(show, account),
    Receiving: accountStory(show, account.slice(0, 2)),
    Sending: accountStory(show, account.slice(2)),
    EndsSoon: accountStory(show, [...account, runsOutIn(2 * day)]),
    Critical: accountStory(show, [...account, runsOutIn(5 * 3_600)]),
    Paused: accountStory(show, [sample.paused]),
    Settled: accountStory(show, [sample.settled]),
    Pending: accountStory(show, [sample.pending]),
    Ended: accountStory(show, [sample.completed, sample.cancelled]),
    Stale: accountStory(show, account, waiting),
    Offline: accountStory(show, account, offline),
    Loading: accountStory(show, undefined),
    Empty: accountStory(show, []),
    UnknownToken: accountStory(show, [sample.unknownToken]),
  } satisfies Record<string, StoryObj>
}
