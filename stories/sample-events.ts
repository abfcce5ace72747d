/** The events of the stories: one of each type, and a gap after them. */
import * as sample from './sample-streams.ts'
import type { StoreFrame } from './still-session.tsx'
import { storyNow } from './still-world.ts'

const frame = (
  offset: number,
  event: Extract<StoreFrame, { kind: 'event' }>['event'],
): StoreFrame => ({ kind: 'event', event, position: { epoch: 'k3f9a', offset } })

const day = 86_400
/** Oldest first. */
export const events: readonly StoreFrame[] = [
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

/** Five events are missing after the last one. */
export const gap: StoreFrame = {
  kind: 'gap',
  from: 7,
  to: 11,
  reason: 'slow_consumer',
  position: { epoch: 'k3f9a', offset: 11 },
}

/** Follows the gap. */
export const resumed = frame(12, {
  type: 'stream.resumed',
  streamId: '38',
  sender: sample.employer,
  newEndTime: storyNow + 18 * day,
  timestamp: storyNow,
})
