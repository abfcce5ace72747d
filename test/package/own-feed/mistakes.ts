/** Programs that must not compile. */
import { createConnection } from 'streamgauge/connection'
import { defineFeed, event, fields, shortTextField } from 'streamgauge/feeds'
import { shipments } from './feed.ts'

const connection = createConnection({ feed: shipments, url: '', filter: { hubs: ['OSL'] } })

// @ts-expect-error No such event.
connection.on('shipment.lost', () => {})
connection.on('shipment.moved', (moved) => {
  const hub: string = moved.hub
  return hub
})
// @ts-expect-error No such filter field.
connection.setFilter({ cities: ['Oslo'] })
// @ts-expect-error A field is not a string.
connection.setFilter({ hubs: 'OSL' })

const body = fields<{ id: string }>({ id: shortTextField })
defineFeed({
  name: 'parcels',
  path: '/parcels',
  events: { 'parcel.sent': event({ body }), 'parcel.received': event({ body }) },
  filter: { ids: { topic: 'parcel', isKey: true } },
  topicsOf: ({ id }) => [`parcel:${id}`],
  state: {
    item: body,
    keyOf: ({ id }) => id,
    keyOfEvent: ({ id }) => id,
    topicsOf: ({ id }) => [`parcel:${id}`],
    // @ts-expect-error `parcel.received` has no reducer.
    reduce: { 'parcel.sent': (_, { id }) => ({ id }) },
  },
})
