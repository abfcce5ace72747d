/**
 * The state of any feed as React sees it: items, history and connection. Hooks follow what they name
 * while they are mounted, and render when their result changes, not when the store does.
 */
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { ConnectionSnapshot } from '../connection/status.ts'
import type { FeedDefinition, FeedEventOf, FeedFilterOf, FeedItemOf } from '../feeds/definition.ts'
import { filterOfTopics, topicOfKey, topicsOfFilter } from '../feeds/filter-query.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import {
  type ItemPhase,
  type Selector,
  selectHistory,
  selectItem,
  selectItemPhase,
  selectItems,
  selectPhase,
} from '../store/selectors.ts'
import type { FeedState, HistoryEntry, StoreState } from '../store/state.ts'
import { useFeedSession } from './feed-context.ts'

/** One item, or why there is none. */
export interface FeedItem<Item> {
  /** The item; undefined while loading, or if there is none under this key. */
  readonly item: Item | null
  /**
   * `loading` while its state is on its way; `left_out` when too much is followed to request it; else an
   * absent item does not exist.
   */
  readonly phase: ItemPhase
}

/** Some items of a feed. */
export interface FeedItems<Item> {
  /** In the order in which they became known. The same array until one of them changes. */
  readonly items: readonly Item[]
  /** `loading` until the state of everything in the filter has arrived: an empty list may still fill. */
  readonly phase: FeedState['phase']
}

/**
 * One item, followed while this is mounted.
 *
 * @param key undefined follows nothing, and is loading
 * @throws GaugeError `provider_missing`
 * @example
 * const { item, phase } = useFeedItem(shipments, '7')
 */
export function useFeedItem<Feed extends FeedDefinition>(
  feed: Feed,
  key: string | undefined,
): FeedItem<FeedItemOf<Feed>> {
  useItemTopic(feed, key)
  const item = useFeedState(
    feed,
    useMemo(() => selectItem<FeedItemOf<Feed>>(key ?? ''), [key]),
  )
  const known = useFeedState(
    feed,
    useMemo(() => selectItemPhase(feed, key ?? ''), [feed, key]),
  )
  const phase = key === undefined ? 'loading' : known
  return useMemo(() => ({ item: item ?? null, phase }), [item, phase])
}

/**
 * The items that a filter covers, followed while this is mounted. Without a filter: all that the provider
 * and other hooks follow. The filter may be a new object at every render.
 *
 * @throws GaugeError `provider_missing`
 * @example
 * const { items, phase } = useFeedItems(shipments, { hubs: ['OSL'] })
 */
export function useFeedItems<Feed extends FeedDefinition>(
  feed: Feed,
  filter?: FeedFilterOf<Feed>,
): FeedItems<FeedItemOf<Feed>> {
  const content = contentOf(feed, filter)
  useTopics(feed, content ?? '[]')
  const items = useFeedState(
    feed,
    useMemo(() => {
      const matches = matcherOf(content)
      return selectItems<FeedItemOf<Feed>>((item) => matches(feed.state?.topicsOf(item) ?? []))
    }, [feed, content]),
  )
  const phase = useFeedState(
    feed,
    useMemo(
      () => selectPhase(content === null ? undefined : (JSON.parse(content) as TopicSet)),
      [content],
    ),
  )
  return useMemo(() => ({ items, phase }), [items, phase])
}

/**
 * The history, newest first, with gaps and resets in their places; at most 200 entries, since
 * their topics were followed. The filter is followed while this is mounted; without one, everything that
 * the provider and other hooks follow is shown.
 *
 * @throws GaugeError `provider_missing`
 */
export function useFeedEvents<Feed extends FeedDefinition>(
  feed: Feed,
  filter?: FeedFilterOf<Feed>,
): readonly HistoryEntry<FeedEventOf<Feed>>[] {
  const content = contentOf(feed, filter)
  useTopics(feed, content ?? '[]')
  return useFeedState(
    feed,
    useMemo(() => {
      const matches = matcherOf(content)
      return selectHistory<FeedItemOf<Feed>, FeedEventOf<Feed>>(
        ({ event }, { items }) => {
          if (matches(feed.topicsOf(event))) return true
          const item = items.get(feed.state?.keyOfEvent(event) ?? '')
          return item !== undefined && matches(feed.state?.topicsOf(item) ?? [])
        },
        // The topics of an event's item are known from the items, so those count too.
        { needsItems: content !== null },
      )
    }, [feed, content]),
  )
}

/**
 * The status of the feed's connection; null for a session without network.
 *
 * @throws GaugeError `provider_missing`
 */
export function useFeedConnection(feed: FeedDefinition): ConnectionSnapshot | null {
  const { connection } = useFeedSession(feed)
  return useSyncExternalStore(
    connection?.subscribe ?? subscribeToNothing,
    () => connection?.getSnapshot() ?? null,
    () => connection?.getSnapshot() ?? null,
  )
}

const subscribeToNothing = () => () => {}

/** The topics of a filter as text: the same for equal filters. Null for no filter. */
function contentOf<Feed extends FeedDefinition>(
  feed: Feed,
  filter: FeedFilterOf<Feed> | undefined,
): string | null {
  return filter === undefined ? null : JSON.stringify(topicsOfFilter(feed.filter, filter))
}

function matcherOf(content: string | null): (topics: TopicSet) => boolean {
  if (content === null) return () => true
  const wanted = new Set(JSON.parse(content) as TopicSet)
  return (topics) => wanted.has(allTopic) || topics.some((topic) => wanted.has(topic))
}

/** Follows one item while mounted; nothing without a key, and where a feed cannot be asked for single items. */
export function useItemTopic(feed: FeedDefinition, key: string | undefined): void {
  const topic = key === undefined ? null : topicOfKey(feed.filter, key)
  useTopics(feed, topic === null ? '[]' : JSON.stringify([topic]))
}

/** Follows topics while mounted. An effect, so that all components of one commit are followed together. */
function useTopics<Feed extends FeedDefinition>(feed: Feed, content: string): void {
  const session = useFeedSession(feed)
  useEffect(() => {
    const topics = JSON.parse(content) as TopicSet
    if (topics.length === 0) return
    return session.follow(filterOfTopics<FeedFilterOf<Feed>>(feed.filter, topics))
  }, [session, feed, content])
}

function useFeedState<Feed extends FeedDefinition, T>(
  feed: Feed,
  selector: Selector<T, StoreState<FeedItemOf<Feed>, FeedEventOf<Feed>>>,
): T {
  const { store } = useFeedSession(feed)
  return useSyncExternalStore(
    store.subscribe,
    () => selector(store.getState()),
    // Hydration sees what the server saw: what the page came with.
    () => selector(store.getInitialState()),
  )
}
