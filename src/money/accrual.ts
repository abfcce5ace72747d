/**
 * What a payment stream has paid at a ledger second: the contract's own rule, in whole seconds.
 * Does not interpolate between seconds (timeline.ts) and does not change a stream (the ledger).
 */

import { I128_MAX } from './amount.ts'
import { MoneyError } from './errors.ts'

/** The contract's own status. Cancelled and completed streams are inactive for good. */
export type StreamStatus = 'active' | 'paused' | 'cancelled' | 'completed'

/** All of a payment stream that its money depends on. Amounts in units, times in Unix seconds. */
export interface StreamTerms {
  /** Units per ledger second, above 0 in every stream the contract has made. */
  readonly ratePerSecond: bigint
  /** Everything ever paid in, top-ups included. */
  readonly depositedAmount: bigint
  /** Everything ever paid out to the recipient. */
  readonly withdrawnAmount: bigint
  /** When it starts to accrue, Unix seconds. */
  readonly startTime: number
  /**
   * The time accrual counts from. A withdrawal moves it to then, a resume moves it on by the
   * length of the pause, a top-up leaves it. It may lie in the future: before the start of a stream, and
   * further on if such a stream was paused and resumed meanwhile.
   */
  readonly lastUpdateTime: number
  /** Whether it accrues, is paused, or has ended. */
  readonly status: StreamStatus
  /** When the running pause began; `null` unless paused. */
  readonly pausedAt: number | null
}

/**
 * What to show to a person. `pending`: nothing accrues before a future start. `settled`: all of
 * the deposit has accrued and waits to be withdrawn; no event announces it.
 */
export type AccrualStatus =
  | 'pending'
  | 'streaming'
  | 'paused'
  | 'settled'
  | 'completed'
  | 'cancelled'

/**
 * What has accrued at that ledger second and was not withdrawn: the contract's `claimable(now)`, to the
 * unit. 0 for an inactive stream. While paused the time stands still at `pausedAt`, and the contract pays
 * it out after the resume only, or with a cancellation.
 *
 * @param atSeconds Unix time; a fraction is dropped, since the ledger only has whole seconds
 * @throws MoneyError `time_range`, `rate_range`, `amount_range`, `status_unknown` for terms no contract
 * could hold
 */
export function claimableAtSecond(stream: StreamTerms, atSeconds: number): bigint {
  checkTerms(stream)
  const at = wholeSeconds(atSeconds)
  if (stream.status === 'cancelled' || stream.status === 'completed') return 0n
  const effective = stream.status === 'paused' ? (stream.pausedAt ?? stream.lastUpdateTime) : at
  const elapsed = BigInt(effective) - BigInt(stream.lastUpdateTime)
  if (elapsed <= 0n) return 0n
  // The contract multiplies in i128 and takes the outstanding amount when that overflows. Here the
  // product is exact; past I128_MAX it exceeds any outstanding amount, so `min` says the same.
  const accrued = elapsed * stream.ratePerSecond
  const outstanding = outstandingOf(stream)
  return accrued < outstanding ? accrued : outstanding
}

/**
 * Everything that has flowed to the recipient, withdrawn or not: `withdrawn + claimable`. For a
 * cancelled or completed stream that is what was paid out.
 *
 * @throws MoneyError as {@link claimableAtSecond}
 */
export function streamedAtSecond(stream: StreamTerms, atSeconds: number): bigint {
  return stream.withdrawnAmount + claimableAtSecond(stream, atSeconds)
}

/**
 * What has not flowed yet: the deposit less {@link streamedAtSecond}, so that the two always add up to
 * the deposit. For a cancelled stream that is the refund.
 *
 * @throws MoneyError as {@link claimableAtSecond}
 */
export function remainingAtSecond(stream: StreamTerms, atSeconds: number): bigint {
  return stream.depositedAmount - streamedAtSecond(stream, atSeconds)
}

/**
 * The first ledger second at which everything deposited has accrued: rounded up, because the
 * remainder of the rate's division still has to flow after the duration that was asked for.
 * `null` while paused or inactive, without a rate, or beyond what a number counts exactly.
 *
 * @throws MoneyError as {@link claimableAtSecond}
 */
export function depletionSecond(stream: StreamTerms): number | null {
  checkTerms(stream)
  if (stream.status !== 'active' || stream.ratePerSecond === 0n) return null
  const seconds = divideUp(outstandingOf(stream), stream.ratePerSecond)
  const end = Number(BigInt(stream.lastUpdateTime) + seconds)
  return Number.isSafeInteger(end) ? end : null
}

/**
 * The status of the money at that second. Cancelled, completed and paused come from the stream;
 * the rest follows from the time.
 *
 * @throws MoneyError as {@link claimableAtSecond}
 */
export function accrualStatusAtSecond(stream: StreamTerms, atSeconds: number): AccrualStatus {
  const claimable = claimableAtSecond(stream, atSeconds)
  if (stream.status !== 'active') return stream.status
  if (wholeSeconds(atSeconds) < Math.max(stream.startTime, stream.lastUpdateTime)) return 'pending'
  return claimable === outstandingOf(stream) ? 'settled' : 'streaming'
}

/** Deposited and not paid out: the most that can still accrue. Never below 0, like the contract. */
export function outstandingOf(stream: StreamTerms): bigint {
  const outstanding = stream.depositedAmount - stream.withdrawnAmount
  return outstanding > 0n ? outstanding : 0n
}

/** Quotient of two amounts above or equal to 0, rounded up. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

const statuses: readonly unknown[] = ['active', 'paused', 'cancelled', 'completed']

/** The error code of each term that is out of range. */
const termCodes = [
  ['status', 'status_unknown'],
  ['ratePerSecond', 'rate_range'],
  ['depositedAmount', 'amount_range'],
  ['withdrawnAmount', 'amount_range'],
  ['startTime', 'time_range'],
  ['lastUpdateTime', 'time_range'],
  ['pausedAt', 'time_range'],
] as const

/**
 * Refuses terms that no contract could hold, so that a wrong number is never shown as money.
 *
 * @throws MoneyError `time_range`, also for a paused stream without `pausedAt`; `rate_range`,
 * `amount_range`, `status_unknown`
 */
export function checkTerms(stream: StreamTerms): void {
  for (const [field, code] of termCodes) {
    const value = stream[field]
    const isTime = code === 'time_range'
    const isStatus = field === 'status'
    const isPossible = isStatus
      ? statuses.includes(value)
      : isTime
        ? Number.isSafeInteger(value) ||
          (field === 'pausedAt' && value === null && stream.status !== 'paused')
        : typeof value === 'bigint' && value >= 0n && value <= I128_MAX
    if (isPossible) continue
    const wanted = isStatus
      ? statuses.join(', ')
      : isTime
        ? 'Unix time in whole seconds'
        : 'units as bigint, 0 to 2^127 - 1'
    throw new MoneyError(code, `Cannot accrue a stream: its ${field} is ${value}. Pass ${wanted}.`)
  }
}

function wholeSeconds(atSeconds: number): number {
  return wholeTime(atSeconds, 'seconds')
}

/**
 * The whole second or millisecond that a time lies in.
 *
 * @throws MoneyError `time_range`
 */
export function wholeTime(at: number, unit: 'seconds' | 'milliseconds'): number {
  const whole = Math.floor(at)
  if (Number.isSafeInteger(whole)) return whole
  throw new MoneyError(
    'time_range',
    `Cannot compute at ${at}: that is not an exact time. Pass Unix time in ${unit}.`,
  )
}
