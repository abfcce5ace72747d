/**
 * What a frame can mean, for any feed: the values between decode.ts and encode.ts. Events and items are
 * the feed's own types. Types only; PROTOCOL.md says when a server sends which.
 */

import type { Problem } from './errors.ts'
import type { Position } from './event-id.ts'
import type { FeedEvent } from './feed-codec.ts'

/**
 * Always the first frame. In every frame `position` is that of the frame's own id, and null when
 * it has none: from a server without ids, or because a later frame carries the promise (P1).
 */
export interface ConnectedFrame {
  readonly kind: 'connected'
  /** The server's id for this connection. */
  readonly clientId: string
  /** Where the connection joined the log; null on servers without positions. */
  readonly position: Position | null
  /** The cursor was inside the log: nothing is missing. */
  readonly recovered: boolean
  /** How many events are replayed before live ones begin. */
  readonly replayed: number
  /** The interval the server promises to break silence within; null when it promises none. */
  readonly pingMs: number | null
  /** The server's clock, Unix milliseconds. */
  readonly time: number | null
  /** Why the server cannot say whether there are newer events; absent when it can. */
  readonly degraded?: string
}

/** A sign of life, with what the server has counted. */
export interface PingFrame {
  readonly kind: 'ping'
  /** The server's clock, Unix milliseconds. */
  readonly time: number
  /** Events delivered on this connection so far, replayed ones included. */
  readonly delivered: number
  /** Events that were not sent on this connection so far, because a newer one took their place. Default 0. */
  readonly conflated?: number
  /** Why the server cannot say whether there are newer events; absent when it can, also after a {@link DegradedFrame}. */
  readonly degraded?: string
  /** Up to where this connection has received everything. */
  readonly position: Position | null
}

/** A part of the state at one position. */
export interface SnapshotFrame<Item extends object = object> {
  readonly kind: 'snapshot'
  /** The position that the state belongs to. */
  readonly position: Position | null
  /** The log position at which the states were read; the same in every part. */
  readonly readAt: Position | null
  /** From 1 to `parts`. */
  readonly part: number
  /** How many parts the snapshot has. */
  readonly parts: number
  /** The items of this part. */
  readonly items: readonly Item[]
  /** Items of this part that could not be understood; the others are kept. */
  readonly skipped: number
}

/** One event with its position. */
export interface EventFrame<Event extends FeedEvent = FeedEvent> {
  readonly kind: 'event'
  /** What happened. */
  readonly event: Event
  /** Its place in the log; null on servers without positions. */
  readonly position: Position | null
}

/** `unspecified`: a reason that this version does not have; the gap is just as real. */
export type GapReason =
  | 'trimmed'
  | 'too_far'
  | 'slow_consumer'
  | 'undeliverable'
  | 'count_mismatch'
  | 'unspecified'

/** The offsets `from` to `to`, both included, will never come. */
export interface GapFrame {
  readonly kind: 'gap'
  /** The first offset that is lost. */
  readonly from: number
  /** The last offset that is lost. */
  readonly to: number
  /** Why they are lost. */
  readonly reason: GapReason
  /** Where the feed continues. */
  readonly position: Position | null
}

/** `unspecified`: a reason that this version does not have. */
export type ResetReason = 'epoch' | 'ahead' | 'bad_cursor' | 'unspecified'

/** The reader's history is not this server's: its state has to be read again. */
export interface ResetFrame {
  readonly kind: 'reset'
  /** Why what was received before is void. */
  readonly reason: ResetReason
  /** Where the new history begins for this connection. */
  readonly position: Position | null
}

/** A goodbye, not a failure: come back after the delay. */
export interface ReconnectFrame {
  readonly kind: 'reconnect'
  /** 0 … 2^31 − 1; null when the server leaves it to the reader. */
  readonly afterMs: number | null
  /** Why the client has to connect again. */
  readonly reason: string | null
}

/** The end: the credentials are no longer good. */
export interface ByeFrame {
  readonly kind: 'bye'
  /** Why the server ends the connection. */
  readonly reason: string | null
}

/** The credentials end soon; a reader with fresh ones can come back before. */
export interface ExpiringFrame {
  readonly kind: 'expiring'
  /** On the server's clock, Unix milliseconds. */
  readonly expiresAtMs: number | null
}

/** The log is out of reach: nothing is lost, but live events wait. Ends with a ping that does not say so. */
export interface DegradedFrame {
  readonly kind: 'degraded'
  /** Why the server cannot say whether there are newer events. */
  readonly reason: string | null
}

/** What would have been an error status, for readers that asked for `errors=inline`. */
export interface RejectedFrame {
  readonly kind: 'rejected'
  /** Why the subscription was refused. */
  readonly problem: Problem
}

/** A type that this version does not have: servers are newer than clients. */
export interface UnknownFrame {
  readonly kind: 'unknown'
  /** At most 100 characters. */
  readonly type: string
}

/** A known type whose body is not what the protocol says. */
export interface InvalidFrame {
  readonly kind: 'invalid'
  /** The name of the event. */
  readonly type: string
  /** What does not fit. */
  readonly reason: string
  /** The raw data, at most 2,000 characters of it. */
  readonly data: string
}

/** Everything that a frame of a feed can mean. */
export type FeedFrame<Event extends FeedEvent = FeedEvent, Item extends object = object> =
  | ConnectedFrame
  | PingFrame
  | SnapshotFrame<Item>
  | EventFrame<Event>
  | GapFrame
  | ResetFrame
  | ReconnectFrame
  | ByeFrame
  | ExpiringFrame
  | DegradedFrame
  | RejectedFrame
  | UnknownFrame
  | InvalidFrame

/** The frames that change a store. */
export type DeliveredFrame<Event extends FeedEvent = FeedEvent, Item extends object = object> =
  | SnapshotFrame<Item>
  | EventFrame<Event>
  | GapFrame
  | ResetFrame

/** What a server can send: everything except what only a reader can conclude. */
export type SentFrame<Event extends FeedEvent = FeedEvent, Item extends object = object> = Exclude<
  FeedFrame<Event, Item>,
  UnknownFrame | InvalidFrame
>

/** The frames that mean the same in every feed. */
export type ControlFrame = Exclude<SentFrame, SnapshotFrame | EventFrame>
