import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import { decodeFrame } from '../../../src/protocol/decode.ts'
import { createShipmentsServer } from '../../support/shipments-server.ts'
import { alice, bob, createWired } from '../../support/wired.ts'

/** What the body means to a reader of the feed. */
const meaningOf = (body: unknown) =>
  decodeFrame({ type: 'snapshot', data: JSON.stringify(body), lastEventId: '' }, payments)

describe('GET /events/snapshot', () => {
  it('answers what a subscription to the same filter would begin with', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    await wired.createStream({ sender: bob, recipient: alice })
    const query = `streams=${streamId}&users=${alice}`
    const { status, body } = await wired.call('GET', `/events/snapshot?${query}`)
    const { frames } = await wired.subscribe(`${query}&snapshot=true`)
    const sent = frames.find((frame) => frame.kind === 'snapshot')
    expect(status).toBe(200)
    expect(meaningOf(body)).toEqual({ ...sent, position: null })
    expect(body['topics']).toEqual([`stream:${streamId}`, `user:${alice}`])
  })

  it('has a position from which a subscription misses nothing and repeats nothing', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const { body } = await wired.call('GET', `/events/snapshot?streams=${streamId}`)
    await wired.topUp(streamId, 2)
    const { frames } = await wired.subscribe(`streams=${streamId}`, {
      headers: { 'last-event-id': String(body['position']) },
    })
    expect(frames).toMatchObject([
      { kind: 'connected', recovered: true, replayed: 2 },
      { kind: 'event', event: { type: 'stream.topped_up' } },
      { kind: 'event', event: { type: 'stream.topped_up' } },
    ])
  })

  it('must not be stored by a cache', async () => {
    const answer = await createWired().fetch('/events/snapshot?all=true')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    ['', 400, 'filter_required'],
    ['?streams=007', 400, 'bad_stream_id'],
    ['?all=true&snapshot=true', 400, 'unknown_parameter'],
    ['?all=true&lastEventId=a.1', 400, 'unknown_parameter'],
    ['?all=true&all=true', 400, 'repeated_parameter'],
  ])('refuses the query "%s" with %i %s', async (query, status, code) => {
    const answer = await createWired().call('GET', `/events/snapshot${query}`)
    expect(answer).toMatchObject({ status, body: { code } })
  })
})

describe('the state of a feed of one’s own', () => {
  it('is next to its subscription, in the field that holds its items', async () => {
    const server = createShipmentsServer()
    const { epoch } = await server.feed.publish({
      type: 'shipment.registered',
      id: '7',
      hub: 'OSL',
    })
    const answer = await server.fetch('/shipments/snapshot?hubs=OSL')
    expect(await answer.json()).toEqual({
      position: `${epoch}.1`,
      topics: ['hub:OSL'],
      items: [{ id: '7', hub: 'OSL', isDelivered: false }],
    })
  })

  it('is read with the rights of a subscription', async () => {
    const authenticator: Authenticator = {
      name: 'header',
      authenticate: async () => ({ ok: true, identity: { subject: 'OSL', isTrusted: false } }),
    }
    const server = createShipmentsServer({
      authenticator,
      forbiddenTopics: ({ subject }, topics) => topics.filter((name) => name !== `hub:${subject}`),
    })
    expect((await server.fetch('/shipments/snapshot?hubs=OSL')).status).toBe(200)
    const refused = await server.fetch('/shipments/snapshot?hubs=BGO')
    expect(refused.status).toBe(403)
    expect(await refused.json()).toMatchObject({ code: 'forbidden_topics', topics: ['hub:BGO'] })
  })
})
