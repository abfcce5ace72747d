/**
 * Which topics a page asks its connection for, and what it may therefore assume: one set of topics out
 * of the session's own filter and all that components follow. Pure: session.ts counts who follows what,
 * and a connection makes the request.
 *
 * T1 An item that comes with a followed group (a hub, a user) gets no topic of its own. With those
 *    of the session's own filter it waits until their state is complete, and then it is known.
 * T2 What got a topic of its own keeps it while it is followed: taking it back would be a request.
 * T3 Never more than `maxTopics`. What does not fit is left out and reported, since a request with too
 *    many would be refused whole. The session's own filter is never cut.
 * T4 Items of which no event is received any more are dropped, because the filter changed or because an
 *    event moved them out of it: a value that no event corrects is wrong.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { isTopicValid, keyOfTopic } from '../feeds/filter-query.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import {
  allTopic,
  isSameTopics,
  isWithin,
  maxTopics,
  noTopics,
  subtractTopics,
  type TopicSet,
  uniteTopics,
} from '../protocol/topic-set.ts'
import type { Following, StoreState } from './state.ts'

/** What the topics of a feed's items and parameters are. */
export type FollowedFeed = Pick<FeedDefinition, 'filter' | 'state'>

/** What decides about topics. */
export interface TopicNeeds {
  /** What the session follows in any case. */
  readonly base: TopicSet
  /** What components follow, all together. */
  readonly followed: TopicSet
  /** What was requested last; empty for nothing yet. */
  readonly asked: TopicSet
  readonly covered: TopicSet
  readonly items: ReadonlyMap<string, object>
}

/** What to ask for. When nothing is followed any more: what was requested last. */
export function decideTopics(
  feed: FollowedFeed,
  needs: TopicNeeds,
): Pick<Following, 'wanted' | 'leftOut'> {
  const { base, asked, covered, items } = needs
  // A request with one mistake is refused whole: what no server can accept is not requested.
  const followed = needs.followed.filter((topic) => isTopicValid(feed.filter, topic))
  const all = uniteTopics([base, followed])
  if (all.length === 0) return { wanted: asked, leftOut: noTopics }
  if (all.includes(allTopic)) return { wanted: all, leftOut: noTopics }

  const isGroup = (topic: string) => keyOfTopic(feed.filter, topic) === null
  const before = new Set(asked)
  // Those that are requested already come first, so that latecomers are left out (T2, T3).
  const added = [...subtractTopics(all, base)].sort(
    (a, b) => Number(before.has(b)) - Number(before.has(a)),
  )
  const room = Math.max(0, maxTopics - base.length)
  const addedGroups = added.filter(isGroup)
  const groups = addedGroups.slice(0, room)
  const baseGroups = base.filter(isGroup)
  const isWaiting = !isWithin(baseGroups, covered)
  const held = new Set([...baseGroups, ...groups])
  /** T1 */
  const isGrouped = (topic: string) => {
    const item = items.get(keyOfTopic(feed.filter, topic) ?? '')
    return item !== undefined && isFound(feed, item, held)
  }
  const addedKeys = added.filter(
    (topic) => !isGroup(topic) && (before.has(topic) || !(isWaiting || isGrouped(topic))),
  )
  const roomForKeys = room - groups.length
  return {
    wanted: uniteTopics([base, addedKeys.slice(0, roomForKeys), groups]),
    leftOut: uniteTopics([addedKeys.slice(roomForKeys), addedGroups.slice(room)]),
  }
}

/** Whether the item is found under one of the topics. */
function isFound({ state }: FollowedFeed, item: object, topics: ReadonlySet<string>): boolean {
  return state?.topicsOf(item).some((topic) => topics.has(topic)) ?? false
}

/** The state under another arrangement; the same object when it is the same arrangement. */
export function arrange(feed: FollowedFeed, state: StoreState, next: Following): StoreState {
  const before = state.following
  const following: { -readonly [Name in keyof Following]: TopicSet } = { ...next }
  const names = Object.keys(following) as (keyof Following)[]
  for (const name of names) {
    if (isSameTopics(before[name], next[name])) following[name] = before[name]
  }
  if (names.every((name) => following[name] === before[name])) return state
  // What is requested again counts as heard: its state is on its way, and until then the old one stays.
  const heard = uniteTopics([following.covered, following.wanted])
  const isLess = !isWithin(uniteTopics([before.covered, before.wanted]), heard)
  return { ...state, following, items: isLess ? keepHeard(feed, state.items, heard) : state.items }
}

/** T4. The state without those items that events of this batch have moved out of what is followed. */
export function dropMoved(
  feed: FollowedFeed,
  state: StoreState,
  batch: readonly DeliveredFrame[],
): StoreState {
  const { covered, wanted } = state.following
  const heard = new Set([...covered, ...wanted])
  if (heard.size === 0 || heard.has(allTopic)) return state
  const moved = batch.flatMap((frame) => {
    const key = (frame.kind === 'event' && feed.state?.keyOfEvent(frame.event)) || ''
    const item = state.items.get(key)
    return item && !isFound(feed, item, heard) ? key : []
  })
  if (moved.length === 0) return state
  const items = new Map(state.items)
  for (const key of moved) items.delete(key)
  return { ...state, items }
}

/** T4 */
function keepHeard(
  feed: FollowedFeed,
  items: ReadonlyMap<string, object>,
  heard: TopicSet,
): ReadonlyMap<string, object> {
  const topics = new Set(heard)
  const kept = [...items].filter(([, item]) => isFound(feed, item, topics))
  return kept.length === items.size ? items : new Map(kept)
}
