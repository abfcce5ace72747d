/**
 * How what we know changes with what is delivered. Pure and total: no frame is an exception, none
 * changes the state it is given. Several frames at once cost one copy of the map of items.
 *
 * R1 An event is applied once: by position where there are positions, else by what the item shows.
 * R2 A snapshot shows when its last part is there, all at once: what was known stays until then.
 * R3 A snapshot after a gap or reset is all there is; any other one only adds and replaces.
 * R4 What an event makes of an item, known or not, is for the feed's own rules.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import type { Position } from '../protocol/event-id.ts'
import type { DeliveredFrame, EventFrame, SnapshotFrame } from '../protocol/feed-frames.ts'
import { draftHistory } from './history.ts'
import { isSameValue } from './same-value.ts'
import type { FeedState } from './state.ts'

/** What the reducers need of a feed. */
export type ReducedFeed = Pick<FeedDefinition, 'state' | 'identityOf'>

/**
 * The state after one frame; the same object when nothing changed.
 *
 * @param atMs server time in Unix ms at which it arrived; only recorded
 */
export function reduce(
  feed: ReducedFeed,
  state: FeedState,
  frame: DeliveredFrame,
  atMs: number,
): FeedState {
  return reduceBatch(feed, state, [frame], atMs)
}

/** The state after several frames, in order: what {@link reduce} one by one would come to. */
export function reduceBatch(
  feed: ReducedFeed,
  state: FeedState,
  frames: readonly DeliveredFrame[],
  atMs: number,
): FeedState {
  const draft = createDraft(feed, state, atMs)
  for (const frame of frames) draft.take(frame)
  return draft.finish()
}

/** A reduction under way: mutable, and never visible outside. */
function createDraft(feed: ReducedFeed, state: FeedState, atMs: number) {
  const { state: rules } = feed
  const history = draftHistory(feed.identityOf, state.history, state.gaps, atMs)
  let { position, phase, partialSnapshot, isSnapshotWhole, isPositionExact } = state
  /** The copy, made at the first change. */
  let changed: Map<string, object> | null = null

  const known = (key: string) => (changed ?? state.items).get(key)

  function put(key: string, item: object): void {
    changed ??= new Map(state.items)
    changed.set(key, item)
  }

  function remove(key: string): void {
    changed ??= new Map(state.items)
    changed.delete(key)
  }

  /** Null: a frame without an id leaves the position as it is. */
  function moveTo(next: Position | null): void {
    const isSame = next?.epoch === position?.epoch && next?.offset === position?.offset
    if (next !== null && !isSame) position = next
  }

  function takeEvent(frame: EventFrame): void {
    const isOld = frame.position !== null && isAtOrBefore(frame.position, position)
    history.addEvent(frame)
    if (isOld) return
    // Above an exactly known position nothing can be contained, whatever it looks like (R1).
    const isNew = frame.position !== null && isPositionExact
    moveTo(frame.position)
    const { event } = frame
    const key = rules?.keyOfEvent(event) ?? null
    if (rules === null || key === null) return
    const item = known(key)
    if (item && !isNew && rules.includes(item, event)) return
    const next = rules.reduce(item, event)
    if (next === item) return
    if (next === undefined) remove(key)
    else put(key, next)
  }

  function takeSnapshot(frame: SnapshotFrame): void {
    const continued = frame.part > 1 ? partialSnapshot : null
    const isContinued =
      continued !== null && continued.nextPart === frame.part && continued.parts === frame.parts
    // The beginning was lost, with the connection that it came on: the next one starts over.
    if (frame.part > 1 && !isContinued) {
      partialSnapshot = null
      return
    }
    const items = new Map(isContinued ? continued.items : [])
    if (rules) for (const item of frame.items) items.set(rules.keyOf(item), item)
    if (frame.part < frame.parts) {
      partialSnapshot = { parts: frame.parts, nextPart: frame.part + 1, items }
      return
    }
    partialSnapshot = null
    show(items)
    phase = 'ready'
    const readAt = frame.position ?? frame.readAt
    isPositionExact = readAt !== null
    moveTo(readAt)
  }

  /** Brings a complete snapshot in, keeping the object of every item that it does not change. */
  function show(items: ReadonlyMap<string, object>): void {
    if (isSnapshotWhole) {
      for (const key of [...(changed ?? state.items).keys()]) if (!items.has(key)) remove(key)
    }
    isSnapshotWhole = false
    for (const [key, item] of items) {
      const before = known(key)
      // A snapshot that brings nothing new re-renders nothing.
      if (!before || !isSameValue(before, item)) put(key, item)
    }
  }

  return {
    take(frame: DeliveredFrame): void {
      switch (frame.kind) {
        case 'event':
          takeEvent(frame)
          return
        case 'snapshot':
          takeSnapshot(frame)
          return
        case 'gap':
          history.addBreak(frame)
          moveTo(frame.position)
          partialSnapshot = null
          isSnapshotWhole = true
          return
        case 'reset':
          history.addBreak(frame)
          // The old position means nothing in the new history.
          position = frame.position
          partialSnapshot = null
          isSnapshotWhole = true
          return
      }
    },

    finish(): FeedState {
      const next: FeedState = {
        items: changed ?? state.items,
        position,
        history: history.history,
        gaps: history.gaps,
        phase,
        partialSnapshot,
        isSnapshotWhole,
        isPositionExact,
      }
      const fields = Object.keys(next) as (keyof FeedState)[]
      return fields.every((field) => next[field] === state[field]) ? state : next
    },
  }
}

/** Positions of different epochs cannot be compared: a new epoch is never behind. */
function isAtOrBefore(position: Position, known: Position | null): boolean {
  return known !== null && position.epoch === known.epoch && position.offset <= known.offset
}
