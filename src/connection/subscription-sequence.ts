/**
 * Each event once and in order, with every hole declared (S1, S2), and when state is needed (S3). Part
 * of the subscription machine; pure.
 */
import { offsetsBetween, type Position } from '../protocol/event-id.ts'
import type { EventFrame, GapFrame, PingFrame, ResetFrame } from '../protocol/feed-frames.ts'
import { addDelivery, compareCount } from './delivery-count.ts'
import { append, emptyList, listOf, toArray } from './persistent-list.ts'
import { forgetCursor } from './subscription-commit.ts'
import { cover, deliver, lose, report, type Step } from './subscription-step.ts'

/** How many events are held while state is awaited. Beyond, the connection starts again. */
const maxHeld = 10_000

/** A server that has had nothing to say so often will not send the state it owes. */
const maxIdlePings = 2

export function acceptEvent(step: Step, frame: EventFrame): void {
  const { next } = step
  if (next.phase !== 'state') emit(step, frame)
  else if (next.held.length < maxHeld) next.held = append(next.held, frame)
  else {
    lose(step, 'sync_overflow', `${maxHeld} events came while the state was being read`)
  }
  addCounted(step, true)
}

/** For every frame that the server counts. */
export function addCounted(step: Step, isCertain: boolean): void {
  const { next } = step
  next.count = addDelivery(next.count, isCertain)
  if (next.phase === 'replay' && --next.replayLeft <= 0) catchUp(step)
}

/** @returns false when the log was replaced: the state is needed before anything else. */
function emit(step: Step, frame: EventFrame): boolean {
  const { next } = step
  const { position } = frame
  const { seen } = next
  if (position !== null) {
    if (seen !== null && position.epoch !== seen.epoch) return changeEpoch(step, frame, position)
    if (offsetsBetween(seen, position) <= 0) {
      next.duplicatesDropped++
      return true
    }
    next.seen = position
  }
  deliver(step, frame)
  return true
}

/** Emits in order. @returns false when the log was replaced; the rest then waits for the state. */
export function emitAll(step: Step, events: readonly EventFrame[]): boolean {
  for (const [index, event] of events.entries()) {
    if (emit(step, event)) continue
    holdAll(step, events.slice(index + 1))
    return false
  }
  return true
}

/** Holds events that arrived before the read of the state that begins with this step. */
export function holdAll({ next }: Step, events: readonly EventFrame[]): void {
  if (next.source !== 'read') return
  next.held = listOf([...toArray(next.held), ...events])
  next.heldBefore = next.held.length
}

/** The log was replaced without a `reset`. */
function changeEpoch(step: Step, frame: EventFrame, position: Position): boolean {
  const { next } = step
  deliver(step, { kind: 'reset', reason: 'epoch', position: null })
  next.verified = null
  if (next.source === 'none') {
    next.seen = position
    deliver(step, frame)
    return true
  }
  next.seen = null
  startOver(step, 'epoch_changed', 'the event log was replaced without notice')
  holdAll(step, [frame])
  return false
}

/** State is needed, and a feed sends it only to a connection that comes without a cursor. */
function startOver(step: Step, code: 'epoch_changed' | 'count_mismatch', reason: string): void {
  step.next.hasState = false
  forgetCursor(step)
  if (step.next.source === 'feed') lose(step, code, reason)
  else awaitState(step)
}

export function acceptGap(step: Step, frame: GapFrame): void {
  const { next } = step
  releaseHeld(step)
  if (frame.position !== null) declareReplaced(step, frame.position)
  const { seen } = next
  const epoch = frame.position?.epoch ?? seen?.epoch
  // Where tabs share a connection, the hole of another one may begin before what this one has seen.
  const before = seen?.epoch === epoch ? (seen?.offset ?? 0) : 0
  if (frame.to > before) {
    deliver(step, { ...frame, from: Math.max(frame.from, before + 1) })
  }
  if (epoch !== undefined) {
    next.holeEnd = { epoch, offset: frame.to }
    next.seen = laterOf(seen, next.holeEnd)
    next.verified = next.seen
  }
  awaitState(step)
}

