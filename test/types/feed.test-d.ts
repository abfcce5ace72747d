/** Feed definitions that must compile, and ones that must not. Checked by the compiler, never run. */
import { expectTypeOf } from 'vitest'
import { createFeedSession } from '../../src/connected-session.ts'
import { createConnection } from '../../src/connection/index.ts'
import {
  type BodyCodec,
  countField,
  defineFeed,
  type EventEntry,
  event,
  type FeedEventOf,
  type FeedFilterOf,
  type FeedItemOf,
  fields,
  optional,
  type Schema,
  type StateInput,
  shortTextField,
} from '../../src/feeds/index.ts'
import { createFeedStore } from '../../src/store/create-store.ts'

interface Shipment {
  readonly id: string
  readonly hub: string
}

const body = fields<Shipment>({ id: shortTextField, hub: shortTextField })
const events = {
  'shipment.registered': event({ body }),
  'shipment.lost': event({ body: fields<{ id: string }>({ id: shortTextField }) }),
}
// Without a type argument the readers say what the body is, optional ones included.
const weighed = fields({ id: shortTextField, grams: optional(countField) })
expectTypeOf(weighed).toEqualTypeOf<BodyCodec<{ readonly id: string; readonly grams?: number }>>()
event({ body: weighed, example: { id: '7' } })
// @ts-expect-error the id is not optional
event({ body: weighed, example: { grams: 300 } })
const parcels = defineFeed({
  name: 'parcels',
  path: '/parcels/events',
  events: { 'parcel.weighed': event({ body: weighed }) },
  filter: { ids: { topic: 'parcel', isKey: true } },
  topicsOf: ({ id }) => [`parcel:${id}`],
})
declare const parcel: FeedEventOf<typeof parcels>
expectTypeOf(parcel.grams).toEqualTypeOf<number | undefined>()
// @ts-expect-error the weight may be missing
parcel.grams.toFixed()
// @ts-expect-error a reader is needed, not its name
fields({ id: 'text' })
// With a type argument the readers have to be as optional as its properties.
fields<{ id: string; grams?: number }>({ id: shortTextField, grams: optional(countField) })
// @ts-expect-error the weight may be missing
fields<{ id: string; grams?: number }>({ id: shortTextField, grams: countField })
// @ts-expect-error the weight is never missing
fields<{ id: string; grams: number }>({ id: shortTextField, grams: optional(countField) })
// An example does not widen what the schema says.
declare function picklist<const Word extends string>(
  ...words: readonly Word[]
): Schema<{ readonly reason: Word }>
const lost = event({ body: picklist('theft', 'fire'), example: { reason: 'fire' } })
expectTypeOf(lost).toEqualTypeOf<EventEntry<{ readonly reason: 'theft' | 'fire' }>>()
// @ts-expect-error an example is a valid body
event({ body: picklist('theft', 'fire'), example: { reason: 'rain' } })
// How slow clients are sent an event: the key is made of its body.
event({ body: weighed, delivery: { policy: 'conflate', keyOf: ({ id }) => id } })
// @ts-expect-error the body has no such field
event({ body: weighed, delivery: { policy: 'conflate', keyOf: ({ kilos }) => kilos } })
// @ts-expect-error not a policy
event({ body: weighed, delivery: { policy: 'drop-newest' } })
type Happened =
  | ({ readonly type: 'shipment.registered' } & Shipment)
  | { readonly type: 'shipment.lost'; readonly id: string }

const rules = {
  item: body,
  keyOf: (shipment: Shipment) => shipment.id,
  keyOfEvent: (happened: Happened) => happened.id,
  topicsOf: (shipment: Shipment) => [`shipment:${shipment.id}`],
}

const shipments = defineFeed({
  name: 'shipments',
  path: '/shipments/events',
  events,
  filter: { ids: { topic: 'shipment', isKey: true } },
  topicsOf: (happened) => [`shipment:${happened.id}`],
  state: {
    ...rules,
    reduce: {
      'shipment.registered': (_, { id, hub }) => ({ id, hub }),
      'shipment.lost': () => undefined,
    },
  },
})

expectTypeOf<FeedItemOf<typeof shipments>>().toEqualTypeOf<Shipment>()
expectTypeOf<FeedEventOf<typeof shipments>['type']>().toEqualTypeOf<
  'shipment.registered' | 'shipment.lost'
>()
expectTypeOf<FeedFilterOf<typeof shipments>['ids']>().toEqualTypeOf<readonly string[] | undefined>()

const connection = createConnection({ feed: shipments, url: '', filter: { ids: ['7'] } })
connection.on('shipment.registered', (happened) => {
  expectTypeOf(happened.hub).toEqualTypeOf<string>()
})
connection.on('shipment.lost', (happened) => {
  // @ts-expect-error a lost shipment has no hub
  happened.hub
})
// @ts-expect-error not the name of an event of this feed
connection.on('shipment.moved', () => {})
// @ts-expect-error an event of another feed
connection.on('stream.withdrawn', () => {})
for await (const happened of connection) {
  expectTypeOf(happened.type).toEqualTypeOf<'shipment.registered' | 'shipment.lost'>()
}

connection.setFilter({ all: true })
// @ts-expect-error a filter field that the feed does not have
connection.setFilter({ hubs: ['OSL'] })
// @ts-expect-error values are text
connection.setFilter({ ids: [7] })
// @ts-expect-error a filter field that the feed does not have
createConnection({ feed: shipments, url: '', filter: { streams: ['7'] } })
// @ts-expect-error nor has a session one
createFeedSession({ feed: shipments, url: '', filter: { hubs: ['OSL'] } })

const store = createFeedStore(shipments, { nowMs: () => 0 })
expectTypeOf(store.getState().items).toEqualTypeOf<ReadonlyMap<string, Shipment>>()
store.apply([
  { kind: 'event', event: { type: 'shipment.lost', id: '7' }, position: null },
  // @ts-expect-error not an event of this feed
  { kind: 'event', event: { type: 'shipment.moved', id: '7' }, position: null },
])

export const withoutOneReducer: StateInput<Shipment, Happened> = {
  ...rules,
  // @ts-expect-error every event needs a reducer
  reduce: { 'shipment.registered': (_, { id, hub }) => ({ id, hub }) },
}

export const withOneTooMany: StateInput<Shipment, Happened> = {
  ...rules,
  reduce: {
    'shipment.registered': (_, { id, hub }) => ({ id, hub }),
    'shipment.lost': () => undefined,
    // @ts-expect-error a reducer of an event that the feed does not have
    'shipment.moved': () => undefined,
  },
}

export const ofAnotherEvent: StateInput<Shipment, Happened> = {
  ...rules,
  reduce: {
    'shipment.registered': (_, { id, hub }) => ({ id, hub }),
    // @ts-expect-error a lost shipment has no hub
    'shipment.lost': (_, { id, hub }) => ({ id, hub }),
  },
}

defineFeed({
  name: 'shipments',
  path: '/shipments/events',
  events,
  filter: {},
  topicsOf: () => [],
  state: {
    ...rules,
    // @ts-expect-error every event needs a reducer, even where the types are inferred
    reduce: { 'shipment.registered': (_, { id, hub }) => ({ id, hub }) },
  },
})

defineFeed({
  name: 'shipments',
  path: '/shipments/events',
  events,
  filter: {},
  // @ts-expect-error not every event of the table has a hub
  topicsOf: (happened) => [`hub:${happened.hub}`],
})
