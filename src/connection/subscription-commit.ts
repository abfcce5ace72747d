/**
 * What was delivered and the cursor to resume from (S4, S5, S8): the only code that writes `committed`. Part of the subscription machine; pure.
 */
import { idOf, offsetsBetween, type Position, parseEventId } from '../protocol/event-id.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import { intersectTopics, isSameTopics } from '../protocol/topic-set.ts'
import { type Committed, isWhole, type SubscriptionState } from './subscription-state.ts'
import type { Step } from './subscription-step.ts'

/**
 * The last position that delivered frames pass for good; undefined when they pass none. A gap that the
 * server declares is not passed, as its events may come after all; one that was found by counting is.
 */
export function passedBy(batch: readonly DeliveredFrame[]): Position | null | undefined {
  return batch.findLast((frame) => {
    if (frame.kind === 'reset') return true
    const isPassed =
      frame.kind === 'event' || (frame.kind === 'gap' && frame.reason === 'count_mismatch')
    return isPassed && frame.position !== null
  })?.position
}

/** Commits the accepted cursor if everything up to it was delivered and the state is whole. */
export function commit(step: Step): void {
  const { next } = step
  const { acceptedId, seen, hasState, committed } = next
  if (next.pending > 0 || !isWhole(next)) return
  // A shared connection resumes from where the slowest tab was.
  if (offsetsBetween(parseEventId(acceptedId), seen) > 0) return
  write(step, { ...committed, cursor: acceptedId, seen, hasState })
}

export function acceptDelivery(
  step: Step,
  count: number,
  passed: Position | null | undefined,
): void {
  const { next } = step
  next.pending = Math.max(0, next.pending - count)
  const { committed } = next
  const isDone = next.pending === 0
  const kept = isDone ? next.coverage : intersectTopics(committed.coverage, next.coverage)
  // What was delivered stays delivered, even if no cursor can be committed for it yet.
  write(step, {
    ...committed,
    seen: passed === undefined ? committed.seen : passed,
    coverage: isSameTopics(kept, committed.coverage) ? committed.coverage : kept,
  })
  commit(step)
}

/** With nothing pending, everything that is covered has been delivered. */
export function settle({ next }: Step): void {
  const { coverage, committed, pending } = next
  if (pending === 0 && committed.coverage !== coverage) next.committed = { ...committed, coverage }
}

/** The next request must not carry a cursor. */
export function forgetCursor(step: Step): void {
  const { next } = step
  const { committed } = next
  write(step, {
    ...committed,
    cursor: '',
    seen: next.pending === 0 ? next.seen : committed.seen,
    hasState: committed.hasState && next.hasState,
  })
}

/** S8: as if what is pending had never arrived. */
export function rollBack({ next }: Step): void {
  if (next.pending === 0) return
  const { committed } = next
  next.pending = 0
  restore(next)
  next.coverage = committed.coverage
  next.acceptedId = committed.cursor
  next.parsedId = committed.cursor
}

export function restore(next: Step['next']): void {
  next.seen = next.committed.seen
  next.hasState = next.committed.hasState
}

/**
 * Resumes where an earlier load of the page stopped. That one had the state; this one has it only if it was
 * loaded with it, and then what happened before that state is all that it lacks.
 */
export function recall(step: Step, cursor: string): void {
  const { next } = step
  const { committed } = next
  const seen = parseEventId(cursor)
  if (committed.coverage.length > 0 && !(offsetsBetween(seen, committed.seen) > 0)) return
  next.committed = {
    ...committed,
    cursor,
    seen,
    // Already stored.
    stored: cursor,
  }
  restore(next)
  step.effects.push({ type: 'cursor', id: cursor })
}

/** A page that is loaded again requests the state anyway: it may resume from what was delivered. */
function write({ next, effects }: Step, committed: Omit<Committed, 'stored'>): void {
  const before: SubscriptionState['committed'] = next.committed
  if (committed.cursor !== before.cursor) effects.push({ type: 'cursor', id: committed.cursor })
  const { seen, cursor } = committed
  const isMoved = seen !== before.seen || cursor !== before.cursor
  const stored = (isMoved && (seen ? idOf(seen) : cursor)) || before.stored
  if (stored !== before.stored) effects.push({ type: 'store', cursor: stored })
  next.committed = { ...committed, stored }
}
