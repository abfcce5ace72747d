/**
 * Money as a function of time: straight pieces, evaluated from their start at any millisecond.
 * Never integrates from frame to frame, so nothing drifts, and never reads a clock.
 *
 * T1 At every whole second a timeline of a stream equals the contract's figure.
 * T2 streamed + remaining is the deposit at every millisecond.
 * T3 Without an event streamed and withdrawable never fall, remaining never rises.
 */

import {
  checkTerms,
  claimableAtSecond,
  divideUp,
  outstandingOf,
  type StreamTerms,
  wholeTime,
} from './accrual.ts'
import { MoneyError } from './errors.ts'

/** One straight piece. Amounts are units, times Unix milliseconds (a fraction of one is dropped). */
export interface TimelineSegment {
  /** When it begins, Unix ms. */
  readonly sinceMs: number
  /** Balance at `sinceMs`. */
  readonly balance: bigint
  /** Change per second, negative when the balance falls. */
  readonly ratePerSecond: bigint
  /** First time the rate no longer applies; the balance then stands until the next segment. */
  readonly untilMs?: number
}

/**
 * Segments in ascending order of `sinceMs`. Before the first its balance stands; an empty timeline
 * stays 0. A later segment takes over at its `sinceMs`, even if the earlier one lasts longer.
 */
export type Timeline = readonly TimelineSegment[]

/**
 * Which figure of a stream: `withdrawable` is what is claimable (of a paused stream it is paid out after the resume),
 * `streamed` adds what was paid.
 */
export type BalanceKind = 'streamed' | 'withdrawable' | 'remaining' | 'withdrawn'

/**
 * The future of one figure of a stream, as long as no event happens to it.
 *
 * @throws MoneyError `time_range`, `rate_range`, `amount_range` for terms no contract could hold
 * @example
 * const timeline = timelineOf(stream, 'withdrawable')
 * balanceAtMs(timeline, serverNowMs)
 */
export function timelineOf(stream: StreamTerms, kind: BalanceKind): Timeline {
  checkTerms(stream)
  switch (kind) {
    case 'withdrawn':
      return constant(stream, stream.withdrawnAmount)
    case 'withdrawable':
      return flowing(stream, 0n, 1n)
    case 'streamed':
      return flowing(stream, stream.withdrawnAmount, 1n)
    case 'remaining':
      return flowing(stream, stream.depositedAmount - stream.withdrawnAmount, -1n)
  }
}

/** `base` at the stream's anchor, then all that is outstanding flowing in (1n) or out (-1n). */
function flowing(stream: StreamTerms, base: bigint, direction: 1n | -1n): Timeline {
  const { ratePerSecond: rate, lastUpdateTime, status } = stream
  // A paused or inactive stream is the same at every second, so any second will do.
  if (status !== 'active') {
    return constant(stream, base + direction * claimableAtSecond(stream, lastUpdateTime))
  }
  const sinceMs = lastUpdateTime * 1000
  const outstanding = outstandingOf(stream)
  const everFlows = Number.isSafeInteger(sinceMs) && rate > 0n && outstanding > 0n
  if (!everFlows) return constant(stream, base)

  const ratePerSecond = direction * rate
  // Rounded up to the first millisecond at which all has flowed. One earlier some is missing, so
  // the piece needs no cap of its own.
  const untilMs = Number(BigInt(sinceMs) + divideUp(outstanding * 1000n, rate))
  const piece = { sinceMs, balance: base, ratePerSecond }
  if (!Number.isSafeInteger(untilMs)) return [piece]
  const end = { sinceMs: untilMs, balance: base + direction * outstanding, ratePerSecond: 0n }
  return [{ ...piece, untilMs }, end]
}

function constant(stream: StreamTerms, balance: bigint): Timeline {
  const since = (stream.status === 'paused' ? stream.pausedAt : null) ?? stream.lastUpdateTime
  const sinceMs = Math.min(since * 1000, Number.MAX_SAFE_INTEGER)
  return [{ sinceMs, balance, ratePerSecond: 0n }]
}

