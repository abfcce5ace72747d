/** What is streamed: parcels that move between hubs. Shared by server, page, mock and tests. */
import { defineFeed, event, fields, shortTextField, wordField } from 'streamgauge/feeds'

export interface Shipment {
  readonly id: string
  readonly hub: string
  readonly status: 'moving' | 'delivered' | 'unspecified'
}

const place = fields<{ id: string; hub: string }>({ id: shortTextField, hub: shortTextField })

export const shipments = defineFeed({
  name: 'shipments',
  path: '/shipments/events',
  events: {
    'shipment.registered': event({
      body: place,
      meaning: 'A hub has accepted the shipment.',
      example: { id: '7', hub: 'OSL' },
    }),
    'shipment.moved': event({
      body: place,
      meaning: 'It was scanned at another hub.',
      example: { id: '7', hub: 'BGO' },
    }),
    'shipment.delivered': event({
      body: fields<{ id: string }>({ id: shortTextField }),
      meaning: 'The recipient has signed for it.',
      example: { id: '7' },
    }),
  },
  filter: { ids: { topic: 'shipment', isKey: true }, hubs: { topic: 'hub' } },
  topicsOf: (event) => [`shipment:${event.id}`, ...('hub' in event ? [`hub:${event.hub}`] : [])],
  state: {
    item: fields<Shipment>({
      id: shortTextField,
      hub: shortTextField,
      status: wordField('moving', 'delivered'),
    }),
    keyOf: (shipment) => shipment.id,
    keyOfEvent: (event) => event.id,
    topicsOf: (shipment) => [`shipment:${shipment.id}`, `hub:${shipment.hub}`],
    reduce: {
      'shipment.registered': (_, { id, hub }) => ({ id, hub, status: 'moving' }),
      'shipment.moved': (_, { id, hub }) => ({ id, hub, status: 'moving' }),
      'shipment.delivered': (shipment) => shipment && { ...shipment, status: 'delivered' },
    },
  },
})
