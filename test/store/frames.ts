/** Short ways to write the frames that a store is given. */

import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type {
  EventFrame,
  GapFrame,
  ResetFrame,
  SnapshotFrame,
} from '../../src/protocol/feed-frames.ts'

export const at = (offset: number, epoch = 'k3f9a'): Position => ({ epoch, offset })

export function eventFrame(
  event: PaymentEvent,
  position: Position | null = null,
): EventFrame<PaymentEvent> {
  return { kind: 'event', event, position }
}

export function snapshotFrame(
  streams: readonly StreamState[],
  position: Position | null = null,
  [part, parts]: readonly [number, number] = [1, 1],
): SnapshotFrame<StreamState> {
  const isLast = part === parts
  return {
    kind: 'snapshot',
    position: isLast ? position : null,
    readAt: position,
    part,
    parts,
    items: streams,
    skipped: 0,
  }
}

export function gapFrame(from: number, to: number, position: Position | null = null): GapFrame {
  return { kind: 'gap', from, to, reason: 'trimmed', position }
}

export function resetFrame(position: Position | null = null): ResetFrame {
  return { kind: 'reset', reason: 'epoch', position }
}

/** A stream of 1,000,000 units that pays 100 a second since second 1,000. */
export function streamState(streamId: string, changes: Partial<StreamState> = {}): StreamState {
  return {
    streamId,
    sender: 'GSENDER',
    recipient: 'GRECIPIENT',
    tokenAddress: 'CTOKEN',
    ratePerSecond: 100n,
    depositedAmount: 1_000_000n,
    withdrawnAmount: 0n,
    startTime: 1_000,
    lastUpdateTime: 1_000,
    status: 'active',
    pausedAt: null,
    ...changes,
  }
}

export const withdrawn = (streamId: string, amount: bigint, timestamp: number): PaymentEvent => ({
  type: 'stream.withdrawn',
  streamId,
  recipient: 'GRECIPIENT',
  amount,
  timestamp,
})
