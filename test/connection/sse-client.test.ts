import { describe, expect, it } from 'vitest'
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
