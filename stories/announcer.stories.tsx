/** Announcer: visually hidden; its messages are shown here. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Announcer, useAnnounce } from '../src/index.ts'
import { createStill, Within } from './still-session.tsx'

const meta: Meta = { title: 'Dashboards/Announcer' }
export default meta

const still = createStill({ streams: [] })

function Speaker() {
  const announce = useAnnounce()
  return (
    <button
      type="button"
      className="sg-button"
      onClick={() => {
        announce('stream:42', 'Withdrawn 1,200 USDC, Stream 42.')
        announce('stream:38', 'Paused, Stream 38.')
        still.world.advance(1_000)
      }}
    >
      Announce two messages
    </button>
  )
}

/** Two things within a second are one announcement. */
export const Gathered: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        <Speaker />
        <Announcer className="story__caption" render={(props) => <div {...props} />} />
      </div>
    </Within>
  ),
  async play({ canvas, userEvent }) {
    await userEvent.click(canvas.getByRole('button'))
    await canvas.findByText('Withdrawn 1,200 USDC, Stream 42. Paused, Stream 38.')
  },
}
