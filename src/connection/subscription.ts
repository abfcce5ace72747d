/**
 * One subscription as a pure function: `transition(state, input, feed)` answers the next state and the
 * effects to perform. Decides what is delivered, in which order, which loss is declared, when state is
 * needed and which cursor is committed. No clock, no randomness, no requests: whether there is a
 * connection is decided by machine.ts, and subscription-runner.ts performs the effects.
 *
 * ```
 *   greeting ──connected: exact──► replay ──n events──► current ◄─── the state is complete ─────────┐
 *      ▲ │                            │                    │                                        │
 *      │ │                            └─ gap, reset, ──────┤ count mismatch, new epoch              │
 * opened └──connected: anything else──► state ◄────────────┘                                        │
 *                                         └── snapshot parts of the feed, or `state_read` ──────────┘
 * ```
 *
 * S1 Order. Each event is delivered once, in order: an offset that was passed is a duplicate.
 * S2 No silent loss. What was sent was delivered or lies in a delivered gap or reset: another epoch is a
 *    reset, and a ping that counts more events than arrived is a gap.
 * S3 A gap is not a reconnect. While state is awaited, events are held and no cursor moves; then
 *    everything is delivered in order: what the state contains, the state, what came after. State
 *    without a position contains what arrived before its request; if something ambiguous arrived
 *    after, it is read again.
 * S4 The cursor is committed when everything up to it was delivered and the state is whole.
 * S5 Coverage names requested topics only, those whose state was delivered or came with the page; the
 *    committed one equals it when nothing is pending.
 * S6 A snapshot is delivered whole or not at all.
 * S7 Bounded: at most 10,000 held events, 50 quarantined frames, 5 re-reads, 2 idle pings.
 * S8 What is pending when the subscription is closed was not delivered: the state returns to what is
 *    committed, and the next request asks for the rest.
 * S9 Total and deterministic: every input has an answer in every state, the same one each time.
 *
 * The rules of order are in subscription-sequence.ts, of snapshots in subscription-snapshot.ts, of cursor
 * and coverage in subscription-commit.ts.
 */
import type { ConnectedFrame, FeedFrame, InvalidFrame } from '../protocol/feed-frames.ts'
import { intersectTopics } from '../protocol/topic-set.ts'
import { restartCount } from './delivery-count.ts'
import { decideSnapshot } from './feed-request.ts'
import { announceSoon } from './machine-state.ts'
import { acceptDelivery, commit, recall, restore, rollBack, settle } from './subscription-commit.ts'
import {
  acceptEvent,
  acceptGap,
  acceptPing,
  acceptReset,
  addCounted,
  awaitState,
  catchUp,
  declareSkipped,
} from './subscription-sequence.ts'
import { acceptPart, breakSnapshot, completeState } from './subscription-snapshot.ts'
import {
  isWhole,
  newConnection,
  type SubscriptionFeed,
  type SubscriptionInput,
  type SubscriptionState,
  type SubscriptionTransition,
} from './subscription-state.ts'
import { cover, report, type Step } from './subscription-step.ts'

const maxQuarantine = 50

/** Pure: neither `state` nor anything in it is changed. */
export function transition(
  state: SubscriptionState,
  input: SubscriptionInput,
  feed: SubscriptionFeed,
): SubscriptionTransition {
  const step: Step = { next: { ...state }, feed, effects: [], isLost: false }
  const answer = answers[input.type] as (step: Step, input: SubscriptionInput) => void
  answer(step, input)
  settle(step)
  return [step.next, step.effects]
}

