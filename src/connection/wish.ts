/**
 * What one request of a connection asks the feed for, and how: as data, so that another tab can ask
 * it in our place (tabs.ts).
 */
import type { SnapshotRequest } from '../feeds/filter-query.ts'
import { allTopic, intersectTopics, subtractTopics, type TopicSet } from '../protocol/topic-set.ts'
import type { AttemptListener, RequestContext } from './attempt.ts'

export interface Wish {
  readonly topics: TopicSet
  /** Where to go on; empty for none. */
  readonly cursor: string
  readonly snapshot: SnapshotRequest
}

/** As `RunAttempt`, for a wish. */
export type AttemptWish = (
  wish: Wish,
  context: RequestContext,
  on: AttemptListener,
) => Promise<void>

/**
 * Which state has to come (C6): what was followed goes on from the cursor, and only what is new is
 * asked for.
 *
 * @param held the topics whose state is complete up to the cursor
 */
export function decideSnapshot(topics: TopicSet, cursor: string, held: TopicSet): SnapshotRequest {
  const missing = subtractTopics(topics, held)
  if (cursor === '' || missing.length === 0) return true
  const hasKept = intersectTopics(held, topics).length > 0
  return missing.includes(allTopic) || !hasKept ? 'always' : missing
}
