/**
 * The sum of many timelines at the price of one: constant + rate · time, corrected whenever a part
 * bends. A frame costs the same for 3 and for 30,000 streams. Does not convert between tokens.
 *
 * Each part is truncated by itself, as `balanceAt` does, so that at every millisecond the total is exactly what the
 * parts add up to. That needs no look at the parts: with `rate = 1000·h + l` and the whole second `s` that a
 * piece began in, a part has moved `rate·(seconds − s) + h·ms + ⌊l·ms / 1000⌋` units at `ms` milliseconds into a
 * second. The first two add up over all parts, and for the last one it is enough to know how many parts have
 * each of the thousand values of `l`. Pieces of streams begin at whole seconds; of those that do not, each other
 * millisecond adds up to a thousand classes.
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
   * The sum of all balances at that time, to the unit: what `balanceAt` of the parts adds up to. Constant time while
   * time moves forward; asking about an earlier time than before is right too, but looks at every part again.
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
  /** How many balances change at that time, by direction. @throws MoneyError `time_unit`, `time_range` */
  movingAt(when: PointInTime): MovingParts
}

/** How many balances of a total change with time. */
export interface MovingParts {
  /** Those that grow. */
  readonly growing: number
  /** Those that fall. */
  readonly shrinking: number
}

/** A part as the sum sees it: the piece that counts now, due when that piece ends. */
interface Member extends HeapItem {
  readonly timeline: Timeline
  piece: TimelinePiece
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
  /** Balances where the pieces begin, less what the sums below count from before that. */
  let base = 0n
  let ratePerSecond = 0n
  /** Sum of all `h`. */
  let wholePerMs = 0n
  /** How many parts have each `l`, those that shrink counted below 0, by `1000 · (ms of the beginning) + l`. */
  const classes = new Map<number, number>()
  let growing = 0
  let shrinking = 0
  let positionMs = Number.MIN_SAFE_INTEGER
  /** No piece begins after this: back to here, every one of them is still the right one. */
  let latestBeginMs = Number.MIN_SAFE_INTEGER
  let totalsToken: string | undefined

  function count(piece: TimelinePiece, sign: 1 | -1) {
    const { ratePerSecond: rate, sinceMs } = piece
    base += BigInt(sign) * piece.balance
    if (rate === 0n) return
    const isGrowing = rate > 0n
    if (isGrowing) growing += sign
    else shrinking += sign
    const direction = isGrowing ? sign : -sign
    const signed = BigInt(sign) * rate
    const since = Math.floor(sinceMs / 1000)
    const sinceRest = sinceMs - since * 1000
    const whole = signed / 1000n
    ratePerSecond += signed
    wholePerMs += whole
    base -= signed * BigInt(since) + whole * BigInt(sinceRest)
    const rest = Number((isGrowing ? rate : -rate) % 1000n)
    if (rest === 0) return
    const key = 1000 * sinceRest + rest
    const parts = (classes.get(key) ?? 0) + direction
    if (parts === 0) classes.delete(key)
    else classes.set(key, parts)
  }

  function enter(member: Member) {
    count(member.piece, 1)
    const { index, sinceMs } = member.piece
    if (index >= 0) latestBeginMs = Math.max(latestBeginMs, sinceMs)
    if (member.piece.endsMs === null) return
    member.dueMs = member.piece.endsMs
    bends.push(member)
  }

  function leave(member: Member) {
    count(member.piece, -1)
    bends.remove(member)
  }

  function move(member: Member, at: number, fromIndex: number) {
    leave(member)
    member.piece = pieceAt(member.timeline, at, fromIndex)
    enter(member)
  }

  function seek(when: PointInTime): number {
    const at = msOf(when)
    if (at < latestBeginMs) {
      latestBeginMs = Number.MIN_SAFE_INTEGER
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
      const at = seek(when)
      const seconds = Math.floor(at / 1000)
      const ms = at - seconds * 1000
      let rests = 0
      for (const [key, parts] of classes) {
        rests += parts * Math.floor(((key % 1000) * (ms - Math.floor(key / 1000))) / 1000)
      }
      return base + ratePerSecond * BigInt(seconds) + wholePerMs * BigInt(ms) + BigInt(rests)
    },
    rateAt(when) {
      seek(when)
      return ratePerSecond
    },
    movingAt(when) {
      seek(when)
      return { growing, shrinking }
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
