/**
 * The state that a page was rendered with: the body of the feed's `…/snapshot` read (PROTOCOL.md, section
 * 5), or the items alone. Reads it; what follows from it is decided by the session.
 */
import { decodeFrame } from '../protocol/decode.ts'
import type { Position } from '../protocol/event-id.ts'
import type { SnapshotFrame } from '../protocol/feed-frames.ts'
import { isWithin, noTopics, type TopicSet } from '../protocol/topic-set.ts'
import { type FeedDefinition, textOf } from './definition.ts'

/**
 * The answer of `GET …/snapshot` as it is, with the items under the name of their collection. Without
 * `position` or `topics` it says what to show, and not from where to continue.
 */
export interface InitialSnapshot {
  /** Everything up to this id is contained. */
  readonly position?: string | null | undefined
  /** What it is the whole state of, such as `user:G…`. */
  readonly topics?: TopicSet | undefined
  /** The items: as JSON, or as values with `bigint` in place of decimal strings. */
  readonly [collection: string]: unknown
}

/** State that is known before any connection. */
export interface KnownState<Item extends object = object> {
  readonly frame: SnapshotFrame<Item>
  /** From where to continue; null: it only shows until the state arrives. */
  readonly position: Position | null
  /** The topics whose state this is at `position`; empty without one. */
  readonly topics: TopicSet
}

/**
 * @param wanted topics that must be among those of the snapshot, or it may be another caller's
 * @returns what was wrong with it, as text
 */
export function readInitialSnapshot(
  feed: FeedDefinition,
  given: InitialSnapshot,
  wanted: TopicSet,
): KnownState | string {
  const { topics } = given
  if (topics && !isWithin(wanted, topics)) {
    return `it is the state of ${topics}, and ${wanted} is followed`
  }
  const frame = decodeFrame({ type: 'snapshot', data: textOf(given), lastEventId: '' }, feed)
  if (frame.kind !== 'snapshot') return frame.kind === 'invalid' ? frame.reason : frame.kind
  const position = topics && frame.skipped === 0 ? frame.readAt : null
  return { frame, position, topics: (position && topics) ?? noTopics }
}
