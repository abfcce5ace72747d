/**
 * The feed definition: the one object that says what is streamed. Server, client, store, hooks, mocks
 * and the contract suite are functions of it. Pure; no Node, no DOM, no React, and no particular feed.
 */

import type { FeedCodec, FeedDecoder, FeedEvent } from '../protocol/feed-codec.ts'
import { allTopic, type TopicSet } from '../protocol/topic-set.ts'
import { type BodyCodec, type BodyDecoder, codecOf, type Schema } from './body-codec.ts'
import type { FeedEndpoint } from './endpoint.ts'
import type { EventDelivery } from './event-delivery.ts'
import { checkFeed } from './feed-check.ts'
import type { FilterFields, FilterOf } from './filter-query.ts'
import type { FeedTenancy } from './tenant-name.ts'

/** One row of the event table. */
export interface EventEntry<Body extends object = object> {
  /** How the body is read and written, without the type. */
  readonly body: Schema<Body>
  /** What happened, in one sentence. For documentation. */
  readonly meaning?: string
  /** A valid body. For documentation and the contract suite. */
  readonly example?: NoInfer<Body>
  /** How a slow client is sent these events. Default `catch-up`: it receives all of them, later. */
  readonly delivery?: EventDelivery<NoInfer<Body>>
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
  /** What is streamed: the body of every event type. */
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
  /**
   * Each tenant has a log, connections and a state of its own. Pages bind the definition to one with
   * `forTenant`. Default: the feed has no tenants.
   */
  readonly tenant?: FeedTenancy
  /** Whether a subscription that names nothing is one to everything. Default false: it is refused. */
  readonly isFilterOptional?: boolean
}

/** The rules of a feed's state, with defaults filled in. */
export interface StateRules<Item extends object = object, Event extends FeedEvent = FeedEvent>
  extends Pick<StateInput<Item, Event>, 'keyOf' | 'keyOfEvent' | 'topicsOf'> {
  /** The item after the event; the same object when nothing about it changed. */
  reduce(item: Item | undefined, event: Event): Item | undefined
  /** Whether an item already shows an event. */
  includes(item: Item, event: Event): boolean
  /** Whether `includes` cannot decide for this event. */
  isAmbiguous(event: Event): boolean
}

/** A feed, as a page needs it: it reads its own frames. Made by {@link defineFeed}. */
export interface FeedDefinition<
  Event extends FeedEvent = FeedEvent,
  Item extends object = object,
  Filter extends object = object,
> extends FeedDecoder<Event, Item> {
  /** One word: the name of its log, of kept cursors and of the lock that tabs share. */
  readonly name: string
  /** Where its subscriptions are answered. */
  readonly path: string
  /** What each event type means, with an example. */
  readonly events: Readonly<Record<Event['type'], EventEntry>>
  /** What a subscriber can ask for. */
  readonly filter: FilterFields<Exclude<keyof Filter & string, 'all'>>
  /** Null for a feed without state. */
  readonly state: StateRules<Item, Event> | null
  /** `all`, and what the event itself says. */
  topicsOf(event: Event): TopicSet
  /** Text that is the same for the same event delivered again, without its position. */
  identityOf(event: Event): string
  /** Undefined for servers that speak PROTOCOL.md. */
  readonly endpoint: FeedEndpoint | undefined
  /** How its tenants are distinguished; undefined for a feed without tenants. */
  readonly tenant?: FeedTenancy | undefined
  /** Whether a subscription that names nothing is one to everything. */
  readonly isFilterOptional?: boolean | undefined
  /** For the compiler alone: never there at run time. */
  readonly '~types'?: { readonly event: Event; readonly item: Item; readonly filter: Filter }
}

/** A feed that can also be served: it writes its frames as well. */
export interface ServableFeed<
  Event extends FeedEvent = FeedEvent,
  Item extends object = object,
  Filter extends object = object,
> extends FeedDefinition<Event, Item, Filter>,
    Omit<FeedCodec<Event, Item>, keyof FeedDecoder> {}

/** The topics that an event is published under: its own, and those of its item where that is known. */
export function topicsOfEvent<Event extends FeedEvent, Item extends object>(
  feed: Pick<FeedDefinition<Event, Item>, 'topicsOf' | 'state'>,
  event: Event,
  item: Item | undefined,
): TopicSet {
  const ofItem = item ? (feed.state?.topicsOf(item) ?? []) : []
  return [...new Set([allTopic, ...ofItem, ...feed.topicsOf(event)])]
}

type TypesOf<Feed extends FeedDefinition> = NonNullable<Feed['~types']>
/** The types of a definition. */
export type FeedEventOf<Feed extends FeedDefinition> = TypesOf<Feed>['event']
/** The items of a feed's state. */
export type FeedItemOf<Feed extends FeedDefinition> = TypesOf<Feed>['item']
/** The filter of a feed. */
export type FeedFilterOf<Feed extends FeedDefinition> = TypesOf<Feed>['filter']

/** A row of the event table. */
export function event<Body extends object>(entry: EventEntry<Body>): EventEntry<Body> {
  return entry
}

