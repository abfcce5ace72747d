/**
 * What one request of a subscription asks for: as data, so that another tab can make the request
 * (tabs.ts).
 */
import type { SnapshotRequest } from '../feeds/filter-query.ts'
import { allTopic, intersectTopics, subtractTopics, type TopicSet } from '../protocol/topic-set.ts'

export interface FeedRequest {
  readonly topics: TopicSet
  /** Where to resume; empty for none. */
  readonly cursor: string
  readonly snapshot: SnapshotRequest
}

/**
 * Which state has to come (C6): covered topics resume from the cursor, and state is requested for new
 * topics only.
 *
 * @param covered the topics whose state is complete up to the cursor
 */
export function decideSnapshot(
  topics: TopicSet,
  cursor: string,
  covered: TopicSet,
): SnapshotRequest {
  const missing = subtractTopics(topics, covered)
  if (cursor === '' || missing.length === 0) return true
  const hasCovered = intersectTopics(covered, topics).length > 0
  return missing.includes(allTopic) || !hasCovered ? 'always' : missing
}
