/** The frames of the payments feed, typed, and as bytes. */
import { documentedPayments } from '../../src/feeds/payments/documentation.ts'
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { encodeFrame } from '../../src/protocol/encode.ts'
import type { DeliveredFrame, FeedFrame, SentFrame } from '../../src/protocol/feed-frames.ts'
import { printFrame } from '../../src/protocol/frame.ts'

export type PaymentsFrame = FeedFrame<PaymentEvent, StreamState>
export type SentPaymentsFrame = SentFrame<PaymentEvent, StreamState>
export type DeliveredPaymentsFrame = DeliveredFrame<PaymentEvent, StreamState>

/** The frame as it is on the wire. */
export function printPaymentsFrame(frame: SentPaymentsFrame): string {
  return printFrame(encodeFrame(frame, documentedPayments))
}
