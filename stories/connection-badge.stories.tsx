/** ConnectionBadge in every condition. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { ConnectionBadge, ConnectionError, type ConnectionStatus } from '../src/index.ts'
import { createStill, open, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta = { title: 'Dashboards/ConnectionBadge' }
export default meta

const story = (connection?: ConnectionStatus, account?: null): StoryObj => {
  const still = createStill({ streams: [], account, ...(connection && { connection }) })
  return {
    render: () => (
      <Within still={still}>
        <ConnectionBadge timeZone="UTC" />
      </Within>
    ),
  }
}

const refusal = new ConnectionError('status', 'The server refused: 403.', { status: 403 })
const unauthorized = new ConnectionError('unauthorized', 'The server refused: 401.', {
  status: 401,
})

/** A session without a connection. */
export const None: StoryObj = story()
/** Nothing is followed yet. */
export const Idle: StoryObj = story({ status: 'idle' }, null)
export const Connecting: StoryObj = story({
  status: 'connecting',
  sinceMs: storyNowMs,
  cause: 'opened',
})
export const Syncing: StoryObj = story({ ...open, phase: 'syncing' })
export const Live: StoryObj = story(open)
export const Stale: StoryObj = story({ ...open, isFresh: false })
/** The log of the server is out of reach: there may be newer events. */
export const Degraded: StoryObj = story({ ...open, degradedReason: 'log_unavailable' })
export const Reconnecting: StoryObj = story({
  status: 'waiting',
  delayMs: 4_000,
  retryAtMs: storyNowMs + 3_600,
  cause: 'network',
})
export const Offline: StoryObj = story({ status: 'paused', reasons: ['offline'] })
export const Paused: StoryObj = story({ status: 'paused', reasons: ['user'] })
export const PausedWhileHidden: StoryObj = story({ status: 'paused', reasons: ['hidden'] })
export const PausedWhileFrozen: StoryObj = story({
  status: 'paused',
  reasons: ['frozen'],
})
/** A page that returns from the background waits briefly, so that many tabs do not connect at once. */
export const Returning: StoryObj = story({
  status: 'waiting',
  delayMs: 200,
  retryAtMs: storyNowMs + 200,
  cause: 'returned',
})
export const SignedOut: StoryObj = story({ status: 'failed', error: unauthorized })
export const Failed: StoryObj = story({ status: 'failed', error: refusal })
export const Closed: StoryObj = story({ status: 'closed', by: 'user' })
