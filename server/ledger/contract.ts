/**
 * The contract's rules: what each operation does to a stream, which events it causes, and when it is
 * refused. Pure: a stream in, a stream out, the time as an argument. No fee is taken. {@link partyFor}
 * names the party that may ask; checking it, ids and storage are left to the ledger.
 *
 * What accrues is not worked out here but in src/money, so the server pays out exactly what the page
 * shows.
 *
 * Stays one file past 250 lines: the operations are the contract, and each is a few lines of rule in
 * a page of refusals and events.
 */

import type { PaymentEvent } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { claimableAtSecond } from '../../src/money/accrual.ts'
import { checkAmount, checkUnits } from './command-fields.ts'
import { LedgerError } from './errors.ts'
import type { CreateCommand } from './stream-commands.ts'

/** A stream after an operation, and its events in order. */
export interface Outcome {
  readonly stream: StreamState
  readonly events: readonly PaymentEvent[]
}

/** An operation on a stream that exists. */
export type Operation =
  | { readonly kind: 'topUp'; readonly amount: bigint }
  | { readonly kind: 'withdraw' | 'cancel' | 'pause' | 'resume' }

/** The party whose signature the contract asks for. */
export const partyFor: Readonly<Record<Operation['kind'], 'sender' | 'recipient'>> = {
  topUp: 'sender',
  withdraw: 'recipient',
  cancel: 'sender',
  pause: 'sender',
  resume: 'sender',
}

/**
 * Carries out an operation at a ledger second.
 *
 * @throws LedgerError as the operations below
 */
export function operate(stream: StreamState, operation: Operation, nowSeconds: number): Outcome {
  switch (operation.kind) {
    case 'topUp':
      return topUp(stream, operation.amount, nowSeconds)
    case 'withdraw':
      return withdraw(stream, nowSeconds)
    case 'cancel':
      return cancel(stream, nowSeconds)
    case 'pause':
      return pause(stream, nowSeconds)
    case 'resume':
      return resume(stream, nowSeconds)
  }
}

// The latest time a Date can hold. It leaves room: pauses push `lastUpdateTime` further on, and it
// has to stay a number that counts exactly.
const latestSecond = 8_640_000_000_000
const u64Max = 2n ** 64n - 1n

/** @throws LedgerError `time_out_of_range` */
export function checkSecond(seconds: number): void {
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= latestSecond) return
  throw new LedgerError(
    'time_out_of_range',
    `The time was refused: ${seconds} is out of range. Use whole Unix seconds from 0 to ${latestSecond}.`,
  )
}

/**
 * Opens a stream. Accrual counts from its start, which may lie ahead.
 *
 * @throws LedgerError `same_party`, `rate_zero`, `amount_not_positive`, `amount_out_of_range`, `time_out_of_range`
 */
export function createStream(
  streamId: string,
  command: CreateCommand,
  nowSeconds: number,
): Outcome {
  const { sender, recipient, tokenAddress, ratePerSecond, depositedAmount } = command
  const startTime = command.startTime ?? nowSeconds
  // A rule of this ledger: FlowFi's contract would take it, and lock up money for no purpose. Readers
  // therefore accept such a stream, and only its creation is refused.
  if (sender === recipient) {
    throw new LedgerError(
      'same_party',
      'The stream was refused: its sender is its recipient. Use another account as one of them.',
    )
  }
  checkUnits(ratePerSecond, 'ratePerSecond')
  if (ratePerSecond === 0n) {
    throw new LedgerError(
      'rate_zero',
      'The stream was refused: it would pay nothing per second. Use a rate above zero.',
    )
  }
  checkAmount(ratePerSecond, 'ratePerSecond')
  checkAmount(depositedAmount, 'depositedAmount')
  checkSecond(startTime)
  const parties = { streamId, sender, recipient, tokenAddress }
  const terms = { ratePerSecond, depositedAmount, startTime }
  return {
    stream: {
      ...parties,
      ...terms,
      withdrawnAmount: 0n,
      lastUpdateTime: startTime,
      status: 'active',
      pausedAt: null,
    },
    events: [{ type: 'stream.created', ...parties, ...terms, timestamp: nowSeconds }],
  }
}

/**
 * Adds to the deposit. `lastUpdateTime` stays: moving it would discard what has vested since.
 *
 * @throws LedgerError `amount_not_positive`, `amount_out_of_range`, `stream_inactive`
 */
function topUp(stream: StreamState, amount: bigint, nowSeconds: number): Outcome {
  checkAmount(amount, 'amount')
  checkActive(stream)
  const depositedAmount = stream.depositedAmount + amount
  checkAmount(depositedAmount, 'the deposit after the top-up')
  return {
    stream: { ...stream, depositedAmount },
    events: [
      {
        type: 'stream.topped_up',
        streamId: stream.streamId,
        amount,
        newDepositedAmount: depositedAmount,
        timestamp: nowSeconds,
      },
    ],
  }
}

