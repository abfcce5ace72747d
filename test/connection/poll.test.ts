/** Where a proxy holds responses back, a subscription continues by polls, and says so. */
import { describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import '../../src/connection/polls.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFakeFeed, type FakeRequest } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { createLogServer } from './log-server.ts'
import { type PaymentsConnectionOptions, wordsOf } from './scene.ts'

async function heldScene(options: Partial<PaymentsConnectionOptions> = {}) {
  const feed = createFakeFeed()
  const world = createFakeWorld({ fetch: feed.fetch })
  const server = createLogServer(feed)
  server.append(5)
  server.hold()
  const connection = createConnection({
    feed: payments,
    url: 'http://api.test',
    filter: { all: true },
    platform: world.platform,
    ...options,
  })
  const seen: string[] = []
  connection.onFrames((batch) => seen.push(...batch.map(wordsOf)))
  connection.open()
  await world.settle()
  return {
    ...{ feed, world, server, connection, seen },
    look: () => connection.getSnapshot(),
    /** The last segments of the requests so far. */
    asked: () => feed.requests.map(({ url }) => url.pathname.replace(/.*\//, '')),
  }
}

/** A subscription that polls. */
async function pollScene(options: Partial<PaymentsConnectionOptions> = {}) {
  const scene = await heldScene(options)
  await scene.world.advance(11_100)
  return scene
}

describe('a connection on which nothing arrives', () => {
  it('is replaced by polls after ten seconds', async () => {
    const { world, server, seen, look, asked } = await heldScene()
    await world.advance(9_900)
    expect(asked()).toEqual(['subscribe'])
    await world.advance(1_200)
    expect(look()).toMatchObject({ status: 'open', phase: 'live', transport: 'poll' })
    expect(seen).toEqual(['snapshot 1/1'])
    server.append(2)
    await world.advance(1_100)
    expect(seen).toEqual(['snapshot 1/1', 'event 6', 'event 7'])
    expect(look()).toMatchObject({
      lastEventId: 'e1.7',
      gaps: 0,
      reconnects: 0,
    })
    // The server says 1.
    expect((look().clockOffsetMs ?? 0) + world.nowMs()).toBeLessThan(3_000)
  })

  it('is given up at once after it has fallen silent', async () => {
    const { world, server, seen, look, feed } = await heldScene()
    server.release()
    await world.advance(10_100)
    expect(look().transport).toBe('poll')
    expect(seen).toEqual(['snapshot 1/1'])
    expect(feed.openCount()).toBe(1)
  })

  it('stays where the server has no polls', async () => {
    const { feed, world, look, asked } = await heldScene()
    const answer = feed.onRequest
    feed.onRequest = (request: FakeRequest) => {
      if (request.url.pathname.endsWith('/subscribe')) answer?.(request)
      else request.answer(404, '{}')
    }
    await world.advance(10_100)
    expect(asked()).toEqual(['subscribe', 'durable', 'subscribe'])
    expect(look()).toMatchObject({ status: 'open', transport: 'direct' })
  })

  it('is tried again after a network that answered nothing', async () => {
    const { feed, world, look, asked } = await heldScene()
    const answer = feed.onRequest
    feed.onRequest = (request) => request.reject()
    await world.advance(10_100)
    expect(look()).toMatchObject({ status: 'waiting', transport: 'direct' })
    feed.onRequest = answer
    await world.advance(1_000)
    expect(asked()).toEqual(['subscribe', 'durable', 'subscribe'])
  })
})

describe('polls', () => {
  it('end when a direct connection begins again, without loss', async () => {
    const { world, server, seen, look, feed } = await pollScene()
    server.append(1)
    server.release()
    // The first trial comes after 45 to 75 seconds.
    for (let n = 0; n < 8; n++) {
      await world.advance(10_000)
      server.ping()
    }
    await world.advance(1_000)
    expect(look()).toMatchObject({ status: 'open', phase: 'live', transport: 'direct' })
    server.append(1)
    await world.advance(100)
    expect(seen).toEqual(['snapshot 1/1', 'event 6', 'event 7'])
    expect(look()).toMatchObject({ gaps: 0, reconnects: 1 })
    expect(feed.openCount()).toBe(1)
  })

  it('continue while a direct connection that is tried brings nothing', async () => {
    const { world, server, seen, look, feed } = await pollScene()
    for (let minute = 0; minute < 30; minute++) {
      server.append(1)
      server.ping()
      await world.advance(60_000 / 4)
    }
    expect(look()).toMatchObject({ status: 'open', phase: 'live', transport: 'poll', gaps: 0 })
    expect(seen).toHaveLength(31)
    const trials = feed.requests.filter(({ url }) => url.pathname.endsWith('/subscribe')).length - 1
    // After about 1, 3 and 7 minutes.
    expect(trials).toBeGreaterThanOrEqual(2)
    expect(trials).toBeLessThanOrEqual(4)
  })

  it('declare what is no longer kept, and bring the state', async () => {
    const { world, server, seen, connection } = await pollScene()
    connection.pause()
    server.append(20)
    server.trim(5)
    connection.resume()
    await world.advance(100)
    const kept = [21, 22, 23, 24, 25].map((offset) => `event ${offset}`)
    expect(seen).toEqual(['snapshot 1/1', 'gap 6-20 trimmed', ...kept, 'snapshot 1/1'])
    expect(connection.getSnapshot()).toMatchObject({ phase: 'live', transport: 'poll' })
  })

  it('declare an event that cannot be sent, and bring the state', async () => {
    const { world, feed, seen, look, server } = await pollScene()
    const waiting = feed.latest()
    server.append(0)
    const gap = { from: 6, to: 6, reason: 'undeliverable' }
    waiting.answer(200, JSON.stringify([{ id: 'e1.6', type: 'gap', time: 1, data: gap }]), {
      'stream-next-offset': 'e1.0000000000000006',
      'stream-up-to-date': 'true',
      'streamgauge-time': '1',
    })
    server.append(1)
    await world.advance(100)
    expect(seen).toEqual(['snapshot 1/1', 'gap 6-6 undeliverable', 'snapshot 1/1'])
    expect(look()).toMatchObject({ phase: 'live', transport: 'poll' })
  })

  it('declare another history', async () => {
    const { world, server, seen, look } = await pollScene()
    server.newEpoch()
    await world.advance(100)
    expect(seen).toEqual(['snapshot 1/1', 'reset epoch', 'snapshot 1/1'])
    expect(look()).toMatchObject({ lastEventId: 'e2.3', phase: 'live' })
  })

  it('ask for the state of what is new in the filter, and join it where they have arrived', async () => {
    const { world, server, seen, connection, feed } = await pollScene({
      filter: { streams: ['1'] },
    })
    connection.setFilter({ streams: ['1', '42'] })
    await world.settle()
    server.append(1)
    await world.advance(100)
    server.append(1)
    await world.advance(100)
    const states = feed.requests.filter(({ url }) => url.pathname.endsWith('/snapshot'))
    expect(states.map(({ url }) => url.searchParams.getAll('streams'))).toEqual([['1'], ['42']])
    expect(seen.filter((word) => word.startsWith('event'))).toEqual(['event 6', 'event 7'])
    expect(seen.filter((word) => word.startsWith('snapshot'))).toHaveLength(2)
  })

  it('ask for fresh credentials after a 401', async () => {
    const tokens: boolean[] = []
    const { world, feed, look } = await pollScene({
      getToken: ({ isRefresh }) => {
        tokens.push(isRefresh)
        return 'secret'
      },
    })
    const answer = feed.onRequest
    const waiting = feed.latest()
    feed.onRequest = (request) => {
      feed.onRequest = answer
      request.answer(401, '{"detail":"It has expired."}')
    }
    waiting.answer(204, undefined, { 'stream-next-offset': 'e1.5', 'stream-up-to-date': 'true' })
    await world.advance(100)
    expect(tokens).toEqual([false, false, true])
    expect(look()).toMatchObject({ status: 'open', transport: 'poll' })
  })

  it('deliver nothing more of an answer once a listener has closed the connection', async () => {
    const { world, server, seen, connection } = await pollScene()
    connection.onFrames((batch) => {
      if (batch.length > 3) connection.close()
    })
    // 2,000 events are delivered at once, of which the last is the second of its answer.
    server.append(2_003)
    await world.advance(1_000)
    expect(seen.slice(-1)).toEqual(['event 2005'])
    expect(connection.getSnapshot()).toMatchObject({ status: 'closed', lastEventId: 'e1.2005' })
    connection.open()
    await world.advance(12_000)
    expect(seen.slice(2_001)).toEqual(['event 2006', 'event 2007', 'event 2008'])
  })

  it('are made again from the same position after a broken answer', async () => {
    const { world, feed, look, server, seen } = await pollScene()
    feed.latest().answer(200, '[{"id":', { 'stream-next-offset': 'e1.6' })
    server.append(1)
    await world.advance(40_000)
    expect(seen).toEqual(['snapshot 1/1', 'event 6'])
    expect(look()).toMatchObject({ status: 'open', transport: 'poll', gaps: 0 })
  })
})
