/**
 * The states that every widget of one payment stream can be in, written once: a story file renders
 * its widget in each of them.
 */
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ConnectionStatus, StreamSource, StreamState } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNow, storyNowMs } from './still-world.ts'

/** A widget, given where its stream comes from. */
export type Show = (source: StreamSource) => ReactElement

/** A story of this one stream, shown by its id. */
export function streamStory(
  show: Show,
  stream: StreamState,
  connection?: ConnectionStatus,
): StoryObj {
  const still = createStill({ streams: [stream], ...(connection && { connection }) })
  return {
    render: () => <Within still={still}>{show({ streamId: stream.streamId })}</Within>,
  }
}

/** A connection that was lost and is tried again. */
export const waiting: ConnectionStatus = {
  status: 'waiting',
  delayMs: 4_000,
  retryAtMs: storyNowMs + 4_000,
  cause: 'network',
}

/** A connection that waits for the network. */
export const offline: ConnectionStatus = { status: 'paused', reasons: ['offline'] }

/** One story per state of a payment stream. */
export function createStreamStories(show: Show) {
  const nothing = createStill()
  const empty = createStill({ streams: [] })
  return {
    Pending: streamStory(show, sample.pending),
    Streaming: streamStory(show, sample.streaming),
    EndsSoon: streamStory(show, sample.endsSoon),
    Critical: streamStory(show, sample.critical),
    Paused: streamStory(show, sample.paused),
    Settled: streamStory(show, sample.settled),
    Completed: streamStory(show, sample.completed),
    Cancelled: streamStory(show, sample.cancelled),
    Loading: { render: () => <Within still={nothing}>{show({ streamId: '42' })}</Within> },
    NotFound: { render: () => <Within still={empty}>{show({ streamId: '404' })}</Within> },
    UnknownToken: streamStory(show, sample.unknownToken),
    Stale: streamStory(show, sample.streaming, waiting),
    Offline: streamStory(show, sample.streaming, offline),
  } satisfies Record<string, StoryObj>
}

const day = 86_400

/** A stream of 30 days that has run for some of them, with nothing withdrawn: from nothing to almost all of it. */
export const levels = [0, 1, 8, 15, 22, 29].map((days) => ({
  days,
  stream: {
    ...sample.streaming,
    withdrawnAmount: 0n,
    startTime: storyNow - days * day,
    lastUpdateTime: storyNow - days * day,
  },
}))
