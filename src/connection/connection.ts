/**
 * The options and methods of a connection of a feed. Types only; client.ts creates one.
 */
import type {
  EventOfType,
  FeedDefinition,
  FeedEventOf,
  FeedFilterOf,
  FeedItemOf,
} from '../feeds/definition.ts'
import type { Resync, ResyncContext } from '../feeds/endpoint.ts'
import type { DeliveredFrame, InvalidFrame } from '../protocol/feed-frames.ts'
import type { TopicSet } from '../protocol/topic-set.ts'
import type { PerRequest, RequestContext } from './attempt.ts'
import type { Controls } from './controls.ts'
import type { CursorStorage } from './cursor-storage.ts'
import type { TransportOptions } from './transport.ts'

/** Options of {@link createConnection}: the feed, what of it, and how to stay connected. */
export interface ConnectionOptions<Feed extends FeedDefinition> extends TransportOptions {
  /** What is streamed, and by what kind of server: a definition of the kit or your own. */
  readonly feed: Feed
  /** The base of the API, e.g. `http://localhost:3001`; empty for the page's own origin. */
  readonly url: PerRequest<string>
  /** Where the feed is under `url`. Default: the path of its definition. */
  readonly path?: string | undefined
  /** What to follow; {@link Connection.setFilter} changes it. */
  readonly filter: FeedFilterOf<Feed>
  /** Whether the feed brings state: at the start, and after every gap. Default true. */
  readonly snapshot?: boolean | undefined
  /** Called for a bearer token before every request, and again after a 401. */
  readonly getToken?: ((context: RequestContext) => string | Promise<string>) | undefined
  /** Reads the state instead of the feed's snapshots. Default: what the feed's endpoint has. */
  readonly resync?: Resync<FeedItemOf<Feed>, FeedFilterOf<Feed>> | undefined
  /**
   * Where the cursor survives a reload: what happened meanwhile then arrives as events. Default true,
   * the browser's `sessionStorage`.
   */
  readonly persist?: boolean | CursorStorage | undefined
  /**
   * Under which key, after the URL and the name of the feed. Default: the filter it is created with. Two
   * connections of a page must not have the same key, or one would resume from the other's cursor; so
   * give one where the `url` is a function, whose result is not known in advance.
   */
  readonly persistKey?: string | undefined
  /**
   * One connection for all tabs of this origin that give the same name; true: the `url` and the name of
   * the feed, which needs a `url` that is a string. Users with different permissions must use
   * different names. Default false. Without Web Locks or BroadcastChannel every tab has its own.
   */
  readonly share?: boolean | string | undefined
  /**
   * When polls replace a connection of which nothing arrives, as behind a proxy that holds responses back until they
   * end; false: never. Only for servers of this package: others have none. The snapshot's `transport` is `poll` then.
   */
  readonly poll?: PollTimes | false | undefined
}

/** When polls replace a direct connection, and when one is tried again. */
export interface PollTimes {
  /** How long the first bytes of a direct connection may take, in ms. Default 10 000. */
  readonly afterMs?: number | undefined
  /**
   * After how many ms of polls a direct connection is tried again, in addition to them. Each further trial comes after
   * twice as long, up to ten minutes; a quarter more or less is random. Default 60 000.
   */
  readonly directAfterMs?: number | undefined
}

/**
 * A connection to one feed, as {@link createConnection} makes it: it delivers events and state, and
 * resumes without loss.
 */
export interface Connection<Feed extends FeedDefinition = FeedDefinition>
  extends Controls<FeedEventOf<Feed>> {
  /**
   * Starts; does nothing when already started. With a filter that names nothing or more than 100
   * topics the status becomes `failed`, with the error `filter_empty` or `filter_too_large`.
   */
  open(): void
  /** Ends: nothing is delivered any more. What waited for the next batch is delivered after `open()`. */
  close(): void
  /** Calls `listener` with everything a store must apply, in order, once per animation frame. */
  onFrames(
    listener: (batch: readonly DeliveredFrame<FeedEventOf<Feed>, FeedItemOf<Feed>>[]) => void,
  ): () => void
  /** Calls `listener` for the events of one type, after the listeners of whole batches. */
  on<Type extends FeedEventOf<Feed>['type']>(
    type: Type,
    listener: (event: EventOfType<FeedEventOf<Feed>, Type>) => void,
  ): () => void
  /**
   * Follows something else from now on. What is in both filters resumes from the cursor, for what is new
   * the state is requested, and changes within one animation frame make one request. Removals alone make
   * no request for 5 s, in case they come back.
   *
   * A filter that names nothing or too much fails the connection as in `open()`; the next valid filter
   * starts it again, from the same cursor.
   */
  setFilter(filter: FeedFilterOf<Feed>): void
  /** As {@link setFilter}, for code that works on topics. */
  setTopics(topics: TopicSet): void
  /** The topics whose state has been delivered: the same object until that changes. */
  coverage(): TopicSet
  /**
   * The cursor that the next request would carry, empty for none: everything up to it was delivered. That of
   * the snapshot is the same, up to a second old.
   */
  cursor(): string
  /** Delivers now what waits for the next animation frame. */
  flush(): void
  /**
   * What a request of your own to the same server needs: its address and the headers and credentials of the connection, asked for
   * again. Independent of the state of the connection.
   *
   * @param context `isRefresh` after a 401, so that `getToken` returns another token
   */
  requestContext(context: RequestContext): Promise<ResyncContext>
  /** The last 50 events that could not be understood, oldest first. */
  quarantine(): readonly InvalidFrame[]
  /** As in every client. Gaps are not events: {@link onFrames} delivers them. */
  [Symbol.asyncIterator](): AsyncIterableIterator<FeedEventOf<Feed>, undefined>
}