export function acceptReset(step: Step, frame: ResetFrame): void {
  const { next } = step
  releaseHeld(step)
  deliver(step, frame)
  next.seen = frame.position
  next.holeEnd = frame.position
  next.verified = frame.position
  awaitState(step)
}

function releaseHeld(step: Step): void {
  const events = toArray(step.next.held)
  step.next.held = emptyList
  emitAll(step, events)
}

export function acceptPing(step: Step, frame: PingFrame): void {
  const { next } = step
  // A server that had nothing to say for a whole interval has nothing left to replay.
  if (next.phase === 'replay') catchUp(step)
  if (isStateDue(step) && ++next.idlePings > maxIdlePings) {
    missSnapshot(step)
    return
  }
  const { position } = frame
  const { isMatch, count } = compareCount(next.count, frame.delivered)
  next.count = count
  if (isMatch) {
    if (position === null || next.phase !== 'current') return
    if (next.seen === null || next.seen.epoch === position.epoch) {
      next.seen = laterOf(next.seen, position)
    }
    next.verified = next.seen
    return
  }
  if (position === null) return
  releaseHeld(step)
  if (!declareReplaced(step, position)) {
    const { verified } = next
    const from = verified?.epoch === position.epoch ? verified.offset + 1 : 1
    declareMissing(step, Math.min(from, position.offset), position)
  }
  next.seen = laterOf(next.seen, position)
  next.holeEnd = position
  next.verified = position
  if (next.source === 'none') return
  startOver(step, 'count_mismatch', 'the server has sent more than arrived')
}

/** Whether this connection owes state in its frames. */
export function isStateDue({ next }: Step): boolean {
  return next.source === 'feed' && (next.phase === 'state' || next.isStateOwed)
}

/** The state, or a part of it, will not come on this connection. */
export function missSnapshot(step: Step): void {
  // A server that twice did not send what it owes to a cursor may send it to a request without one.
  if (++step.next.snapshotsMissed > 1) forgetCursor(step)
  lose(step, 'snapshot_incomplete', 'a part of the state did not arrive')
}

/** A connection without cursor begins where the log is now: what lies between was never sent. */
export function declareSkipped(step: Step, to: Position | null): void {
  const { next } = step
  const { seen, isFresh } = next
  next.isFresh = false
  if (!isFresh || to === null) return
  if (!declareReplaced(step, to) && seen !== null && seen.offset < to.offset) {
    declareMissing(step, seen.offset + 1, to)
  }
  next.seen = laterOf(next.seen, to)
}

/** @returns whether `position` is in another log than everything before it: that is a reset. */
export function declareReplaced(step: Step, position: Position): boolean {
  const { next } = step
  if (next.seen === null || next.seen.epoch === position.epoch) return false
  deliver(step, { kind: 'reset', reason: 'epoch', position })
  next.seen = null
  return true
}

function declareMissing(step: Step, from: number, to: Position): void {
  deliver(step, { kind: 'gap', from, to: to.offset, reason: 'count_mismatch', position: to })
}

/** Nothing to wait for where there is no state. */
export function awaitState(step: Step): void {
  const { next } = step
  if (next.source === 'none') return
  next.phase = 'state'
  next.hasState = false
  next.idlePings = 0
  next.rereads = 0
  report(step, { type: 'fell_behind' })
  if (next.source === 'read') readState(step)
}

export function readState({ next, effects }: Step): void {
  next.heldBefore = next.held.length
  effects.push({ type: 'read_state' })
}

export function catchUp(step: Step): void {
  step.next.phase = 'current'
  if (!step.next.isStateOwed) reportCaughtUp(step)
}

export function reportCaughtUp(step: Step): void {
  const { next } = step
  if (next.source === 'none') cover(next, next.request.topics)
  report(step, { type: 'caught_up' })
}

/** The further one in the same log; in another log, the new one. */
export function laterOf(seen: Position | null, position: Position): Position | null {
  return offsetsBetween(position, seen) >= 0 ? seen : position
}
