/** StreamTimeline in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { StreamTimeline, type StreamTimelineProps } from '../src/index.ts'
import {
  delivered,
  history,
  historyServer,
  type PaymentEvent,
  transactionUrl,
} from './sample-history.ts'
import * as sample from './sample-streams.ts'
import { createStill, open, type StillOptions, type StoreFrame, Within } from './still-session.tsx'
import { storyNow } from './still-world.ts'
import { offline, waiting } from './stream-stories.tsx'

const meta: Meta = { title: 'Streams/StreamTimeline' }
export default meta

const show = (props: StreamTimelineProps = {}) => (
  <div className="story__narrow">
    <StreamTimeline
      streamId="42"
      heading="Timeline"
      nameOf={sample.nameOf}
      timeZone="UTC"
      transactionUrl={transactionUrl}
      {...props}
    />
  </div>
)

const story = (options: StillOptions, props?: StreamTimelineProps): StoryObj => {
  const still = createStill({ streams: [sample.streaming], connection: open, ...options })
  return { render: () => <Within still={still}>{show(props)}</Within> }
}

const late: PaymentEvent = {
  type: 'stream.withdrawn',
  streamId: '42',
  recipient: sample.me,
  amount: 7_500_000_000n,
  timestamp: storyNow - 40,
}

const frameOf = (epoch: string, offset: number): StoreFrame => ({
  kind: 'event',
  position: { epoch, offset },
  event: late,
})

/** What was received before and after a gap of 34 events. */
const aroundGap: readonly StoreFrame[] = [
  ...delivered,
  { kind: 'gap', from: 6, to: 39, reason: 'trimmed', position: null },
  frameOf('k3f9a', 40),
]

const loadEarlier: NonNullable<StoryObj['play']> = async ({ canvas, userEvent }) => {
  await userEvent.click(await canvas.findByRole('button', { name: 'Show earlier events' }))
}

export const Ready: StoryObj = story({ request: historyServer() })
/** The newest page; a button loads the one before it. */
export const Earlier: StoryObj = story({ request: historyServer({ newest: 3 }) })
export const LoadingEarlier: StoryObj = {
  ...story({ request: historyServer({ newest: 3, earlier: 'pending' }) }),
  play: loadEarlier,
}
export const EarlierFailed: StoryObj = {
  ...story({ request: historyServer({ newest: 3, earlier: 'failed' }) }),
  play: loadEarlier,
}
/** The server no longer has the first events of the stream. */
export const Trimmed: StoryObj = story({
  request: historyServer({ events: history.slice(2), first: 3 }),
})
/** The server no longer has what happened while the connection was lost: a row shows where. */
export const WithGap: StoryObj = story({
  frames: aroundGap,
  request: historyServer({ events: [late], first: 40 }),
})
/** What happened meanwhile is being loaded. */
export const Filling: StoryObj = story({
  frames: aroundGap,
  request: historyServer({ events: [late, late], first: 39, newest: 1, earlier: 'pending' }),
})
/** The server's log was replaced: what this page had received stays below the row that says so. */
export const WithReset: StoryObj = story({
  frames: [
    ...delivered,
    { kind: 'reset', reason: 'epoch', position: { epoch: 'm2x7q', offset: 0 } },
    frameOf('m2x7q', 1),
  ],
  request: historyServer({ events: [late], epoch: 'm2x7q' }),
})
export const Stale: StoryObj = story({ request: historyServer(), connection: waiting })
export const Offline: StoryObj = story({ request: historyServer(), connection: offline })
export const Loading: StoryObj = story({})
/** Neither a server nor a list of events. */
export const Idle: StoryObj = {
  render: () => <Within still={createStill({ streams: [] })}>{show()}</Within>,
}
export const Empty: StoryObj = story({ request: historyServer({ events: [] }) })
export const Failed: StoryObj = story({
  request: async () => new Response('', { status: 503 }),
})

/** Without a network. */
const still = createStill()

/** A list of events. */
export const GivenEvents: StoryObj = {
  render: () => (
    <Within still={still}>
      {show({ stream: sample.streaming, token: sample.usdcInfo, events: history })}
    </Within>
  ),
}

const largeEvents: readonly PaymentEvent[] = [
  { ...late, streamId: sample.immense.streamId, amount: sample.immense.depositedAmount },
]

/** Amounts of 25 digits: they wrap between groups. */
export const LongAmounts: StoryObj = {
  render: () => (
    <Within still={still}>
      {show({
        stream: sample.immense,
        token: sample.usdcInfo,
        events: largeEvents,
        nameOf: () => 'The International Federation of Accountants and Auditors',
      })}
    </Within>
  ),
}
