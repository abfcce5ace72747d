/**
 * Where things are on one kind of server: the URL of the subscription, and how state is read when the
 * feed itself does not bring it. Data and pure functions; keeps no connection.
 */
import type { FetchLike } from '../platform/ports.ts'
import type { Position } from '../protocol/event-id.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import {
  type FilterFields,
  printSnapshot,
  printTopics,
  type SnapshotRequest,
} from './filter-query.ts'
import type { FeedTenancy } from './tenant-name.ts'

/** What a read of the state is given. */
export interface ResyncContext {
  /** Aborted when the connection that needed the state is over. */
  readonly signal: AbortSignal
  /** As of the connection's `url` option, asked again for this read. */
  readonly baseUrl: string
  /** The headers of the connection, credentials included. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * That of the connection. A request with headers or a body follows redirects within its origin only, as
   * those of the connection do.
   */
  readonly fetch: FetchLike
}

/** The items that a filter covers, as they are now. The long form can say more. */
export type ResyncResult<Item extends object = object> =
  | readonly Item[]
  | {
      readonly items: readonly Item[]
      /** Where in the log this was read: events up to there are contained. Default null: unknown. */
      readonly position?: Position | null
      /** Items that could not be decoded and are missing. Default 0. */
      readonly skipped?: number
    }

/** Reads the state; a rejection is tried again with backoff. */
export type Resync<Item extends object = object, Filter extends object = object> = (
  filter: Filter,
  context: ResyncContext,
) => Promise<ResyncResult<Item>>

/** How to reach a server that does not speak PROTOCOL.md. */
export interface FeedEndpoint {
  /** The URL of a subscription. `baseUrl` has no slash at its end; empty means the page's origin. */
  subscribeUrl(baseUrl: string, topics: TopicSet, snapshot: SnapshotRequest): string
  /**
   * The URL of a request that is answered at once or when something happens: the events after an offset
   * (`durable`, PROTOCOL.md 14), and the state (`snapshot`). Without it a subscription of which nothing arrives cannot
   * be replaced by requests.
   */
  readUrl?(baseUrl: string, topics: TopicSet, name: 'durable' | 'snapshot'): string
  /** How state is read on servers whose feed does not bring it. */
  readState?(topics: TopicSet, context: ResyncContext): Promise<ResyncResult>
  /** The longest silence of a live connection, for servers that do not send it; null: silence means nothing. */
  readonly pingMs: number | null
}

/**
 * This package's own server. The state comes inside the feed.
 *
 * `snapshot=true` stands in the URL of every request, resuming ones included: it says that this
 * connection wants state whenever it cannot resume from its cursor. `always`, and a list of what has come
 * new into the filter, ask for state on top of an exact resume.
 *
 * @param path Default: the feed's.
 */
export function endpointOf(
  feed: {
    readonly path: string
    readonly filter: FilterFields
    readonly endpoint: FeedEndpoint | undefined
    readonly tenant?: FeedTenancy | undefined
  },
  path: string = feed.path,
): FeedEndpoint {
  const queryOf = (topics: TopicSet) => {
    const query = printTopics(feed.filter, topics)
    const { tenant } = feed
    if (tenant?.id) query.set(tenant.parameter, tenant.id)
    return query
  }
  return (
    feed.endpoint ?? {
      subscribeUrl(baseUrl, topics, snapshot) {
        const query = queryOf(topics)
        for (const value of printSnapshot(feed.filter, snapshot)) query.append('snapshot', value)
        return `${baseUrl}${path}?${query}`
      },
      readUrl: (baseUrl, topics, name) =>
        `${baseUrl}${path.replace(/[^/]*$/, name)}?${queryOf(topics)}`,
      pingMs: 30_000,
    }
  )
}
