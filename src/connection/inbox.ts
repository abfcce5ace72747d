/**
 * Decoded frames in, delivered frames out: order, duplicates, holes and state for one subscription.
 * Synchronous and free of clocks and requests; what it needs from outside it asks of its ports.
 * Stays one file past 250 lines because every rule here moves the same few variables.
 *
 * ```
 *   greeting ──connected: exact──► replay ──n events──► nothing ◄──── the state is complete ────────┐
 *      │                              │                    │                                        │
 *      │                              └─ gap, reset, ──────┤ count mismatch, new epoch              │
 *      └──connected: anything else──► state ◄──────────────┘                                        │
 *                                       └── snapshot parts of the feed, or an answer to readState ──┘
 * ```
 *
 * C9  Each event once, in order: an offset that was passed is a duplicate; another epoch is a reset;
 *     a ping that counts more events than came is a gap.
 * C10 A gap is not a reconnect. While state is awaited, events are held back and no cursor moves;
 *     then everything comes out in order: what the state already contains, the state, what came after.
 *     State without a position was read by a request: what came before that request began is contained.
 *     What came meanwhile may or may not be, and of a pause nobody can tell afterwards; then it is read
 *     again.
 */

import type { FeedDefinition } from '../feeds/definition.ts'
import type { Position } from '../protocol/event-id.ts'
import type {
  ConnectedFrame,
  DeliveredFrame,
  EventFrame,
  FeedFrame,
  GapFrame,
  PingFrame,
  ResetFrame,
  SnapshotFrame,
} from '../protocol/feed-frames.ts'
import { ConnectionError } from './errors.ts'
import { createTally } from './tally.ts'

/**
 * Where state comes from when there is none or it cannot be continued: `feed` (snapshot frames),
 * `read` (a request beside the feed) or `none` (the consumer wants events only).
 */
export type StateSource = 'feed' | 'read' | 'none'

export interface InboxPorts {
  deliver(frame: DeliveredFrame): void
  caughtUp(): void
  fellBehind(): void
  /** Read the state beside the feed and answer with `stateRead`; an earlier read is obsolete. */
  readState(): void
  /** All the state that this connection was asked for has been delivered. */
  stateCompleted(): void
  /** What was delivered cannot be continued: the next request must not carry a cursor. */
  forgetCursor(): void
  /** This connection cannot go on. */
  drop(error: ConnectionError): void
}

/** What outlives a connection; belongs to a cursor. */
export interface Knowledge {
  /** Everything up to here was delivered or declared missing; null: nothing known. */
  readonly seen: Position | null
  /** State was delivered, and every event since. */
  readonly hasState: boolean
}

export interface InboxCounts {
  readonly gaps: number
  readonly duplicatesDropped: number
  readonly invalidEvents: number
  readonly unknownEvents: number
}

export interface Inbox {
  /**
   * A connection has opened that was asked to go on from `resumedFrom`; `isStateAsked`: and to bring
   * state also where it can.
   */
  begin(resumedFrom: string, isStateAsked: boolean): void
  /** Life without a frame: a server that greets nobody has begun. */
  nudge(): void
  accept(frame: FeedFrame): void
  stateRead(frame: SnapshotFrame): void
  /** Whether a cursor of this moment stands for complete state. */
  isWhole(): boolean
  knowledge(): Knowledge
  restore(knowledge: Knowledge): void
  counts(): InboxCounts
}

/** Frames that show that a server which greets nobody has begun. */
const needsGreeting: ReadonlySet<FeedFrame['kind']> = new Set([
  'ping',
  'snapshot',
  'event',
  'gap',
  'reset',
])

/** How many events are held back while state is awaited. Beyond, the connection starts again. */
const maxHeld = 10_000

/** A server that has had nothing to say so often will not send the state it owes. */
const maxIdlePings = 2

/** How often state is read again because a pause came meanwhile; then it is taken as it is. */
const maxRereads = 5

