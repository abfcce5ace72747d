/**
 * What the page has received from a feed, as one immutable value. Types and the empty value only:
 * reduce.ts says how it changes, selectors.ts how it is read.
 */

import type { Position } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { GapReason, ResetReason } from '../protocol/feed-frames.ts'
import { allTopic, noTopics, type TopicSet } from '../protocol/topic-set.ts'

/** An event, as it was received. */
export interface EventEntry<Event extends FeedEvent = FeedEvent> {
  readonly kind: 'event'
  /** Unique in the history and the same for the same event heard again: a key for lists. */
  readonly key: string
  readonly event: Event
  /** Where it stands in the log; null from a server without ids. */
  readonly position: Position | null
  /** Server time in Unix ms at which this page received it. */
  readonly receivedAtMs: number
}

/** Events that will never come: the list below it is not complete. */
export interface GapEntry {
  readonly kind: 'gap'
  /** Unique and stable: the key of its list item. */
  readonly key: string
  /** First and last missing offset. */
  readonly from: number
  /** The last offset that is lost. */
  readonly to: number
  /** Why they are lost. */
  readonly reason: GapReason
  /** When this page received it, local clock, Unix ms. */
  readonly receivedAtMs: number
}

/** The server's history starts again here: it does not continue the older entries. */
export interface ResetEntry {
  readonly kind: 'reset'
  /** Unique and stable: the key of its list item. */
  readonly key: string
  /** Why what was received before is void. */
  readonly reason: ResetReason
  /** When this page received it, local clock, Unix ms. */
  readonly receivedAtMs: number
}

/** One entry of the history. */
export type HistoryEntry<Event extends FeedEvent = FeedEvent> =
  | EventEntry<Event>
  | GapEntry
  | ResetEntry

/** A break in what was heard. */
export type GapRecord = GapEntry | ResetEntry

/** A snapshot of which not all parts have arrived. Nothing of it shows before the last one. */
export interface PartialSnapshot<Item extends object = object> {
  readonly parts: number
  readonly nextPart: number
  readonly items: ReadonlyMap<string, Item>
}

/** What the page listens to, arranged by its session. */
export interface Following {
  /** What the connection is asked for. */
  readonly wanted: TopicSet
  /** The part whose state has been delivered: what it names and `items` lacks does not exist. */
  readonly covered: TopicSet
  /** What is followed but not requested, because there is too much of it. */
  readonly leftOut: TopicSet
}

/** What was learnt from frames. */
export interface FeedState<Item extends object = object, Event extends FeedEvent = FeedEvent> {
  /** Every item that is known, by key, in the order in which they became known. */
  readonly items: ReadonlyMap<string, Item>
  /** Everything up to here is in `items` or declared missing; null: nothing, or no ids. */
  readonly position: Position | null
  /** What happened, newest first, at most {@link historyLimit}. */
  readonly history: readonly HistoryEntry<Event>[]
  /** The breaks, newest first, at most {@link historyLimit}; they outlive their history entry. */
  readonly gaps: readonly GapRecord[]
  /** `loading` until the first snapshot is complete: an absent item may still come. */
  readonly phase: 'loading' | 'ready'

  /** The snapshot that is arriving. */
  readonly partialSnapshot: PartialSnapshot<Item> | null
  /** After a gap or reset: the next complete snapshot is all there is, so what it lacks is gone. */
  readonly isSnapshotWhole: boolean
  /** `items` were read at `position`, so an event above it cannot be contained in them. */
  readonly isPositionExact: boolean
}

/** Everything in the store. */
export interface StoreState<Item extends object = object, Event extends FeedEvent = FeedEvent>
  extends FeedState<Item, Event> {
  /** The topics that are requested, and those left out. */
  readonly following: Following
}

/** How many entries of history are kept. */
export const historyLimit = 200

/**
 * Knowing nothing.
 *
 * @param phase `ready` where no snapshot will ever come. Default `loading`.
 */
export function emptyState(phase: FeedState['phase'] = 'loading'): FeedState<never, never> {
  return {
    items: new Map<string, never>(),
    position: null,
    history: [],
    gaps: [],
    phase,
    partialSnapshot: null,
    isSnapshotWhole: false,
    isPositionExact: true,
  }
}

/** Following nothing. */
export function noFollowing(phase: FeedState['phase']): Following {
  return { wanted: noTopics, covered: phase === 'ready' ? [allTopic] : noTopics, leftOut: noTopics }
}