/**
 * The timeline itself. From JavaScript, a stream in its place would have a balance of 0.
 *
 * @throws MoneyError `timeline_invalid`
 */
export function checkedTimeline(timeline: Timeline): Timeline {
  if (Array.isArray(timeline)) return timeline
  throw new MoneyError(
    'timeline_invalid',
    "Cannot compute: this is no timeline. Pass timelineOf(stream, 'withdrawable').",
  )
}

/** A constant timeline with the balance at `asOfMs`; null: the timeline itself. */
export function heldTimeline(timeline: Timeline, asOfMs: number | null): Timeline {
  if (asOfMs === null) return timeline
  return [{ sinceMs: asOfMs, balance: balanceAtMs(timeline, asOfMs), ratePerSecond: 0n }]
}

/**
 * The balance at that millisecond (a fraction of one is dropped): the segment's balance plus the
 * whole units its rate has moved since, truncated, so that growth never shows early and a falling
 * balance never falls early.
 *
 * @throws MoneyError `time_range` when a time is not finite or too large to count exactly
 */
export function balanceAtMs(timeline: Timeline, atMs: number): bigint {
  const at = wholeMs(atMs)
  return pieceBalanceAt(pieceAt(timeline, at), at)
}

/**
 * Units per second at that millisecond, with its sign: 0 before the first segment, after the end
 * of one, and wherever the balance stands.
 *
 * @throws MoneyError `time_range`
 */
export function rateAtMs(timeline: Timeline, atMs: number): bigint {
  return pieceAt(timeline, wholeMs(atMs)).ratePerSecond
}

/** A stretch of time without a bend: what {@link pieceAt} finds. */
export interface TimelinePiece {
  readonly sinceMs: number
  readonly balance: bigint
  readonly ratePerSecond: bigint
  /** First millisecond of the next piece; `null` when this one has no end. */
  readonly endsMs: number | null
  /** Index of the segment that applies here, to continue from; -1 before the first. */
  readonly index: number
}

/**
 * The piece that holds `at`, a whole millisecond. `fromIndex` skips segments known to lie before,
 * so that walking a whole timeline costs one pass.
 */
export function pieceAt(timeline: Timeline, at: number, fromIndex = 0): TimelinePiece {
  let index = Math.max(fromIndex, 0) - 1
  let next = timeline[index + 1]
  while (next !== undefined && wholeMs(next.sinceMs) <= at) {
    index += 1
    next = timeline[index + 1]
  }
  const nextMs = next === undefined ? null : wholeMs(next.sinceMs)
  const segment = timeline[index]
  if (segment === undefined) {
    const balance = next?.balance ?? 0n
    return { sinceMs: at, balance, ratePerSecond: 0n, endsMs: nextMs, index: -1 }
  }
  const { balance, ratePerSecond } = segment
  const sinceMs = wholeMs(segment.sinceMs)
  const piece = { sinceMs, balance, ratePerSecond, endsMs: nextMs, index }
  const untilMs = segment.untilMs === undefined ? null : Math.max(wholeMs(segment.untilMs), sinceMs)
  if (untilMs === null || (nextMs !== null && nextMs <= untilMs)) return piece
  if (at < untilMs) return { ...piece, endsMs: untilMs }
  return { ...piece, sinceMs: untilMs, balance: pieceBalanceAt(piece, untilMs), ratePerSecond: 0n }
}

/** The balance of a piece at a whole millisecond not before its start. */
export function pieceBalanceAt(piece: TimelinePiece, at: number): bigint {
  if (piece.ratePerSecond === 0n) return piece.balance
  // BigInt division truncates towards zero, which is the rounding wanted for both directions.
  const moved = (piece.ratePerSecond * (BigInt(at) - BigInt(piece.sinceMs))) / 1000n
  return piece.balance + moved
}

/**
 * The millisecond a time lies in.
 *
 * @throws MoneyError `time_range`
 */
export function wholeMs(ms: number): number {
  return wholeTime(ms, 'milliseconds')
}
