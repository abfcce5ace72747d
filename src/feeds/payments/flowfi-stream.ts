/**
 * A payment stream as FlowFi's REST routes print it. Their `lastUpdateTime` is when the row last
 * changed: pauses, resumes and top-ups move it too, by the indexer's clock. The contract's is the second
 * that accrual counts from, and both balances and the question which events a state contains depend on
 * it. It follows from the rest of the row, which this file works out.
 *
 * A withdrawal pays every second since the one before it, and a resume moves accrual on by the length of
 * the pause. So while a stream runs: accrual start = start + withdrawn / rate + all ended pauses.
 */
import { divideUp } from '../../money/accrual.ts'
import {
  anyTextField,
  countField,
  type FieldsOf,
  farSecondsField,
  listField,
  optional,
  readBody,
} from '../../protocol/fields.ts'
import type { EventOf, PaymentEventType } from './events.ts'
import { type FlowfiRecord, readRecord } from './flowfi-record.ts'
import { decodeStreamState, type StreamState } from './stream-state.ts'

interface Row {
  /** By the contract after a resume, by FlowFi's own arithmetic after a creation and a top-up. */
  readonly endTime: number
  /** Seconds of all ended pauses, each until the indexer processed its end: too long by its delay. */
  readonly totalPausedDuration: number
  readonly source?: string
  /** Everything that the indexer has recorded; only where a stream is read by its id. */
  readonly events?: readonly unknown[]
}

const rowFields: FieldsOf<Row> = {
  endTime: farSecondsField,
  totalPausedDuration: countField,
  source: optional(anyTextField),
  events: optional(listField),
}

/**
 * Reads a payment stream of FlowFi, with the contract's `lastUpdateTime`. Bodies without `endTime` and
 * `totalPausedDuration` are not FlowFi's rows, and are taken as they are.
 */
export function decodeFlowfiStream(wire: unknown): StreamState | string {
  const row = readBody(rowFields, wire)
  if (typeof row === 'string') return decodeStreamState(wire)
  const record = row.events ? readRecord(row.events) : null
  const stream = decodeStreamState(
    row.source === 'chain' && record ? { ...(wire as object), ...amountsOf(record) } : wire,
  )
  if (typeof stream === 'string') return stream
  const start = accrualStart(stream, row, record)
  return start === null ? stream : { ...stream, lastUpdateTime: start }
}

/**
 * Whether the record of a stream, which comes with it where it is read by its id, says more about its
 * pauses than its row: after a top-up the row no longer has the contract's end.
 */
export function needsRecord(wire: unknown): boolean {
  const row = readBody(rowFields, wire)
  const stream = decodeStreamState(wire)
  if (typeof row === 'string' || row.events || typeof stream === 'string') return false
  if (isOver(stream) || row.totalPausedDuration === 0 || stream.ratePerSecond === 0n) return false
  return pausedBy(row.endTime, stream.depositedAmount, stream) === BigInt(row.totalPausedDuration)
}

/**
 * A row that has not changed for 30 s comes with amounts from the chain, which may be ahead of the
 * indexer, and with times that are not. Events that are still to come would be counted twice, so the
 * amounts are taken from what the indexer has recorded.
 */
function amountsOf({ isOver, depositedAmount, withdrawnAmount }: FlowfiRecord) {
  if (isOver) return {}
  return {
    depositedAmount: String(depositedAmount),
    withdrawnAmount: String(withdrawnAmount),
    isActive: true,
  }
}

/** Null: it matters no more, or the row does not say. */
function accrualStart(stream: StreamState, row: Row, record: FlowfiRecord | null): number | null {
  const { ratePerSecond, depositedAmount, withdrawnAmount, startTime } = stream
  if (isOver(stream)) return null
  // The last withdrawal may have been cut off by the deposit, and paid for less than its time.
  if (ratePerSecond === 0n || withdrawnAmount >= depositedAmount) return null
  const paidSeconds = divideUp(withdrawnAmount, ratePerSecond)
  const start = Number(BigInt(startTime) + paidSeconds + pausedSeconds(stream, row, record))
  // The row never changes before the contract does.
  return Number.isSafeInteger(start) ? Math.min(start, stream.lastUpdateTime) : null
}

/**
 * The length of all ended pauses together. The end that the contract reported at the last resume is exact
 * to the second: it is in the record, and in the row until the next top-up. Otherwise it is what the indexer
 * counted: never shorter, so that a stream never shows more than the contract.
 */
function pausedSeconds(stream: StreamState, row: Row, record: FlowfiRecord | null): bigint {
  const counted = BigInt(row.totalPausedDuration)
  const { end, deposit } = record?.resume ?? { end: row.endTime, deposit: stream.depositedAmount }
  const reported = pausedBy(end, deposit, stream)
  // Of a stream that had accrued before it was resumed, the end is the resume itself.
  return reported !== null && reported >= 0n && reported < counted ? reported : counted
}

/** The end of a stream less its end without pauses; null when it is too far away to be exact. */
function pausedBy(end: number, deposit: bigint, terms: StreamState): bigint | null {
  if (!Number.isSafeInteger(end)) return null
  return BigInt(end) - BigInt(terms.startTime) - deposit / terms.ratePerSecond
}

/**
 * Whether a row of FlowFi already shows an event. The tables are written before an event is sent, so a
 * row may contain events that arrive after it was read, and the amounts from the chain are ahead of both.
 * So nothing follows from the order of arrival. Withdrawals add up and have to be decided exactly: the
 * contract's `lastUpdateTime` does that, since each one pays for at least a second after it and moves it
 * there. All others say how things are afterwards, and do no harm when they are applied once more.
 */
const rules: {
  readonly [T in PaymentEventType]: (stream: StreamState, event: EventOf<T>) => boolean
} = {
  'stream.created': () => true,
  'stream.topped_up': (stream, event) => event.newDepositedAmount <= stream.depositedAmount,
  'stream.withdrawn': (stream, event) => isOver(stream) || event.timestamp <= stream.lastUpdateTime,
  // FlowFi's own cancel route ends a stream before the last payment is in its row.
  'stream.cancelled': (stream, event) =>
    stream.status === 'completed' ||
    (stream.status === 'cancelled' &&
      stream.withdrawnAmount === stream.depositedAmount - event.refundedAmount),
  'stream.completed': isOver,
  // Accrual that counts from a later second was moved there by the end of that pause, or after it.
  'stream.paused': (stream, event) =>
    stream.status !== 'active' || event.pausedAt < stream.lastUpdateTime,
  // One that was processed before the pause began ended an earlier pause.
  'stream.resumed': (stream, event) =>
    stream.status !== 'paused' || (event.timestamp ?? Infinity) < (stream.pausedAt ?? 0),
}

/** The type of an event picks its rule. TypeScript follows that for one type, not for the union of all. */
export function includesEvent<T extends PaymentEventType>(
  stream: StreamState,
  event: EventOf<T>,
): boolean {
  return rules[event.type as T](stream, event)
}

function isOver({ status }: StreamState): boolean {
  return status === 'cancelled' || status === 'completed'
}
