/**
 * The answer to a cursor: what a client that joins with it will get. One pure function, so that
 * every row of the resume table in PROTOCOL.md is one line of a test.
 *
 * It does not read the log or write frames; hub/connection.ts carries the decision out.
 */
import { type Position, parseEventId } from '../../src/protocol/event-id.ts'
import type { LogBounds } from '../log/event-log.ts'

/** What will happen to a client that joins. */
export type JoinDecision =
  /** It has no cursor. */
  | { readonly kind: 'fresh' }
  /** Everything in `(cursor, top]` is still here and is replayed. */
  | { readonly kind: 'exact'; readonly cursor: Position }
  /** Offsets `from` to `to` will not come; what is kept above `to` is replayed. */
  | {
      readonly kind: 'gap'
      readonly cursor: Position
      readonly reason: 'trimmed' | 'too_far'
      readonly from: number
      readonly to: number
    }
  /** Its history is not this log's. `cursor` is null when it could not even be read. */
  | {
      readonly kind: 'reset'
      readonly cursor: Position | null
      readonly reason: 'epoch' | 'ahead' | 'bad_cursor'
    }

/**
 * Decides how a cursor is answered.
 *
 * @param cursorText the client's `Last-Event-ID` as it came, or `null` when it sent none. An empty
 *   one counts as none: that is how a browser says that it has seen no id.
 * @param bounds how far the log reaches now.
 * @param maxReplay how many offsets are replayed at most; a snapshot is cheaper than more.
 */
export function decideJoin(
  cursorText: string | null,
  bounds: LogBounds,
  maxReplay: number,
): JoinDecision {
  if (cursorText === null || cursorText === '') return { kind: 'fresh' }
  const cursor = parseEventId(cursorText)
  if (cursor === null) return { kind: 'reset', cursor: null, reason: 'bad_cursor' }
  if (cursor.epoch !== bounds.epoch) return { kind: 'reset', cursor, reason: 'epoch' }
  if (cursor.offset > bounds.top) return { kind: 'reset', cursor, reason: 'ahead' }

  const isTooFar = (offset: number) => bounds.top - offset > maxReplay
  const from = cursor.offset + 1
  const isTrimmed = from < bounds.oldest
  if (isTrimmed) {
    const kept = bounds.oldest - 1
    return { kind: 'gap', cursor, reason: 'trimmed', from, to: isTooFar(kept) ? bounds.top : kept }
  }
  if (isTooFar(cursor.offset)) {
    return { kind: 'gap', cursor, reason: 'too_far', from, to: bounds.top }
  }
  return { kind: 'exact', cursor }
}
