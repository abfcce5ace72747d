/**
 * The event table of the payments feed: the one place where an event type is added. Says how each
 * looks on the wire and as a value; says nothing about what an event does to a stream (stream-rules.ts
 * and the ledger), nor about the frames around it (protocol/decode.ts).
 *
 * Stays one file past 250 lines: an event is its type, its fields and its example, and adding
 * one should find the three together. The examples are a table of their own, without spreads, so
 * that a bundler can leave them out of the page.
 */
import {
  countField,
  type FieldsOf,
  farSecondsField,
  optional,
  secondsField,
  shortTextField,
  unitsField,
} from '../../protocol/fields.ts'
import { addressField, streamIdField } from './fields.ts'

/** What every event may carry. Times are Unix seconds of the ledger. */
export interface EventBase {
  /** Id of the payment stream. */
  readonly streamId: string
  /** The transaction that caused it; one transaction can cause several events. */
  readonly transactionHash?: string
  /** Sequence number of the ledger that holds the transaction. */
  readonly ledger?: number
  /** When that ledger closed. */
  readonly timestamp?: number
}

/** A payment stream exists from now on; its `lastUpdateTime` is its `startTime`. */
export interface StreamCreated extends EventBase {
  readonly type: 'stream.created'
  /** Address that pays. */
  readonly sender: string
  /** Address that receives. */
  readonly recipient: string
  /** Address of the token's contract. */
  readonly tokenAddress: string
  /** Base units per second. */
  readonly ratePerSecond: bigint
  /** Base units that were deposited. */
  readonly depositedAmount: bigint
  /** When it starts to accrue, Unix seconds. */
  readonly startTime: number
}

/** The sender added money; what has accrued is untouched. */
export interface StreamToppedUp extends EventBase {
  readonly type: 'stream.topped_up'
  /** Base units that were added to the deposit. */
  readonly amount: bigint
  /** The deposit after it: absolute, so that hearing it twice does no harm. */
  readonly newDepositedAmount: bigint
}

/** The recipient took out everything that had accrued at `timestamp`. */
export interface StreamWithdrawn extends EventBase {
  readonly type: 'stream.withdrawn'
  /** Address that received them. */
  readonly recipient: string
  /** Base units that were withdrawn. */
  readonly amount: bigint
  /** Accrual counts from here on. */
  readonly timestamp: number
}

/** Ended by the sender: what had accrued was paid out, the rest went back. */
export interface StreamCancelled extends EventBase {
  readonly type: 'stream.cancelled'
  /** Over the stream's whole life, the last payout included: the deposit less the refund. */
  readonly amountWithdrawn: bigint
  /** Base units that went back to the sender. */
  readonly refundedAmount: bigint
}

/** The withdrawal just before it emptied the stream. */
export interface StreamCompleted extends EventBase {
  readonly type: 'stream.completed'
  /** Address that received. */
  readonly recipient: string
  /** Over the stream's whole life. */
  readonly totalWithdrawn: bigint
}

/** Accrual stands still from `pausedAt`. */
export interface StreamPaused extends EventBase {
  readonly type: 'stream.paused'
  /** Address that pays. */
  readonly sender?: string
  /** When it stopped to accrue, Unix seconds. */
  readonly pausedAt: number
}

/** Accrual continues; the pause is not paid. */
export interface StreamResumed extends EventBase {
  readonly type: 'stream.resumed'
  /** Address that pays. */
  readonly sender?: string
  /**
   * When the money will run out: the time of the resume plus ⌊remaining / rate⌋ seconds. Beyond
   * 2^53 it is only near the truth (a tiny rate lasts for ages); prefer `timestamp` when given.
   */
  readonly newEndTime: number
}

/** One thing that happened to one payment stream. Amounts are units of its token. */
export type PaymentEvent =
  | StreamCreated
  | StreamToppedUp
  | StreamWithdrawn
  | StreamCancelled
  | StreamCompleted
  | StreamPaused
  | StreamResumed

/** The name of an event, as in the `event:` line. */
export type PaymentEventType = PaymentEvent['type']

/** The event of one type. */
export type EventOf<T extends PaymentEventType> = Extract<PaymentEvent, { type: T }>

/** What an event carries, its name aside. */
export type EventBody<T extends PaymentEventType> = Omit<EventOf<T>, 'type'>

