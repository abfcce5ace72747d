/**
 * What of a shared connection belongs to this tab: the last step before delivery, since until then
 * order, duplicates and counts are those of the whole response. Keeps out the items of other tabs; gaps
 * and resets concern every tab. Knows no tabs.
 *
 * An event names its own item and seldom all topics of it, so those are learned from state and from
 * events that make an item. What is learned is bounded by what matches the filter.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { keyOfTopic } from '../feeds/filter-query.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import type { StateSource } from './subscription-state.ts'

export interface TabFilter {
  /** What the request under way asks for on behalf of this tab. Forgets the items that no longer match. */
  setTopics(topics: TopicSet): void
  /** @returns null for what belongs to other tabs. A snapshot keeps its parts, even empty ones. */
  select(frame: DeliveredFrame): DeliveredFrame | null
}

/**
 * @param source where state comes from. A feed sends it before every event above it, so that an unknown
 * item belongs to another tab. State that is read arrives at any time: until then an unknown item may
 * be ours, and passes. Without state it always may be.
 */
export function createTabFilter(
  { filter: fields, state, topicsOf }: Pick<FeedDefinition, 'filter' | 'state' | 'topicsOf'>,
  initial: TopicSet,
  source: StateSource = 'feed',
): TabFilter {
  let wanted = new Set<string>()
  let isAll = false
  /** Whether items are also found by something other than their own key. */
  let hasGroups = false
  /** The topics of the items that match. */
  const learned = new Map<string, TopicSet>()
  // Without state, an event says all there is to know about its topics.
  const startsComplete = source === 'feed' || state === null
  let isComplete = startsComplete

  const isGroup = (topic: string) => topic !== allTopic && keyOfTopic(fields, topic) === null

  function setTopics(topics: TopicSet): void {
    const hasNewGroups = topics.some((topic) => isGroup(topic) && !wanted.has(topic))
    wanted = new Set(topics)
    isAll = wanted.has(allTopic)
    hasGroups = topics.some(isGroup)
    if (hasNewGroups && !startsComplete) isComplete = false
    for (const [key, itemTopics] of learned) if (!matches(itemTopics)) learned.delete(key)
  }

  function matches(topics: TopicSet): boolean {
    return isAll || topics.some((topic) => wanted.has(topic))
  }

  /** @returns whether the item matches. */
  function learn(item: object): boolean {
    if (state === null) return isAll
    const topics = state.topicsOf(item)
    const isOurs = matches(topics)
    if (isOurs) learned.set(state.keyOf(item), topics)
    return isOurs
  }

  function isWanted(event: FeedEvent): boolean {
    const made = state?.reduce(undefined, event)
    const key = state?.keyOfEvent(event) ?? null
    const wasOurs = key !== null && learned.has(key)
    const isNamed = matches(topicsOf(event))
    // Learned even if everything is wanted: the filter may become narrower, and no state would follow.
    if (made !== undefined) {
      const isOurs = learn(made)
      if (!isOurs && key !== null) learned.delete(key)
      // The event that takes an item out of a group is the last one that the group receives.
      return isOurs || wasOurs || isNamed
    }
    return isNamed || wasOurs || (!isComplete && hasGroups)
  }

  setTopics(initial)
  return {
    setTopics,
    select(frame) {
      switch (frame.kind) {
        case 'event':
          return isWanted(frame.event) ? frame : null
        case 'snapshot': {
          const items = frame.items.filter(learn)
          if (source === 'read' && frame.part === frame.parts) isComplete = true
          return items.length === frame.items.length ? frame : { ...frame, items }
        }
        case 'reset':
          // In another history the same key may be another item.
          learned.clear()
          isComplete = startsComplete
          return frame
        case 'gap':
          isComplete = startsComplete
          return frame
      }
    },
  }
}
