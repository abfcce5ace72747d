/**
 * What an account's payment streams come to, token by token: money that comes in, money that goes out, and the
 * deposit that runs out first. A change of one stream costs the same however many there are, and so does the
 * total at a later time. Pure: no store, no clock. Tokens are never added up.
 *
 * A1 A balance is, to the unit and at every millisecond, what the balances of the streams add up to.
 * A2 A stream that has ended has nothing left in it, so only its number counts: what a cancellation refunded
 *    has left the stream.
 * A3 A stream that no contract could hold makes its token's totals unavailable, never smaller.
 */
import { depletionSecond, outstandingOf } from '../money/accrual.ts'
import { createBreakpointHeap, type HeapItem } from '../money/breakpoint-heap.ts'
import { MoneyError } from '../money/errors.ts'
import { type Timeline, timelineOf } from '../money/timeline.ts'
import type { ChangingTotal } from '../money/total-change.ts'
import { createTotals, type Totals, type TotalsPart } from '../money/totals.ts'
import { orMoneyError } from './errors.ts'
import type { StreamObject } from './stream-summary.ts'

/**
 * Which balance of an account. `withdrawable`: what it can withdraw from incoming streams. `remaining`: what is left
 * in outgoing ones, and would come back if they were cancelled. `net`: both together.
 */
export type TotalKind = 'withdrawable' | 'remaining' | 'net'

/** On which side of a stream the account is; both for a stream to itself. */
export interface StreamSides {
  readonly isIncoming: boolean
  readonly isOutgoing: boolean
}

/** The totals of one token. */
export interface TokenTotals {
  readonly incoming: ChangingTotal
  readonly outgoing: ChangingTotal
  /** Streams that have not ended. */
  readonly incomingStreams: number
  readonly outgoingStreams: number
  readonly pausedStreams: number
  /** All streams, with those that have ended. */
  readonly streams: number
  /** The most that the balances can come to without an event. */
  readonly incomingLimit: bigint
  readonly outgoingLimit: bigint
  /** A3 */
  readonly error: MoneyError | null
  /** The outgoing stream whose deposit runs out first after that time; null if none does. */
  firstToDeplete(atMs: number): StreamObject | null
}

/** The totals of an account. */
export interface AccountTotals {
  /** Puts a stream in, replaces it, or takes it out. False, and without effect, if that changes nothing. */
  set(key: string, stream: StreamObject | undefined): boolean
  /** The keys of the streams that are in. */
  keys(): Iterable<string>
  /** Addresses of the tokens, in the order in which they became known; the same list until it changes. */
  readonly tokens: readonly string[]
  of(tokenAddress: string): TokenTotals | null
  /** What a balance of that kind is added up of, in no order. */
  timelinesOf(tokenAddress: string, kind: TotalKind): readonly Timeline[]
}

interface Member {
  readonly stream: StreamObject
  readonly sides: StreamSides
  readonly token: OpenToken
  readonly incoming: TotalsPart | null
  readonly outgoing: TotalsPart | null
  readonly depletion: Depletion | null
}

interface Depletion extends HeapItem {
  readonly stream: StreamObject
}

/** The totals of one token while they are being kept. */
interface OpenToken {
  readonly incoming: Totals
  readonly outgoing: Totals
  readonly depletions: Depletions
  readonly errors: Map<string, MoneyError>
  incomingStreams: number
  outgoingStreams: number
  pausedStreams: number
  streams: number
  incomingLimit: bigint
  outgoingLimit: bigint
  readonly error: MoneyError | null
  firstToDeplete(atMs: number): StreamObject | null
}

/** Without streams. @param sidesOf on which side of a stream the account is */
export function createAccountTotals(sidesOf: (stream: StreamObject) => StreamSides): AccountTotals {
  const members = new Map<string, Member>()
  const tokens = new Map<string, OpenToken>()
  let addresses: readonly string[] = []

  function tokenOf(address: string): OpenToken {
    let token = tokens.get(address)
    if (!token) {
      token = createToken()
      tokens.set(address, token)
      addresses = [...tokens.keys()]
    }
    return token
  }

  function add(key: string, stream: StreamObject, sides: StreamSides): void {
    const token = tokenOf(stream.tokenAddress ?? '')
    const parts = orMoneyError(() => partsOf(stream, sides))
    const { incoming, outgoing, endsAtMs } = parts instanceof MoneyError ? noParts : parts
    if (parts instanceof MoneyError) token.errors.set(key, parts)
    const member: Member = {
      stream,
      sides: parts instanceof MoneyError ? neitherSide : sides,
      token,
      incoming: incoming && token.incoming.add(incoming),
      outgoing: outgoing && token.outgoing.add(outgoing),
      depletion: endsAtMs === null ? null : { dueMs: endsAtMs, slot: -1, stream },
    }
    if (member.depletion) token.depletions.add(member.depletion)
    members.set(key, member)
    count(member, 1)
  }

  function remove(key: string, member: Member): void {
    const { token, incoming, outgoing, depletion } = member
    members.delete(key)
    token.errors.delete(key)
    if (incoming) token.incoming.remove(incoming)
    if (outgoing) token.outgoing.remove(outgoing)
    if (depletion) token.depletions.remove(depletion)
    count(member, -1)
  }

  return {
    set(key, stream) {
      const before = members.get(key)
      if (before?.stream === stream) return false
      const sides = stream ? sidesOf(stream) : neitherSide
      const isIn = sides.isIncoming || sides.isOutgoing
      if (!before && !isIn) return false
      if (before) remove(key, before)
      if (stream && isIn) add(key, stream, sides)
      // Only now, so that a token whose one stream changes keeps its place.
      if (before?.token.streams === 0) {
        tokens.delete(before.stream.tokenAddress ?? '')
        addresses = [...tokens.keys()]
      }
      return true
    },
    keys: () => members.keys(),
    get tokens() {
      return addresses
    },
    of: (tokenAddress) => tokens.get(tokenAddress) ?? null,
    timelinesOf(tokenAddress, kind) {
      const token = tokens.get(tokenAddress)
      return [...members.values()].flatMap((member) => {
        if (member.token !== token) return []
        const { incoming, outgoing } = member
        const parts = [
          kind === 'remaining' ? null : incoming,
          kind === 'withdrawable' ? null : outgoing,
        ]
        return parts.flatMap((each) => (each?.timeline ? [each.timeline] : []))
      })
    },
  }
}

