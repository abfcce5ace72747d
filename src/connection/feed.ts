/**
 * Where things are on one kind of server: the URL of the subscription, and how state is read when the
 * feed itself does not bring it. An adapter is data and pure functions; it keeps no connection.
 */
import type { FetchLike } from '../platform/ports.ts'
import type { Position } from '../protocol/event-id.ts'
import {
  type PaymentsFilter,
  printFilter,
  printSnapshot,
  type SnapshotWish,
} from '../protocol/filter.ts'
import type { StreamState } from '../protocol/stream-state.ts'

/** What a read of the state is given. */
export interface ResyncContext {
  /** Aborted when the connection that needed the state is over. */
  readonly signal: AbortSignal
  /** As of the connection's `url` option, asked again for this read. */
  readonly baseUrl: string
  /** The headers of the connection, credentials included. */
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: FetchLike
}

/**
 * The payment streams that a filter covers, as they are now. The long form can say more.
 */
export type ResyncResult =
  | readonly StreamState[]
  | {
      readonly streams: readonly StreamState[]
      /** Where in the log this was read: events up to there are contained. Default null: unknown. */
      readonly position?: Position | null
      /** Payment streams that could not be understood and are missing. Default 0. */
      readonly skipped?: number
    }

/** Reads the state; a rejection is tried again with backoff. */
export type Resync = (filter: PaymentsFilter, context: ResyncContext) => Promise<ResyncResult>

export interface FeedAdapter {
  /** The kind of server, in one word: part of the key of a kept cursor, and of the name that tabs share by. */
  readonly name: string
  /** The URL of a subscription. `baseUrl` has no slash at its end; empty means the page's origin. */
  subscribeUrl(baseUrl: string, filter: PaymentsFilter, snapshot: SnapshotWish): string
  /** How state is read on servers whose feed does not bring it. */
  readonly resync?: Resync
  /** The promised interval of life, for servers that do not tell; null: silence means nothing. */
  readonly pingMs: number | null
}

/** Options of {@link streamgauge}. */
export interface StreamgaugeFeedOptions {
  /** Default `/events/subscribe`. */
  readonly path?: string
}

/**
 * The feed of this package's own server, and the default. The state comes inside the feed.
 *
 * `snapshot=true` stands in the URL of every request, resuming ones included: it says that this
 * connection wants state whenever it cannot go on from its cursor. `always`, and a list of what has come
 * new into the filter, ask for state on top of an exact resume.
 */
export function streamgauge({
  path = '/events/subscribe',
}: StreamgaugeFeedOptions = {}): FeedAdapter {
  return {
    name: 'streamgauge',
    subscribeUrl(baseUrl, filter, snapshot) {
      const query = printFilter(filter)
      for (const value of printSnapshot(snapshot)) query.append('snapshot', value)
      return `${baseUrl}${path}?${query}`
    },
    pingMs: 30_000,
  }
}
