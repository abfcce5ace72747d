/** The AsyncAPI document: valid by the specification's own schema, and complete. */
import schema from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' }
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { documentedPayments } from '../../../src/feeds/payments/documentation.ts'
import { shipments } from '../../support/shipments.ts'
import { createShipmentsServer } from '../../support/shipments-server.ts'
import { createStillTime } from '../../support/still-time.ts'

interface AsyncApiDocument {
  readonly channels: Readonly<Record<string, Channel>>
  readonly operations: Readonly<Record<string, Operation>>
}

interface Channel {
  readonly address: string
  readonly messages: Readonly<Record<string, { readonly examples?: readonly unknown[] }>>
}

interface Operation {
  readonly bindings: {
    readonly http: { readonly query: { readonly properties: Readonly<Record<string, unknown>> } }
  }
}

/** The specification's schema uses formats that only describe; they are not checked. */
const validate = new Ajv({
  strict: false,
  meta: false,
  validateFormats: false,
  allErrors: true,
}).compile(schema)

async function readDocument(): Promise<AsyncApiDocument> {
  const time = createStillTime()
  const others = [paymentsFeed({ log: memoryLog(time), clock: time.clock, timers: time.timers })]
  const response = await createShipmentsServer({ others }).fetch('/asyncapi.json')
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  return (await response.json()) as AsyncApiDocument
}

describe('GET /asyncapi.json', () => {
  it('is valid AsyncAPI 3.0', async () => {
    validate(await readDocument())
    expect(validate.errors ?? []).toEqual([])
  })

  it('is refused by the schema when a channel is described wrongly', async () => {
    const document = await readDocument()
    const channels = { ...document.channels, shipments: { address: 7 } }
    expect(validate({ ...document, channels })).toBe(false)
    const operations = { subscribe: { ...document.operations['subscribe_shipments'], action: '' } }
    expect(validate({ ...document, operations })).toBe(false)
  })

  it.each([documentedPayments, shipments])(
    'describes every query parameter of $name',
    async (feed) => {
      const operation = (await readDocument()).operations[`subscribe_${feed.name}`]
      expect(Object.keys(operation?.bindings.http.query.properties ?? {})).toEqual([
        'all',
        ...Object.keys(feed.filter),
        'snapshot',
        'lastEventId',
        'errors',
      ])
    },
  )

  it.each([
    [documentedPayments, '/events/durable'],
    [shipments, '/shipments/durable'],
  ] as const)('describes how $name is read by Durable Streams', async (feed, address) => {
    const { channels, operations } = await readDocument()
    const channel = channels[`${feed.name}.durable`]
    expect(channel?.address).toBe(address)
    expect(Object.keys(channel?.messages ?? {})).toEqual(Object.keys(feed.events))
    const { query } = operations[`read_${feed.name}`]?.bindings.http ?? {}
    const names = ['all', ...Object.keys(feed.filter), 'offset', 'live', 'cursor']
    expect(Object.keys(query?.properties ?? {})).toEqual(names)
  })

  it('has the subscription of the first feed first, where programs look for it', async () => {
    expect(Object.values((await readDocument()).channels)[0]?.address).toBe('/shipments/events')
  })

  it.each([documentedPayments, shipments])('describes every event of $name', async (feed) => {
    const channel = (await readDocument()).channels[feed.name]
    expect(channel?.address).toBe(feed.path)
    expect(Object.keys(channel?.messages ?? {})).toEqual(Object.keys(feed.events))
    for (const message of Object.values(channel?.messages ?? {})) {
      expect(message).toMatchObject({ summary: expect.any(String) })
      expect(message.examples).toHaveLength(1)
    }
  })
})
