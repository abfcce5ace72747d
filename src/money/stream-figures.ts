/**
 * What a payment stream is worth at a {@link PointInTime}: the public form of accrual.ts and timeline.ts, whose
 * functions take bare seconds and milliseconds and are for files that keep the unit in their names.
 */

import {
  type AccrualStatus,
  accrualStatusAtSecond,
  claimableAtSecond,
  depletionSecond,
  remainingAtSecond,
  type StreamTerms,
  streamedAtSecond,
} from './accrual.ts'
import { msOf, type PointInTime, secondFor } from './point-in-time.ts'
import { balanceAtMs, checkedTimeline, rateAtMs, type Timeline } from './timeline.ts'

/**
 * What has accrued at that time and was not withdrawn: the contract's `claimable(now)`, to the unit, in whole
 * ledger seconds. 0 for an inactive stream. While paused the time stands still at `pausedAt`, and the contract pays
 * it out after the resume only, or with a cancellation: `status` says whether a withdrawal is possible now.
 *
 * @throws MoneyError `time_unit` for a time without its unit, or one that can only be in the other unit;
 * `time_range`, `rate_range`, `amount_range`, `status_unknown` for terms no contract could hold
 * @example
 * claimableAt(stream, { atMs: Date.now() })
 * claimableAt(stream, { atSeconds: stream.lastUpdateTime + 3_600 })
 */
export function claimableAt(stream: StreamTerms, when: PointInTime): bigint {
  return claimableAtSecond(stream, secondFor(stream, when))
}

/**
 * Everything that has flowed to the recipient, withdrawn or not: `withdrawn + claimable`. For a cancelled or
 * completed stream that is what was paid out.
 *
 * @throws MoneyError as {@link claimableAt}
 */
export function streamedAt(stream: StreamTerms, when: PointInTime): bigint {
  return streamedAtSecond(stream, secondFor(stream, when))
}

/**
 * What has not flowed yet: the deposit less {@link streamedAt}, so that the two always add up to the deposit.
 * For a cancelled stream that is the refund.
 *
 * @throws MoneyError as {@link claimableAt}
 */
export function remainingAt(stream: StreamTerms, when: PointInTime): bigint {
  return remainingAtSecond(stream, secondFor(stream, when))
}

/**
 * The status of the money at that time. Cancelled, completed and paused come from the stream; the rest follows
 * from the time.
 *
 * @throws MoneyError as {@link claimableAt}
 */
export function accrualStatusAt(stream: StreamTerms, when: PointInTime): AccrualStatus {
  return accrualStatusAtSecond(stream, secondFor(stream, when))
}

/**
 * When everything deposited will have accrued, in Unix milliseconds: the first whole ledger second at which it
 * has, rounded up. `null` while paused or inactive, without a rate, or beyond what a number counts exactly.
 *
 * @throws MoneyError `time_range`, `rate_range`, `amount_range`, `status_unknown` for terms no contract could hold
 * @example
 * const endsAtMs = depletesAtMs(stream)
 * const text = endsAtMs === null ? 'no end' : new Date(endsAtMs).toLocaleString()
 */
export function depletesAtMs(stream: StreamTerms): number | null {
  const second = depletionSecond(stream)
  const ms = second === null ? null : second * 1000
  return Number.isSafeInteger(ms) ? ms : null
}

/**
 * The balance of a timeline at that time (a fraction of a millisecond is dropped): the segment's balance plus
 * the whole units its rate has moved since, truncated, so that growth never shows early and a falling balance
 * never falls early.
 *
 * @throws MoneyError `timeline_invalid` for a stream in place of its timeline; `time_unit` for a time without its
 * unit; `time_range` when it is not finite or too large to count exactly
 */
export function balanceAt(timeline: Timeline, when: PointInTime): bigint {
  return balanceAtMs(checkedTimeline(timeline), msOf(when))
}

/**
 * Units per second at that time, with its sign: 0 before the first segment, after the end of one, and wherever
 * the balance stands.
 *
 * @throws MoneyError `timeline_invalid`, `time_unit`, `time_range`
 */
export function rateAt(timeline: Timeline, when: PointInTime): bigint {
  return rateAtMs(checkedTimeline(timeline), msOf(when))
}