/**
 * Makes a feed definition, checked.
 *
 * @throws ProtocolError `bad_feed` for an empty event table, an event type that every feed has as a
 * control frame, a name or a path that cannot be used, two key fields, or a tenant parameter that is taken.
 * @example
 * export const shipments = defineFeed({
 *   name: 'shipments',
 *   path: '/shipments/events',
 *   events: { 'shipment.moved': event({ body: fields({ id: shortTextField }) }) },
 *   filter: { ids: { topic: 'shipment', isKey: true } },
 *   topicsOf: (event) => [`shipment:${event.id}`],
 * })
 */
export function defineFeed<
  const Table extends EventTable,
  const Fields extends FilterFields,
  // `const`, so that literals in a reducer keep their type: the item's comes from its schema.
  const Item extends object = never,
>(input: FeedInput<Table, Item, Fields>): ServableFeed<EventsOf<Table>, Item, FilterOf<Fields>> {
  type Event = EventsOf<Table>
  checkFeed(input)
  const { state, greeting = 'named' } = input
  const codecs = new Map<string, BodyCodec<object>>(
    Object.entries<EventEntry>(input.events).map(([type, { body }]) => [type, codecOf(body)]),
  )
  const items = state && codecOf(state.item)
  const { identityOf = textOf } = input
  const entries = Object.entries<EventEntry>(input.events).map(([type, entry]) => [
    type,
    { ...entry, body: codecs.get(type) },
  ])
  return {
    ...composeFeed({
      ...input,
      events: Object.fromEntries(entries),
      identityOf,
      state: state && { ...stateOf(state), collection: state.collection, item: items },
      // The entries are those of the table, with their schemas replaced by codecs.
    } as unknown as ComposedInput<Event, Item, FilterOf<Fields>>),
    greeting,
    // A schema that keeps what it does not know would send the type twice.
    encodeEvent: ({ type, ...body }: Event) => codecs.get(type)?.encode(body),
    encodeItem: (item) => items?.encode(item),
  }
}

/**
 * What {@link composeFeed} is given: as {@link FeedInput}, with decoders in place of schemas, the state as
 * one function of item and event, and without defaults.
 */
export interface ComposedInput<Event extends FeedEvent, Item extends object, Filter extends object>
  extends Pick<FeedDefinition<Event, Item, Filter>, 'name' | 'path' | 'filter' | 'identityOf'> {
  /** What each event type means, and how it is read and written. */
  readonly events: {
    readonly [Type in Event['type']]: {
      readonly body: BodyDecoder<Omit<EventOfType<Event, Type>, 'type'>>
    }
  }
  /** The topics that an event says it belongs to. */
  topicsOf(event: Event): TopicSet
  /** What its events add up to; absent for a feed without state. */
  readonly state?:
    | (StateRules<Item, Event> & {
        readonly item: BodyDecoder<Item>
        /** As in {@link StateInput}. Default `items`. */
        readonly collection?: string | undefined
      })
    | undefined
  /** Where things are on servers that are not ours. */
  readonly endpoint?: FeedEndpoint
  /** As in {@link FeedInput}. */
  readonly tenant?: FeedTenancy
  /** As in {@link FeedInput}. Default false. */
  readonly isFilterOptional?: boolean
}

/**
 * As {@link defineFeed}, for definitions where every byte of the page counts. It only reads:
 * `documentFeed` adds what a server needs. Nothing is inferred or checked: give its types, and call
 * `defineFeed` with the same input in a test.
 */
export function composeFeed<Event extends FeedEvent, Item extends object, Filter extends object>(
  input: ComposedInput<Event, Item, Filter>,
): FeedDefinition<Event, Item, Filter> {
  const { state = null } = input
  const events: Readonly<Record<string, { readonly body: BodyDecoder<object> }>> = input.events
  const hasEvent = (type: string) => Object.hasOwn(events, type)

  return {
    endpoint: undefined,
    ...input,
    // A decoder reads, which is all that is asked of the entries here.
    events: events as unknown as Readonly<Record<Event['type'], EventEntry>>,
    hasEvent,
    decodeEvent(type, json) {
      const body =
        (hasEvent(type) && events[type]?.body.decode(json)) ||
        'type: expected an event of this feed'
      // The table ties each type to its body; TypeScript loses that on a union key.
      return typeof body === 'string' ? body : ({ ...body, type } as unknown as Event)
    },
    collection: state && (state.collection ?? 'items'),
    decodeItem: (json) => state?.item.decode(json) ?? 'item: expected a feed with state',
    topicsOf: (event) => [...new Set([allTopic, ...input.topicsOf(event)])],
    identityOf: (event) => `${event.type}:${input.identityOf(event)}`,
    state,
  }
}

/** The value as JSON, with `bigint` as decimal strings: the same text for equal events. */
export function textOf(event: object): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

function stateOf<Item extends object, Event extends FeedEvent>(
  input: Omit<StateInput<Item, Event>, 'item'>,
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