/** @param feed says which types are events, and for which the state cannot tell whether it has them */
export function createInbox(
  source: StateSource,
  feed: Pick<FeedDefinition, 'hasEvent' | 'state'>,
  ports: InboxPorts,
): Inbox {
  const isAmbiguous = ({ event }: EventFrame) => feed.state?.isAmbiguous(event) ?? false
  let seen: Position | null = null
  let hasState = source === 'none'
  let counts = { gaps: 0, duplicatesDropped: 0, invalidEvents: 0, unknownEvents: 0 }
  let hasBegun = false
  const tally = createTally()

  // Of one connection:
  let awaited: 'greeting' | 'replay' | 'state' | 'nothing' = 'greeting'
  /** Came without a cursor, and has not yet said what that skipped. */
  let isFresh = true
  let replayLeft = 0
  let held: EventFrame[] = []
  /** How many of them came before the running read of state began. */
  let heldBefore = 0
  let rereads = 0
  /** State is on its way although what was known goes on. */
  let isStateOwed = false
  let parts: SnapshotFrame[] = []
  /** Pings since state is awaited or its last part came. */
  let idlePings = 0
  /** Where a fresh connection joined the log. */
  let joinedAt: Position | null = null
  /** The end of the newest hole: state that was read before it does not fill it. */
  let holeEnd: Position | null = null
  /** Up to here the counts agreed. */
  let verified: Position | null = null

  function count(name: keyof typeof counts): void {
    counts = { ...counts, [name]: counts[name] + 1 }
  }

  function begin(resumedFrom: string, isStateAsked: boolean): void {
    awaited = 'greeting'
    isStateOwed = isStateAsked && source === 'feed'
    idlePings = 0
    isFresh = resumedFrom === ''
    replayLeft = 0
    held = []
    parts = []
    joinedAt = null
    holeEnd = null
    verified = seen
    tally.begin()
  }

  function greet(frame: ConnectedFrame | null): void {
    if (awaited !== 'greeting') return
    // Without ids nobody can say what was missed between two connections.
    if (hasBegun && hasState && seen === null) count('gaps')
    hasBegun = true
    if (frame?.recovered && hasState && !isFresh) {
      replayLeft = frame.replayed
      awaited = 'replay'
      if (replayLeft === 0) catchUp()
      return
    }
    // A server of this feed that does not greet still announces what it cannot continue.
    if (frame === null && source === 'feed' && hasState && !isFresh) {
      catchUp()
      return
    }
    joinedAt = frame?.position ?? null
    if (source === 'none') {
      declareSkipped(joinedAt)
      verified = seen
      catchUp()
    } else awaitState()
  }

  function catchUp(): void {
    awaited = 'nothing'
    if (!isStateOwed) ports.caughtUp()
  }

  function awaitState(): void {
    awaited = 'state'
    hasState = false
    idlePings = 0
    ports.fellBehind()
    rereads = 0
    if (source === 'read') readState()
  }

  function readState(): void {
    heldBefore = held.length
    ports.readState()
  }

  /** A connection without cursor begins where the log is now: what lies between was never sent. */
  function declareSkipped(to: Position | null): void {
    const wasFresh = isFresh
    isFresh = false
    if (!wasFresh || to === null) return
    if (seen !== null && seen.epoch !== to.epoch) {
      count('gaps')
      ports.deliver({ kind: 'reset', reason: 'epoch', position: to })
    } else if (seen !== null && seen.offset < to.offset) {
      declareMissing(seen.offset + 1, to)
    }
    seen = laterOf(seen, to)
  }

  function declareMissing(from: number, to: Position): void {
    count('gaps')
    ports.deliver({ kind: 'gap', from, to: to.offset, reason: 'count_mismatch', position: to })
  }

  /** For whatever the server counts. */
  function counted(isCertain: boolean): void {
    tally.add(isCertain)
    if (awaited === 'replay' && --replayLeft <= 0) catchUp()
  }

  function acceptEvent(frame: EventFrame): void {
    if (awaited !== 'state') emit(frame)
    else if (held.length < maxHeld) held.push(frame)
    else {
      ports.drop(
        new ConnectionError(
          'sync_overflow',
          `Lost the connection: ${maxHeld} events came while the state was being read. ` +
            'Connecting again.',
        ),
      )
    }
    counted(true)
  }

  /** @returns false when the frame turned everything over and nothing after it counts. */
  function emit(frame: EventFrame): boolean {
    const { position } = frame
    if (position !== null && seen !== null) {
      if (position.epoch !== seen.epoch) return changeEpoch(frame, position)
      if (position.offset <= seen.offset) {
        count('duplicatesDropped')
        return true
      }
    }
    if (position !== null) seen = position
    ports.deliver(frame)
    return true
  }

  /** The log was replaced and nobody said so. */
  function changeEpoch(frame: EventFrame, position: Position): boolean {
    count('gaps')
    ports.deliver({ kind: 'reset', reason: 'epoch', position: null })
    verified = null
    if (source === 'none') {
      seen = position
      ports.deliver(frame)
      return true
    }
    seen = null
    startOver(
      new ConnectionError(
        'epoch_changed',
        'Lost the connection: the event log was replaced without notice. Starting anew.',
      ),
    )
    if (source === 'read') held.push(frame)
    return false
  }

  /** State is needed, and a feed gives it only to a connection that comes without a cursor. */
  function startOver(error: ConnectionError): void {
    hasState = false
    ports.forgetCursor()
    if (source === 'feed') ports.drop(error)
    else awaitState()
  }

  function acceptGap(frame: GapFrame): void {
    releaseHeld()
    const epoch = frame.position?.epoch ?? seen?.epoch
    // Where tabs share a connection, the hole of another one may begin before what this one has seen.
    const before = seen !== null && seen.epoch === epoch ? seen.offset : 0
    if (frame.to > before) {
      count('gaps')
      ports.deliver({ ...frame, from: Math.max(frame.from, before + 1) })
    }
    if (epoch !== undefined) {
      holeEnd = { epoch, offset: frame.to }
      seen = laterOf(seen, holeEnd)
      verified = seen
    }
    if (source !== 'none') awaitState()
  }

  function acceptReset(frame: ResetFrame): void {
    count('gaps')
    releaseHeld()
    ports.deliver(frame)
    seen = frame.position
    holeEnd = seen
    verified = seen
    if (source !== 'none') awaitState()
  }

  function releaseHeld(): void {
    const events = held
    held = []
    for (const event of events) if (!emit(event)) return
  }

  function acceptPing(frame: PingFrame): void {
    // A server that had nothing to say for a whole interval has nothing left to replay.
    if (awaited === 'replay') catchUp()
    if ((awaited === 'state' || isStateOwed) && source === 'feed' && ++idlePings > maxIdlePings) {
      dropUnfinished()
      return
    }
    const { position } = frame
    if (tally.check(frame.delivered) === 'agrees') {
      if (position === null || awaited !== 'nothing') return
      if (seen === null || seen.epoch === position.epoch) seen = laterOf(seen, position)
      verified = seen
      return
    }
    if (position === null) return
    releaseHeld()
    const from = verified?.epoch === position.epoch ? verified.offset + 1 : 1
    declareMissing(Math.min(from, position.offset), position)
    seen = position
    holeEnd = position
    verified = position
    if (source === 'none') return
    startOver(
      new ConnectionError(
        'count_mismatch',
        'Lost the connection: the server has sent more than arrived. Reading the state anew.',
      ),
    )
  }

  /** Parts go out together or not at all, so that nobody ever holds half a snapshot. */
  function acceptPart(frame: SnapshotFrame): void {
    if (frame.part === 1) parts = []
    // One that is here already says nothing new.
    if (frame.part <= parts.length) return
    if (frame.part > parts.length + 1) {
      breakSnapshot()
      return
    }
    idlePings = 0
    parts.push(frame)
    if (frame.part < frame.parts) return
    completeState(parts, frame)
    parts = []
  }

  /** A part is missing or unreadable, and no server sends it twice: waiting on would be for ever. */
  function breakSnapshot(): void {
    parts = []
    if ((awaited === 'state' || isStateOwed) && source === 'feed') dropUnfinished()
  }

  function dropUnfinished(): void {
    ports.drop(
      new ConnectionError(
        'snapshot_incomplete',
        'Lost the connection: the state, or a part of it, did not arrive. Reading it anew.',
      ),
    )
  }

  function completeState(whole: readonly SnapshotFrame[], last: SnapshotFrame): void {
    const { readAt, position } = last
    if (readAt?.epoch === holeEnd?.epoch && readAt && holeEnd && readAt.offset < holeEnd.offset) {
      return
    }
    if (readAt === null && rereads < maxRereads && held.slice(heldBefore).some(isAmbiguous)) {
      rereads++
      readState()
      return
    }
    holeEnd = null
    const events = held
    held = []
    declareSkipped(joinedAt ?? beforeFirst(events) ?? readAt)
    const contained = new Set(
      events.filter(({ position: at }, index) =>
        readAt === null
          ? index < heldBefore
          : at !== null && at.epoch === readAt.epoch && at.offset <= readAt.offset,
      ),
    )
    for (const event of contained) if (!emit(event)) return
    for (const part of whole) ports.deliver(part)
    if (position !== null) seen = laterOf(seen, position)
    verified = seen
    const isCatchingUp = awaited === 'state' || (isStateOwed && awaited === 'nothing')
    isStateOwed = false
    if (awaited === 'state') {
      hasState = true
      awaited = 'nothing'
    }
    ports.stateCompleted()
    for (const event of events) if (!contained.has(event) && !emit(event)) return
    if (isCatchingUp) ports.caughtUp()
  }

  function accept(frame: FeedFrame): void {
    if (needsGreeting.has(frame.kind)) greet(null)
    switch (frame.kind) {
      case 'connected':
        greet(frame)
        break
      case 'ping':
        acceptPing(frame)
        break
      case 'snapshot':
        acceptPart(frame)
        break
      case 'event':
        acceptEvent(frame)
        break
      case 'gap':
        acceptGap(frame)
        break
      case 'reset':
        acceptReset(frame)
        break
      case 'invalid':
        count('invalidEvents')
        if (frame.type === 'snapshot') breakSnapshot()
        counted(feed.hasEvent(frame.type))
        break
      case 'unknown':
        count('unknownEvents')
        counted(false)
    }
  }

  return {
    begin,
    nudge() {
      // Where the feed brings the state, its greeting is worth waiting for.
      if (source !== 'feed') greet(null)
    },
    accept,
    stateRead(frame) {
      if (awaited === 'state') completeState([frame], frame)
    },
    isWhole: () => hasState && awaited !== 'state',
    knowledge: () => ({ seen, hasState }),
    restore(knowledge) {
      seen = knowledge.seen
      hasState = knowledge.hasState
    },
    counts: () => counts,
  }
}

/** The further one in the same log; in another log, the new one. */
function laterOf(seen: Position | null, position: Position): Position {
  return seen?.epoch === position.epoch && seen.offset >= position.offset ? seen : position
}

function beforeFirst(events: readonly EventFrame[]): Position | null {
  const first = events[0]?.position ?? null
  return first && { epoch: first.epoch, offset: first.offset - 1 }
}
