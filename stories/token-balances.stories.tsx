/** TokenBalances in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { ConnectionError, TokenBalances } from '../src/index.ts'
import { accountStory, severalTokens } from './account-stories.tsx'
import { createStill, Within } from './still-session.tsx'
import { offline, waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Accounts/TokenBalances' }
export default meta

const show = () => (
  <div className="story__narrow">
    <TokenBalances />
  </div>
)

/** Two tokens that differ in their decimals, one that has none, and one that the page does not know. */
export const Several: StoryObj = accountStory(show, severalTokens)
export const Stale: StoryObj = accountStory(show, severalTokens, waiting)
export const Offline: StoryObj = accountStory(show, severalTokens, offline)
export const Loading: StoryObj = accountStory(show, undefined)
export const Empty: StoryObj = accountStory(show, [])

const failed = createStill({
  connection: { status: 'failed', error: new ConnectionError('status', 'Refused.') },
})

/** The connection failed before the streams arrived. */
export const Failed: StoryObj = { render: () => <Within still={failed}>{show()}</Within> }
