import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createSseClient, type SseEvent } from '../../src/connection/index.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { comeBack, createScene, openScene } from './sse-scene.ts'

describe('a client that has not been opened', () => {
  it('is idle, makes no request and keeps no listener', async () => {
    const { feed, world, status } = createScene()
    await world.advance(60_000)
    expect(status()).toBe('idle')
    expect(feed.requests).toHaveLength(0)
    expect(world.pending() + world.pageListeners()).toBe(0)
  })
})

describe('a request', () => {
  it('asks for an event stream with the current headers', async () => {
    let token = 'one'
    const scene = await openScene({ headers: async () => ({ authorization: token }) })
    const [first] = scene.feed.requests
    expect(first?.headers.get('accept')).toBe('text/event-stream')
    expect(first?.headers.get('authorization')).toBe('one')
    expect(first?.headers.has('last-event-id')).toBe(false)
    token = 'two'
    scene.stream.end()
    await comeBack(scene)
    expect(scene.feed.latest().headers.get('authorization')).toBe('two')
  })

  it('is made once, however often open is called', async () => {
    const { client, world, feed } = await openScene()
    client.open()
    client.open()
    await world.settle()
    expect(feed.requests).toHaveLength(1)
  })

  it('whose url function throws is tried again', async () => {
    let asked = 0
    const { client, world, status } = createScene({
      url: () => {
        asked++
        throw new Error('no address')
      },
    })
    client.open()
    await world.settle()
    expect(status()).toBe('waiting')
    expect(client.getSnapshot().lastError).toMatchObject({ code: 'credentials' })
    await world.advance(1000)
    expect(asked).toBe(2)
  })

  it.each([
    { pingMs: 30_000, waitedMs: 65_000 },
    { pingMs: 1000, waitedMs: 15_000 },
    { pingMs: null, waitedMs: 65_000 },
  ])(
    'without an answer times out after the silence that pingMs $pingMs tolerates',
    async ({ pingMs, waitedMs }) => {
      const { client, world, feed } = createScene({ pingMs })
      client.open()
      await world.advance(waitedMs - 1)
      expect(client.getSnapshot()).toMatchObject({ status: 'connecting' })
      await world.advance(1)
      expect(client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'timeout' })
      expect(feed.requests[0]?.signal.aborted).toBe(true)
    },
  )

  it('of a quiet server opens in browsers that report the head with the first byte', async () => {
    const { client, world, feed } = createScene({ pingMs: 30_000 })
    client.open()
    await world.advance(29_000)
    feed.latest().accept().send(': the first ping\n\n')
    await world.settle()
    expect(client.getSnapshot()).toMatchObject({ status: 'open' })
  })
})

describe('events', () => {
  it('C12 arrive at once and whole, wherever the bytes were cut', async () => {
    const { stream, world, events } = await openScene()
    const bytes = new TextEncoder().encode('id: 7\r\nevent: paid\r\ndata: 12 €\r\n\r\n')
    for (const byte of bytes) {
      stream.send(new Uint8Array([byte]))
      await world.settle()
    }
    expect(events).toEqual([{ type: 'paid', data: '12 €', lastEventId: '7' }])
  })

  it('C12 above the limit drop the connection, not the memory', async () => {
    const { stream, world, client, events } = await openScene({ maxEventBytes: 64 })
    stream.send(`data: ok\n\ndata: ${'x'.repeat(100)}`)
    await world.settle()
    expect(events).toHaveLength(1)
    expect(client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'event_too_large' })
    expect(stream.isCancelled()).toBe(true)
  })

  it('C11 reach the other listeners when one throws, and the connection stays', async () => {
    const reported: unknown[] = []
    const { stream, world, client, events, status } = await openScene({
      onListenerError: (error) => reported.push(error),
    })
    client.onEvent(() => {
      throw new Error('mine')
    })
    const late: string[] = []
    client.onEvent((event) => late.push(event.data))
    stream.send('data: a\n\ndata: b\n\n')
    await world.settle()
    expect(events.map((event) => event.data)).toEqual(['a', 'b'])
    expect(late).toEqual(['a', 'b'])
    expect(reported).toHaveLength(2)
    expect(status()).toBe('open')
  })
})

