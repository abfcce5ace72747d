/** What a generic client delivers for a frame: parsed, without duplicates, with the ids that are cursors. */
import { describe, expect, it } from 'vitest'
import { ConnectionError, readSseEvents, type SseEvent } from '../../src/connection/index.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeWorld } from '../support/fake-world.ts'
import { comeBack, openScene } from './sse-scene.ts'

describe('typed events', () => {
  const parse = ({ data }: SseEvent) =>
    data === '[DONE]' ? undefined : (JSON.parse(data) as number)

  it('are what parse returns, also where that is 0', async () => {
    const { stream, world, client, events } = await openScene({ parse })
    const loop = client[Symbol.asyncIterator]()
    stream.send('data: 0\n\ndata: 1\n\ndata: [DONE]\n\n')
    stream.send('data: 2\n\n')
    await world.settle()
    expect(events).toEqual([0, 1, 2])
    const looped = [await loop.next(), await loop.next(), await loop.next()]
    expect(looped.map(({ value }) => value)).toEqual([0, 1, 2])
  })

  it('C11 are skipped, counted and reported where it throws, and the connection stays', async () => {
    const reported: unknown[] = []
    const scene = await openScene({ parse, onListenerError: (error) => reported.push(error) })
    scene.stream.send('id: 1\ndata: 1\n\nid: 2\nevent: odd\ndata: {oops\n\nid: 3\ndata: 3\n\n')
    await scene.world.advance(1000)
    expect(scene.events).toEqual([1, 3])
    expect(scene.client.getSnapshot()).toMatchObject({
      status: 'open',
      invalidEvents: 1,
      lastEventId: '3',
      lastError: { code: 'event_invalid' },
    })
    const [error] = reported
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ code: 'event_invalid', cause: expect.any(SyntaxError) })
    expect(String(error)).toContain('odd')
    expect(scene.feed.requests).toHaveLength(1)
  })

  it('show isLast both forms', async () => {
    const seen: [string, number | undefined][] = []
    const { stream, world } = await openScene({
      parse,
      isLast({ data }, parsed) {
        seen.push([data, parsed])
        return data === '[DONE]'
      },
    })
    stream.send('data: 5\n\ndata: [DONE]\n\ndata: 6\n\n')
    await world.settle()
    expect(seen).toEqual([
      ['5', 5],
      ['[DONE]', undefined],
    ])
  })
})

describe('the cursor', () => {
  it('C5 is sent in the query alone, in place of where the URL begins', async () => {
    const scene = await openScene({
      url: '/feed?since=now&x=1#part',
      cursorIn: 'query',
      cursorParameter: 'since',
    })
    expect(scene.feed.latest().url.search).toBe('?since=now&x=1')
    scene.stream.send('id: 4 2\ndata: a\n\n')
    scene.stream.end()
    await comeBack(scene)
    const { url, headers } = scene.feed.latest()
    expect([...url.searchParams]).toEqual([
      ['x', '1'],
      ['since', '4 2'],
    ])
    expect(url.hash).toBe('#part')
    expect(headers.has('last-event-id')).toBe(false)
  })

  it('C5 stays where it is for ids that are no cursors', async () => {
    const scene = await openScene({ isCursor: (id) => !id.startsWith('welcome-') })
    scene.stream.send('id: 9-0\ndata: a\n\nid: welcome-1\ndata: hello\n\n')
    scene.stream.end()
    await comeBack(scene)
    expect(scene.events).toEqual([
      { type: 'message', data: 'a', lastEventId: '9-0' },
      { type: 'message', data: 'hello', lastEventId: '9-0' },
    ])
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('9-0')
  })

  it('C11 moves on where isCursor throws, and that is reported', async () => {
    const reported: unknown[] = []
    const scene = await openScene({
      isCursor() {
        throw new Error('mine')
      },
      onListenerError: (error) => reported.push(error),
    })
    scene.stream.send('id: 1\ndata: a\n\n')
    await scene.world.settle()
    expect(scene.events).toMatchObject([{ lastEventId: '1' }])
    expect(reported).toHaveLength(1)
  })
})

