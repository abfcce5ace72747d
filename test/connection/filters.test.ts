/** A filter that changes while the connection runs: widgets come and go. */
import { describe, expect, it } from 'vitest'
import {
  addStream,
  at,
  comeBack,
  connected,
  createScene,
  event,
  liveScene,
  ping,
  print,
  snapshot,
  snapshotOf,
} from './scene.ts'

const first = { filter: { streams: ['1'] } }

describe('a filter that grows', () => {
  it('C6 resumes from the same cursor, and requests the state of new topics only', async () => {
    const scene = await liveScene(first)
    scene.stream.send(event('a.11'))
    await scene.world.advance(16)
    const requests = scene.feed.requests.length
    const stream = await addStream(scene)
    expect(scene.feed.requests.length - requests).toBe(1)
    expect(scene.feed.openCount()).toBe(1)
    const { url, headers } = scene.feed.latest()
    expect(headers.get('last-event-id')).toBe('a.11')
    expect(url.searchParams.getAll('streams')).toEqual(['1', '2', '3'])
    expect(url.searchParams.get('snapshot')).toBe('2,3')
    expect(scene.look()).toMatchObject({ status: 'open', phase: 'syncing', attempt: 0 })
    expect(scene.connection.coverage()).toEqual(['stream:1'])

    stream.send(connected({ position: at('a.11'), recovered: true, replayed: 1 }) + event('a.12'))
    await scene.world.advance(16)
    expect(scene.look()).toMatchObject({ phase: 'syncing', cause: 'filter_changed' })
    stream.send(snapshot('a.12') + event('a.13'))
    await scene.world.advance(16)
    expect(scene.look()).toMatchObject({ phase: 'live', gaps: 0 })
    expect(scene.connection.coverage()).toEqual(['stream:1', 'stream:2', 'stream:3'])
    expect(scene.seen()).toEqual([
      'snapshot 1/1',
      'event 11',
      'event 12',
      'snapshot 1/1',
      'event 13',
    ])
  })

  it('C6 requests the new state again when the connection was cut before it arrived', async () => {
    const scene = await liveScene(first)
    const stream = await addStream(scene)
    stream.send(connected({ position: at('a.10'), recovered: true, replayed: 1 }) + event('a.11'))
    await scene.world.advance(16)
    stream.fail()
    await comeBack(scene)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('a.11')
    expect(snapshotOf(scene)).toBe('2,3')
  })

  it('C6 does not request state twice once it has arrived', async () => {
    const scene = await liveScene(first)
    const stream = await addStream(scene)
    stream.send(connected({ position: at('a.10'), recovered: true }) + snapshot('a.10'))
    await scene.world.advance(16)
    stream.end()
    await comeBack(scene)
    expect(snapshotOf(scene)).toBe('true')
  })

  it('C6 to everything requests the state of everything', async () => {
    const scene = await liveScene(first)
    scene.connection.setFilter({ all: true })
    await scene.world.advance(16)
    expect(snapshotOf(scene)).toBe('always')
  })

  it('C10 drops a server that pings and never sends the state it owes', async () => {
    const scene = await liveScene(first)
    const stream = await addStream(scene)
    stream.send(connected({ position: at('a.10'), recovered: true }))
    stream.send(ping('a.10', 0) + ping('a.10', 0))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'open', phase: 'syncing' })
    stream.send(ping('a.10', 0))
    await scene.world.settle()
    expect(scene.look()).toMatchObject({ status: 'waiting', cause: 'snapshot_incomplete' })
  })

  it('C6 makes no separate request while a retry is due', async () => {
    const scene = await liveScene(first)
    scene.stream.fail()
    await scene.world.settle()
    const requests = scene.feed.requests.length
    scene.connection.setFilter({ streams: ['1', '2'] })
    await scene.world.advance(16)
    expect(scene.feed.requests).toHaveLength(requests)
    await comeBack(scene)
    expect(scene.feed.latest().url.searchParams.getAll('streams')).toEqual(['1', '2'])
  })

  it('C6 in every animation frame makes four requests a second, not sixty', async () => {
    const scene = await liveScene(first)
    const { feed, world } = scene
    const requests = feed.requests.length
    feed.onRequest = (request) => {
      request.accept().send(connected({ position: at('a.10'), recovered: true }) + snapshot('a.10'))
    }
    for (let id = 2; id < 62; id++) {
      scene.connection.setFilter({ streams: ['1', String(id)] })
      await world.advance(16)
    }
    expect(feed.requests.length - requests).toBeLessThanOrEqual(5)
  })

  it('C6 in every animation frame leaves a slow server time to answer', async () => {
    const scene = await liveScene(first)
    const { feed, world } = scene
    const requests = feed.requests.length
    feed.onRequest = (request) => {
      world.platform.timers.after(300, () => {
        if (request.signal.aborted) return
        request
          .accept()
          .send(connected({ position: at('a.10'), recovered: true }) + snapshot('a.10'))
      })
    }
    let livesSeen = 0
    scene.connection.subscribe(() => {
      const status = scene.look()
      if (status.status === 'open' && status.phase === 'live') livesSeen++
    })
    for (let id = 2; id < 302; id++) {
      scene.connection.setFilter({ streams: ['1', String(id)] })
      await world.advance(16)
    }
    expect(feed.requests.length - requests).toBeGreaterThan(3)
    expect(livesSeen).toBeGreaterThan(3)
  })
})

