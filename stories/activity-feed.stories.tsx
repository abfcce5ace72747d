/** ActivityFeed in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { ActivityFeed } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { createStill, type Still, type StoreFrame, Within } from './still-session.tsx'
import { storyNow } from './still-world.ts'

const meta: Meta = { title: 'Dashboards/ActivityFeed' }
export default meta

const streams = [sample.streaming, sample.paused, sample.cancelled, sample.completed]

const frame = (
  offset: number,
  event: Extract<StoreFrame, { kind: 'event' }>['event'],
): StoreFrame => ({ kind: 'event', event, position: { epoch: 'k3f9a', offset } })

const day = 86_400
const events: readonly StoreFrame[] = [
  frame(1, {
    type: 'stream.created',
    streamId: '42',
    sender: sample.employer,
    recipient: sample.me,
    tokenAddress: sample.streaming.tokenAddress,
    ratePerSecond: 19_290n,
    depositedAmount: 50_000_000_000n,
    startTime: storyNow - 12 * day,
    timestamp: storyNow - 12 * day,
  }),
  frame(2, {
    type: 'stream.completed',
    streamId: '7',
    recipient: sample.me,
    totalWithdrawn: 50_000_000_000n,
    timestamp: storyNow - 9 * day,
  }),
  frame(3, {
    type: 'stream.withdrawn',
    streamId: '42',
    recipient: sample.me,
    amount: 12_003_456_700n,
    timestamp: storyNow - 4 * day,
  }),
  frame(4, {
    type: 'stream.cancelled',
    streamId: '23',
    amountWithdrawn: 6_831_234n,
    refundedAmount: 31_166_608_800n,
    timestamp: storyNow - 2 * day,
  }),
  frame(5, {
    type: 'stream.paused',
    streamId: '38',
    sender: sample.employer,
    pausedAt: storyNow - day - 1_311,
    timestamp: storyNow - day - 1_311,
  }),
  frame(6, {
    type: 'stream.topped_up',
    streamId: '42',
    amount: 2_500_000_000n,
    newDepositedAmount: 52_500_000_000n,
    timestamp: storyNow - 4_127,
  }),
]

const gap: StoreFrame = {
  kind: 'gap',
  from: 7,
  to: 11,
  reason: 'slow_consumer',
  position: { epoch: 'k3f9a', offset: 11 },
}
const refreshed: StoreFrame = {
  kind: 'snapshot',
  position: { epoch: 'k3f9a', offset: 11 },
  readAt: { epoch: 'k3f9a', offset: 11 },
  part: 1,
  parts: 1,
  items: streams,
  skipped: 0,
}
const resumed = frame(12, {
  type: 'stream.resumed',
  streamId: '38',
  sender: sample.employer,
  newEndTime: storyNow + 18 * day,
  timestamp: storyNow,
})

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
export const Empty: StoryObj = story(createStill({ streams: [] }))
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
