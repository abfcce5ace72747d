/**
 * The event table of the payments feed: the one place where an event type is added. Says how each
 * looks on the wire and as a value; says nothing about what an event does to a stream (the store
 * and the ledger), nor about the frames around it (decode.ts).
 *
 * Stays one file past 250 lines: an event is its type, its schema and its example, and whoever adds
 * one should find the three together.
 */
import * as v from 'valibot'
import {
  addressSchema,
  countSchema,
  farSecondsSchema,
  printFields,
  secondsSchema,
  streamIdSchema,
  textSchema,
  unitsSchema,
} from './fields.ts'

/** What every event may carry. Times are Unix seconds of the ledger. */
export interface EventBase {
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
  readonly sender: string
  readonly recipient: string
  readonly tokenAddress: string
  readonly ratePerSecond: bigint
  readonly depositedAmount: bigint
  readonly startTime: number
}

/** The sender added money; what has accrued is untouched. */
export interface StreamToppedUp extends EventBase {
  readonly type: 'stream.topped_up'
  readonly amount: bigint
  /** The deposit after it: absolute, so that hearing it twice does no harm. */
  readonly newDepositedAmount: bigint
}

/** The recipient took out everything that had accrued at `timestamp`. */
export interface StreamWithdrawn extends EventBase {
  readonly type: 'stream.withdrawn'
  readonly recipient: string
  readonly amount: bigint
  /** Accrual counts from here on. */
  readonly timestamp: number
}

/** Ended by the sender: what had accrued was paid out, the rest went back. */
export interface StreamCancelled extends EventBase {
  readonly type: 'stream.cancelled'
  /** Over the stream's whole life, the last payout included: the deposit less the refund. */
  readonly amountWithdrawn: bigint
  readonly refundedAmount: bigint
}

/** The withdrawal just before it emptied the stream. */
export interface StreamCompleted extends EventBase {
  readonly type: 'stream.completed'
  readonly recipient: string
  /** Over the stream's whole life. */
  readonly totalWithdrawn: bigint
}

/** Accrual stands still from `pausedAt`. */
export interface StreamPaused extends EventBase {
  readonly type: 'stream.paused'
  readonly sender?: string
  readonly pausedAt: number
}

/** Accrual goes on; the pause is not paid. */
export interface StreamResumed extends EventBase {
  readonly type: 'stream.resumed'
  readonly sender?: string
  /**
   * When the money will run out: the moment of the resume plus ⌊remaining / rate⌋ seconds. Beyond
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

/** One row of {@link paymentEvents}. */
export interface PaymentEventEntry<T extends PaymentEventType> {
  /** What happened, in one sentence. */
  readonly meaning: string
  /** The wire body → the event without its type. Unknown fields are dropped. */
  readonly schema: v.GenericSchema<unknown, Omit<EventOf<T>, 'type'>> & {
    readonly entries: v.ObjectEntries
  }
  /** A valid event, used by documentation, tests and demos. */
  readonly example: EventOf<T>
}

const base = {
  streamId: streamIdSchema,
  transactionHash: v.exactOptional(textSchema),
  ledger: v.exactOptional(countSchema),
  timestamp: v.exactOptional(secondsSchema),
}

// The examples are one stream's life: 100 USDC over 100,000 s, so 10,000 units a second.
const alice = 'GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37'
const bob = 'GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ'
const usdc = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'
const seen = {
  transactionHash: '3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889',
  ledger: 58_200_417,
} as const

/** Every event of the payments feed, in the order of a stream's life. */
export const paymentEvents: {
  readonly [T in PaymentEventType]: PaymentEventEntry<T>
} = {
  'stream.created': {
    meaning: 'The sender opened a payment stream.',
    schema: v.object({
      ...base,
      sender: addressSchema,
      recipient: addressSchema,
      tokenAddress: addressSchema,
      ratePerSecond: unitsSchema,
      depositedAmount: unitsSchema,
      startTime: secondsSchema,
    }),
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
      ...seen,
    },
  },
  'stream.topped_up': {
    meaning: 'The sender added to the deposit.',
    schema: v.object({ ...base, amount: unitsSchema, newDepositedAmount: unitsSchema }),
    example: {
      type: 'stream.topped_up',
      streamId: '42',
      amount: 500_000_000n,
      newDepositedAmount: 1_500_000_000n,
      timestamp: 1_790_000_600,
      ...seen,
    },
  },
  'stream.withdrawn': {
    meaning: 'The recipient took out all that had accrued.',
    schema: v.object({
      ...base,
      recipient: addressSchema,
      amount: unitsSchema,
      timestamp: secondsSchema,
    }),
    example: {
      type: 'stream.withdrawn',
      streamId: '42',
      recipient: bob,
      amount: 36_000_000n,
      timestamp: 1_790_003_600,
      ...seen,
    },
  },
  'stream.cancelled': {
    meaning: 'The sender ended the stream; the accrued part was paid out, the rest went back.',
    schema: v.object({ ...base, amountWithdrawn: unitsSchema, refundedAmount: unitsSchema }),
    example: {
      type: 'stream.cancelled',
      streamId: '42',
      amountWithdrawn: 54_000_000n,
      refundedAmount: 1_446_000_000n,
      timestamp: 1_790_009_000,
      ...seen,
    },
  },
  'stream.completed': {
    meaning: 'The withdrawal before it took the last units.',
    schema: v.object({ ...base, recipient: addressSchema, totalWithdrawn: unitsSchema }),
    example: {
      type: 'stream.completed',
      streamId: '42',
      recipient: bob,
      totalWithdrawn: 1_500_000_000n,
      timestamp: 1_790_200_000,
      ...seen,
    },
  },
  'stream.paused': {
    meaning: 'The sender stopped accrual.',
    schema: v.object({
      ...base,
      sender: v.exactOptional(addressSchema),
      pausedAt: secondsSchema,
    }),
    example: {
      type: 'stream.paused',
      streamId: '42',
      sender: alice,
      pausedAt: 1_790_004_000,
      timestamp: 1_790_004_000,
      ...seen,
    },
  },
  'stream.resumed': {
    meaning: 'The sender let accrual go on; the pause is not paid.',
    schema: v.object({
      ...base,
      sender: v.exactOptional(addressSchema),
      newEndTime: farSecondsSchema,
    }),
    example: {
      type: 'stream.resumed',
      streamId: '42',
      sender: alice,
      newEndTime: 1_790_153_600,
      timestamp: 1_790_007_600,
      ...seen,
    },
  },
}

/** Every event type, in the order of {@link paymentEvents}. */
export const paymentEventTypes: readonly PaymentEventType[] =
  // The record is total by its type, so its keys are exactly the types.
  Object.keys(paymentEvents) as PaymentEventType[]

/** True for a name of the event table; false for `toString` and the like. */
export function isPaymentEventType(name: string): name is PaymentEventType {
  return Object.hasOwn(paymentEvents, name)
}

/**
 * The wire body of an event, ready for `JSON.stringify`: decimal strings for units, nothing that is
 * not in the schema. The type goes into the `event:` line.
 *
 * @example
 * printFrame({ id, event: event.type, data: JSON.stringify(printEvent(event)) })
 */
export function printEvent(event: PaymentEvent): Record<string, unknown> {
  return printFields(paymentEvents[event.type].schema.entries, event)
}