/** One row of {@link paymentEvents}. */
export interface PaymentEventEntry<T extends PaymentEventType> {
  /** What happened, in one sentence. */
  readonly meaning: string
  /** A valid event, used by documentation, tests and demos. */
  readonly example: EventOf<T>
}

const base: FieldsOf<EventBase> = {
  streamId: streamIdField,
  transactionHash: optional(shortTextField),
  ledger: optional(countField),
  timestamp: optional(secondsField),
}

/** How the body of every event looks on the wire. Unknown fields are dropped. */
export const eventFields: {
  readonly [T in PaymentEventType]: FieldsOf<EventBody<T>>
} = {
  'stream.created': {
    ...base,
    sender: addressField,
    recipient: addressField,
    tokenAddress: addressField,
    ratePerSecond: unitsField,
    depositedAmount: unitsField,
    startTime: secondsField,
  },
  'stream.topped_up': { ...base, amount: unitsField, newDepositedAmount: unitsField },
  'stream.withdrawn': {
    ...base,
    recipient: addressField,
    amount: unitsField,
    timestamp: secondsField,
  },
  'stream.cancelled': { ...base, amountWithdrawn: unitsField, refundedAmount: unitsField },
  'stream.completed': { ...base, recipient: addressField, totalWithdrawn: unitsField },
  'stream.paused': { ...base, sender: optional(addressField), pausedAt: secondsField },
  'stream.resumed': { ...base, sender: optional(addressField), newEndTime: farSecondsField },
}

// The examples are one stream's life: 100 USDC over 100,000 s, so 10,000 units a second.
const alice = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const bob = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const usdc = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const transactionHash = '3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889'
const ledger = 58_200_417

/** Every event of the payments feed, in the order of a stream's life. */
export const paymentEvents: {
  readonly [T in PaymentEventType]: PaymentEventEntry<T>
} = {
  'stream.created': {
    meaning: 'The sender opened a payment stream.',
    example: {
      type: 'stream.created',
      streamId: '42',
      sender: alice,
      recipient: bob,
      tokenAddress: usdc,
      ratePerSecond: 10_000n,
      depositedAmount: 1_000_000_000n,
      startTime: 1_790_000_000,
      timestamp: 1_790_000_000,
      transactionHash,
      ledger,
    },
  },
  'stream.topped_up': {
    meaning: 'The sender added to the deposit.',
    example: {
      type: 'stream.topped_up',
      streamId: '42',
      amount: 500_000_000n,
      newDepositedAmount: 1_500_000_000n,
      timestamp: 1_790_000_600,
      transactionHash,
      ledger,
    },
  },
  'stream.withdrawn': {
    meaning: 'The recipient took out all that had accrued.',
    example: {
      type: 'stream.withdrawn',
      streamId: '42',
      recipient: bob,
      amount: 36_000_000n,
      timestamp: 1_790_003_600,
      transactionHash,
      ledger,
    },
  },
  'stream.cancelled': {
    meaning: 'The sender ended the stream; the accrued part was paid out, the rest went back.',
    example: {
      type: 'stream.cancelled',
      streamId: '42',
      amountWithdrawn: 54_000_000n,
      refundedAmount: 1_446_000_000n,
      timestamp: 1_790_009_000,
      transactionHash,
      ledger,
    },
  },
  'stream.completed': {
    meaning: 'The withdrawal before it took the last units.',
    example: {
      type: 'stream.completed',
      streamId: '42',
      recipient: bob,
      totalWithdrawn: 1_500_000_000n,
      timestamp: 1_790_200_000,
      transactionHash,
      ledger,
    },
  },
  'stream.paused': {
    meaning: 'The sender stopped accrual.',
    example: {
      type: 'stream.paused',
      streamId: '42',
      sender: alice,
      pausedAt: 1_790_004_000,
      timestamp: 1_790_004_000,
      transactionHash,
      ledger,
    },
  },
  'stream.resumed': {
    meaning: 'The sender resumed accrual; the pause is not paid.',
    example: {
      type: 'stream.resumed',
      streamId: '42',
      sender: alice,
      newEndTime: 1_790_153_600,
      timestamp: 1_790_007_600,
      transactionHash,
      ledger,
    },
  },
}

/** Every event type, in the order of a stream's life. */
export const paymentEventTypes: readonly PaymentEventType[] =
  // The record is total by its type, so its keys are exactly the types.
  /* @__PURE__ */ Object.keys(eventFields) as PaymentEventType[]
