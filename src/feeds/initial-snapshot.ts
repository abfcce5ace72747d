/**
 * The state that a page was rendered with: the body of the feed's `…/snapshot` read (PROTOCOL.md, section
 * 5), or the items alone. Reads it; what follows from it is decided by the session.
 */
import { decodeFrame } from '../protocol/decode.ts'
import { isWithin, noTopics, type TopicSet } from '../protocol/topic-set.ts'
import { type FeedDefinition, textOf } from './definition.ts'
import type { KnownState } from './known-state.ts'

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

/**
 * A feed with tenants takes what names its own tenant only, as the answer of a server does.
 *
 * @param wanted topics that must be among those of the snapshot, or it may be another caller's
 * @returns null for what is ignored
 */
export function readInitialSnapshot(
  feed: FeedDefinition,
  given: InitialSnapshot,
  wanted: TopicSet,
): KnownState | null {
  const { topics } = given
  const { tenant } = feed
  // A cache of the page may have kept that of another tenant.
  if (tenant && given[tenant.parameter] !== tenant.id) return null
  if (topics && !isWithin(wanted, topics)) return null
  const frame = decodeFrame({ type: 'snapshot', data: textOf(given), lastEventId: '' }, feed)
  if (frame.kind !== 'snapshot') return null
  const position = topics && frame.skipped === 0 ? frame.readAt : null
  return { frame, position, topics: (position && topics) ?? noTopics }
}
