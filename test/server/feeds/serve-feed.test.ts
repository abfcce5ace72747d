import { describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { type ServerFeed, serveFeed } from '../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { fields } from '../../../src/feeds/body-codec.ts'
import { defineFeed, event, type ServableFeed } from '../../../src/feeds/definition.ts'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import { shortTextField } from '../../../src/protocol/fields.ts'
import { shipments } from '../../support/shipments.ts'
import { createShipmentsServer } from '../../support/shipments-server.ts'
import { createStillTime } from '../../support/still-time.ts'

/** A feed like the shipments, under another name or path. */
const variant = (change: Partial<ServableFeed>): ServableFeed => ({
  ...(shipments as unknown as ServableFeed),
  ...change,
})

const registered = { type: 'shipment.registered', id: '7', hub: 'OSL' } as const
const moved = { type: 'shipment.moved', id: '7', hub: 'BGO' } as const

/** Identifies the caller by a header, and trusts no one. */
const byHeader: Authenticator = {
  name: 'header',
  authenticate: async (request) => ({
    ok: true,
    identity: { subject: request.headers.get('x-user'), isTrusted: false },
  }),
}

describe('a published event', () => {
  it('reaches the subscribers whose topics match, live and after a replay', async () => {
    const server = createShipmentsServer()
    const { epoch, offset } = await server.feed.publish(registered)
    const all = await server.subscribe('/shipments/events?all=true')
    const other = await server.subscribe('/shipments/events?hubs=TRD')
    await server.feed.publish(moved)
    await server.settle()
    expect(all).toMatchObject([{ kind: 'connected' }, { kind: 'event', event: moved }])
    expect(other).toMatchObject([{ kind: 'connected' }])
    const resumed = await server.subscribe('/shipments/events?ids=7', {
      headers: { 'last-event-id': `${epoch}.${offset}` },
    })
    expect(resumed).toMatchObject([
      { kind: 'connected', recovered: true, replayed: 1 },
      { kind: 'event', event: moved },
    ])
  })

  it('is part of the snapshot that follows', async () => {
    const server = createShipmentsServer()
    await server.feed.publish(registered)
    const position = await server.feed.publish(moved)
    const frames = await server.subscribe('/shipments/events?hubs=BGO&snapshot=true')
    expect(frames[1]).toMatchObject({
      kind: 'snapshot',
      position,
      items: [{ id: '7', hub: 'BGO', isDelivered: false }],
    })
  })
})

describe('forbiddenTopics', () => {
  const server = createShipmentsServer({
    authenticator: byHeader,
    forbiddenTopics: async ({ subject }, topics) =>
      topics.filter((topic) => topic !== `hub:${subject}`),
  })
  const asOslo = { headers: { 'x-user': 'OSL' } }

  it('answers 403 with the list of what may not be read', async () => {
    const response = await server.fetch('/shipments/events?hubs=OSL&hubs=BGO&ids=7', asOslo)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      code: 'forbidden_topics',
      topics: ['shipment:7', 'hub:BGO'],
    })
  })

  it('answers in-band with the same list when the client cannot read a status', async () => {
    const frames = await server.subscribe('/shipments/events?hubs=BGO&errors=inline', asOslo)
    expect(frames).toMatchObject([
      { kind: 'rejected', problem: { code: 'forbidden_topics', topics: ['hub:BGO'] } },
    ])
  })

  it('opens no connection for a refused subscription', async () => {
    await server.fetch('/shipments/events?hubs=BGO', asOslo)
    expect(server.hubs.get('shipments')?.connections).toBe(0)
  })

  it('lets the caller read what is allowed', async () => {
    expect(await server.subscribe('/shipments/events?hubs=OSL', asOslo)).toMatchObject([
      { kind: 'connected' },
    ])
  })
})

describe('a snapshot from a source of its own', () => {
  it('gets the requested topics and is sent at the position before the read', async () => {
    const asked: (readonly string[])[] = []
    const server = createShipmentsServer({
      async snapshot(topics) {
        asked.push(topics)
        // Published while the database is read: it may or may not be in the answer.
        await server.feed.publish(moved)
        return { items: [{ id: '7', hub: 'BGO', isDelivered: false }] }
      },
    })
    const before = await server.feed.publish(registered)
    const frames = await server.subscribe('/shipments/events?ids=7&snapshot=true')
    expect(asked).toEqual([['shipment:7']])
    expect(frames).toMatchObject([
      { kind: 'connected' },
      { kind: 'snapshot', position: before, items: [{ hub: 'BGO' }] },
      { kind: 'event', event: moved },
    ])
  })

  it('that takes long does not hold back the first bytes, which some browsers open with', async () => {
    const server = createShipmentsServer({ snapshot: () => new Promise(() => {}) })
    const response = await server.fetch('/shipments/events?all=true&snapshot=true')
    const first = await response.body?.getReader().read()
    expect(new TextDecoder().decode(first?.value)).toMatch(/^retry: \d+\n\n$/)
  })

  it('is sent at its own position when it has one', async () => {
    const log = memoryLog(createStillTime())
    const server = createShipmentsServer({
      log,
      async snapshot() {
        return { items: [], position: await server.feed.publish(moved) }
      },
    })
    const frames = await server.subscribe('/shipments/events?all=true&snapshot=true')
    expect(frames).toMatchObject([
      { kind: 'connected' },
      { kind: 'snapshot', position: { offset: 1 }, items: [] },
    ])
  })

  it('means that publish stores no items', async () => {
    const log = memoryLog(createStillTime())
    const server = createShipmentsServer({ log, snapshot: async () => ({ items: [] }) })
    await server.feed.publish(registered)
    expect((await log.states('shipments', { prefix: '' }, 10)).values).toEqual([])
  })
})