describe('the cursor', () => {
  it('C5 is committed by an id without data and sent with the next request', async () => {
    const scene = await openScene()
    scene.stream.send('id: 1\ndata: a\n\nid: 2\n\n')
    scene.stream.end()
    await comeBack(scene)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('2')
    expect(scene.client.getSnapshot()).toMatchObject({ lastEventId: '2', resumedFrom: '2' })
  })

  it('C5 is not taken from a torn event, nor from an id with NUL', async () => {
    const scene = await openScene()
    scene.stream.send('id: 1\ndata: a\n\nid: x\0y\ndata: b\n\nid: 3\ndata: c\n')
    scene.stream.end()
    await comeBack(scene)
    expect(scene.events.map((event) => event.data)).toEqual(['a', 'b'])
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('1')
  })

  it('C5 survives attempts without events', async () => {
    const scene = await openScene({ initialLastEventId: 'old' })
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('old')
    for (let round = 0; round < 3; round++) {
      scene.world.pinRandom([])
      await scene.world.advance(1)
      scene.feed.latest().reject()
      const stream = await comeBack({ ...scene })
      stream.end()
      await scene.world.settle()
    }
    await comeBack(scene)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('old')
  })

  it('C5 goes into the query when no header can carry it', async () => {
    for (const id of ['ключ', 'a\u0001b', ' edge ', '\ud800']) {
      const { feed } = await openScene({ url: '/feed?x=1#part', initialLastEventId: id })
      const { url, headers } = feed.latest()
      expect(headers.has('last-event-id')).toBe(false)
      expect(url.searchParams.get('lastEventId')).toBe(id === '\ud800' ? '\ufffd' : id)
      expect(url.searchParams.get('x')).toBe('1')
      expect(url.hash).toBe('#part')
    }
  })
})

describe('a connection that was refused', () => {
  async function refuse(status: number, body = '', headers: Record<string, string> = {}) {
    const scene = createScene({ headers: () => ({}) })
    scene.client.open()
    await scene.world.settle()
    scene.feed.latest().answer(status, status === 204 ? undefined : body, headers)
    await scene.world.settle()
    return scene
  }

  it('C3 with 204 is closed by the server', async () => {
    const { client } = await refuse(204)
    expect(client.getSnapshot()).toMatchObject({ status: 'closed', by: 'server-204' })
  })

  it('C3 with 403 stays failed and has the first 1 KiB of the body', async () => {
    const { client, world, feed } = await refuse(403, 'no '.repeat(1000))
    await world.advance(3_600_000)
    const snapshot = client.getSnapshot()
    expect(snapshot).toMatchObject({ status: 'failed', error: { code: 'status', status: 403 } })
    expect(snapshot.lastError?.bodyExcerpt).toHaveLength(1024)
    expect(feed.requests).toHaveLength(1)
    expect(world.pending() + world.pageListeners()).toBe(0)
  })

  const detail = 'The value "x" in users is not a Stellar account. Use G and 55 more characters.'

  it.each([
    ['a problem', JSON.stringify({ code: 'bad_address', detail }), detail],
    ['a problem that was cut off', `${JSON.stringify({ detail }).slice(0, -1)},"top`, detail],
    ['no problem', 'Bad Request', 'See bodyExcerpt.'],
    ['a detail that is no text', '{"detail":{}}', 'See bodyExcerpt.'],
  ])('C3 says what the server says, for %s', async (_, body, said) => {
    const { client } = await refuse(400, body, { 'content-type': 'application/problem+json' })
    expect(client.getSnapshot().lastError?.message).toBe(
      `Failed to connect: the server answered 400. ${said}`,
    )
  })

  it('C3 with 401 asks for fresh credentials once, then fails', async () => {
    const contexts: boolean[] = []
    const scene = createScene({
      headers: ({ isRefresh }) => {
        contexts.push(isRefresh)
        return {}
      },
    })
    scene.client.open()
    await scene.world.settle()
    scene.feed.latest().answer(401)
    await scene.world.settle()
    expect(contexts).toEqual([false, true])
    scene.feed.latest().answer(401)
    await scene.world.settle()
    expect(scene.client.getSnapshot()).toMatchObject({
      status: 'failed',
      error: { code: 'unauthorized' },
    })
  })

  it('C3 with a JSON page instead of a stream fails, and names the type', async () => {
    const { client } = await refuse(200, '{"error":1}', { 'content-type': 'application/json' })
    const { lastError } = client.getSnapshot()
    expect(lastError).toMatchObject({ code: 'media_type', bodyExcerpt: '{"error":1}' })
    expect(lastError?.message).toContain('application/json')
  })

  it('C3 rejects a media type that only begins like an event stream', async () => {
    const { status } = await refuse(200, 'x', { 'content-type': 'text/event-streams' })
    expect(status()).toBe('failed')
    const good = createScene()
    good.client.open()
    await good.world.settle()
    good.feed.latest().accept({ headers: { 'content-type': 'Text/Event-Stream;charset=utf-8' } })
    await good.world.settle()
    expect(good.status()).toBe('open')
  })

  it('C4 with 429 waits as long as Retry-After says', async () => {
    const { client, world, feed } = await refuse(429, '', { 'retry-after': '60' })
    expect(client.getSnapshot()).toMatchObject({ status: 'waiting', delayMs: 60_000, attempt: 1 })
    await world.advance(59_999)
    expect(feed.requests).toHaveLength(1)
    await world.advance(1)
    expect(feed.requests).toHaveLength(2)
  })

  it('is decided even if the body of the refusal never ends', async () => {
    const scene = createScene()
    scene.client.open()
    await scene.world.settle()
    const stream = scene.feed.latest().accept({ status: 403 })
    stream.send('half a rea')
    await scene.world.advance(100)
    expect(scene.client.getSnapshot()).toMatchObject({
      status: 'failed',
      error: { bodyExcerpt: 'half a rea' },
    })
    expect(stream.isCancelled()).toBe(true)
  })

  it('asks with fresh credentials at once, even if the body of the 401 never ends', async () => {
    const scene = createScene({ headers: () => ({}) })
    scene.client.open()
    await scene.world.settle()
    scene.feed.latest().accept({ status: 401 })
    await scene.world.advance(100)
    expect(scene.feed.requests).toHaveLength(2)
  })
})

