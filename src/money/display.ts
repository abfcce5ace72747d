/**
 * When a shown number changes next, and how many digits are worth showing. Exact to the
 * millisecond and in closed form, so that a ticker can sleep until then. Does not format or tick.
 */

import { divideUp } from './accrual.ts'
import { unitsPerStep, unitsPerToken } from './amount.ts'
import { MoneyError } from './errors.ts'
import { pieceAt, pieceBalanceAt, type Timeline, type TimelinePiece, wholeMs } from './timeline.ts'

/** How a balance is shown, and since when, for {@link nextVisibleChangeMs}. */
export interface VisibleChangeOptions {
  /** Digits after the point that the token has. Whole number, 0 to 38. */
  readonly decimals: number
  /** Digits shown after the point; more than `decimals` means all of them. */
  readonly digits: number
  /** Unix milliseconds. */
  readonly afterMs: number
}

/**
 * The first millisecond after `afterMs` at which the balance, cut to `digits`, reads
 * differently from how it reads at `afterMs`; `null` when it never will again. One pass over the
 * segments, one division each: no search, however slow the stream.
 *
 * @throws MoneyError `decimals_range`, `time_range`
 */
export function nextVisibleChangeMs(
  timeline: Timeline,
  { decimals, digits, afterMs }: VisibleChangeOptions,
): number | null {
  const step = unitsPerStep(decimals, digits)
  const after = wholeMs(afterMs)
  let at = after
  let piece = pieceAt(timeline, at)
  const shown = pieceBalanceAt(piece, at) / step
  for (;;) {
    const leaves = leavesStepMs(piece, step, shown)
    if (leaves !== null && (piece.endsMs === null || leaves < piece.endsMs)) return leaves
    if (piece.endsMs === null) return null
    // The next piece may start on another figure altogether: a jump is a change like any other.
    at = piece.endsMs
    piece = pieceAt(timeline, at, piece.index)
    if (pieceBalanceAt(piece, at) / step !== shown) return at
  }
}

/**
 * When a piece that reads `shown` leaves that reading, its end left aside. Truncation treats both
 * sides of zero alike, so a falling piece is a rising one seen in a mirror.
 */
function leavesStepMs(piece: TimelinePiece, step: bigint, shown: bigint): number | null {
  if (piece.ratePerSecond === 0n) return null
  const rises = piece.ratePerSecond > 0n
  const rate = rises ? piece.ratePerSecond : -piece.ratePerSecond
  const balance = rises ? piece.balance : -piece.balance
  const reading = rises ? shown : -shown
  // Below zero a reading holds down to one unit above the next one; at or above zero, up to one
  // unit below it. Zero itself is two steps wide.
  const threshold = reading >= 0n ? (reading + 1n) * step : reading * step + 1n
  // The rule ⌊rate · elapsed / 1000⌋ ≥ threshold − balance, solved for elapsed.
  const elapsedMs = divideUp((threshold - balance) * 1000n, rate)
  const ms = Number(BigInt(piece.sinceMs) + elapsedMs)
  return Number.isSafeInteger(ms) ? ms : null
}

/**
 * How many digits after the point can be read while a number moves at that rate: the most whose
 * last digit changes no more than `maxChangesPerSecond` times a second. A number that stands shows
 * all its decimals; one too fast even for whole tokens shows none.
 *
 * @param ratePerSecond units per second, of either sign
 * @param maxChangesPerSecond default 12, about as fast as single digits can still be made out
 * @throws MoneyError `decimals_range`; `rate_range` unless `maxChangesPerSecond` is above 0
 */
export function autoDigits(
  ratePerSecond: bigint,
  decimals: number,
  maxChangesPerSecond = 12,
): number {
  if (!(maxChangesPerSecond > 0 && maxChangesPerSecond < 1e9)) {
    throw new MoneyError(
      'rate_range',
      `Cannot choose the digits to show: ${maxChangesPerSecond} changes per second is not a limit. Pass a number above 0, such as 12.`,
    )
  }
  return readableDigits(ratePerSecond, decimals, maxChangesPerSecond)
}

/**
 * {@link autoDigits} without the check of its limit, so that pages do not load that error message.
 *
 * @throws MoneyError `decimals_range`
 */
export function readableDigits(
  ratePerSecond: bigint,
  decimals: number,
  maxChangesPerSecond = 12,
): number {
  unitsPerToken(decimals)
  // Thousandths, so that a limit such as 0.5 a second stays whole.
  const limit = BigInt(Math.max(1, Math.floor(maxChangesPerSecond * 1000)))
  const rate = (ratePerSecond < 0n ? -ratePerSecond : ratePerSecond) * 1000n
  let digits = decimals
  while (digits > 0 && rate > limit * unitsPerStep(decimals, digits)) {
    digits -= 1
  }
  return digits
}