/**
 * Pays out everything claimable. Emptying the stream completes it, in the same operation. During a pause nothing
 * is paid out: the contract refuses it (`StreamPaused`), and what had accrued waits for the resume.
 *
 * @throws LedgerError `nothing_to_withdraw`, `stream_inactive`, `stream_paused`
 */
function withdraw(stream: StreamState, nowSeconds: number): Outcome {
  checkActive(stream)
  const { streamId, recipient, depositedAmount } = stream
  if (stream.status === 'paused') {
    throw new LedgerError(
      'stream_paused',
      `The withdrawal was refused: stream ${streamId} is paused since ${stream.pausedAt}. ` +
        'Withdraw after the sender has resumed it.',
    )
  }
  const amount = claimableAtSecond(stream, nowSeconds)
  if (amount <= 0n) {
    throw new LedgerError(
      'nothing_to_withdraw',
      `The withdrawal was refused: stream ${streamId} has nothing claimable at ${nowSeconds}. Try again later.`,
    )
  }
  const withdrawnAmount = stream.withdrawnAmount + amount
  const withdrawn = { ...stream, withdrawnAmount, lastUpdateTime: nowSeconds }
  const event: PaymentEvent = {
    type: 'stream.withdrawn',
    streamId,
    recipient,
    amount,
    timestamp: nowSeconds,
  }
  if (withdrawnAmount < depositedAmount) return { stream: withdrawn, events: [event] }
  const completed: PaymentEvent = {
    type: 'stream.completed',
    streamId,
    recipient,
    totalWithdrawn: withdrawnAmount,
    timestamp: nowSeconds,
  }
  return {
    stream: { ...withdrawn, status: 'completed' },
    events: [event, completed],
  }
}

/**
 * Ends the stream: what has accrued goes to the recipient, the rest back to the sender.
 *
 * @throws LedgerError `stream_inactive`
 */
function cancel(stream: StreamState, nowSeconds: number): Outcome {
  checkActive(stream)
  const withdrawnAmount = stream.withdrawnAmount + claimableAtSecond(stream, nowSeconds)
  return {
    stream: {
      ...stream,
      withdrawnAmount,
      lastUpdateTime: nowSeconds,
      status: 'cancelled',
      pausedAt: null,
    },
    events: [
      {
        type: 'stream.cancelled',
        streamId: stream.streamId,
        amountWithdrawn: withdrawnAmount,
        refundedAmount: stream.depositedAmount - withdrawnAmount,
        timestamp: nowSeconds,
      },
    ],
  }
}

/** @throws LedgerError `already_paused`, `stream_inactive` */
function pause(stream: StreamState, nowSeconds: number): Outcome {
  checkActive(stream)
  const { streamId, sender } = stream
  if (stream.status === 'paused') {
    throw new LedgerError(
      'already_paused',
      `The pause was refused: stream ${streamId} is paused since ${stream.pausedAt}. Resume it first.`,
    )
  }
  return {
    stream: { ...stream, status: 'paused', pausedAt: nowSeconds },
    events: [
      { type: 'stream.paused', streamId, sender, pausedAt: nowSeconds, timestamp: nowSeconds },
    ],
  }
}

/**
 * Continues accrual: `lastUpdateTime` moves on by the length of the pause.
 *
 * @throws LedgerError `not_paused`, `stream_inactive`
 */
function resume(stream: StreamState, nowSeconds: number): Outcome {
  checkActive(stream)
  const { streamId, sender, pausedAt, ratePerSecond } = stream
  if (stream.status !== 'paused' || pausedAt === null) {
    throw new LedgerError(
      'not_paused',
      `The resume was refused: stream ${streamId} is not paused. Pause it first.`,
    )
  }
  const outstanding =
    stream.depositedAmount - stream.withdrawnAmount - claimableAtSecond(stream, nowSeconds)
  const endTime = BigInt(nowSeconds) + outstanding / ratePerSecond
  return {
    stream: {
      ...stream,
      lastUpdateTime: stream.lastUpdateTime + nowSeconds - pausedAt,
      status: 'active',
      pausedAt: null,
    },
    events: [
      {
        type: 'stream.resumed',
        streamId,
        sender,
        // The contract's time is a u64: an end beyond it saturates, and a number is only near it.
        newEndTime: Number(endTime < u64Max ? endTime : u64Max),
        timestamp: nowSeconds,
      },
    ],
  }
}

/** @throws LedgerError `stream_inactive` */
function checkActive({ streamId, status }: StreamState): void {
  if (status === 'active' || status === 'paused') return
  throw new LedgerError(
    'stream_inactive',
    `The command was refused: stream ${streamId} is ${status}, which is final. Create a new one.`,
  )
}
