/**
 * The feed definition: the one object that says what is streamed. Server, client, store, hooks, mocks
 * and the contract suite are functions of it. Pure; no Node, no DOM, no React, and no particular feed.
 */

import { controlFrameNames } from '../protocol/decode.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { FeedCodec, FeedEvent } from '../protocol/feed-codec.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import { type BodyCodec, codecOf, type Schema } from './body-codec.ts'
import type { FeedEndpoint } from './endpoint.ts'
import type { FilterField, FilterFields, FilterOf } from './filter-query.ts'

/** One row of the event table. */
export interface EventEntry<Body extends object = object> {
  /** How the body is read and written, without the type. */
  readonly body: Schema<Body>
  /** What happened, in one sentence. For documentation. */
  readonly meaning?: string
  /** A valid body. For documentation and the contract suite. */
  readonly example?: Body
}

/** The rows by event type, such as `shipment.moved`. */
export type EventTable = Readonly<Record<string, EventEntry>>

/** The union of the events that a table describes. */
export type EventsOf<Table> = {
  [Type in keyof Table & string]: Table[Type] extends EventEntry<infer Body>
    ? { readonly type: Type } & Body
    : never
}[keyof Table & string]

/** The event of one type. */
export type EventOfType<Event extends FeedEvent, Type extends Event['type']> = Extract<
  Event,
  { readonly type: Type }
>

/** What one event type does to an item: the item after it, or undefined for none. */
type Reducer<Item, Event> = (item: Item | undefined, event: Event) => Item | undefined

/** The state of a feed: what its events add up to. */
export interface StateInput<Item extends object, Event extends FeedEvent> {
  /** How an item of a snapshot is read and written. */
  readonly item: Schema<Item>
  /** The field of a snapshot frame that holds the items. Default `items`. */
  readonly collection?: string
  /** The key of an item: unique in the feed, and the same for its whole life. */
  keyOf(item: Item): string
  /** The key of the item that an event is about; null for none. */
  keyOfEvent(event: Event): string | null
  /** The topics under which an item is found. */
  topicsOf(item: Item): TopicSet
  /**
   * What each event does to its item: total over the event table, or it does not compile. The item is
   * undefined where none is known; only an event that brings a whole item should make one then.
   */
  readonly reduce: { readonly [Type in Event['type']]: Reducer<Item, EventOfType<Event, Type>> }
  /**
   * Whether an item already shows an event. Asked only where no position decides: on servers without ids,
   * whose state may or may not contain what happened while it was read. Default: never.
   */
  includes?(item: Item, event: Event): boolean
  /**
   * Whether {@link includes} cannot decide for this event: the state is then read again. Default: for every
   * event where `includes` is missing, else for none.
   */
  isAmbiguous?(event: Event): boolean
}

/** What {@link defineFeed} is given. */
export interface FeedInput<
  Table extends EventTable,
  Item extends object,
  Fields extends FilterFields,
> {
  /** One word: the name of its log, of kept cursors and of the lock that tabs share. */
  readonly name: string
  /** Where its subscriptions are answered, such as `/shipments/events`. */
  readonly path: string
  readonly events: Table
  /** What a subscriber can ask for: query parameters and the topics that they name. */
  readonly filter: Fields
  /** The topics that an event says it belongs to; those of its item are added. */
  topicsOf(event: EventsOf<Table>): TopicSet
  /** Feeds without state are plain event feeds: they replay, and declare what they cannot. */
  readonly state?: StateInput<Item, EventsOf<Table>>
  /**
   * Text that distinguishes two events of one type where no position does. Default: the whole body.
   */
  identityOf?(event: EventsOf<Table>): string
  /** Whether the greeting has a name (`event: connected`). Default `named`. */
  readonly greeting?: 'named' | 'unnamed'
  /** Where things are on servers that are not ours. Default: the paths and frames of our own. */
  readonly endpoint?: FeedEndpoint
}

/** The rules of a feed's state, with defaults filled in. */
export interface StateRules<Item extends object = object, Event extends FeedEvent = FeedEvent> {
  keyOf(item: Item): string
  keyOfEvent(event: Event): string | null
  topicsOf(item: Item): TopicSet
  /** The item after the event; the same object when nothing about it changed. */
  reduce(item: Item | undefined, event: Event): Item | undefined
  includes(item: Item, event: Event): boolean
  isAmbiguous(event: Event): boolean
}

/** A feed. Made by {@link defineFeed}; a codec of its own frames. */
export interface FeedDefinition<
  Event extends FeedEvent = FeedEvent,
  Item extends object = object,
  Filter extends object = object,
> extends FeedCodec<Event, Item> {
  readonly name: string
  readonly path: string
  readonly events: Readonly<Record<Event['type'], EventEntry>>
  readonly filter: FilterFields<Exclude<keyof Filter & string, 'all'>>
  /** Null for a feed without state. */
  readonly state: StateRules<Item, Event> | null
  /** `all`, and what the event itself says. */
  topicsOf(event: Event): TopicSet
  /** Text that is the same for the same event delivered again, without its position. */
  identityOf(event: Event): string
  /** Undefined for servers that speak PROTOCOL.md. */
  readonly endpoint: FeedEndpoint | undefined
}

