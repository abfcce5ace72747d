/** NetFlow in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { NetFlow } from '../src/index.ts'
import { account, createAccountStories } from './account-stories.tsx'
import { createStill, Within } from './still-session.tsx'

const meta: Meta = { title: 'Accounts/NetFlow' }
export default meta

const stories = createAccountStories((source) => (
  <div className="story__narrow">
    <NetFlow {...source} />
  </div>
))

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

const still = createStill({ streams: account })

/** The same rates for every period. */
export const Periods: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {(['second', 'hour', 'day', 'week', 'month', 'year'] as const).map((per) => (
          <div key={per} className="story__cell story__narrow">
            <p className="story__caption">{per}</p>
            <NetFlow per={per} />
          </div>
        ))}
      </div>
    </Within>
  ),
}