describe('a gap whose state never arrived', () => {
  it('C10 is filled on the next connection, even if that resumes exactly', async () => {
    const scene = await liveScene({ filter: { streams: ['1'] } })
    const { stream, world, connection } = scene
    stream.send(print({ kind: 'gap', from: 11, to: 20, reason: 'slow_consumer', position: null }))
    await world.advance(16)
    expect(connection.coverage()).toEqual([])
    stream.fail()
    await comeBack(scene)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('a.10')
    expect(snapshotOf(scene)).toBe('always')
  })
})

describe('an event in the same chunk as a gap', () => {
  it('C9 is not delivered again, although no cursor was committed for it', async () => {
    const scene = await liveScene()
    const gap = { kind: 'gap', from: 12, to: 20, reason: 'slow_consumer', position: null } as const
    scene.stream.send(event('a.11') + print(gap))
    await scene.world.advance(16)
    scene.stream.fail()
    const stream = await comeBack(scene)
    stream.send(connected({ position: at('a.10'), recovered: true, replayed: 2 }))
    stream.send(event('a.11') + event('a.12') + snapshot('a.12'))
    await scene.world.advance(16)
    expect(scene.seen().slice(1)).toEqual([
      'event 11',
      'gap 12-20 slow_consumer',
      'event 12',
      'snapshot 1/1',
    ])
  })
})

describe('state that a server does not send to a request with a cursor', () => {
  it('C10 is requested without a cursor the third time', async () => {
    const scene = await liveScene(first)
    let stream = await addStream(scene)
    for (let times = 0; times < 2; times++) {
      expect(scene.feed.latest().headers.has('last-event-id')).toBe(true)
      stream.send(connected({ position: at('a.10'), recovered: true }))
      stream.send(ping('a.10', 0) + ping('a.10', 0) + ping('a.10', 0))
      await scene.world.settle()
      stream = await comeBack(scene)
    }
    expect(scene.feed.latest().headers.has('last-event-id')).toBe(false)
  })
})

describe('a filter that the server refuses', () => {
  it('C6 fails the connection until it changes, which reconnects with backoff', async () => {
    const scene = await liveScene(first)
    scene.connection.setFilter({ streams: ['1', '2'] })
    await scene.world.advance(16)
    scene.feed.latest().answer(403)
    await scene.world.settle()
    expect(scene.look().status).toBe('failed')
    scene.connection.setFilter({ streams: ['1'] })
    await scene.world.advance(5000)
    expect(scene.look().status).toBe('waiting')
    await scene.world.advance(4000)
    expect(scene.feed.latest().url.searchParams.getAll('streams')).toEqual(['1'])
  })
})

