/** JourneyFlags in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect } from 'storybook/test'
import { type JourneyFlag, JourneyFlags, type JourneyFlagsProps } from '../src/dashboard.ts'
import { createStill, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta<typeof JourneyFlags> = {
  title: 'Dashboards/JourneyFlags',
  component: JourneyFlags,
}
export default meta

type Story = StoryObj<typeof JourneyFlags>

const still = createStill({ streams: [] })

const flag = (name: string, isSet: boolean, agoMs?: number): JourneyFlag => ({
  journey: 'onboarding',
  flag: name,
  isSet,
  ...(agoMs !== undefined && { atMs: storyNowMs - agoMs }),
})

const flags = [
  flag('account_created', true, 86_400_000 * 3),
  flag('profile_complete', true, 3_600_000),
  flag('first_match', true, 240_000),
  flag('training_booked', false),
  flag('first_session', false),
]

const story = (props: Partial<JourneyFlagsProps>): Story => ({
  args: { heading: 'Onboarding', label: 'Onboarding', flags, timeZone: 'UTC', ...props },
  parameters: { controls: { disable: false } },
  render: (args) => (
    <Within still={still}>
      <div className="story__narrow">
        <JourneyFlags {...args} />
      </div>
    </Within>
  ),
})

export const Ready: Story = story({})
export const Loading: Story = story({ flags: undefined })
export const Empty: Story = story({ flags: [] })
export const Failed: Story = story({ flags: undefined, phase: 'error', onRetry: () => {} })
export const Stale: Story = story({ freshness: 'stale', asOfMs: storyNowMs - 42_000 })
export const Offline: Story = story({ freshness: 'offline', asOfMs: storyNowMs - 42_000 })
/** The last change first. */
export const Recent: Story = story({ order: 'recent' })
export const Long: Story = story({
  heading: 'Onboarding of volunteers who have moved from another programme',
  flags: [
    flag('background_check_of_the_previous_programme_transferred_and_confirmed', true, 60_000),
    flag('emergency_contact', false),
  ],
})

function Changing() {
  const [now, setNow] = useState<readonly JourneyFlag[]>(flags)
  return (
    <div className="story__narrow story__stack">
      <JourneyFlags heading="Onboarding" flags={now} order="recent" timeZone="UTC" />
      <button
        type="button"
        className="sg-button"
        onClick={() =>
          setNow(
            now.map((each) =>
              each.flag === 'first_session' ? flag('first_session', true, 0) : each,
            ),
          )
        }
      >
        Set the last flag
      </button>
    </div>
  )
}

/** What has changed is marked for some seconds. */
export const Changed: Story = {
  render: () => (
    <Within still={still}>
      <Changing />
    </Within>
  ),
  async play({ canvas, canvasElement, userEvent }) {
    await userEvent.click(canvas.getByRole('button', { name: 'Set the last flag' }))
    const marked = canvasElement.querySelectorAll('[data-changed]')
    await expect(marked).toHaveLength(1)
    await expect(marked[0]?.textContent).toContain('First session')
  },
}
