/**
 * How what we know changes with what is delivered. Pure and total: no frame is an exception, none
 * changes the state it is given. Several frames at once make one changed copy of the map of items.
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
import { noteChange } from './item-changes.ts'
import { copyItems, type ItemDraft, withoutItem } from './item-map.ts'
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
export function reduceBatch<State extends FeedState>(
  feed: ReducedFeed,
  state: State,
  frames: readonly DeliveredFrame[],
  atMs: number,
): State {
  const { state: rules } = feed
  const history = draftHistory(feed.identityOf, state, atMs)
  const next: Draft = { ...state }

  const changed = new Set<string>()

  /** Writes one item, into a copy that is made at the first change. */
  function change(key: string, item?: object): void {
    const items =
      next.items === state.items ? copyItems(state.items) : (next.items as ItemDraft<object>)
    changed.add(key)
    if (item) items.set(key, item)
    next.items = item ? items : withoutItem(items, key)
  }

  /** Null: a frame without an id leaves the position as it is. */
  function moveTo(position: Position | null): void {
    const { position: before } = next
    const isSame = position?.epoch === before?.epoch && position?.offset === before?.offset
    if (position !== null && !isSame) next.position = position
  }

  function takeEvent(frame: EventFrame): void {
    const { event, position } = frame
    const isOld = position !== null && isAtOrBefore(position, next.position)
    history.addEvent(frame)
    if (isOld) return
    // Above an exactly known position nothing can be contained, whatever it looks like (R1).
    const isNew = position !== null && next.isPositionExact
    moveTo(position)
    const key = rules?.keyOfEvent(event) ?? null
    if (rules === null || key === null) return
    const item = next.items.get(key)
    if (item && !isNew && rules.includes(item, event)) return
    const after = rules.reduce(item, event)
    if (after === item) return
    change(key, after)
  }

  function takeSnapshot(frame: SnapshotFrame): void {
    const { part, parts } = frame
    const before = next.partialSnapshot
    const isContinued = part > 1 && before?.nextPart === part && before.parts === parts
    next.partialSnapshot = null
    // The beginning was lost, with the connection that it came on: the next one starts over.
    if (part > 1 && !isContinued) return
    const items = new Map(isContinued ? before.items : [])
    if (rules) for (const item of frame.items) items.set(rules.keyOf(item), item)
    if (part < parts) {
      next.partialSnapshot = { parts, nextPart: part + 1, items }
      return
    }
    show(items)
    next.phase = 'ready'
    const readAt = frame.position ?? frame.readAt
    next.isPositionExact = readAt !== null
    moveTo(readAt)
  }

  /** Brings a complete snapshot in, keeping the object of every item that it does not change. */
  function show(items: ReadonlyMap<string, object>): void {
    if (next.isSnapshotWhole) {
      for (const key of next.items.keys()) if (!items.has(key)) change(key)
    }
    next.isSnapshotWhole = false
    for (const [key, item] of items) {
      const before = next.items.get(key)
      // A snapshot that brings nothing new re-renders nothing.
      if (!before || !isSameValue(before, item)) change(key, item)
    }
  }

  for (const frame of frames) {
    if (frame.kind === 'event') takeEvent(frame)
    else if (frame.kind === 'snapshot') takeSnapshot(frame)
    else {
      history.addBreak(frame)
      if (frame.kind === 'gap') moveTo(frame.position)
      // After a reset the old position means nothing in the new history.
      else next.position = frame.position
      next.partialSnapshot = null
      next.isSnapshotWhole = true
    }
  }
  noteChange(state.items, next.items, changed)
  Object.assign(next, history.finish())
  const fields = Object.keys(next) as (keyof FeedState)[]
  // The copy has whatever else the state has.
  return fields.every((field) => next[field] === state[field]) ? state : (next as State)
}

/** A reduction under way: mutable, and never visible outside. */
type Draft = { -readonly [Field in keyof FeedState]: FeedState[Field] }

/** Positions of different epochs cannot be compared: a new epoch is never behind. */
function isAtOrBefore(position: Position, known: Position | null): boolean {
  return known !== null && position.epoch === known.epoch && position.offset <= known.offset
}
