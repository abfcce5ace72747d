/** The generic client from its first break to its end: waiting, closing, pausing, leaving the page. */
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createSseClient, type SseEvent } from '../../src/connection/index.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { comeBack, createScene, openScene } from './sse-scene.ts'

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
