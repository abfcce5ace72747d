/**
 * A payment stream as a whole: in snapshots, in REST answers, and as a value. Reads FlowFi's bodies
 * as well as ours. Does not compute balances (money) and does not apply events (store, ledger).
 */
import { depletionSecond, type StreamStatus, type StreamTerms } from '../../money/accrual.ts'
import { printBaseUnits } from '../../money/amount.ts'
import { type Position, printEventId } from '../../protocol/event-id.ts'
import {
  anyTextField,
  booleanField,
  type FieldsOf,
  optional,
  readBody,
  secondsField,
  unitsField,
} from '../../protocol/fields.ts'
import { addressField, streamIdField } from './fields.ts'

/** All that is known of a payment stream; balances at any time follow from it. */
export interface StreamState extends StreamTerms {
  /** Decimal u64. */
  readonly streamId: string
  /** Address that pays. */
  readonly sender: string
  /** Address that receives. */
  readonly recipient: string
  /** Address of the token's contract. */
  readonly tokenAddress: string
}

/** A payment stream in JSON. Amounts are decimal strings of units, times Unix seconds. */
export interface WireStream {
  /** Id of the payment stream. */
  readonly streamId: string
  /** Address that pays. */
  readonly sender: string
  /** Address that receives. */
  readonly recipient: string
  /** Address of the token's contract. */
  readonly tokenAddress: string
  /** Base units per second, a decimal text. */
  readonly ratePerSecond: string
  /** Base units, a decimal text. */
  readonly depositedAmount: string
  /** Base units, a decimal text. */
  readonly withdrawnAmount: string
  /** When it starts to accrue, Unix seconds. */
  readonly startTime: number
  /** Until when the amounts are settled, Unix seconds. */
  readonly lastUpdateTime: number
  /** When all of the deposit has accrued; null while paused, when inactive, or without a rate. */
  readonly endTime: number | null
  /** Whether it can still accrue. */
  readonly isActive: boolean
  /** Whether it is paused. */
  readonly isPaused: boolean
  /** Since when it is paused, Unix seconds; null while it is not. */
  readonly pausedAt: number | null
  /** The status of the contract. */
  readonly status: StreamStatus
  /** The position this state was read at; missing inside snapshots, which say it once. */
  readonly position?: string
}

/**
 * The JSON body of a payment stream.
 *
 * @param position where in the log this state was read; readers join live events above it.
 */
export function printStreamState(stream: StreamState, position?: Position): WireStream {
  const isPaused = stream.status === 'paused'
  return {
    streamId: stream.streamId,
    sender: stream.sender,
    recipient: stream.recipient,
    tokenAddress: stream.tokenAddress,
    ratePerSecond: printBaseUnits(stream.ratePerSecond),
    depositedAmount: printBaseUnits(stream.depositedAmount),
    withdrawnAmount: printBaseUnits(stream.withdrawnAmount),
    startTime: stream.startTime,
    lastUpdateTime: stream.lastUpdateTime,
    endTime: depletionSecond(stream),
    isActive: stream.status === 'active' || isPaused,
    isPaused,
    pausedAt: isPaused ? stream.pausedAt : null,
    status: stream.status,
    ...(position === undefined ? {} : { position: printEventId(position) }),
  }
}

/** What is read of a body, ours or FlowFi's. */
interface StreamBody extends Omit<StreamState, 'status' | 'pausedAt'> {
  readonly status?: string
  readonly isActive?: boolean
  readonly isPaused?: boolean
  readonly pausedAt?: number
}

const streamFields: FieldsOf<StreamBody> = {
  streamId: streamIdField,
  sender: addressField,
  recipient: addressField,
  tokenAddress: addressField,
  ratePerSecond: unitsField,
  depositedAmount: unitsField,
  withdrawnAmount: unitsField,
  startTime: secondsField,
  lastUpdateTime: secondsField,
  status: optional(anyTextField),
  isActive: optional(booleanField),
  isPaused: optional(booleanField),
  pausedAt: optional(secondsField),
}

const statuses: readonly StreamStatus[] = ['active', 'paused', 'cancelled', 'completed']

/**
 * Reads a payment stream from JSON. `status` wins; without one that is known it follows from
 * `isActive`, `isPaused` and the amounts, as in FlowFi's bodies. `pausedAt` counts only while
 * paused, since some servers keep the last one. Unknown fields are dropped.
 *
 * @returns the stream, or why it could not be understood, as `field: what was expected`; never quotes it
 */
export function decodeStreamState(wire: unknown): StreamState | string {
  const body = readBody(streamFields, wire)
  if (typeof body === 'string') return body
  const status = statusOf(body)
  if (status === null) return 'status: expected a known status, or isActive'
  const { isActive, isPaused, pausedAt = null, ...terms } = body
  const isPausedNow = status === 'paused'
  if (isPausedNow && pausedAt === null) return 'pausedAt: expected the time of the pause'
  return { ...terms, status, pausedAt: isPausedNow ? pausedAt : null }
}

function statusOf(body: StreamBody): StreamStatus | null {
  const named = body.status?.toLowerCase()
  const known = statuses.find((status) => status === named)
  if (known !== undefined || body.isActive === undefined) return known ?? null
  if (body.isActive) return body.isPaused ? 'paused' : 'active'
  return body.withdrawnAmount >= body.depositedAmount ? 'completed' : 'cancelled'
}