describe('events that arrive twice', () => {
  const frame = (id: number | string) => `id: ${id}\ndata: ${id}\n\n`

  it('C9 are delivered twice by default: ids may repeat', async () => {
    const { stream, world, events } = await openScene()
    stream.send(frame(1) + frame(1))
    await world.settle()
    expect(events).toHaveLength(2)
  })

  it('C9 are dropped within the window, and counted; events without an id never are', async () => {
    const scene = await openScene({ duplicateWindow: 2 })
    scene.stream.send(`${frame(1) + frame(2)}data: x\n\ndata: x\n\n`)
    scene.stream.end()
    const again = await comeBack(scene)
    again.send(frame(1) + frame(2) + frame(3))
    await scene.world.advance(1000)
    expect(scene.events.map(({ data }) => data)).toEqual(['1', '2', 'x', 'x', '3'])
    expect(scene.client.getSnapshot().duplicatesDropped).toBe(2)
    again.send(frame(1))
    await scene.world.settle()
    expect(scene.events.at(-1)?.data).toBe('1')
  })

  it('C9 do not include ids that are no cursors, nor those of another exchange', async () => {
    const scene = await openScene({
      body: 'x',
      duplicateWindow: 9,
      isCursor: (id) => id !== 'welcome',
    })
    scene.stream.send(frame('welcome') + frame('welcome') + frame(1))
    scene.stream.end()
    await scene.world.settle()
    scene.client.open()
    await scene.world.settle()
    scene.feed.latest().accept().send(frame(1))
    await scene.world.settle()
    expect(scene.events.map(({ data }) => data)).toEqual(['welcome', 'welcome', '1', '1'])
  })
})

describe('a loop over an answer', () => {
  function createLoop(options: Partial<Parameters<typeof readSseEvents>[0]> = {}) {
    const feed = createFakeFeed()
    const { platform, settle } = createFakeWorld({ fetch: feed.fetch })
    const loop = readSseEvents({ url: '/answers', body: 'x', platform, ...options })
    return { feed, settle, loop }
  }

  it('makes its request when it begins, and ends with the answer', async () => {
    const { feed, settle, loop } = createLoop()
    await settle()
    expect(feed.requests).toHaveLength(0)
    const first = loop.next()
    await settle()
    const stream = feed.latest().accept()
    stream.send('data: a\n\ndata: b\n\n')
    stream.end()
    await settle()
    expect(await first).toMatchObject({ value: { data: 'a' } })
    expect(await loop.next()).toMatchObject({ value: { data: 'b' } })
    expect(await loop.next()).toEqual({ done: true, value: undefined })
  })

  it('aborts the request when it is left', async () => {
    const { feed, settle, loop } = createLoop()
    const first = loop.next()
    await settle()
    feed.latest().accept().send('data: a\n\n')
    await first
    await loop.return?.()
    expect(feed.latest().signal.aborted).toBe(true)
    expect(await loop.next()).toEqual({ done: true, value: undefined })
    expect(feed.requests).toHaveLength(1)
  })

  it('aborts the request when it is left while it waits for an event', async () => {
    const { feed, settle, loop } = createLoop()
    const first = loop.next()
    await settle()
    feed.latest().accept()
    await settle()
    await loop.return?.()
    expect(feed.latest().signal.aborted).toBe(true)
    expect(await first).toEqual({ done: true, value: undefined })
  })

  it('closes the connection when it is too slow', async () => {
    const { feed, settle, loop } = createLoop({ maxQueuedEvents: 1 })
    const first = loop.next()
    await settle()
    feed.latest().accept().send('data: a\n\ndata: b\n\ndata: c\n\n')
    await settle()
    expect(await first).toMatchObject({ value: { data: 'a' } })
    expect(await loop.next()).toMatchObject({ value: { data: 'b' } })
    await expect(loop.next()).rejects.toMatchObject({ code: 'iterator_overflow' })
    expect(feed.latest().signal.aborted).toBe(true)
  })

  it('throws what failed', async () => {
    const { feed, settle, loop } = createLoop()
    const first = loop.next()
    await settle()
    feed.latest().answer(400, 'too long')
    await expect(first).rejects.toMatchObject({ status: 400, bodyExcerpt: 'too long' })
  })

  it('throws the reason of its signal, so that half an answer is not taken for a whole one', async () => {
    const leaving = new AbortController()
    const { feed, settle, loop } = createLoop({ signal: leaving.signal })
    const first = loop.next()
    await settle()
    feed.latest().accept().send('data: a\n\n')
    await first
    const next = loop.next()
    leaving.abort()
    await expect(next).rejects.toMatchObject({ name: 'AbortError' })
    expect(feed.latest().signal.aborted).toBe(true)
    const late = createLoop({ signal: leaving.signal })
    await expect(late.loop.next()).rejects.toMatchObject({ name: 'AbortError' })
    expect(late.feed.requests).toHaveLength(0)
  })
})
