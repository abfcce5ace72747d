/** LastUpdated, a while after different times. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { LastUpdated, type LastUpdatedProps } from '../src/index.ts'
import { createStill, open, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta<typeof LastUpdated> = { title: 'Dashboards/LastUpdated', component: LastUpdated }
export default meta

type Story = StoryObj<typeof LastUpdated>

const story = (props: LastUpdatedProps, options = {}): Story => {
  const still = createStill({ streams: [], connection: open, ...options })
  return {
    render: () => (
      <Within still={still}>
        <LastUpdated timeZone="UTC" {...props} />
      </Within>
    ),
  }
}

const ago = (seconds: number): LastUpdatedProps => ({ atMs: storyNowMs - seconds * 1_000 })

export const JustNow: Story = story(ago(4))
export const Seconds: Story = story(ago(42))
export const Minutes: Story = story(ago(7 * 60))
/** With the date in place of the time of day. */
export const Days: Story = story(ago(3 * 86_400))
export const Never: Story = story({ atMs: null })
export const RelativeOnly: Story = story({ ...ago(42), hideAbsolute: true })
/** Whatever arrives confirms what is shown. */
export const Connection: Story = story({})
/** It stays at the last time at which the page was up to date. */
export const Lost: Story = story(
  {},
  {
    connection: {
      status: 'waiting',
      delayMs: 4_000,
      retryAtMs: storyNowMs + 3_600,
      cause: 'network',
    },
  },
)
