/** Which cached queries belong to a feed: by their keys, and details by the item that they hold. */
import { topicOfKey } from '../feeds/filter-query.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import { isFields } from './list-pages.ts'
import { type CachedQuery, findQuery, isKeyWithin, type QueryClientLike } from './query-client.ts'
import type { FeedQueries } from './query-options.ts'

export interface QueryLookup {
  /** The query of one item, if it is cached with data. */
  detail(key: string): CachedQuery | undefined
  /** Every list that is cached with data. */
  lists(): readonly CachedQuery[]
  /** Null for a query that is not of this feed, or has no data. */
  kindOf(query: CachedQuery): 'detail' | 'list' | null
  /** Every query of the feed that is cached with data. */
  all(): readonly CachedQuery[]
  /** Whether events of this item are received. */
  isCovered(item: object, coverage: TopicSet): boolean
}

export function createQueryLookup(client: QueryClientLike, queries: FeedQueries): QueryLookup {
  const { feed, rules, detailKey, listKeys } = queries
  const cache = client.getQueryCache()
  const areInLists = new WeakMap<CachedQuery, boolean>()

  function isInLists(query: CachedQuery): boolean {
    const known = areInLists.get(query)
    if (known !== undefined) return known
    const found = listKeys.some((prefix) => isKeyWithin(query.queryKey, prefix))
    areInLists.set(query, found)
    return found
  }

  /** Null for what was not made by the feed's codec, and is no item. */
  function keyOf(data: object): string | null {
    try {
      const key = rules.keyOf(data)
      return typeof key === 'string' ? key : null
    } catch {
      return null
    }
  }

  function topicsOf(item: object): TopicSet {
    try {
      return rules.topicsOf(item)
    } catch {
      return []
    }
  }

  function kindOf(query: CachedQuery): 'detail' | 'list' | null {
    const { data } = query.state
    if (data === undefined) return null
    const key = isFields(data) ? keyOf(data) : null
    if (key !== null && findQuery(client, detailKey(key)) === query) return 'detail'
    return isInLists(query) ? 'list' : null
  }

  return {
    kindOf,
    detail(key) {
      const query = findQuery(client, detailKey(key))
      return query?.state.data === undefined ? undefined : query
    },
    lists: () => cache.getAll().filter((query) => isInLists(query) && kindOf(query) === 'list'),
    all: () => cache.getAll().filter((query) => kindOf(query) !== null),
    isCovered(item, coverage) {
      const key = keyOf(item)
      const own = key === null ? null : topicOfKey(feed.filter, key)
      return [allTopic, own, ...topicsOf(item)].some(
        (topic) => topic !== null && coverage.includes(topic),
      )
    },
  }
}
