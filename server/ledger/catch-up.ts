/**
 * The events that lead from a stream as it is known to the same stream as it was read from a snapshot: what happened
 * in between is not known, only where it has led. They are ordinary events, so pages that follow the feed arrive at
 * the same state. Pure.
 */
import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import { applyEvent, createdStream } from '../../src/feeds/payments/stream-rules.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { operate } from './contract.ts'

/** The events, and the stream after them. */
export interface CatchUp {
  readonly events: readonly PaymentEvent[]
  readonly stream: StreamState
}

/**
 * @param known undefined: the stream is new
 * @returns null when no events lead there: the target is older than what is known, or another stream
 */
export function catchUp(known: StreamState | undefined, target: StreamState): CatchUp | null {
  const events: PaymentEvent[] = []
  let stream: StreamState
  const add = (event: PaymentEvent) => {
    events.push(event)
    stream = applyEvent(stream, event)
  }

  const { streamId, depositedAmount, withdrawnAmount, lastUpdateTime, pausedAt } = target
  if (known === undefined) {
    const { sender, recipient, tokenAddress, ratePerSecond, startTime } = target
    const parties = { streamId, sender, recipient, tokenAddress }
    const created: PaymentEvent = {
      type: 'stream.created',
      ...{ ...parties, ratePerSecond, depositedAmount, startTime },
    }
    events.push(created)
    stream = createdStream(created)
  } else stream = known

  if (isEqual(stream, target)) return { events, stream }
  if (isOver(stream) || isOlder(target, stream)) return null
  if (depositedAmount > stream.depositedAmount) {
    add({
      type: 'stream.topped_up',
      streamId,
      amount: depositedAmount - stream.depositedAmount,
      newDepositedAmount: depositedAmount,
    })
  }
  if (isEqual(stream, target)) return { events, stream }
  // Without a length, so that the pause that was known changes nothing; the target's own follows.
  if (stream.pausedAt !== null) add(resumedAt(stream, stream.pausedAt))
  if (target.status === 'cancelled') {
    add({
      type: 'stream.cancelled',
      streamId,
      amountWithdrawn: withdrawnAmount,
      refundedAmount: depositedAmount - withdrawnAmount,
      timestamp: lastUpdateTime,
    })
  } else if (withdrawnAmount > stream.withdrawnAmount) {
    const { recipient } = target
    const amount = withdrawnAmount - stream.withdrawnAmount
    add({ type: 'stream.withdrawn', streamId, recipient, amount, timestamp: lastUpdateTime })
  } else if (lastUpdateTime > stream.lastUpdateTime) {
    // Only pauses move it without a withdrawal: one of the same length.
    add({ type: 'stream.paused', streamId, pausedAt: stream.lastUpdateTime })
    add(resumedAt(stream, lastUpdateTime))
  }
  if (target.status === 'completed') {
    const { recipient } = target
    add({ type: 'stream.completed', streamId, recipient, totalWithdrawn: withdrawnAmount })
  }
  if (target.status === 'paused' && pausedAt !== null) {
    add({ type: 'stream.paused', streamId, pausedAt, timestamp: pausedAt })
  }
  return isEqual(stream, target) ? { events, stream } : null
}

function resumedAt(stream: StreamState, second: number): PaymentEvent {
  const [event] = operate(stream, { kind: 'resume' }, second).events
  if (event === undefined) throw new RangeError('A resume gave no event.')
  return event
}

const isOver = ({ status }: StreamState) => status === 'cancelled' || status === 'completed'

/** Amounts only grow, and time only passes. */
function isOlder(target: StreamState, known: StreamState): boolean {
  return (
    target.depositedAmount < known.depositedAmount ||
    target.withdrawnAmount < known.withdrawnAmount ||
    target.lastUpdateTime < known.lastUpdateTime
  )
}

/** Whether a snapshot shows a stream as it was before what is known of it. */
export function isBehind(target: StreamState, known: StreamState | undefined): boolean {
  if (known === undefined || !hasTermsOf(target, known) || isOver(target)) return false
  if (isOlder(known, target)) return false
  return isOlder(target, known) || isOver(known)
}

function hasTermsOf(one: StreamState, other: StreamState): boolean {
  return (
    one.streamId === other.streamId &&
    one.sender === other.sender &&
    one.recipient === other.recipient &&
    one.tokenAddress === other.tokenAddress &&
    one.ratePerSecond === other.ratePerSecond &&
    one.startTime === other.startTime
  )
}

/** Whether both are the same stream in the same state. */
export function isEqual(one: StreamState, other: StreamState): boolean {
  return (
    hasTermsOf(one, other) &&
    one.depositedAmount === other.depositedAmount &&
    one.withdrawnAmount === other.withdrawnAmount &&
    one.lastUpdateTime === other.lastUpdateTime &&
    one.status === other.status &&
    one.pausedAt === other.pausedAt
  )
}