describe('a connection that breaks', () => {
  it('C3 cleanly reconnects, and counts the reconnect', async () => {
    const scene = await openScene()
    scene.stream.end()
    await scene.world.settle()
    expect(scene.client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'unstable' })
    await comeBack(scene)
    expect(scene.client.getSnapshot()).toMatchObject({ status: 'open', reconnects: 1 })
  })

  it('C2 at once every time backs off further and further', async () => {
    const scene = await openScene()
    const delays: number[] = []
    let { stream } = scene
    for (let round = 0; round < 6; round++) {
      stream.send('data: hello\n\n')
      stream.end()
      await scene.world.settle()
      const snapshot = scene.client.getSnapshot()
      if (snapshot.status === 'waiting') delays.push(snapshot.delayMs)
      await scene.world.advance(delays.at(-1) ?? 0)
      stream = scene.feed.latest().accept()
      await scene.world.settle()
    }
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000])
  })

  it('C7 silently is noticed, and any byte counts as activity', async () => {
    const scene = await openScene({ pingMs: 10_000 })
    for (let second = 0; second < 60; second++) {
      await scene.world.advance(1000)
      scene.stream.send(second % 2 === 0 ? ':' : ' half a line')
    }
    await scene.world.settle()
    expect(scene.status()).toBe('open')
    await scene.world.advance(24_900)
    expect(scene.client.getSnapshot()).toMatchObject({ status: 'open', isFresh: false })
    await scene.world.advance(100)
    expect(scene.client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'silent' })
    expect(scene.stream.isCancelled() || scene.feed.openCount() === 0).toBe(true)
  })

  it('C7 is not declared dead after sleep when bytes are waiting', async () => {
    const scene = await openScene({ pingMs: 10_000 })
    scene.stream.send(': ping\n')
    const sleeping = scene.world.sleep(3_600_000)
    scene.stream.send(': ping\n')
    await sleeping
    await scene.world.advance(2000)
    expect(scene.status()).toBe('open')
    expect(scene.feed.requests).toHaveLength(1)
  })

  it('C4 waits at least the retry field, which must be digits', async () => {
    const scene = await openScene()
    scene.stream.send('retry: 4000\n\nretry: 5e3\n\nretry: -1\n\n')
    scene.stream.end()
    await scene.world.settle()
    expect(scene.client.getSnapshot()).toMatchObject({ delayMs: 4500 })
  })
})

