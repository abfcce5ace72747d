/**
 * How full a progress bar is, in steps of its own length: a share of the deposit, counted exactly, and
 * the time at which it reaches the next step. Pure; the caller decides what a step is in pixels.
 */
import { divideUp } from '../../money/accrual.ts'
import { balanceAtMs, rateAtMs, type Timeline } from '../../money/timeline.ts'

/** Whole steps, of `steps` for the whole deposit. With a deposit of 0 the bar is empty. */
export function levelAt(
  timeline: Timeline,
  deposited: bigint,
  steps: number,
  atMs: number,
): number {
  if (deposited <= 0n) return 0
  const filled = (balanceAtMs(timeline, atMs) * BigInt(steps)) / deposited
  return Math.min(steps, Math.max(0, Number(filled)))
}

/**
 * The first time after `afterMs` at which {@link levelAt} may be higher; null when it never will be.
 * The level only rises: without an event the streamed amount never falls.
 */
export function nextLevelMs(
  timeline: Timeline,
  deposited: bigint,
  steps: number,
  afterMs: number,
): number | null {
  if (deposited <= 0n) return null
  const nextSegment = timeline.find((segment) => segment.sinceMs > afterMs)
  const segment = timeline.findLast(({ sinceMs }) => sinceMs <= afterMs)
  const ends = nextSegment?.sinceMs ?? null
  if (!segment || rateAtMs(timeline, afterMs) <= 0n) return ends
  const level = BigInt(levelAt(timeline, deposited, steps, afterMs))
  // From the segment's own start, where nothing has been truncated yet.
  const missing = divideUp((level + 1n) * deposited, BigInt(steps)) - segment.balance
  const elapsedMs = divideUp(missing * 1000n, segment.ratePerSecond)
  const reachedMs = Number(BigInt(segment.sinceMs) + elapsedMs)
  if (!Number.isSafeInteger(reachedMs)) return ends
  return ends === null ? reachedMs : Math.min(reachedMs, ends)
}
