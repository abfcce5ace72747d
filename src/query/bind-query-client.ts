/**
 * Keeps the queries of a `QueryClient` current with the events of a feed: patches what is cached, once per
 * animation frame and with one notification, and fetches again only what cannot be known. Framework-free;
 * opens and closes no connection, and makes no request of its own.
 *
 * Q1 Nothing is lost between an answer and the events: an answer with a position is continued from it, one
 *    without from when it was requested. Where what lies between was not delivered, it is fetched again.
 * Q2 An event is applied once (A1), and never to data that lacks events before it.
 * Q3 A connection that resumes costs no request. After a gap or reset, what is not known to be newer is
 *    taken from the snapshot, where the feed brings one, or fetched again.
 * Q4 What was marked as stale stays so until it is fetched.
 */
import type { Connection } from '../connection/connection.ts'
import { isDevelopment } from '../development.ts'
import type { FeedDefinition } from '../feeds/definition.ts'
import { keyOfTopic } from '../feeds/filter-query.ts'
import { browserPlatform } from '../platform/browser.ts'
import type { Cancel, Platform } from '../platform/ports.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { parseEventId } from '../protocol/event-id.ts'
import type { DeliveredFrame, EventFrame, SnapshotFrame } from '../protocol/feed-frames.ts'
import { isWithin, noTopics, subtractTopics, type TopicSet } from '../protocol/topic-set.ts'
import type { Origin } from './continue-answer.ts'
import { watchKeys } from './keys-watch.ts'
import type { CachedQuery, CacheNotice, QueryClientLike } from './query-client.ts'
import { createQueryLookup } from './query-lookup.ts'
import { type FeedQueries, type FeedQueryOptions, feedQueries } from './query-options.ts'
import { createQuerySync } from './query-sync.ts'
import { createRefetches } from './refetches.ts'

/** Options of {@link bindQueryClient}. */
export interface QueryBindingOptions<Feed extends FeedDefinition> extends FeedQueryOptions<Feed> {
  /** The feed of the connection. */
  readonly feed: Feed
  /** Parts of the platform to replace, as in tests. */
  readonly platform?: Partial<Pick<Platform, 'clock' | 'timers'>> | undefined
}

/**
 * Keeps cached queries current with the events of a connection, until it is cancelled: details are patched,
 * lists are patched, extended and, where it takes a read, fetched again. What is cached when it is cancelled
 * is marked as stale.
 *
 * The filter of the connection has to cover what the queries show. A detail that it does not cover is left
 * alone.
 *
 * @throws ProtocolError `bad_feed` for a feed without state
 * @example
 * const connection = createConnection({ url, feed: shipments, filter: { all: true }, snapshot: false })
 * const unbind = bindQueryClient(connection, queryClient, { feed: shipments })
 * connection.open()
 */
export function bindQueryClient<Feed extends FeedDefinition>(
  connection: Connection<Feed>,
  client: QueryClientLike,
  options: QueryBindingOptions<Feed>,
): Cancel {
  const { feed, platform } = options
  const queries = feedQueries(feed, options)
  if (queries === null) {
    throw new ProtocolError(
      'bad_feed',
      `Failed to bind a query client: the feed ${feed.name} has no state, so it has no items. Add \`state\` to its definition.`,
    )
  }
  // Inside, events and items are whatever the feed's codec makes of them.
  return bind(connection as unknown as Connection, client, queries, {
    ...browserPlatform,
    ...platform,
  })
}