describe('closing', () => {
  it('C1 in a listener drops the rest of the chunk', async () => {
    const { client, stream, world, events } = await openScene()
    client.onEvent(() => client.close())
    const others: SseEvent[] = []
    client.onEvent((event) => others.push(event))
    stream.send('data: a\n\ndata: b\n\n')
    await world.settle()
    expect(events).toHaveLength(1)
    expect(others).toHaveLength(0)
    expect(client.getSnapshot()).toMatchObject({ status: 'closed', by: 'user' })
  })

  it('C1 during the backoff makes no further request', async () => {
    const { client, stream, world, feed } = await openScene()
    stream.end()
    await world.settle()
    client.close()
    await world.advance(600_000)
    expect(feed.requests).toHaveLength(1)
    expect(world.pending() + world.pageListeners()).toBe(0)
  })

  it('C1 and opening again never has two requests alive', async () => {
    const { client, world, feed } = createScene()
    for (let round = 0; round < 5; round++) {
      client.open()
      await world.settle()
      expect(feed.openCount()).toBe(1)
      client.close()
      expect(feed.openCount()).toBe(0)
    }
    expect(feed.requests).toHaveLength(5)
  })

  it('C1 in an abort listener of the old request makes no new one', async () => {
    const { client, world, feed } = createScene({ headers: () => ({}) })
    client.open()
    await world.settle()
    feed.latest().signal.addEventListener('abort', () => client.close())
    feed.latest().answer(401)
    await world.settle()
    expect(client.getSnapshot().status).toBe('closed')
    expect(feed.requests).toHaveLength(1)
    expect(world.pending()).toBe(0)
  })

  it('C14 reaches pending credentials', async () => {
    let context: { signal: AbortSignal } | undefined
    const { client, world, feed } = createScene({
      headers: (given) => {
        context = given
        return new Promise(() => {})
      },
    })
    client.open()
    await world.settle()
    await client[Symbol.asyncDispose]()
    expect(context?.signal.aborted).toBe(true)
    expect(feed.requests).toHaveLength(0)
  })

  it('C14 reaches the reader of a fetch that ignores signals', async () => {
    const { client, stream, world } = await openScene({ ignoresSignal: true })
    await client[Symbol.asyncDispose]()
    await world.settle()
    expect(stream.isCancelled()).toBe(true)
  })

  it('C14 reaches a late answer', async () => {
    const { client, world, feed } = createScene({ ignoresSignal: true })
    client.open()
    await world.settle()
    client.close()
    const stream = feed.latest().accept()
    await world.settle()
    expect(stream.isCancelled()).toBe(true)
    expect(client.getSnapshot().status).toBe('closed')
  })

  it('happens when the signal of the options is aborted, for good', async () => {
    const controller = new AbortController()
    const { client, world, feed, status } = await openScene({ signal: controller.signal })
    controller.abort()
    expect(status()).toBe('closed')
    client.open()
    await world.settle()
    expect(feed.requests).toHaveLength(1)
  })

  it('removes its listener from the signal, and adds it again when it is reopened', async () => {
    const controller = new AbortController()
    const listenerCount = () => getEventListeners(controller.signal, 'abort').length
    const { client, status } = await openScene({ signal: controller.signal })
    expect(listenerCount()).toBe(1)
    client.close()
    expect(listenerCount()).toBe(0)
    client.open()
    expect(listenerCount()).toBe(1)
    controller.abort()
    expect(status()).toBe('closed')
    expect(listenerCount()).toBe(0)
  })
})

describe('pausing', () => {
  it('C8 disconnects and resumes from the cursor', async () => {
    const { client, stream, world, feed } = await openScene()
    stream.send('id: 9\ndata: a\n\n')
    await world.settle()
    client.pause()
    expect(client.getSnapshot()).toMatchObject({ status: 'paused', reasons: ['user'] })
    expect(feed.openCount()).toBe(0)
    client.resume()
    await world.settle()
    expect(feed.latest().headers.get('last-event-id')).toBe('9')
  })

  it('C8 by a lost network ends when it returns, with jitter', async () => {
    const { client, world, feed } = await openScene()
    world.setOnline(false)
    expect(client.getSnapshot()).toMatchObject({ status: 'paused', reasons: ['offline'] })
    await world.advance(600_000)
    expect(feed.requests).toHaveLength(1)
    world.pinRandom([0.3])
    world.setOnline(true)
    expect(client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'online', delayMs: 300 })
    await world.advance(300)
    expect(feed.requests).toHaveLength(2)
  })
})

