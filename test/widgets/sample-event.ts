/** One event for tests of what shows events. */
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'

/** Stream `offset` was paused: one event for every offset. */
export function sampleEvent(offset: number): DeliveredPaymentsFrame {
  return {
    kind: 'event',
    position: { epoch: 'k3f9a', offset },
    event: { type: 'stream.paused', streamId: String(offset), pausedAt: 1_795_000_000 + offset },
  }
}
