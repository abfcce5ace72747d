/**
 * What each event does to one payment stream: the contract's rules, seen from its events. A total
 * record, so a new event type does not compile until it has its rule. Independent of positions,
 * snapshots and other streams (store/reduce.ts).
 */
import { claimableAtSecond } from '../../money/accrual.ts'
import type { EventOf, PaymentEvent, PaymentEventType, StreamResumed } from './events.ts'
import type { StreamState } from './stream-state.ts'

interface StreamRule<T extends PaymentEventType> {
  /**
   * Whether the stream already shows this event. Decides where no position does: the state of a
   * server without ids was read some time, and events from around then may be in it or not.
   */
  isContained(stream: StreamState, event: EventOf<T>): boolean
  /** The stream after the event. */
  apply(stream: StreamState, event: EventOf<T>): StreamState
}

const isOver = ({ status }: StreamState) => status === 'cancelled' || status === 'completed'

const rules: { readonly [T in PaymentEventType]: StreamRule<T> } = {
  'stream.created': {
    isContained: () => true,
    apply: (_, event) => createdStream(event),
  },

  'stream.topped_up': {
    // Deposits only grow.
    isContained: (stream, event) => event.newDepositedAmount <= stream.depositedAmount,
    // lastUpdateTime stays: moving it would discard what has accrued.
    apply: (stream, event) => ({ ...stream, depositedAmount: event.newDepositedAmount }),
  },

  'stream.withdrawn': {
    // A withdrawal needs something claimable, so it is always later than lastUpdateTime, and moves
    // it there. Nothing moves it back.
    isContained: (stream, event) => isOver(stream) || event.timestamp <= stream.lastUpdateTime,
    apply: (stream, event) => ({
      ...stream,
      withdrawnAmount: stream.withdrawnAmount + event.amount,
      lastUpdateTime: event.timestamp,
    }),
  },

  'stream.cancelled': {
    isContained: isOver,
    apply: (stream, event) => ({
      ...stream,
      // From the refund, which leaves no doubt: `amountWithdrawn` is a total on FlowFi's wire, and
      // adding it to what was withdrawn before would count that twice.
      withdrawnAmount: stream.depositedAmount - event.refundedAmount,
      lastUpdateTime: event.timestamp ?? stream.lastUpdateTime,
      status: 'cancelled',
      pausedAt: null,
    }),
  },

  'stream.completed': {
    isContained: isOver,
    apply: (stream, event) => ({
      ...stream,
      withdrawnAmount: event.totalWithdrawn,
      status: 'completed',
      pausedAt: null,
    }),
  },

  'stream.paused': {
    isContained: (stream) => stream.status !== 'active',
    apply: (stream, event) => ({ ...stream, status: 'paused', pausedAt: event.pausedAt }),
  },

  'stream.resumed': {
    // An end before the pause began belongs to an earlier pause.
    isContained: (stream, event) =>
      stream.status !== 'paused' ||
      resumeTime(stream, event) < (stream.pausedAt ?? stream.lastUpdateTime),
    apply(stream, event) {
      const { pausedAt } = stream
      if (stream.status !== 'paused' || pausedAt === null) return stream
      const pauseSeconds = Math.max(0, resumeTime(stream, event) - pausedAt)
      return {
        ...stream,
        lastUpdateTime: stream.lastUpdateTime + pauseSeconds,
        status: 'active',
        pausedAt: null,
      }
    },
  },
}

/**
 * When the pause ended. The event only says when the money will run out, which the contract computes
 * as that time plus ⌊(deposited − withdrawn − claimable) / rate⌋, so the same figure leads back.
 */
function resumeTime(stream: StreamState, event: StreamResumed): number {
  const known = event.timestamp ?? stream.pausedAt ?? stream.lastUpdateTime
  // Past 2^53 the end has lost its last digits, and without a rate it means nothing.
  if (stream.ratePerSecond <= 0n || !Number.isSafeInteger(event.newEndTime)) return known
  const left = outstandingAtPause(stream)
  return left === null ? known : Number(BigInt(event.newEndTime) - left / stream.ratePerSecond)
}

/** What had not accrued when the pause began; null for terms that no contract could hold. */
function outstandingAtPause(stream: StreamState): bigint | null {
  try {
    const accrued = claimableAtSecond(stream, stream.pausedAt ?? stream.lastUpdateTime)
    return stream.depositedAmount - stream.withdrawnAmount - accrued
  } catch {
    // Never shown: the widget that shows this stream fails the same check.
    return null
  }
}

/** The stream that a creation makes. */
export function createdStream(event: EventOf<'stream.created'>): StreamState {
  const { type: _, transactionHash: _hash, ledger: _ledger, timestamp: _time, ...terms } = event
  return {
    ...terms,
    withdrawnAmount: 0n,
    lastUpdateTime: terms.startTime,
    status: 'active',
    pausedAt: null,
  }
}

/** Pairs an event with the rule of its own type. TypeScript cannot follow that pairing by itself. */
function ruleOf<T extends PaymentEventType>(event: EventOf<T>): StreamRule<T> {
  return rules[event.type as T]
}

/** Whether the stream already shows the event, as far as both show. */
export function isContained(stream: StreamState, event: PaymentEvent): boolean {
  return ruleOf(event).isContained(stream, event)
}

/** The stream after the event. The same object when nothing about it changed. */
export function applyEvent(stream: StreamState, event: PaymentEvent): StreamState {
  return ruleOf(event).apply(stream, event)
}