describe('a navigation', () => {
  it.each([0.99, 0])(
    'C8 that aborts the request waits 0.25 s at most, whatever retry: says (random %d)',
    async (random) => {
      const { client, stream, world, feed } = await openScene()
      stream.send('retry: 3000\n\n')
      await world.settle()
      world.beginNavigation()
      await world.advance(120)
      world.pinRandom([random])
      stream.fail()
      await world.settle()
      const snapshot = client.getSnapshot()
      expect(snapshot).toMatchObject({ status: 'waiting', cause: 'returned', attempt: 0 })
      await world.advance(250)
      expect(feed.requests).toHaveLength(2)
    },
  )

  it('C8 that refuses new requests is waited for, for at most 5 s', async () => {
    const { client, stream, world, feed } = await openScene()
    world.beginNavigation()
    stream.fail()
    feed.onRequest = (request) => request.reject()
    await world.advance(4000)
    expect(client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'returned', attempt: 0 })
    expect(feed.requests.length).toBeLessThan(20)
    await world.advance(2000)
    expect(client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'network' })
  })

  it('C4 more than a second ago does not affect how a loss is handled', async () => {
    const { client, stream, world } = await openScene()
    world.beginNavigation()
    await world.advance(1000)
    stream.fail()
    await world.settle()
    expect(client.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'unstable', attempt: 1 })
  })
})

describe('the snapshot', () => {
  it('is the same object until something changed', async () => {
    const { client, world } = await openScene()
    const before = client.getSnapshot()
    await world.advance(100)
    expect(client.getSnapshot()).toBe(before)
  })

  it('follows a busy feed once a second, including its end', async () => {
    const { client, stream, world } = await openScene()
    let notifications = 0
    client.subscribe(() => notifications++)
    for (let step = 0; step < 50; step++) {
      stream.send(`id: ${step}\ndata: x\n\n`)
      await world.advance(100)
    }
    await world.advance(1000)
    expect(notifications).toBeGreaterThanOrEqual(4)
    expect(notifications).toBeLessThanOrEqual(6)
    expect(client.getSnapshot().lastEventId).toBe('49')
  })
})

describe('a for await loop', () => {
  it('reads every event and ends with the client', async () => {
    const { client, stream, world } = await openScene()
    const seen: string[] = []
    const loop = (async () => {
      for await (const event of client) seen.push(event.data)
    })()
    stream.send('data: a\n\ndata: b\n\n')
    await world.settle()
    client.close()
    await loop
    expect(seen).toEqual(['a', 'b'])
  })

  it('throws when the connection failed', async () => {
    const { client, world, feed } = createScene()
    const turn = expect(client[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'status',
      status: 403,
    })
    client.open()
    await world.settle()
    feed.latest().answer(403)
    await turn
  })

  it('that is too slow throws, after the events it can still read', async () => {
    const { client, stream, world } = await openScene({ maxQueuedEvents: 2 })
    const iterator = client[Symbol.asyncIterator]()
    stream.send('data: 1\n\ndata: 2\n\ndata: 3\n\n')
    await world.settle()
    expect((await iterator.next()).value?.data).toBe('1')
    expect((await iterator.next()).value?.data).toBe('2')
    await expect(iterator.next()).rejects.toMatchObject({ code: 'iterator_overflow' })
    expect((await iterator.next()).done).toBe(true)
    expect(client.getSnapshot().status).toBe('open')
  })

  it('that is left removes its listeners', async () => {
    const { client, stream, world } = await openScene()
    stream.send('data: 1\n\ndata: 2\n\n')
    const iterator = client[Symbol.asyncIterator]()
    await iterator.return?.()
    await world.settle()
    expect((await iterator.next()).done).toBe(true)
  })
})

describe('a stored cursor', () => {
  it('C5 is where the next page load resumes, under its own key', async () => {
    const before = await openScene({ persist: { key: 'mine' } })
    before.stream.send('id: 7\ndata: x\n\nid: 8\ndata: torn')
    await before.world.settle()
    before.world.setFrozen(true)
    const { stored } = before.world
    expect([...stored]).toEqual([['mine', '7']])

    const cursorOf = async (key: string) => {
      const feed = createFakeFeed()
      const world = createFakeWorld({ fetch: feed.fetch, stored })
      const { platform } = world
      createSseClient({ url: '/feed', platform, persist: { key } }).open()
      await world.settle()
      return feed.latest().headers.get('last-event-id')
    }
    expect(await cursorOf('mine')).toBe('7')
    expect(await cursorOf('other')).toBe(null)
  })
})
