/**
 * State in parts, and how held events join it (S3, S6): what the state already contains, the state, and
 * what came after. Part of the subscription machine; pure.
 */
import { offsetsBetween, type Position } from '../protocol/event-id.ts'
import type { EventFrame, SnapshotFrame } from '../protocol/feed-frames.ts'
import { append, emptyList, toArray } from './persistent-list.ts'
import {
  declareReplaced,
  declareSkipped,
  emitAll,
  holdAll,
  isStateDue,
  laterOf,
  missSnapshot,
  readState,
  reportCaughtUp,
} from './subscription-sequence.ts'
import { cover, deliver, type Step } from './subscription-step.ts'

/** How often state is read again because of an ambiguous event; then it is taken as it is. */
const maxRereads = 5

export function acceptPart(step: Step, frame: SnapshotFrame): void {
  const { next } = step
  if (frame.part === 1) next.parts = emptyList
  const { length } = next.parts
  // A part that is already here brings nothing new.
  if (frame.part <= length) return
  if (frame.part > length + 1) {
    breakSnapshot(step)
    return
  }
  next.idlePings = 0
  next.parts = append(next.parts, frame)
  if (frame.part < frame.parts) return
  const parts = toArray(next.parts)
  next.parts = emptyList
  completeState(step, parts, frame)
}

/** A part is missing or unreadable, and no server sends it twice: waiting would never end. */
export function breakSnapshot(step: Step): void {
  step.next.parts = emptyList
  if (isStateDue(step)) missSnapshot(step)
}

export function completeState(
  step: Step,
  parts: readonly SnapshotFrame[],
  { readAt, position }: SnapshotFrame,
): void {
  const { next } = step
  if (offsetsBetween(next.holeEnd, readAt) < 0) return
  const held = toArray(next.held)
  const { heldBefore } = next
  if (readAt === null && isAmbiguous(step, held)) {
    next.rereads++
    readState(step)
    return
  }
  next.holeEnd = null
  next.held = emptyList
  declareSkipped(step, next.joinedAt ?? beforeFirst(held) ?? readAt)
  if (readAt !== null) declareReplaced(step, readAt)
  const isContained = ({ position: at }: EventFrame, index: number) =>
    readAt === null ? index < heldBefore : offsetsBetween(at, readAt) >= 0
  const contained = held.filter(isContained)
  const later = held.filter((event, index) => !isContained(event, index))
  if (!emitAll(step, contained)) {
    holdAll(step, later)
    return
  }
  for (const part of parts) deliver(step, part)
  if (position !== null) next.seen = laterOf(next.seen, position)
  next.verified = next.seen
  const isCatchingUp = next.phase === 'state' || (next.isStateOwed && next.phase === 'current')
  next.isStateOwed = false
  if (next.phase === 'state') {
    next.hasState = true
    next.phase = 'current'
  }
  next.snapshotsMissed = 0
  cover(next, next.request.topics)
  if (emitAll(step, later) && isCatchingUp) reportCaughtUp(step)
}

/** Whether the state may or may not contain something that happened while it was read. */
function isAmbiguous({ next, feed }: Step, held: readonly EventFrame[]): boolean {
  return (
    next.source === 'read' &&
    next.rereads < maxRereads &&
    held.some(({ event }, index) => index >= next.heldBefore && feed.isAmbiguous(event))
  )
}

function beforeFirst(events: readonly EventFrame[]): Position | null {
  const first = events[0]?.position ?? null
  return first && { epoch: first.epoch, offset: first.offset - 1 }
}
