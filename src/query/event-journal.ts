/**
 * The events that were delivered last, in order, so that the answer of a read that was under way meanwhile
 * can be brought up to date. Bounded; pure data, no clock.
 */
import { offsetsBetween, type Position } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'

/** An event with its place in the log and in the sequence of delivery. */
export interface JournalEntry<Event extends FeedEvent = FeedEvent> {
  readonly event: Event
  readonly position: Position | null
  /** How many events were delivered before it. */
  readonly index: number
}

/** Enough for a read that takes some seconds at hundreds of events a second. */
const keptEvents = 2_000
/** Where a read is under way, everything since it began is kept, up to this. */
const maxEvents = 50_000

export interface EventJournal<Event extends FeedEvent = FeedEvent> {
  /** How many events have been delivered. */
  readonly count: number
  /** Up to where everything was delivered; null before the feed has joined its log, or without ids. */
  readonly position: Position | null
  /** Everything above this was delivered and is kept; null as for `position`. */
  readonly start: Position | null
  /** @param keepFrom the count at which the oldest read under way began */
  add(event: Event, position: Position | null, keepFrom: number): JournalEntry<Event>
  /** Everything up to here was delivered. Joins the log, if nothing was known before. */
  moveTo(position: Position): void
  /** What lies below is not relied on any more; null: nothing that was delivered. */
  raise(to: Position | null): void
  /** Begins again: what was delivered before says nothing about what follows. */
  restart(position: Position | null): void
  /** Whether all events since this count, or above this position, are kept. */
  reaches(from: Position | number): boolean
  /** The events above a position, or those since a count. */
  since(from: Position | number): readonly JournalEntry<Event>[]
}

export function createEventJournal<Event extends FeedEvent>(): EventJournal<Event> {
  let entries: JournalEntry<Event>[] = []
  let count = 0
  let firstCount = 0
  let position: Position | null = null
  let start: Position | null = null

  function drop(length: number): void {
    const last = entries[length - 1]
    if (last === undefined) return
    entries = entries.slice(length)
    firstCount = last.index + 1
    start = last.position ?? start
  }

  return {
    get count() {
      return count
    },
    get position() {
      return position
    },
    get start() {
      return start
    },
    add(event, at, keepFrom) {
      const entry = { event, position: at, index: count++ }
      if (at !== null) {
        // The greeting was not seen. No event between it and this one concerned the subscription.
        start ??= { ...at, offset: at.offset - 1 }
        position = at
      }
      entries.push(entry)
      // In steps, since each copies what is left.
      if (entries.length >= 2 * keptEvents) {
        const needless = entries.findIndex(({ index }) => index >= keepFrom)
        const excess = entries.length - keptEvents
        drop(
          Math.max(Math.min(needless < 0 ? excess : needless, excess), entries.length - maxEvents),
        )
      }
      return entry
    },
    moveTo(next) {
      start ??= next
      if (position === null || offsetsBetween(position, next) > 0) position = next
    },
    raise(to) {
      firstCount = count
      if (to === null || !(offsetsBetween(to, start) >= 0)) start = to ?? position
    },
    restart(at) {
      entries = []
      firstCount = count
      position = at
      start = at
    },
    reaches(from) {
      if (typeof from === 'number') return from >= firstCount
      return offsetsBetween(start, from) >= 0
    },
    since(from) {
      return typeof from === 'number'
        ? entries.filter(({ index }) => index >= from)
        : entries.filter((entry) => offsetsBetween(from, entry.position) > 0)
    },
  }
}
