/** LiveControl in its three modes. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { FlowingBalance, LiveControl, type LiveControlProps } from '../src/index.ts'
import { streaming } from './sample-streams.ts'
import { createStill, open, type Still, Within } from './still-session.tsx'

const meta: Meta<typeof LiveControl> = { title: 'Dashboards/LiveControl', component: LiveControl }
export default meta

type Story = StoryObj<typeof LiveControl>

const story = (begin: (still: Still) => void = () => {}, props: LiveControlProps = {}): Story => {
  const still = createStill({ streams: [streaming], connection: open })
  begin(still)
  return {
    render: () => (
      <Within still={still}>
        <div className="story__stack">
          <LiveControl {...props} />
          <FlowingBalance streamId="42" size="hero" />
        </div>
      </Within>
    ),
  }
}

export const Live: Story = story()
export const Slow: Story = story(({ session }) => session.ticker.setMinIntervalMs(1_000, 'person'))
export const Paused: Story = story(({ session }) => session.ticker.pause())
export const WithoutSlow: Story = story(undefined, { hideSlow: true })
