/**
 * Filters as sets of topics: union, difference, intersection. A feed maps its filter to topics and
 * back (feeds/filter-query.ts); everything behind that works on the sets. Pure. Two topics that happen
 * to select the same events are still different: `user:A` and `item:7`, even where A's only item is 7.
 */

/** Topics without duplicates, such as `['item:7', 'user:A']`. */
export type TopicSet = readonly string[]

/** The topic of everything: every event has it. */
export const allTopic = 'all'

/** What one subscription may name; a request that names more is refused whole. */
export const maxTopics = 100

/** A filter that names nothing. */
export const noTopics: TopicSet = []

/** Everything that one of them names; only `all` when one of them does. */
export function uniteTopics(sets: readonly TopicSet[]): TopicSet {
  const united = new Set(sets.flat())
  return united.has(allTopic) ? [allTopic] : [...united]
}

/** What `topics` names and `other` does not. Nothing can be taken away from `all` but `all`. */
export function subtractTopics(topics: TopicSet, other: TopicSet): TopicSet {
  if (other.includes(allTopic)) return noTopics
  if (topics.includes(allTopic)) return [allTopic]
  const taken = new Set(other)
  return topics.filter((topic) => !taken.has(topic))
}

/** What both name. */
export function intersectTopics(topics: TopicSet, other: TopicSet): TopicSet {
  if (other.includes(allTopic)) return topics
  if (topics.includes(allTopic)) return other
  const shared = new Set(other)
  return topics.filter((topic) => shared.has(topic))
}

/** Whether `other` names everything that `topics` does. */
export function isWithin(topics: TopicSet, other: TopicSet): boolean {
  return subtractTopics(topics, other).length === 0
}

export function isSameTopics(topics: TopicSet, other: TopicSet): boolean {
  return isWithin(topics, other) && isWithin(other, topics)
}
