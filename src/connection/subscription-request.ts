/**
 * What one request of a connection asks the feed for, as data, so that another tab can make it on behalf
 * of this one (tab-transport.ts).
 */
import type { SnapshotRequest } from '../feeds/filter-query.ts'
import { allTopic, intersectTopics, subtractTopics, type TopicSet } from '../protocol/topic-set.ts'
import type { AttemptListener, RequestContext } from './attempt.ts'

export interface SubscriptionRequest {
  readonly topics: TopicSet
  /** The event id to resume after; empty for none. */
  readonly cursor: string
  readonly snapshot: SnapshotRequest
}

/** As `RunAttempt`, for a subscription request. */
export type RunSubscription = (
  request: SubscriptionRequest,
  context: RequestContext,
  on: AttemptListener,
) => Promise<void>

/**
 * Which state the server has to send (C6): topics that were followed before resume from the cursor, and
 * state is requested for new ones only.
 *
 * @param held the topics whose state is complete up to the cursor
 */
export function decideSnapshot(topics: TopicSet, cursor: string, held: TopicSet): SnapshotRequest {
  const missing = subtractTopics(topics, held)
  if (cursor === '' || missing.length === 0) return true
  const hasKept = intersectTopics(held, topics).length > 0
  return missing.includes(allTopic) || !hasKept ? 'always' : missing
}