function bind(
  connection: Connection,
  client: QueryClientLike,
  queries: FeedQueries,
  platform: Pick<Platform, 'clock' | 'timers'>,
): Cancel {
  const { filter } = queries.feed
  const lookup = createQueryLookup(client, queries)
  const refetches = createRefetches(client, platform, queries.refetchMs)
  const sync = createQuerySync(client, queries, lookup, refetches)
  /** All that is cached has been looked at since the connection was live. */
  let isSettled = false
  let isCancelled = false
  let isObserving = false
  let coverage: TopicSet = noTopics
  let openedAtMs: number | null = null
  let parts = new Map<string, object>()

  function take(batch: readonly DeliveredFrame[]): void {
    let events: EventFrame[] = []
    const flush = () => {
      if (events.length > 0) sync.apply(events)
      events = []
    }
    for (const frame of batch) {
      if (frame.kind === 'event') {
        events.push(frame)
        continue
      }
      flush()
      if (frame.kind === 'snapshot') takePart(frame)
      else {
        sync.breakHistory(frame.position)
        isSettled = false
        observe()
      }
    }
    flush()
    if (isDevelopment && process.env.NODE_ENV !== 'production') {
      watchKeys(client, queries, lookup, batch.length)
    }
  }

  function takePart({ part, parts: count, items, position, readAt }: SnapshotFrame): void {
    if (part === 1) parts = new Map()
    for (const item of items) parts.set(queries.rules.keyOf(item), item)
    if (part === count) sync.takeItems(parts, position ?? readAt)
  }

  /**
   * Looks at the connection, after the task that has changed it: a status is announced before the cursor is
   * committed, and a break is delivered before the status that it causes.
   */
  function observe(): void {
    if (isObserving) return
    isObserving = true
    queueMicrotask(() => {
      isObserving = false
      if (!isCancelled) follow()
    })
  }

  function follow(): void {
    const position = parseEventId(connection.cursor())
    if (position) sync.moveTo(position)
    const status = connection.getSnapshot()
    if (status.status !== 'open' || status.phase !== 'live') return
    // Without ids there is no way to know what was missed between two connections.
    if (!position && openedAtMs !== null && openedAtMs !== status.openedAtMs) {
      sync.breakHistory(null)
      isSettled = false
    }
    openedAtMs = status.openedAtMs
    sync.join()
    followCoverage(status.resumedFrom)
    if (isSettled) return
    isSettled = true
    for (const query of lookup.all()) look(query, 'unknown')
  }

  function followCoverage(resumedFrom: string): void {
    const before = coverage
    coverage = connection.coverage()
    if (before === coverage) return
    const added = subtractTopics(coverage, before)
    if (before.length > 0 && added.length > 0) {
      sync.widen(parseEventId(resumedFrom))
      // A list may show items of a group that was not followed before.
      if (added.some((topic) => keyOfTopic(filter, topic) === null)) {
        for (const query of lookup.lists()) sync.unmark(query)
      }
    }
    if (!isWithin(before, coverage)) {
      for (const query of lookup.all()) {
        if (isFollowed(query)) continue
        sync.unmark(query)
        query.invalidate()
      }
    }
    isSettled = false
  }

  function isFollowed(query: CachedQuery): boolean {
    if (lookup.kindOf(query) !== 'detail') return true
    return lookup.isCovered(query.state.data as object, coverage)
  }

  /** Q1 */
  function look(query: CachedQuery, origin: Origin): void {
    if (lookup.kindOf(query) === null || (coverage.length > 0 && !isFollowed(query))) return
    const result = sync.consider(query, origin)
    if (result === 'current') refetches.current(query)
    // What is being fetched is looked at when it is there.
    if (result === 'behind' && query.state.fetchStatus === 'idle') refetches.request(query, true)
    if (result === 'later') isSettled = false
  }

  function hear({ type, query, action }: CacheNotice): void {
    if (sync.isWriting()) return
    if (type === 'removed') {
      sync.endRead(query)
      refetches.forget(query)
    } else if (type === 'added') look(query, 'unknown')
    else if (type !== 'updated' || !action) return
    else if (action.type === 'fetch') sync.beginRead(query)
    else if (action.type === 'error') sync.endRead(query)
    else if (action.type === 'setState') look(query, sync.endRead(query) && 'unknown')
    else if (action.type === 'success' && action.manual) look(query, 'page')
    else if (action.type === 'success') {
      refetches.fetched(query)
      look(query, sync.endRead(query))
    }
  }

  const leave = [
    connection.onFrames(take),
    connection.subscribe(observe),
    client.getQueryCache().subscribe(hear),
  ]
  observe()
  return () => {
    if (isCancelled) return
    isCancelled = true
    for (const end of leave) end()
    refetches.stop()
    for (const query of lookup.all()) query.invalidate()
  }
}