/** S9: one answer for each input; a type without one does not compile. */
const answers: {
  readonly [Type in SubscriptionInput['type']]: (
    step: Step,
    input: Extract<SubscriptionInput, { readonly type: Type }>,
  ) => void
} = {
  recalled: (step, { cursor }) => recall(step, cursor),
  request({ next }, { topics, cursor }) {
    const { committed } = next
    // S5: a topic that is left out is not covered any more.
    next.coverage = committed.coverage
    cover(next, intersectTopics(committed.coverage, topics))
    next.committed = { ...committed, coverage: next.coverage }
    const snapshot = next.source === 'feed' && decideSnapshot(topics, cursor, next.coverage)
    next.request = { topics, cursor, snapshot }
  },
  opened: ({ next }, { resumedFrom }) => open(next, resumedFrom),
  nudge(step) {
    // Where the feed brings the state, its greeting is worth waiting for.
    if (step.next.source !== 'feed') greet(step, null)
  },
  id({ next }, { id }) {
    next.parsedId = id
  },
  frame(step, { frame, lastEventId, id }) {
    if (id !== null) step.next.parsedId = id
    acceptFrame(step, frame, lastEventId)
  },
  chunk_read(step) {
    const { next } = step
    next.acceptedId = next.parsedId
    // Once for a chunk: at thousands of events a second, reports would be half of the cost.
    if (next.hasNews) report(step, { type: 'frame', isEvent: true })
    next.hasNews = false
    commit(step)
  },
  state_read(step, { frame }) {
    if (step.next.phase === 'state') completeState(step, [frame], frame)
    commit(step)
  },
  delivered: (step, { count, passed }) => acceptDelivery(step, count, passed),
  skipped({ next }) {
    next.pending = Math.max(0, next.pending - 1)
  },
  closed: rollBack,
}

function open(next: Step['next'], resumedFrom: string): void {
  if (!isWhole(next)) restore(next)
  Object.assign(next, newConnection)
  next.isFresh = resumedFrom === ''
  next.isStateOwed = next.source === 'feed' && typeof next.request.snapshot !== 'boolean'
  next.verified = next.seen
  next.count = restartCount(next.count)
  next.acceptedId = resumedFrom
  next.parsedId = resumedFrom
}

/** @param frame null for a server that begins without a greeting */
function greet(step: Step, frame: ConnectedFrame | null): void {
  const { next } = step
  if (next.phase !== 'greeting') return
  // Without ids there is no way to know what was missed between two connections.
  if (next.hasBegun && next.hasState && next.seen === null) next.gaps++
  next.hasBegun = true
  const isResuming = next.hasState && !next.isFresh
  if (frame?.recovered && isResuming) {
    next.replayLeft = frame.replayed
    next.phase = 'replay'
    if (next.replayLeft === 0) catchUp(step)
    return
  }
  // A server of this feed that does not greet still announces what it cannot continue.
  if (frame === null && next.source === 'feed' && isResuming) {
    catchUp(step)
    return
  }
  next.joinedAt = frame?.position ?? null
  if (next.source === 'none') {
    declareSkipped(step, next.joinedAt)
    next.verified = next.seen
    catchUp(step)
  } else awaitState(step)
}

function acceptFrame(step: Step, frame: FeedFrame, lastEventId: string): void {
  const { next } = step
  const { kind } = frame
  if (kind === 'event') next.hasNews = true
  else if (kind !== 'unknown' && kind !== 'invalid' && kind !== 'rejected') {
    report(step, { type: 'frame', isEvent: false })
  }
  const accept = acceptors[kind] as (step: Step, frame: FeedFrame) => void
  accept(step, frame)
  // What ended the connection was not accepted.
  if (!step.isLost) next.acceptedId = lastEventId
}

/** A server without a greeting has begun when it sends this. */
function asBeginning<Frame>(accept: (step: Step, frame: Frame) => void) {
  return (step: Step, frame: Frame) => {
    greet(step, null)
    accept(step, frame)
  }
}

const ignore = () => {}

/** S9: a kind of frame without an answer does not compile. */
const acceptors: {
  readonly [Kind in FeedFrame['kind']]: (
    step: Step,
    frame: Extract<FeedFrame, { readonly kind: Kind }>,
  ) => void
} = {
  connected: greet,
  ping: asBeginning(acceptPing),
  snapshot: asBeginning(acceptPart),
  event: asBeginning(acceptEvent),
  gap: asBeginning(acceptGap),
  reset: asBeginning(acceptReset),
  // What these say about the connection is for control-frames.ts.
  reconnect: ignore,
  bye: ignore,
  expiring: ignore,
  degraded: ignore,
  rejected: ignore,
  unknown(step) {
    step.next.unknownEvents++
    step.effects.push(announceSoon)
    addCounted(step, false)
  },
  invalid: acceptInvalid,
}

function acceptInvalid(step: Step, frame: InvalidFrame): void {
  const { next } = step
  next.invalidEvents++
  next.quarantine = [...next.quarantine, frame].slice(-maxQuarantine)
  step.effects.push(announceSoon)
  if (frame.type === 'snapshot') breakSnapshot(step)
  addCounted(step, step.feed.hasEvent(frame.type))
}
