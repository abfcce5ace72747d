/** AmountInspector in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { AmountInspector, type AmountInspectorProps, FlowingBalance } from '../src/index.ts'
import { history, historyServer } from './sample-history.ts'
import * as sample from './sample-streams.ts'
import { createStill, open, Within } from './still-session.tsx'
import { createStreamStories } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/AmountInspector' }
export default meta

const show = (props: AmountInspectorProps) => (
  <div className="story__narrow">
    <AmountInspector isInline timeZone="UTC" {...props} />
  </div>
)

const stories = createStreamStories(show)
export const {
  Pending,
  EndsSoon,
  Critical,
  Paused,
  Settled,
  Completed,
  Cancelled,
  Loading,
  NotFound,
  UnknownToken,
  Stale,
  Offline,
} = stories

const live = createStill({
  streams: [sample.streaming],
  connection: open,
  request: historyServer(),
})

export const Streaming: StoryObj = {
  render: () => <Within still={live}>{show({ streamId: '42' })}</Within>,
}

/** Without a network. */
const still = createStill()

const kinds = ['streamed', 'withdrawable', 'remaining', 'withdrawn'] as const

/** Every balance of one stream, given as an object with its events. */
export const Kinds: StoryObj = {
  render: () => (
    <Within still={still}>
      <div className="story__grid">
        {kinds.map((kind) => (
          <AmountInspector
            key={kind}
            isInline
            kind={kind}
            stream={sample.paused}
            token={sample.usdcInfo}
            events={history}
            timeZone="UTC"
          />
        ))}
      </div>
    </Within>
  ),
}

const ahead = createStill({
  streams: [sample.streaming],
  connection: open,
  request: historyServer(),
  facts: { clockOffsetMs: 1_340, clockErrorMs: 42 },
})

/** The clock of this device is late, and how late is known to 42 ms. */
export const ClockOffset: StoryObj = {
  render: () => <Within still={ahead}>{show({ streamId: '42' })}</Within>,
}

/** Amounts of 25 digits wrap between groups. */
export const LongAmounts: StoryObj = {
  render: () => (
    <Within still={still}>{show({ stream: sample.immense, token: sample.usdcInfo })}</Within>
  ),
}

/** The button next to an amount in a text, which opens the explanation. */
export const Button: StoryObj = {
  render: () => (
    <Within still={live}>
      <p>
        You can withdraw <FlowingBalance streamId="42" />{' '}
        <AmountInspector streamId="42" timeZone="UTC" /> at any time.
      </p>
    </Within>
  ),
  async play({ canvas, userEvent, step }) {
    const button = await canvas.findByRole('button', { name: 'Explain Withdrawable, Stream 42' })
    await step('open it with the keyboard, and close it with Escape', async () => {
      button.focus()
      await userEvent.keyboard('{Enter}')
      await canvas.findByRole('dialog')
    })
  },
}
