/**
 * Binds the `QueryClient` of the nearest `QueryClientProvider` to the feed of the nearest `FeedProvider`,
 * while a component is mounted. Rules and bookkeeping are those of bind-query-client.ts.
 */
import { QueryClientContext } from '@tanstack/react-query'
import { useContext, useEffect, useInsertionEffect, useRef } from 'react'
import { isDevelopment } from '../../development.ts'
import type { FeedDefinition, FeedFilterOf } from '../../feeds/definition.ts'
import { filterOfTopics, topicsOfFilter } from '../../feeds/filter-query.ts'
import type { TopicSet } from '../../protocol/topic-set.ts'
import { useFeedSession } from '../../react/feed-context.ts'
import type { FeedStatus } from '../../react/feed-status.ts'
import { useFeedStatus } from '../../react/use-feed-status.ts'
import { warnOnce } from '../../warnings.ts'
import type { QueryClientLike } from '../query-client.ts'
import type { FeedQueryOptions } from '../query-options.ts'
import { keysOf, shareBinding } from '../shared-binding.ts'

/** Options of {@link useFeedQueries}. */
export interface UseFeedQueriesOptions<Feed extends FeedDefinition> extends FeedQueryOptions<Feed> {
  /** What the queries show, followed while this is mounted. Default: everything. */
  readonly filter?: FeedFilterOf<Feed> | undefined
  /** Default: that of the nearest `QueryClientProvider`. */
  readonly queryClient?: QueryClientLike | undefined
}

/**
 * Keeps the queries of a feed current while this is mounted: it patches details and lists as events arrive,
 * once per animation frame, and fetches again only what cannot be known otherwise. Components that use it with the
 * same keys share one binding, whose other options are those of the first. Give the feed's provider
 * `snapshot={false}` if the queries are all that reads it: its state is then not sent twice.
 *
 * @returns whether events arrive. Renders when that changes, not with events
 * @throws GaugeError `provider_missing` outside a `FeedProvider` of this feed
 * @throws ProtocolError `bad_feed` for a feed without state
 * @example
 * const { connected } = useFeedQueries(shipments, { detailKey: (id) => ['shipment', id] })
 */
export function useFeedQueries<Feed extends FeedDefinition>(
  feed: Feed,
  options: UseFeedQueriesOptions<Feed> = {},
): FeedStatus {
  const session = useFeedSession(feed)
  const nearest = useContext(QueryClientContext)
  const client = options.queryClient ?? nearest
  const topics = JSON.stringify(topicsOfFilter(feed.filter, options.filter ?? { all: true }))
  const keys = keysOf(options)
  const latest = useRef(options)
  useInsertionEffect(() => {
    latest.current = options
  })
  useEffect(
    () =>
      session.follow(
        filterOfTopics<FeedFilterOf<Feed>>(feed.filter, JSON.parse(topics) as TopicSet),
      ),
    [session, feed, topics],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: other keys are another binding
  useEffect(() => {
    if (!client) {
      if (isDevelopment && process.env.NODE_ENV !== 'production') {
        warnOnce('query_client_missing', feed.name)
      }
      return
    }
    const { connection } = session
    return connection ? shareBinding(connection, client, { ...latest.current, feed }) : undefined
  }, [session, client, feed, keys])
  return useFeedStatus(feed)
}