/** The topics that an event is published under: its own, and those of its item where that is known. */
export function topicsOfEvent<Event extends FeedEvent, Item extends object>(
  feed: Pick<FeedDefinition<Event, Item>, 'topicsOf' | 'state'>,
  event: Event,
  item: Item | undefined,
): TopicSet {
  const ofItem = item ? (feed.state?.topicsOf(item) ?? []) : []
  return [...new Set([allTopic, ...ofItem, ...feed.topicsOf(event)])]
}

/** The types of a definition, by name. */
export type FeedEventOf<Feed> =
  Feed extends FeedDefinition<infer Event, infer _I, infer _F> ? Event : never
export type FeedItemOf<Feed> =
  Feed extends FeedDefinition<infer _E, infer Item, infer _F> ? Item : never
export type FeedFilterOf<Feed> =
  Feed extends FeedDefinition<infer _E, infer _I, infer Filter> ? Filter : never

/** A row of the event table. */
export function event<Body extends object>(entry: EventEntry<Body>): EventEntry<Body> {
  return entry
}

/**
 * Makes a feed definition, checked.
 *
 * @throws ProtocolError `bad_feed` for an event type that every feed has as a control frame, a name or a
 * path that cannot be used, or two key fields.
 * @example
 * export const shipments = defineFeed({
 *   name: 'shipments',
 *   path: '/shipments/events',
 *   events: { 'shipment.moved': event({ body: v.object({ id: v.string(), hub: v.string() }) }) },
 *   filter: { ids: { topic: 'shipment', isKey: true } },
 *   topicsOf: (event) => [`shipment:${event.id}`],
 * })
 */
export function defineFeed<
  const Table extends EventTable,
  const Fields extends FilterFields,
  Item extends object = never,
>(input: FeedInput<Table, Item, Fields>): FeedDefinition<EventsOf<Table>, Item, FilterOf<Fields>> {
  type Event = EventsOf<Table>
  check(input)
  const { state, greeting = 'named' } = input
  const events = input.events as Readonly<Record<string, EventEntry>>
  const codecs = new Map<string, BodyCodec<object>>(
    Object.entries(events).map(([type, { body }]) => [type, codecOf(body)]),
  )
  const items = state && codecOf(state.item)
  // A schema that keeps unknown fields would send the type twice.
  const encodeEvent = ({ type, ...body }: Event) => codecs.get(type)?.encode(body)

  return {
    name: input.name,
    path: input.path,
    events: events as Readonly<Record<Event['type'], EventEntry>>,
    filter: input.filter as unknown as FilterFields<
      Exclude<keyof FilterOf<Fields> & string, 'all'>
    >,
    greeting,
    endpoint: input.endpoint,
    hasEvent: (type) => codecs.has(type),
    decodeEvent(type, json) {
      const body = codecs.get(type)?.decode(json) ?? 'type: expected an event of this feed'
      // The table ties each type to its body; TypeScript loses that on a union key.
      return typeof body === 'string' ? body : ({ ...body, type } as unknown as Event)
    },
    encodeEvent,
    collection: state ? (state.collection ?? 'items') : null,
    decodeItem: (json) => items?.decode(json) ?? 'item: expected a feed with state',
    encodeItem: (item) => items?.encode(item),
    topicsOf: (event) => [...new Set([allTopic, ...input.topicsOf(event)])],
    identityOf: (event) =>
      `${event.type}:${input.identityOf?.(event) ?? JSON.stringify(encodeEvent(event))}`,
    state: state ? stateOf(state) : null,
  }
}

function stateOf<Item extends object, Event extends FeedEvent>(
  input: StateInput<Item, Event>,
): StateRules<Item, Event> {
  // The record is total over the event table: each reducer gets the events of its own type.
  const reducers = new Map(
    Object.entries(input.reduce as unknown as Readonly<Record<string, Reducer<Item, Event>>>),
  )
  return {
    keyOf: (item) => input.keyOf(item),
    keyOfEvent: (event) => input.keyOfEvent(event),
    topicsOf: (item) => input.topicsOf(item),
    // An event whose type the table does not have changes nothing.
    reduce: (item, event) => (reducers.get(event.type) ?? ((same) => same))(item, event),
    includes: (item, event) => input.includes?.(item, event) ?? false,
    isAmbiguous: (event) => input.isAmbiguous?.(event) ?? input.includes === undefined,
  }
}

function check(input: {
  readonly name: string
  readonly path: string
  readonly events: object
  readonly filter: FilterFields
}): void {
  const { name, path, events, filter } = input
  const refuse = (reason: string) => {
    throw new ProtocolError('bad_feed', `Failed to define a feed: ${reason}`)
  }
  // It becomes part of storage keys, lock names and log names.
  if (!/^[a-z][a-z0-9_-]{0,63}$/.test(name)) {
    refuse('its name cannot be used. Use a lower-case word of at most 64 characters.')
  }
  if (!/^\/[^?#\s]*$/.test(path)) {
    refuse('its path cannot be used. Begin with a slash, and leave out query and hash.')
  }
  for (const type of Object.keys(events)) {
    // [spec] EventSource gives a frame without a name the type `message`.
    if (controlFrameNames.includes(type) || !/^[^\s\0]+$/.test(type)) {
      refuse(`"${type}" cannot be an event type. Use a name such as "shipment.moved".`)
    }
  }
  const topics = Object.values<FilterField>(filter).map(({ topic }) => topic)
  const keys = Object.values<FilterField>(filter).filter(({ isKey }) => isKey)
  if (keys.length > 1 || new Set(topics).size < topics.length) {
    refuse('two filter fields name the same topics, or both hold keys. Keep one of them.')
  }
}
