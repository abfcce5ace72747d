/**
 * Selects the frames of a shared connection that match the filter of this tab. The last step before
 * delivery: until then order, duplicates and counts are those of the whole response. Items of other tabs
 * are dropped; gaps and resets concern every tab.
 *
 * An event names its item and rarely all topics of it, so topics are learned from state and from events
 * that create an item. Only items that match the filter are kept.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { keyOfTopic } from '../feeds/filter-query.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import type { StateSource } from './subscription-state.ts'

export interface TabFilter {
  /** Sets the topics that this tab has requested. Forgets the items that no longer match. */
  setTopics(topics: TopicSet): void
  /** @returns null for a frame that belongs to other tabs. A snapshot keeps its parts, even empty ones. */
  select(frame: DeliveredFrame): DeliveredFrame | null
}

/**
 * @param source where state comes from. A feed sends it before the events that follow it, so an unknown
 * item belongs to another tab. State that is read by a request arrives at any time: until then an unknown
 * item may belong to this tab, and passes. Without state it always may.
 */
export function createTabFilter(
  { filter: fields, state, topicsOf }: Pick<FeedDefinition, 'filter' | 'state' | 'topicsOf'>,
  initial: TopicSet,
  source: StateSource = 'feed',
): TabFilter {
  let requested = new Set<string>()
  let isAll = false
  /** Whether a topic selects items by something other than their key. */
  let hasGroups = false
  /** The topics of the items that match. */
  const learned = new Map<string, TopicSet>()
  // Without state, all topics of an event are in the event.
  const startsComplete = source === 'feed' || state === null
  let isComplete = startsComplete

  const isGroup = (topic: string) => topic !== allTopic && keyOfTopic(fields, topic) === null

  function setTopics(topics: TopicSet): void {
    const hasNewGroups = topics.some((topic) => isGroup(topic) && !requested.has(topic))
    requested = new Set(topics)
    isAll = requested.has(allTopic)
    hasGroups = topics.some(isGroup)
    if (hasNewGroups && !startsComplete) isComplete = false
    for (const [key, itemTopics] of learned) if (!matches(itemTopics)) learned.delete(key)
  }

  function matches(topics: TopicSet): boolean {
    return isAll || topics.some((topic) => requested.has(topic))
  }

  /** @returns whether the item matches. */
  function learn(item: object): boolean {
    if (state === null) return isAll
    const topics = state.topicsOf(item)
    const isMatch = matches(topics)
    if (isMatch) learned.set(state.keyOf(item), topics)
    return isMatch
  }

  function isSelected(event: FeedEvent): boolean {
    const created = state?.reduce(undefined, event)
    const key = state?.keyOfEvent(event) ?? null
    const wasMatch = key !== null && learned.has(key)
    const isNamed = matches(topicsOf(event))
    // Learned even for a filter of everything: it may become narrower, and no state would follow.
    if (created !== undefined) {
      const isMatch = learn(created)
      if (!isMatch && key !== null) learned.delete(key)
      // The event that takes an item out of a group is the last one that the group receives.
      return isMatch || wasMatch || isNamed
    }
    return isNamed || wasMatch || (!isComplete && hasGroups)
  }

  setTopics(initial)
  return {
    setTopics,
    select(frame) {
      switch (frame.kind) {
        case 'event':
          return isSelected(frame.event) ? frame : null
        case 'snapshot': {
          const items = frame.items.filter(learn)
          if (source === 'read' && frame.part === frame.parts) isComplete = true
          return items.length === frame.items.length ? frame : { ...frame, items }
        }
        default:
          // In another log the same key may be another item.
          if (frame.kind === 'reset') learned.clear()
          isComplete = startsComplete
          return frame
      }
    },
  }
}
