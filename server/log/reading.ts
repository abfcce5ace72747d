/**
 * The answer to a reader at some position, given how far the log reaches. Pure; the same in every
 * engine, because a subscriber must not notice which one it is (L6).
 */

import type { Position } from '../../src/protocol/event-id.ts'
import type { LogBounds, LogGap, LogReset } from './event-log.ts'

/** Read the offsets from `from` to `to`, both included; there are none when `to < from`. */
export interface ReadingRange {
  readonly kind: 'range'
  readonly from: number
  readonly to: number
}

/** Decides between entries, a gap and a reset, as `EventLog.read` describes. */
export function decideReading(
  { epoch, oldest, top }: LogBounds,
  after: Position,
  to: number,
  limit: number,
): ReadingRange | LogGap | LogReset {
  if (after.epoch !== epoch) return { kind: 'reset', reason: 'epoch' }
  if (after.offset > top) return { kind: 'reset', reason: 'ahead' }
  const from = after.offset + 1
  const last = Math.min(to, top)
  // The gap ends at what was asked for: the reader may hold what lies above, and that may not be declared
  // lost and delivered as well.
  if (from <= last && from < oldest) return { kind: 'gap', from, to: Math.min(last, oldest - 1) }
  return { kind: 'range', from, to: Math.min(last, after.offset + limit) }
}
