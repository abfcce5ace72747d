/** Random but valid things of the protocol, for laws that must hold for all of them. */
import fc from 'fast-check'
import { printAccountAddress, printContractAddress } from '../../src/feeds/payments/address.ts'
import type { PaymentEvent, PaymentEventType } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import type { StreamStatus } from '../../src/money/accrual.ts'
import { I128_MAX } from '../../src/money/amount.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { SentPaymentsFrame } from '../support/payments-frames.ts'

/** Any text without half surrogates, which no UTF-8 can carry. */
export const text = fc.string({ unit: 'binary' })

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
export const account = key.map(printAccountAddress)
export const contract = key.map(printContractAddress)
export const units = fc.bigInt({ min: 0n, max: I128_MAX })
export const seconds = fc.maxSafeNat()
export const streamId = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)

export const position: fc.Arbitrary<Position> = fc.record({
  epoch: fc.stringMatching(/^[A-Za-z0-9_~-]{1,23}$/),
  offset: fc.maxSafeNat(),
})
const maybePosition = fc.option(position)
const orDegraded = <Frame extends object>(frame: Frame) =>
  fc.constantFrom(frame, { ...frame, degraded: 'log_unavailable' })

const transactionHash = fc.stringMatching(/^[0-9a-f]{64}$/)
const base = { streamId, transactionHash, ledger: fc.nat(), timestamp: seconds }
const required = <Key extends string>(...keys: Key[]) => ({ requiredKeys: keys })

/** One arbitrary a row of the event table: a missing one does not compile. */
export const eventsByType: {
  readonly [T in PaymentEventType]: fc.Arbitrary<Extract<PaymentEvent, { type: T }>>
} = {
  'stream.created': fc.record(
    {
      ...base,
      type: fc.constant('stream.created'),
      sender: account,
      recipient: account,
      tokenAddress: contract,
      ratePerSecond: units,
      depositedAmount: units,
      startTime: seconds,
    },
    required(
      'type',
      'streamId',
      'sender',
      'recipient',
      'tokenAddress',
      'ratePerSecond',
      'depositedAmount',
      'startTime',
    ),
  ),
  'stream.topped_up': fc.record(
    { ...base, type: fc.constant('stream.topped_up'), amount: units, newDepositedAmount: units },
    required('type', 'streamId', 'amount', 'newDepositedAmount'),
  ),
  'stream.withdrawn': fc.record(
    { ...base, type: fc.constant('stream.withdrawn'), recipient: account, amount: units },
    required('type', 'streamId', 'recipient', 'amount', 'timestamp'),
  ),
  'stream.cancelled': fc.record(
    {
      ...base,
      type: fc.constant('stream.cancelled'),
      amountWithdrawn: units,
      refundedAmount: units,
    },
    required('type', 'streamId', 'amountWithdrawn', 'refundedAmount'),
  ),
  'stream.completed': fc.record(
    { ...base, type: fc.constant('stream.completed'), recipient: account, totalWithdrawn: units },
    required('type', 'streamId', 'recipient', 'totalWithdrawn'),
  ),
  'stream.paused': fc.record(
    { ...base, type: fc.constant('stream.paused'), sender: account, pausedAt: seconds },
    required('type', 'streamId', 'pausedAt'),
  ),
  'stream.resumed': fc.record(
    {
      ...base,
      type: fc.constant('stream.resumed'),
      sender: account,
      newEndTime: fc.oneof(seconds, fc.constant(2 ** 60), fc.constant(2 ** 64)),
    },
    required('type', 'streamId', 'newEndTime'),
  ),
}

export const paymentEvent: fc.Arbitrary<PaymentEvent> = fc.oneof(...Object.values(eventsByType))

const statuses: readonly StreamStatus[] = ['active', 'paused', 'cancelled', 'completed']

export const streamState: fc.Arbitrary<StreamState> = fc
  .record({
    streamId,
    sender: account,
    recipient: account,
    tokenAddress: contract,
    ratePerSecond: units,
    depositedAmount: units,
    withdrawnAmount: units,
    startTime: seconds,
    lastUpdateTime: seconds,
    status: fc.constantFrom(...statuses),
    pausedAt: seconds,
  })
  .map((stream) => ({ ...stream, pausedAt: stream.status === 'paused' ? stream.pausedAt : null }))

const word = fc.option(fc.string({ maxLength: 100 }))
const clockMs = fc.maxSafeNat()
const delayMs = fc.nat({ max: 2 ** 31 - 1 })

/** Everything a server can say. */
export const sentFrame: fc.Arbitrary<SentPaymentsFrame> = fc.oneof(
  fc
    .record({
      kind: fc.constant('connected' as const),
      clientId: text,
      position: maybePosition,
      recovered: fc.boolean(),
      replayed: fc.nat(),
      pingMs: fc.option(delayMs),
      time: fc.option(clockMs),
    })
    .chain(orDegraded),
  fc
    .record({
      kind: fc.constant('ping' as const),
      time: clockMs,
      delivered: fc.nat(),
      position: maybePosition,
    })
    .chain(orDegraded),
  fc.record({ kind: fc.constant('event' as const), event: paymentEvent, position: maybePosition }),
  fc.record({
    kind: fc.constant('snapshot' as const),
    position: maybePosition,
    readAt: maybePosition,
    part: fc.integer({ min: 1, max: 5 }),
    parts: fc.integer({ min: 5, max: 9 }),
    items: fc.array(streamState, { maxLength: 3 }),
    skipped: fc.constant(0),
  }),
  fc
    .record({
      kind: fc.constant('gap' as const),
      from: fc.nat(),
      length: fc.nat(),
      reason: fc.constantFrom('trimmed', 'too_far', 'slow_consumer', 'undeliverable'),
      position: maybePosition,
    })
    .map(({ length, ...gap }) => ({ ...gap, to: gap.from + length })),
  fc.record({
    kind: fc.constant('reset' as const),
    reason: fc.constantFrom('epoch' as const, 'ahead' as const, 'bad_cursor' as const),
    position: maybePosition,
  }),
  fc.record({ kind: fc.constant('reconnect' as const), afterMs: fc.option(delayMs), reason: word }),
  fc.record({ kind: fc.constant('bye' as const), reason: word }),
  fc.record({ kind: fc.constant('degraded' as const), reason: word }),
  fc.record({ kind: fc.constant('expiring' as const), expiresAtMs: fc.option(clockMs) }),
)
