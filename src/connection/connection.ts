/**
 * What a connection of payments is to its users: its options and its methods. Types only; client.ts
 * makes one.
 */
import type { PaymentEvent, PaymentEventType } from '../protocol/events.ts'
import type { DeliveredFrame, InvalidFrame } from '../protocol/feed-frames.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import type { PerRequest, RequestContext } from './attempt.ts'
import type { FeedAdapter, Resync } from './feed.ts'
import type { ConnectionSnapshot } from './status.ts'
import type { TransportOptions } from './transport.ts'

export interface ConnectionOptions extends TransportOptions {
  /** The base of the API, e.g. `http://localhost:3001`; empty for the page's own origin. */
  readonly url: PerRequest<string>
  readonly filter: PaymentsFilter
  /** Whether the feed shall bring state: at the start, and after every hole. Default true. */
  readonly snapshot?: boolean | undefined
  /** Asked for a bearer token before every request, once more after a 401. */
  readonly getToken?: ((context: RequestContext) => string | Promise<string>) | undefined
  /** Reads the state in place of the feed's snapshots. Default: what the feed adapter has. */
  readonly resync?: Resync | undefined
  /** What kind of server this is. Default {@link streamgauge}. */
  readonly feed?: FeedAdapter | undefined
}

export interface Connection {
  /** Starts; does nothing when already started. */
  open(): void
  /** Ends: nothing is delivered any more. What waited for the next batch comes after a new `open()`. */
  close(): void
  /** Lets go of the connection until {@link resume}. */
  pause(): void
  resume(): void
  /** Ends a wait, an offline pause or a failure early. */
  retryNow(): void
  getSnapshot(): ConnectionSnapshot
  /** Calls `listener` when {@link getSnapshot} has something new. */
  subscribe(listener: () => void): () => void
  /** Calls `listener` with everything a store must apply, in order, once per animation frame. */
  onFrames(listener: (batch: readonly DeliveredFrame[]) => void): () => void
  /** Calls `listener` for the events of one type, after the listeners of whole batches. */
  on<T extends PaymentEventType>(
    type: T,
    listener: (event: Extract<PaymentEvent, { type: T }>) => void,
  ): () => void
  /** Hands over now what waits for the next animation frame. */
  flush(): void
  /** The last 50 events that could not be understood, oldest first. */
  quarantine(): readonly InvalidFrame[]
  /**
   * Events from this call on, for `for await`. Ends when the connection is closed; throws when it
   * failed, or with `iterator_overflow` when the loop is too slow. Holes are not events: who must know
   * about them uses {@link onFrames}.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<PaymentEvent, undefined>
  /** Closes, and waits until the request has let go. */
  [Symbol.asyncDispose](): Promise<void>
}
