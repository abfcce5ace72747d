/**
 * The sum of many timelines at the price of one: constant + rate · time, corrected whenever a part
 * bends. A frame costs the same for 3 and for 30,000 streams. Does not convert between tokens.
 *
 * Growing and shrinking parts are summed apart and each sum is truncated once. So the total of
 * streamed and the total of remaining still add up to the deposits at every millisecond, and at
 * whole seconds the total is the sum of the parts. In between it is the truncated exact sum, less
 * than one unit a part away from the sum of the truncated parts.
 */

import { createBreakpointHeap, type HeapItem } from './breakpoint-heap.ts'
import { MoneyError } from './errors.ts'
import { msOf, type PointInTime } from './point-in-time.ts'
import { checkedTimeline, pieceAt, type Timeline, type TimelinePiece, wholeMs } from './timeline.ts'

/** A timeline's membership in a total: give it back to {@link Totals.remove}. */
export interface TotalsPart {
  /** The balance that is added. */
  readonly timeline: Timeline
}

/** The sum of many balances as one timeline, as {@link createTotals} makes it. */
export interface Totals {
  /** How many timelines are summed. */
  readonly size: number
  /**
   * Adds a timeline. To follow an event, remove the old one and add the new one.
   *
   * @param token names the token of its amounts, for example the token's address
   * @throws MoneyError `mixed_tokens` when another token was named before; `timeline_invalid`, `time_range`
   */
  add(timeline: Timeline, token?: string): TotalsPart
  /** Takes a timeline out. False, and without effect, when it is not in. */
  remove(part: TotalsPart): boolean
  /**
   * The sum of all balances at that time. Constant time while time moves forward; asking
   * about an earlier time than before is right too, but looks at every part again.
   *
   * @throws MoneyError `time_unit`, `time_range`
   */
  balanceAt(when: PointInTime): bigint
  /** The sum of all rates, in units per second. @throws MoneyError `time_unit`, `time_range` */
  rateAt(when: PointInTime): bigint
  /**
   * When {@link rateAt} changes next after that time, in Unix milliseconds, or `null` if never.
   *
   * @throws MoneyError `time_unit`, `time_range`
   */
  nextBreakpointMs(after: PointInTime): number | null
}

/** A part as the sum sees it: the piece that counts now, due when that piece ends. */
interface Member extends HeapItem {
  readonly timeline: Timeline
  piece: TimelinePiece
}

/** The sum of the pieces that move one way: `constant + rate · ms`, in thousandths of a unit. */
interface Flow {
  rate: bigint
  constant: bigint
}

/**
 * An empty sum.
 *
 * @example
 * const totals = createTotals()
 * for (const stream of streams) totals.add(timelineOf(stream, 'withdrawable'), stream.tokenAddress)
 * totals.balanceAt({ atMs: Date.now() })
 */
export function createTotals(): Totals {
  const members = new Map<TotalsPart, Member>()
  const bends = createBreakpointHeap<Member>()
  const growing: Flow = { rate: 0n, constant: 0n }
  const shrinking: Flow = { rate: 0n, constant: 0n }
  let base = 0n
  let positionMs = Number.MIN_SAFE_INTEGER
  let totalsToken: string | undefined

  function count(piece: TimelinePiece, sign: 1n | -1n) {
    base += sign * piece.balance
    if (piece.ratePerSecond === 0n) return
    const flow = piece.ratePerSecond > 0n ? growing : shrinking
    const rate = sign * piece.ratePerSecond
    flow.rate += rate
    flow.constant -= rate * BigInt(piece.sinceMs)
  }

  function enter(member: Member) {
    count(member.piece, 1n)
    if (member.piece.endsMs === null) return
    member.dueMs = member.piece.endsMs
    bends.push(member)
  }

  function leave(member: Member) {
    count(member.piece, -1n)
    bends.remove(member)
  }

  function move(member: Member, at: number, fromIndex: number) {
    leave(member)
    member.piece = pieceAt(member.timeline, at, fromIndex)
    enter(member)
  }

  function seek(when: PointInTime): number {
    const at = msOf(when)
    if (at < positionMs) {
      for (const member of members.values()) move(member, at, 0)
    } else {
      let first = bends.peek()
      while (first !== undefined && first.dueMs <= at) {
        move(first, at, first.piece.index)
        first = bends.peek()
      }
    }
    positionMs = at
    return at
  }

  return {
    get size() {
      return members.size
    },
    add(timeline, token) {
      // All of it now: a broken segment found later would leave the sum half corrected.
      for (const { sinceMs, untilMs = sinceMs } of checkedTimeline(timeline)) {
        wholeMs(sinceMs)
        wholeMs(untilMs)
      }
      if (token !== undefined) {
        totalsToken ??= token
        if (token !== totalsToken) throw mixedTokens(totalsToken, token)
      }
      const piece = pieceAt(timeline, positionMs)
      const member: Member = { timeline, piece, dueMs: 0, slot: -1 }
      const part: TotalsPart = { timeline }
      members.set(part, member)
      enter(member)
      return part
    },
    remove(part) {
      const member = members.get(part)
      if (member === undefined) return false
      leave(member)
      return members.delete(part)
    },
    balanceAt(when) {
      const at = BigInt(seek(when))
      const grown = growing.constant + growing.rate * at
      const shrunk = shrinking.constant + shrinking.rate * at
      return base + grown / 1000n + shrunk / 1000n
    },
    rateAt(when) {
      seek(when)
      return growing.rate + shrinking.rate
    },
    nextBreakpointMs(after) {
      seek(after)
      return bends.peek()?.dueMs ?? null
    },
  }
}

function mixedTokens(first: string, other: string): MoneyError {
  return new MoneyError(
    'mixed_tokens',
    `Cannot add up ${JSON.stringify(first)} and ${JSON.stringify(other)}: units of two tokens have no common measure. Keep one total for each token.`,
  )
}
