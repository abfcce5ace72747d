import { describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { deliveryPoliciesOf } from '../../../server/feeds/declared-delivery.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import type { LogEntry } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { fields } from '../../../src/feeds/body-codec.ts'
import { defineFeed, event } from '../../../src/feeds/definition.ts'
import type { EventDelivery } from '../../../src/feeds/event-delivery.ts'
import { shortTextField } from '../../../src/protocol/fields.ts'
import { shipments } from '../../support/shipments.ts'

const body = fields<{ symbol: string; price: string }>({
  symbol: shortTextField,
  price: shortTextField,
})

/** A feed without state. */
const pricesWith = (delivery: EventDelivery<{ symbol: string; price: string }> | undefined) =>
  defineFeed({
    name: 'prices',
    path: '/prices/events',
    events: {
      'price.changed': event({ body, ...(delivery && { delivery }) }),
      'symbol.suspended': event({ body }),
    },
    filter: { symbols: { topic: 'symbol' } },
    topicsOf: ({ symbol }) => [`symbol:${symbol}`],
  })

const entry = (type: string, data: string, topics: readonly string[] = ['all']): LogEntry => ({
  ...{ type, data, topics, atMs: 0 },
  position: { epoch: 'e', offset: 1 },
})

describe('what a definition declares about slow clients', () => {
  it('is nothing where every event is caught up on', () => {
    expect(deliveryPoliciesOf(pricesWith(undefined))).toBeNull()
    expect(deliveryPoliciesOf(pricesWith({ policy: 'catch-up' }))).toBeNull()
  })

  it('has a policy for each event type, and a slot for each key and its topics', () => {
    const policies = deliveryPoliciesOf(
      pricesWith({
        policy: 'conflate',
        keyOf: ({ symbol }) => (symbol === 'none' ? null : symbol),
      }),
    )
    const changed = (symbol: string, topics?: readonly string[]) =>
      entry('price.changed', JSON.stringify({ symbol, price: '1' }), topics)
    expect(policies?.policyOf(changed('A'))).toBe('conflate')
    expect(policies?.policyOf(entry('symbol.suspended', '{}'))).toBe('catch-up')
    expect(policies?.policyOf(entry('unknown', '{}'))).toBe('catch-up')
    const slotOf = (one: LogEntry) => policies?.slotOf(one)
    expect(slotOf(changed('A'))).toBe(slotOf(changed('A')))
    expect(slotOf(changed('A'))).not.toBe(slotOf(changed('B')))
    expect(slotOf(changed('A'))).not.toBe(slotOf(changed('A', ['all', 'hub:1'])))
    expect(slotOf(changed('none'))).toBeNull()
    expect(slotOf(entry('symbol.suspended', '{}'))).toBeNull()
    // Damaged in the log: it is sent, and not conflated.
    expect(slotOf(entry('price.changed', '{'))).toBeNull()
    expect(slotOf(entry('price.changed', '{"symbol":7}'))).toBeNull()
  })

  it('takes the key of the item where no other is declared', () => {
    const policies = deliveryPoliciesOf({
      ...shipments,
      events: {
        ...shipments.events,
        'shipment.moved': {
          ...shipments.events['shipment.moved'],
          delivery: { policy: 'conflate' },
        },
      },
    })
    const moved = (id: string, hub: string) =>
      policies?.slotOf(entry('shipment.moved', JSON.stringify({ id, hub })))
    expect(moved('7', 'OSL')).toBe(moved('7', 'BGO'))
    expect(moved('7', 'OSL')).not.toBe(moved('8', 'OSL'))
  })

  it.each([
    [{ policy: 'newest' }, undefined, /"newest"\. Use one of catch-up, conflate/],
    [{ policy: 'conflate' }, undefined, /price\.changed is conflated and has no key/],
    [
      { policy: 'drop-oldest', keyOf: () => 'a' },
      undefined,
      /has a keyOf, which only the policy conflate uses/,
    ],
    [{ policy: 'disconnect' }, 0, /lookAheadFrames is 0\. Pass a whole number from 1 to 5000/],
    [{ policy: 'disconnect' }, 2.5, /lookAheadFrames is 2\.5/],
    [{ policy: 'disconnect' }, 5_001, /lookAheadFrames is 5001/],
  ])(
    'is refused when the feed is served if it cannot be applied: %j, %j',
    (delivery, frames, message) => {
      const definition = pricesWith(delivery as EventDelivery)
      const options = { log: memoryLog(), ...(frames !== undefined && { lookAheadFrames: frames }) }
      expect(() => serveFeed(definition, options)).toThrow(message)
      expect(() => serveFeed(definition, options)).toThrow(
        expect.objectContaining({ code: 'bad_feed' }),
      )
    },
  )

  it('is documented with each event', async () => {
    const feed = serveFeed(pricesWith({ policy: 'drop-oldest' }), { log: memoryLog() })
    const { app, close } = createApp({ feeds: [feed] })
    const answer = await app.fetch(new Request('http://localhost/asyncapi.json'))
    expect(await answer.json()).toMatchObject({
      channels: {
        prices: {
          messages: {
            'price.changed': { 'x-delivery': 'drop-oldest' },
            'symbol.suspended': { 'x-delivery': 'catch-up' },
          },
        },
      },
    })
    close()
  })
})