describe('an alias of a feed', () => {
  it('answers like its path', async () => {
    const server = createShipmentsServer({ aliases: ['/v1/parcels'] })
    expect(await server.subscribe('/v1/parcels?all=true')).toMatchObject([{ kind: 'connected' }])
    expect((await server.fetch('/v1/parcels?typo=1')).status).toBe(400)
  })
})

describe('several feeds in one application', () => {
  const parcels = variant({ name: 'parcels', path: '/parcels/events' })

  async function deliverBoth(server: ReturnType<typeof createShipmentsServer>, other: ServerFeed) {
    const ships = await server.subscribe('/shipments/events?all=true')
    const parcel = await server.subscribe('/parcels/events?all=true')
    await server.feed.publish(registered)
    await other.publish(moved)
    await server.settle()
    return { ships: ships.slice(1), parcel: parcel.slice(1) }
  }

  it('keep their events and items apart on one log', async () => {
    const log = memoryLog(createStillTime())
    const other = serveFeed(parcels, { log })
    const server = createShipmentsServer({ log, others: [other] })
    expect(await deliverBoth(server, other)).toMatchObject({
      ships: [{ event: registered, position: { offset: 1 } }],
      parcel: [{ event: moved, position: { offset: 1 } }],
    })
    expect((await other.snapshot?.(['all']))?.items).toEqual([])
  })

  it('run on two logs', async () => {
    const other = serveFeed(parcels, { log: memoryLog(createStillTime()) })
    const server = createShipmentsServer({ others: [other] })
    expect(await deliverBoth(server, other)).toMatchObject({
      ships: [{ event: registered }],
      parcel: [{ event: moved }],
    })
  })

  it('run next to payments, share the connection limit, and have stats of their own', async () => {
    const time = createStillTime()
    const payments = paymentsFeed({
      log: memoryLog(time),
      clock: time.clock,
      timers: time.timers,
    })
    const server = createShipmentsServer({ others: [payments], config: { maxConnections: 2 } })
    await server.subscribe('/shipments/events?all=true')
    await server.subscribe('/events/subscribe?all=true')
    expect((await server.fetch('/shipments/events?all=true')).status).toBe(503)
    const statsOf = async (path: string) => (await server.fetch(path)).json()
    expect(await statsOf('/shipments/stats')).toMatchObject({ connectionsByFilter: { all: 1 } })
    expect(await statsOf('/events/stats')).toMatchObject({ connectionsByFilter: { all: 1 } })
  })

  it('are ready only when the log of each is', async () => {
    const broken = memoryLog(createStillTime())
    await broken.close()
    const server = createShipmentsServer({ others: [serveFeed(parcels, { log: broken })] })
    const response = await server.fetch('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ reasons: ['log_unavailable'] })
  })

  const serve = (definition: ServableFeed, aliases: readonly string[] = []) =>
    serveFeed(definition, { log: memoryLog(createStillTime()), aliases })
  const clashes: readonly (readonly [string, readonly ServerFeed[], string])[] = [
    ['no feed', [], 'no feed'],
    ['one name', [serve(shipments), serve(variant({ path: '/other/events' }))], 'shipments'],
    ['one path', [serve(shipments), serve(variant({ name: 'parcels' }))], '/shipments/events'],
    ['an alias that is a path', [serve(shipments), serve(parcels, [shipments.path])], 'events'],
    ['one alias', [serve(shipments, ['/v1']), serve(parcels, ['/v1'])], '/v1'],
    [
      'one path for stats',
      [serve(shipments), serve(variant({ name: 'parcels', path: '/shipments/parcels' }))],
      '/shipments/stats',
    ],
    [
      'stats under the path of another feed',
      [serve(shipments), serve(variant({ name: 'parcels', path: '/shipments/stats' }))],
      '/shipments/stats',
    ],
    ['a path of the application', [serve(variant({ path: '/healthz' }))], '/healthz'],
    [
      'state under the path of another feed',
      [serve(shipments), serve(variant({ name: 'parcels', path: '/shipments/snapshot' }))],
      '/shipments/snapshot',
    ],
    ['stats under a path of its own', [serve(variant({ path: '/shipments/stats' }))], 'stats'],
  ]

  it.each(clashes)('are refused with bad_feed for %s', (_, feeds, text) => {
    let refusal: unknown
    try {
      createApp({ feeds })
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(ProtocolError)
    expect(refusal).toMatchObject({ code: 'bad_feed', message: expect.stringContaining(text) })
  })
})

describe('the readiness probe', () => {
  it('does not append to the log of a feed, whatever its name', async () => {
    const log = memoryLog(createStillTime())
    const probe = variant({ name: 'probe', path: '/probe/events' })
    const app = createApp({ feeds: [serveFeed(probe, { log })] })
    expect((await app.app.fetch(new Request('http://localhost/readyz'))).status).toBe(200)
    expect(await log.bounds('probe')).toMatchObject({ top: 0 })
  })
})

describe('a feed without state', () => {
  const notices = defineFeed({
    name: 'notices',
    path: '/notices',
    events: {
      'notice.posted': event({ body: fields<{ text: string }>({ text: shortTextField }) }),
    },
    filter: { hubs: { topic: 'hub' } },
    topicsOf: () => [],
  })

  it('publishes events, and has stats at the root', async () => {
    const feed = serveFeed(notices, { log: memoryLog(createStillTime()) })
    expect(feed.snapshot).toBeNull()
    const server = createShipmentsServer({ others: [feed] })
    const position = await feed.publish({ type: 'notice.posted', text: 'Closed' })
    const stats = await (await server.fetch('/stats')).json()
    expect(stats).toMatchObject({ position: `${position.epoch}.1` })
  })
})
