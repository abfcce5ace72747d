/** ActivityFeed in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { ActivityFeed, ConnectionError } from '../src/index.ts'
import { events, gap, resumed } from './sample-events.ts'
import * as sample from './sample-streams.ts'
import { createStill, type Still, type StoreFrame, Within } from './still-session.tsx'

const meta: Meta = { title: 'Dashboards/ActivityFeed' }
export default meta

const streams = [sample.streaming, sample.paused, sample.cancelled, sample.completed]

const refreshed: StoreFrame = {
  kind: 'snapshot',
  position: { epoch: 'k3f9a', offset: 11 },
  readAt: { epoch: 'k3f9a', offset: 11 },
  part: 1,
  parts: 1,
  items: streams,
  skipped: 0,
}

const story = (still: Still): StoryObj => ({
  render: () => (
    <Within still={still}>
      <div className="story__narrow">
        <ActivityFeed heading="Activity" nameOf={sample.nameOf} timeZone="UTC" />
      </div>
    </Within>
  ),
})

export const Ready: StoryObj = story(createStill({ streams, frames: [...events, resumed] }))
export const Loading: StoryObj = story(createStill())
/** Nothing is followed: there is neither an account nor a widget that names a stream. */
export const Idle: StoryObj = story(createStill({ account: null }))
export const Empty: StoryObj = story(createStill({ streams: [] }))
/** The subscription was refused before any state had arrived. */
export const Failed: StoryObj = story(
  createStill({
    connection: { status: 'failed', error: new ConnectionError('status', 'Refused.') },
  }),
)
/** Five events never arrived: an entry shows where they are missing. */
export const WithGap: StoryObj = story(
  createStill({ streams, frames: [...events, gap, refreshed, resumed] }),
)
/** The server's event log was replaced; the snapshot has not arrived yet. */
export const WithReset: StoryObj = story(
  createStill({
    streams,
    frames: [
      ...events,
      { kind: 'reset', reason: 'epoch', position: { epoch: 'm2x7q', offset: 0 } },
    ],
  }),
)

/** Amounts of 25 digits: they wrap between groups, and the title stays. */
export const LongAmounts: StoryObj = story(
  createStill({
    streams: [sample.immense],
    frames: [
      {
        kind: 'event',
        position: { epoch: 'k3f9a', offset: 1 },
        event: {
          type: 'stream.withdrawn',
          streamId: sample.immense.streamId,
          recipient: sample.me,
          amount: sample.immense.depositedAmount,
          timestamp: sample.immense.lastUpdateTime,
        },
      },
    ],
  }),
)

const withLinks = createStill({ streams, frames: [...events, gap, refreshed] })

/** Rows that lead to their stream. */
export const Links: StoryObj = {
  render: () => (
    <Within still={withLinks}>
      <div className="story__narrow">
        <ActivityFeed
          nameOf={sample.nameOf}
          timeZone="UTC"
          renderLink={({ streamId }) => <a href={`#stream-${streamId}`}>{streamId}</a>}
        />
      </div>
    </Within>
  ),
}

const reading = createStill({ streams, frames: events })

/** Paused while it is read: new entries are counted. */
export const NewWaiting: StoryObj = {
  ...story(reading),
  async play({ canvas, step }) {
    const list = await canvas.findByRole('list')
    await step('focus the list, then receive an event', async () => {
      list.focus()
      reading.session.store.apply([resumed])
      await canvas.findByRole('button', { name: /new/ })
    })
  },
}
