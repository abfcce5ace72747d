/** A feed that the package does not ship: parcels that move between hubs. One schema is a Standard Schema. */
import type { StandardSchema } from '../../src/feeds/body-codec.ts'
import { defineFeed, event } from '../../src/feeds/definition.ts'

export interface Shipment {
  readonly id: string
  readonly hub: string
  readonly isDelivered: boolean
}

/** A validator as valibot or zod would make it, for strings and booleans. */
export function objectSchema<Body extends object>(
  fields: { readonly [Name in keyof Body]: 'string' | 'boolean' },
): StandardSchema<Body> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate(value) {
        const given = Object(value) as Readonly<Record<string, unknown>>
        for (const [name, type] of Object.entries(fields)) {
          if (typeof given[name] !== type) {
            return { issues: [{ message: `expected a ${String(type)}`, path: [name] }] }
          }
        }
        const names = Object.keys(fields)
        return { value: Object.fromEntries(names.map((name) => [name, given[name]])) as Body }
      },
    },
  }
}

const place = objectSchema<{ readonly id: string; readonly hub: string }>({
  id: 'string',
  hub: 'string',
})
const id = objectSchema<{ readonly id: string }>({ id: 'string' })

export const shipments = defineFeed({
  name: 'shipments',
  path: '/shipments/events',
  events: {
    'shipment.registered': event({
      body: place,
      meaning: 'A hub has taken the shipment in.',
      example: { id: '7', hub: 'OSL' },
    }),
    'shipment.moved': event({
      body: place,
      meaning: 'It was scanned at another hub.',
      example: { id: '7', hub: 'BGO' },
    }),
    'shipment.delivered': event({
      body: id,
      meaning: 'The recipient has it.',
      example: { id: '7' },
    }),
    'shipment.archived': event({
      body: id,
      meaning: 'It is no longer tracked.',
      example: { id: '7' },
    }),
  },
  filter: { ids: { topic: 'shipment', isKey: true }, hubs: { topic: 'hub' } },
  topicsOf: (happened) => [
    `shipment:${happened.id}`,
    ...('hub' in happened ? [`hub:${happened.hub}`] : []),
  ],
  state: {
    item: objectSchema<Shipment>({ id: 'string', hub: 'string', isDelivered: 'boolean' }),
    keyOf: (shipment) => shipment.id,
    keyOfEvent: (happened) => happened.id,
    topicsOf: (shipment) => [`shipment:${shipment.id}`, `hub:${shipment.hub}`],
    reduce: {
      'shipment.registered': (_, { id, hub }) => ({ id, hub, isDelivered: false }),
      'shipment.moved': (shipment, { hub }) => shipment && { ...shipment, hub },
      'shipment.delivered': (shipment) => shipment && { ...shipment, isDelivered: true },
      'shipment.archived': () => undefined,
    },
  },
})
