/**
 * Whether an event that a chain reports fits the state of its stream: exactly when the contract's rules, carried out on
 * that state at the event's own time, cause this event. So an event whose predecessor is missing does not fit, and a
 * repeat does not fit a second time. Pure; what accrues is worked out in contract.ts and nowhere else.
 */
import type { EventBody, PaymentEvent, StreamCreated } from '../../src/feeds/payments/events.ts'
import type { StreamState } from '../../src/feeds/payments/stream-state.ts'
import { type Operation, operate } from './contract.ts'
import { isLedgerError } from './errors.ts'

type Changing = Exclude<PaymentEvent['type'], 'stream.created'>

/** An event as a source reports it. A creation is complete; of the others, a source may leave out what the ledger knows. */
export type ReportedEvent =
  | StreamCreated
  | {
      readonly [T in Changing]: { readonly type: T; readonly streamId: string } & Partial<
        EventBody<T>
      >
    }[Changing]

/** Describe the transaction rather than the stream, so they are not compared. */
const facts = ['transactionHash', 'ledger', 'timestamp']

/** When it happened, in Unix seconds of the ledger; null if it does not say. */
export function secondOf(reported: ReportedEvent): number | null {
  if (reported.type === 'stream.created') return reported.startTime
  if (reported.type === 'stream.paused') return reported.pausedAt ?? reported.timestamp ?? null
  return reported.timestamp ?? null
}

/**
 * The event in full, if it fits; otherwise null.
 *
 * @param stream undefined: the stream is not known
 */
export function fitEvent(
  stream: StreamState | undefined,
  reported: ReportedEvent,
): PaymentEvent | null {
  if (reported.type === 'stream.created') return stream === undefined ? reported : null
  if (stream === undefined) return null
  const expected = expectedEvent(stream, reported)
  if (expected?.type !== reported.type) return null
  const { transactionHash, ledger, timestamp } = reported
  const { timestamp: _, ...figures } = expected
  for (const [name, value] of Object.entries(reported)) {
    if (value === undefined || facts.includes(name)) continue
    if (value !== figures[name as keyof typeof figures] && !isBeyondNumbers(name, figures)) {
      return null
    }
  }
  return {
    ...figures,
    ...(transactionHash !== undefined && { transactionHash }),
    ...(ledger !== undefined && { ledger }),
    ...(timestamp !== undefined && { timestamp }),
  } as PaymentEvent
}

/**
 * An end past 2^53 has lost its last digits, and past 2^64 the contract's own has wrapped. The time of the event then
 * proves it alone, and the end of the ledger replaces it.
 */
function isBeyondNumbers(name: string, figures: object): boolean {
  if (name !== 'newEndTime' || !('newEndTime' in figures)) return false
  return !Number.isSafeInteger(figures.newEndTime)
}

/** What the contract would report for this operation, in this state and at this time; null where it refuses. */
function expectedEvent(
  stream: StreamState,
  reported: Exclude<ReportedEvent, StreamCreated>,
): PaymentEvent | null {
  const second = secondOf(reported)
  const { lastUpdateTime, pausedAt, streamId } = stream
  if (second !== null && !Number.isSafeInteger(second)) return null
  switch (reported.type) {
    case 'stream.topped_up':
      if (reported.amount === undefined) return null
      return outcomeOf(stream, { kind: 'topUp', amount: reported.amount }, second ?? 0)
    case 'stream.withdrawn': {
      if (second === null) return null
      // The pause was reported first; this belongs to the time before it.
      const isBeforePause = pausedAt !== null && second <= pausedAt
      const before: StreamState = isBeforePause
        ? { ...stream, status: 'active', pausedAt: null }
        : stream
      const event = outcomeOf(before, { kind: 'withdraw' }, second)
      // The time of a withdrawal is a figure: accrual counts from there.
      return event && { ...event, timestamp: second }
    }
    case 'stream.completed': {
      const { status, recipient, depositedAmount, withdrawnAmount } = stream
      if (status !== 'active' || withdrawnAmount < depositedAmount) return null
      return { type: reported.type, streamId, recipient, totalWithdrawn: withdrawnAmount }
    }
    case 'stream.cancelled':
      if (second === null || second < Math.max(lastUpdateTime, pausedAt ?? 0)) return null
      return outcomeOf(stream, { kind: 'cancel' }, second)
    case 'stream.paused':
      if (second === null || second < lastUpdateTime) return null
      return outcomeOf(stream, { kind: 'pause' }, second)
    case 'stream.resumed':
      if (second === null || second < (pausedAt ?? 0)) return null
      return outcomeOf(stream, { kind: 'resume' }, second)
  }
}

function outcomeOf(stream: StreamState, operation: Operation, second: number): PaymentEvent | null {
  try {
    return operate(stream, operation, second).events[0] ?? null
  } catch (error) {
    if (isLedgerError(error)) return null
    throw error
  }
}

/** Whether the state already shows the event, as far as figures and times show it. */
export function isPast(stream: StreamState, reported: ReportedEvent, lastSecond: number): boolean {
  const isOver = stream.status === 'cancelled' || stream.status === 'completed'
  const second = secondOf(reported)
  switch (reported.type) {
    case 'stream.created':
      return hasTermsOf(stream, reported)
    case 'stream.topped_up':
      return (reported.newDepositedAmount ?? 0n) <= stream.depositedAmount
    case 'stream.withdrawn':
      return isOver || (second !== null && second <= stream.lastUpdateTime)
    case 'stream.cancelled':
      return stream.status === 'cancelled'
    case 'stream.completed':
      return stream.status === 'completed'
    case 'stream.paused':
      return isOver || second === stream.pausedAt || (second !== null && second < lastSecond)
    case 'stream.resumed':
      if (second === null) return isOver
      return isOver || (stream.status === 'active' ? second <= lastSecond : second < lastSecond)
  }
}

/** Whether a stream can have been made by this creation. */
export function hasTermsOf(stream: StreamState, created: StreamCreated): boolean {
  return (
    stream.sender === created.sender &&
    stream.recipient === created.recipient &&
    stream.tokenAddress === created.tokenAddress &&
    stream.ratePerSecond === created.ratePerSecond &&
    stream.startTime === created.startTime
  )
}

/** Identifies a pause or a resumption; null for other events, whose figures do. */
export function turnOf(reported: ReportedEvent): string | null {
  if (reported.type !== 'stream.paused' && reported.type !== 'stream.resumed') return null
  return `${reported.type}:${reported.transactionHash ?? ''}:${secondOf(reported)}`
}
