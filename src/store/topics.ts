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
  if (base.length + followed.length === 0) return { wanted: asked, leftOut: noTopics }
  if (base.includes(allTopic) || followed.includes(allTopic)) {
    return { wanted: [allTopic], leftOut: noTopics }
  }

  const isGroup = (topic: string) => keyOfTopic(feed.filter, topic) === null
  const before = new Set(asked)
  const own = new Set(base)
  // Those that are requested already come first, so that latecomers are left out (T2, T3).
  const added = [...new Set(followed)]
    .filter((topic) => !own.has(topic))
    .sort((a, b) => Number(before.has(b)) - Number(before.has(a)))
  const room = Math.max(0, maxTopics - base.length)
  const addedGroups = added.filter(isGroup)
  const groups = addedGroups.slice(0, room)
  const baseGroups = base.filter(isGroup)
  const isWaiting = !isWithin(baseGroups, covered)
  const isGrouped = findGrouped(feed, items, [...baseGroups, ...groups])
  const addedKeys = added.filter(
    (topic) => !isGroup(topic) && (before.has(topic) || !(isWaiting || isGrouped(topic))),
  )
  const roomForKeys = room - groups.length
  return {
    wanted: uniteTopics([base, addedKeys.slice(0, roomForKeys), groups]),
    leftOut: uniteTopics([addedKeys.slice(roomForKeys), addedGroups.slice(room)]),
  }
}

/** Whether the item of a topic is known, and comes with one of the groups (T1). */
function findGrouped(
  { filter, state }: FollowedFeed,
  items: ReadonlyMap<string, object>,
  groups: TopicSet,
): (topic: string) => boolean {
  const wanted = new Set(groups)
  return (topic) => {
    const key = keyOfTopic(filter, topic)
    const item = key === null ? undefined : items.get(key)
    return item !== undefined && (state?.topicsOf(item).some((each) => wanted.has(each)) ?? false)
  }
}

/** The state under another arrangement; the same object when it is the same arrangement. */
export function arrange(feed: FollowedFeed, state: StoreState, next: Following): StoreState {
  const before = state.following
  const following: Following = {
    wanted: isSameTopics(before.wanted, next.wanted) ? before.wanted : next.wanted,
    covered: isSameTopics(before.covered, next.covered) ? before.covered : next.covered,
    leftOut: isSameTopics(before.leftOut, next.leftOut) ? before.leftOut : next.leftOut,
  }
  const names = Object.keys(following) as (keyof Following)[]
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
  const rules = feed.state
  if (rules === null || heard.size === 0 || heard.has(allTopic)) return state
  const moved = new Set<string>()
  for (const frame of batch) {
    const key = frame.kind === 'event' ? rules.keyOfEvent(frame.event) : null
    const item = key === null ? undefined : state.items.get(key)
    if (key === null || item === undefined) continue
    if (!rules.topicsOf(item).some((topic) => heard.has(topic))) moved.add(key)
  }
  if (moved.size === 0) return state
  return { ...state, items: new Map([...state.items].filter(([key]) => !moved.has(key))) }
}

/** T4 */
function keepHeard(
  { state }: FollowedFeed,
  items: ReadonlyMap<string, object>,
  heard: TopicSet,
): ReadonlyMap<string, object> {
  const topics = new Set(heard)
  const kept = [...items].filter(([, item]) =>
    state?.topicsOf(item).some((topic) => topics.has(topic)),
  )
  return kept.length === items.size ? items : new Map(kept)
}