describe('a filter that no server accepts', () => {
  const tooLarge = { streams: Array.from({ length: 101 }, (_, id) => String(id)) }
  const failedWith = (code: string) => ({ status: 'failed', error: { code }, lastError: { code } })

  it('fails the connection without a request when it is opened', async () => {
    for (const [filter, code] of [
      [tooLarge, 'filter_too_large'],
      [{}, 'filter_empty'],
    ] as const) {
      const { connection, feed, look, world } = createScene({ filter })
      connection.open()
      await world.settle()
      expect(look()).toMatchObject(failedWith(code))
      connection.retryNow()
      await world.advance(60_000)
      expect(look()).toMatchObject(failedWith(code))
      expect(feed.requests).toHaveLength(0)
    }
  })

  it('is refused with the field that the feed does not have, and those that it has', async () => {
    const misspelt = { stream: ['1'] } as object
    const { connection, look, world } = createScene({ filter: misspelt })
    const failure =
      'Failed to subscribe: the filter names nothing, and the feed has no field "stream". ' +
      'Use streams, users or all: true.'
    connection.open()
    await world.settle()
    expect(look()).toMatchObject({ error: { code: 'filter_empty', message: failure } })
    connection.setFilter({})
    await world.advance(6_000)
    connection.retryNow()
    connection.setFilter({ streams: ['1'] })
    connection.setFilter(misspelt)
    await world.advance(6_000)
    expect(look()).toMatchObject({ error: { code: 'filter_empty', message: failure } })
  })

  it('fails a running connection with the next animation frame', async () => {
    const { connection, feed, look, world } = await liveScene(first)
    connection.setFilter(tooLarge)
    await world.advance(20)
    expect(look()).toMatchObject(failedWith('filter_too_large'))
    expect(feed.openCount()).toBe(0)
    expect(feed.requests).toHaveLength(1)
  })

  it('fails a running connection that names nothing once removals take effect', async () => {
    const { connection, look, world } = await liveScene(first)
    connection.setFilter({ streams: [] })
    await world.advance(4_900)
    expect(look().status).toBe('open')
    await world.advance(200)
    expect(look()).toMatchObject(failedWith('filter_empty'))
  })

  it.each([
    ['the one before it', ['1']],
    ['another one', ['1', '2']],
  ])('lets the connection resume from its cursor with %s', async (_, streams) => {
    const { connection, feed, look, world } = await liveScene(first)
    connection.setFilter(tooLarge)
    await world.advance(20)
    connection.setFilter({ streams })
    await world.settle()
    expect(look().status).toBe('connecting')
    const { url, headers } = feed.latest()
    expect(url.searchParams.getAll('streams')).toEqual(streams)
    expect(headers.get('last-event-id')).toBe('a.10')
    await world.advance(9_000)
    expect(feed.requests).toHaveLength(2)
  })

  it('does not open a connection that was never opened', async () => {
    const { connection, feed, look, world } = createScene({ filter: tooLarge })
    connection.setFilter({ streams: ['1'] })
    await world.advance(10_000)
    expect(look().status).toBe('idle')
    expect(feed.requests).toHaveLength(0)
  })
})

describe('a shared connection whose url is a function', () => {
  it('requires a share name, since two servers could share one connection otherwise', () => {
    expect(() => createScene({ url: () => 'http://a.test', share: true })).toThrow(
      /Pass a share name/,
    )
  })
})

describe('a filter that shrinks', () => {
  it('C6 makes no request for five seconds, and none at all when it is restored', async () => {
    const scene = await liveScene({ filter: { streams: ['1', '2'] } })
    const requests = scene.feed.requests.length
    scene.connection.setFilter({ streams: ['1'] })
    await scene.world.advance(4000)
    scene.connection.setFilter({ streams: ['1', '2'] })
    await scene.world.advance(10_000)
    expect(scene.feed.requests).toHaveLength(requests)
    scene.connection.setFilter({ streams: ['1'] })
    await scene.world.advance(5000)
    expect(scene.feed.requests).toHaveLength(requests + 1)
    expect(snapshotOf(scene)).toBe('true')
    expect(scene.connection.coverage()).toEqual(['stream:1'])
  })

  it('C6 drops its coverage: when it is restored later, its state is requested', async () => {
    const scene = await liveScene({ filter: { streams: ['1', '2'] } })
    scene.connection.setFilter({ streams: ['1'] })
    await scene.world.advance(5000)
    const stream = scene.feed.latest().accept()
    stream.send(connected({ position: at('a.10'), recovered: true }))
    await scene.world.settle()
    scene.connection.setFilter({ streams: ['1', '2'] })
    await scene.world.advance(250)
    expect(snapshotOf(scene)).toBe('2')
  })
})
