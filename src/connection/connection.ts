/**
 * What a connection of payments is to its users: its options and its methods. Types only; client.ts
 * makes one.
 */
import type { EventOf, PaymentEvent, PaymentEventType } from '../protocol/events.ts'
import type { DeliveredFrame, InvalidFrame } from '../protocol/feed-frames.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import type { PerRequest, RequestContext } from './attempt.ts'
import type { Controls } from './controls.ts'
import type { CursorStorage } from './cursor-keeper.ts'
import type { FeedAdapter, Resync } from './feed.ts'
import type { TransportOptions } from './transport.ts'

export interface ConnectionOptions extends TransportOptions {
  /** The base of the API, e.g. `http://localhost:3001`; empty for the page's own origin. */
  readonly url: PerRequest<string>
  /** What to follow; {@link Connection.setFilter} changes it. */
  readonly filter: PaymentsFilter
  /** Whether the feed shall bring state: at the start, and after every hole. Default true. */
  readonly snapshot?: boolean | undefined
  /** Asked for a bearer token before every request, once more after a 401. */
  readonly getToken?: ((context: RequestContext) => string | Promise<string>) | undefined
  /** Reads the state in place of the feed's snapshots. Default: what the feed adapter has. */
  readonly resync?: Resync | undefined
  /** What kind of server this is. Default {@link streamgauge}. */
  readonly feed?: FeedAdapter | undefined
  /**
   * Where the cursor survives a reload: what happened meanwhile then arrives as events. Default true,
   * the browser's `sessionStorage`.
   */
  readonly persist?: boolean | CursorStorage | undefined
  /**
   * Under which key, after the URL and the kind of feed. Default: the filter it is created with. Two
   * connections of a page must not have the same, or one would go on where the other was; so give one
   * where the `url` is a function, whose text nobody knows.
   */
  readonly persistKey?: string | undefined
  /**
   * One connection for all tabs of this origin that give the same name; true: the `url` and kind of
   * feed, which needs a `url` that is a text. Whoever may see different things must use different names. Default false. Without Web Locks
   * or BroadcastChannel every tab has its own.
   */
  readonly share?: boolean | string | undefined
}

export interface Connection extends Controls<PaymentEvent> {
  /**
   * Starts; does nothing when already started. With a filter that names nothing or more than 100
   * topics the status becomes `failed`, with the error `filter_empty` or `filter_too_large`.
   */
  open(): void
  /** Ends: nothing is delivered any more. What waited for the next batch comes after a new `open()`. */
  close(): void
  /** Calls `listener` with everything a store must apply, in order, once per animation frame. */
  onFrames(listener: (batch: readonly DeliveredFrame[]) => void): () => void
  /** Calls `listener` for the events of one type, after the listeners of whole batches. */
  on<T extends PaymentEventType>(type: T, listener: (event: EventOf<T>) => void): () => void
  /**
   * Follows something else from now on. What is in both filters goes on from the cursor, for what is new
   * the state is asked, and changes within one animation frame make one request. What is only left out
   * costs no request for 5 s, in case it comes back.
   *
   * A filter that names nothing or too much fails the connection as in `open()`; the next valid filter
   * starts it again, from the same cursor.
   */
  setFilter(filter: PaymentsFilter): void
  /** The part of the filter whose state has been delivered: the same object until that changes. */
  coverage(): PaymentsFilter
  /** Hands over now what waits for the next animation frame. */
  flush(): void
  /** The last 50 events that could not be understood, oldest first. */
  quarantine(): readonly InvalidFrame[]
  /** As in every client. Holes are not events: who must know about them uses {@link onFrames}. */
  [Symbol.asyncIterator](): AsyncIterableIterator<PaymentEvent, undefined>
}