const neitherSide: StreamSides = { isIncoming: false, isOutgoing: false }

/** What a stream adds to the totals. */
interface StreamParts {
  readonly incoming: Timeline | null
  readonly outgoing: Timeline | null
  /** When the deposit of an outgoing stream runs out. */
  readonly endsAtMs: number | null
}

const noParts: StreamParts = { incoming: null, outgoing: null, endsAtMs: null }

/** @throws MoneyError for terms that no contract could hold */
function partsOf(stream: StreamObject, { isIncoming, isOutgoing }: StreamSides): StreamParts {
  const incoming = isIncoming ? timelineOf(stream, 'withdrawable') : null
  const outgoing = isOutgoing ? timelineOf(stream, 'remaining') : null
  // A2
  if (hasEnded(stream)) return noParts
  return { incoming, outgoing, endsAtMs: isOutgoing ? depletionMs(stream) : null }
}

function depletionMs(stream: StreamObject): number | null {
  const second = depletionSecond(stream)
  return second === null ? null : second * 1000
}

const hasEnded = ({ status }: StreamObject) => status === 'cancelled' || status === 'completed'

function count({ stream, token, sides }: Member, sign: 1 | -1): void {
  token.streams += sign
  if (hasEnded(stream)) return
  if (stream.status === 'paused') token.pausedStreams += sign
  const { isIncoming, isOutgoing } = sides
  if (!isIncoming && !isOutgoing) return
  const limit = BigInt(sign) * outstandingOf(stream)
  if (isIncoming) {
    token.incomingStreams += sign
    token.incomingLimit += limit
  }
  if (isOutgoing) {
    token.outgoingStreams += sign
    token.outgoingLimit += limit
  }
}

function createToken(): OpenToken {
  const depletions = createDepletions()
  const errors = new Map<string, MoneyError>()
  return {
    incoming: createTotals(),
    outgoing: createTotals(),
    depletions,
    errors,
    incomingStreams: 0,
    outgoingStreams: 0,
    pausedStreams: 0,
    streams: 0,
    incomingLimit: 0n,
    outgoingLimit: 0n,
    get error() {
      const [first] = errors.values()
      return first ?? null
    },
    firstToDeplete: (atMs) => depletions.firstAfter(atMs),
  }
}

interface Depletions {
  add(item: Depletion): void
  remove(item: Depletion): void
  firstAfter(atMs: number): StreamObject | null
}

/** Depletions in order of time. Those that have passed are put aside, and come back if time is set back. */
function createDepletions(): Depletions {
  const ahead = createBreakpointHeap<Depletion>()
  const passed = new Set<Depletion>()
  let positionMs = Number.NEGATIVE_INFINITY
  return {
    add: (item) => ahead.push(item),
    remove(item) {
      if (!passed.delete(item)) ahead.remove(item)
    },
    firstAfter(atMs) {
      if (atMs < positionMs) {
        for (const item of passed) ahead.push(item)
        passed.clear()
      }
      positionMs = atMs
      let first = ahead.peek()
      while (first !== undefined && first.dueMs <= atMs) {
        ahead.remove(first)
        passed.add(first)
        first = ahead.peek()
      }
      return first?.stream ?? null
    },
  }
}

/** The balance of that kind. */
export function totalOf({ incoming, outgoing }: TokenTotals, kind: TotalKind): ChangingTotal {
  if (kind === 'withdrawable') return incoming
  if (kind === 'remaining') return outgoing
  return {
    balanceAt: (when) => incoming.balanceAt(when) + outgoing.balanceAt(when),
    rateAt: (when) => incoming.rateAt(when) + outgoing.rateAt(when),
    movingAt(when) {
      const one = incoming.movingAt(when)
      const other = outgoing.movingAt(when)
      return {
        growing: one.growing + other.growing,
        shrinking: one.shrinking + other.shrinking,
      }
    },
    nextBreakpointMs(after) {
      const one = incoming.nextBreakpointMs(after)
      const other = outgoing.nextBreakpointMs(after)
      return one === null || other === null ? (one ?? other) : Math.min(one, other)
    },
  }
}

/** The most that a balance of that kind can come to without an event. */
export function limitOf({ incomingLimit, outgoingLimit }: TokenTotals, kind: TotalKind): bigint {
  if (kind === 'withdrawable') return incomingLimit
  return kind === 'remaining' ? outgoingLimit : incomingLimit + outgoingLimit
}
