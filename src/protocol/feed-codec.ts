/**
 * What the wire needs of a feed: which event types it has, and how the bodies of its events and
 * of the items in its snapshots are read and written. A feed definition (feeds/definition.ts) is one.
 * Types only.
 */

/** One thing that happened, as a value. The feed defines its other fields. */
export interface FeedEvent {
  /** The name in the frame's `event:` line. */
  readonly type: string
}

/** How the frames of a feed are read: all that a page needs. */
export interface FeedDecoder<Event extends FeedEvent = FeedEvent, Item extends object = object> {
  /** Whether `type` is an event of this feed; false for `toString` and the like. */
  hasEvent(type: string): boolean
  /**
   * Reads the body of an event.
   *
   * @returns the event, or the first reason, as `field: what was expected`.
   */
  decodeEvent(type: string, json: unknown): Event | string
  /** The field of a snapshot frame that holds its items; null for a feed without state. */
  readonly collection: string | null
  /**
   * Reads an item of a snapshot.
   *
   * @returns the item, or the first reason.
   */
  decodeItem(json: unknown): Item | string
}

/** How they are read and written. */
export interface FeedCodec<Event extends FeedEvent = FeedEvent, Item extends object = object>
  extends FeedDecoder<Event, Item> {
  /** The body of an event, ready for `JSON.stringify`, without its type. */
  encodeEvent(event: Event): unknown
  /** Writes an item as the wire has it. */
  encodeItem(item: Item): unknown
  /** `unnamed`: the greeting is a plain message, for clients that listen for one. */
  readonly greeting: 'named' | 'unnamed'
}
