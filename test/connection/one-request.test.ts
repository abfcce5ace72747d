/** Requests that are no GET: made once, unless the server says that it did not process them (C3). */
import { describe, expect, it } from 'vitest'
import type { ReconnectCause } from '../../src/connection/index.ts'
import { comeBack, createScene, openScene } from './sse-scene.ts'

const body = 'Hello'
const dayMs = 86_400_000

describe('a request with a body', () => {
  it('is a POST that carries it', async () => {
    const { feed } = await openScene({ body, headers: { 'content-type': 'application/json' } })
    const { method, headers, body: sent } = feed.latest()
    expect({ method, sent }).toEqual({ method: 'POST', sent: body })
    expect(headers.get('content-type')).toBe('application/json')
  })

  it('keeps the method, the body and the accept header that it is given', async () => {
    const form = new FormData()
    const accept = 'application/json, text/event-stream'
    const { feed } = await openScene({ method: 'PUT', body: form, headers: { Accept: accept } })
    expect(feed.latest()).toMatchObject({ method: 'PUT', body: form })
    expect(feed.latest().headers.get('accept')).toBe(accept)
  })

  it('gets it from a function again each time', async () => {
    let made = 0
    const { client, world, feed } = createScene({ body: async () => `body ${++made}` })
    client.open()
    await world.settle()
    feed.latest().answer(429)
    await comeBack({ world, feed })
    expect(feed.requests.map((request) => request.body)).toEqual(['body 1', 'body 2'])
  })
})

describe('a body that is an object', () => {
  it.each([
    ['an object', { prompt: 'Hello' }],
    ['an array', [1, 'two']],
    ['an object without a prototype', Object.assign(Object.create(null), { prompt: 'Hello' })],
  ])('is sent as JSON: %s', async (_, body) => {
    const { feed } = await openScene({ body })
    expect(feed.latest()).toMatchObject({ method: 'POST', body: JSON.stringify(body) })
    expect(feed.latest().headers.get('content-type')).toBe('application/json')
  })

  it('is sent as JSON from a function as well, under the content type of the caller', async () => {
    const headers = { 'Content-Type': 'application/vnd.api+json' }
    const { feed } = await openScene({ body: async () => ({ prompt: 'Hello' }), headers })
    expect(feed.latest().body).toBe('{"prompt":"Hello"}')
    expect(feed.latest().headers.get('content-type')).toBe('application/vnd.api+json')
  })

  it.each([
    ['bytes', new Uint8Array([1])],
    ['a form', new FormData()],
    ['parameters', new URLSearchParams({ a: 'b' })],
    ['a text', 'Hello'],
  ])('does not include %s, to which fetch gives a type', async (_, body) => {
    const { feed } = await openScene({ body })
    expect(feed.latest().body).toBe(body)
    expect(feed.latest().headers.has('content-type')).toBe(false)
  })

  it('fails before the request when it cannot be JSON', async () => {
    const scene = createScene({ body: { amount: 1n } })
    scene.client.open()
    await scene.world.settle()
    expect(scene.feed.requests).toHaveLength(0)
    expect(scene.client.getSnapshot().lastError).toMatchObject({
      code: 'credentials',
      message: expect.stringContaining('BigInt'),
    })
  })
})

describe('the answer to a POST', () => {
  it('C3 that is finished is not asked for again', async () => {
    const { stream, world, feed, client, events } = await openScene({ body })
    stream.send('data: a\n\n')
    stream.end()
    await world.advance(dayMs)
    expect(events).toHaveLength(1)
    expect(feed.requests).toHaveLength(1)
    expect(client.getSnapshot()).toMatchObject({
      status: 'closed',
      by: 'server-end',
      lastError: null,
    })
    expect(world.pending() + world.pageListeners()).toBe(0)
  })

  it('C3 that breaks off fails with what broke it, and is not asked for again', async () => {
    const { stream, world, feed, client } = await openScene({ body })
    stream.send('data: a\n\n')
    stream.fail()
    await world.advance(dayMs)
    expect(feed.requests).toHaveLength(1)
    expect(client.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'network' } })
    expect(client.getSnapshot().lastError?.message).toBe(
      'Lost the connection: network error. The request is not repeated: see the option reconnect.',
    )
  })

  it('C3 that never begins fails, since the server may have carried the request out', async () => {
    const { client, world, feed } = createScene({ body })
    client.open()
    await world.settle()
    feed.latest().reject()
    await world.advance(dayMs)
    expect(feed.requests).toHaveLength(1)
    expect(client.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'network' } })
  })

  it.each([
    [408, 'waiting'],
    [425, 'waiting'],
    [429, 'waiting'],
    [500, 'failed'],
    [501, 'failed'],
    [502, 'failed'],
    [503, 'waiting'],
    [504, 'failed'],
  ])('C3 with %i is %s: only what was not processed is sent again', async (code, expected) => {
    const { client, world, feed, status } = createScene({ body })
    client.open()
    await world.settle()
    feed.latest().answer(code)
    await world.settle()
    expect(status()).toBe(expected)
  })

  it('C3 is asked for again where statusVerdicts says so', async () => {
    const { client, world, feed, status } = createScene({ body, statusVerdicts: { '5xx': 'wait' } })
    client.open()
    await world.settle()
    feed.latest().answer(500)
    await world.settle()
    expect(status()).toBe('waiting')
    await comeBack({ world, feed })
    expect(feed.requests).toHaveLength(2)
  })

  it('C3 with 401 is asked for once more, with fresh credentials', async () => {
    const { client, world, feed, status } = createScene({ body, headers: () => ({}) })
    client.open()
    await world.settle()
    feed.latest().answer(401)
    await world.settle()
    feed.latest().answer(401)
    await world.advance(dayMs)
    expect(feed.requests.map((request) => request.body)).toEqual([body, body])
    expect(status()).toBe('failed')
  })

  it('C7 may take its time: ten minutes for its head, and then any silence', async () => {
    const { client, world, feed, status } = createScene({ body })
    client.open()
    await world.advance(599_999)
    expect(status()).toBe('connecting')
    feed.latest().accept()
    await world.advance(dayMs)
    expect(status()).toBe('open')
    const late = createScene({ body })
    late.client.open()
    await late.world.advance(600_000)
    expect(late.client.getSnapshot()).toMatchObject({ error: { code: 'timeout' } })
  })

  it('C8 is not given up when the page goes offline, is frozen or hidden', async () => {
    const { stream, world, feed, events, status } = await openScene({ body, hiddenPauseMs: 1000 })
    world.setOnline(false)
    world.setHidden(true)
    world.setFrozen(true)
    await world.advance(60_000)
    expect(status()).toBe('open')
    world.setFrozen(false)
    world.setHidden(false)
    world.setOnline(true)
    stream.send('data: still here\n\n')
    await world.settle()
    expect(events).toHaveLength(1)
    expect(feed.requests).toHaveLength(1)
  })

  it('is asked for again by open(), without the cursor of the one before', async () => {
    const { stream, world, feed, client } = await openScene({ body })
    stream.send('id: 7\ndata: a\n\n')
    stream.end()
    await world.settle()
    client.open()
    await world.settle()
    expect(feed.requests).toHaveLength(2)
    expect(feed.latest().body).toBe(body)
    expect(feed.latest().headers.has('last-event-id')).toBe(false)
  })
})

describe('the option reconnect', () => {
  it('false makes one request of a GET, too', async () => {
    const { stream, world, feed, client } = await openScene({ reconnect: false })
    stream.end()
    await world.advance(dayMs)
    expect(client.getSnapshot()).toMatchObject({ status: 'closed', by: 'server-end' })
    expect(feed.requests).toHaveLength(1)
    client.open()
    await world.settle()
    feed.latest().answer(503)
    await world.advance(dayMs)
    expect(client.getSnapshot()).toMatchObject({ status: 'failed', error: { status: 503 } })
    expect(feed.requests).toHaveLength(2)
  })

  it('is asked what happened, and decides', async () => {
    const causes: ReconnectCause[] = []
    const scene = await openScene({
      body,
      reconnect(cause) {
        causes.push(cause)
        return cause.code !== 'ended'
      },
    })
    scene.stream.send('id: 3\ndata: a\n\n')
    scene.stream.fail()
    const second = await comeBack(scene)
    expect(scene.feed.latest().body).toBe(body)
    expect(scene.feed.latest().headers.get('last-event-id')).toBe('3')
    second.end()
    await scene.world.advance(dayMs)
    expect(scene.feed.requests).toHaveLength(2)
    expect(causes).toMatchObject([
      { code: 'network', wasOpen: true, lastEventId: '3', attempt: 0, error: { code: 'network' } },
      { code: 'ended', wasOpen: true, lastEventId: '3', attempt: 1 },
    ])
  })

  it('is asked before a page that goes offline gives the request up', async () => {
    const causes: ReconnectCause[] = []
    const isAllowed = [false, true]
    const { world, status } = await openScene({
      reconnect(cause) {
        causes.push(cause)
        return isAllowed.shift() ?? false
      },
    })
    world.setOnline(false)
    expect(status()).toBe('open')
    world.setOnline(true)
    world.setOnline(false)
    expect(status()).toBe('paused')
    expect(causes.map(({ code, error }) => ({ code, error }))).toEqual([
      { code: 'offline', error: null },
      { code: 'offline', error: null },
    ])
  })

  it('C1 may close the client: nothing follows, whatever it returns', async () => {
    const scene = await openScene({
      reconnect() {
        scene.client.close()
        return true
      },
    })
    scene.stream.fail()
    await scene.world.advance(dayMs)
    expect(scene.client.getSnapshot()).toMatchObject({ status: 'closed', by: 'user' })
    expect(scene.feed.requests).toHaveLength(1)
    expect(scene.world.pending() + scene.world.pageListeners()).toBe(0)
  })

  it('C11 means no where it throws, and that is reported', async () => {
    const reported: unknown[] = []
    const failure = new Error('mine')
    const { stream, world, status } = await openScene({
      reconnect() {
        throw failure
      },
      onListenerError: (error) => reported.push(error),
    })
    stream.fail()
    await world.settle()
    expect(status()).toBe('failed')
    expect(reported).toEqual([failure])
  })
})

describe('an answer with a last event', () => {
  const isLast = ({ type }: { readonly type: string }) => type === 'complete'

  it.each([{ body }, {}])('C3 ends with it for good, and delivers it (%o)', async (request) => {
    const { stream, world, feed, client, events } = await openScene({ ...request, isLast })
    stream.send('data: a\n\nevent: complete\ndata:\n\ndata: too late\n\n')
    await world.advance(dayMs)
    expect(events.map(({ type }) => type)).toEqual(['message', 'complete'])
    expect(client.getSnapshot()).toMatchObject({ status: 'closed', by: 'server-end' })
    expect(stream.isCancelled() || feed.openCount() === 0).toBe(true)
    expect(feed.requests).toHaveLength(1)
  })

  it('C3 is incomplete without it: a POST has failed', async () => {
    const { stream, world, feed, client } = await openScene({ body, isLast })
    stream.send('data: a\n\n')
    stream.end()
    await world.advance(dayMs)
    expect(client.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'ended' } })
    expect(feed.requests).toHaveLength(1)
  })

  it('C3 is incomplete without it: a GET is made again', async () => {
    const scene = await openScene({ isLast })
    scene.stream.send('data: a\n\n')
    scene.stream.end()
    await comeBack(scene)
    expect(scene.feed.requests).toHaveLength(2)
  })

  it('C1 does not end a connection that a listener has just opened', async () => {
    const scene = await openScene({ isLast })
    scene.client.onEvent(() => {
      scene.client.close()
      scene.client.open()
    })
    scene.stream.send('event: complete\ndata:\n\n')
    await scene.world.settle()
    expect(scene.status()).toBe('connecting')
  })

  it('C11 reports an isLast that throws, and takes the event as not the last', async () => {
    const reported: unknown[] = []
    const { stream, world, events, status } = await openScene({
      isLast() {
        throw new Error('mine')
      },
      onListenerError: (error) => reported.push(error),
    })
    stream.send('data: a\n\ndata: b\n\n')
    await world.settle()
    expect(events).toHaveLength(2)
    expect(reported).toHaveLength(2)
    expect(status()).toBe('open')
  })
})

describe('a POST that is resumed by GET', () => {
  const options = {
    body,
    resumeMethod: 'GET',
    isLast: ({ data }: { readonly data: string }) => data === 'result',
  } as const

  it('C3 asks for the rest with its cursor and no body, and is never sent again', async () => {
    const scene = await openScene(options)
    scene.stream.send('id: 1\ndata: progress\n\n')
    scene.stream.fail()
    await scene.world.advance(60_000)
    scene.feed.latest().answer(500)
    await scene.world.advance(60_000)
    const rest = await comeBack(scene)
    rest.send('id: 2\ndata: result\n\n')
    await scene.world.advance(dayMs)
    expect(
      scene.feed.requests.map(({ method, body, headers }) => [
        method,
        body,
        headers.get('last-event-id'),
      ]),
    ).toEqual([
      ['POST', body, null],
      ['GET', null, '1'],
      ['GET', null, '1'],
    ])
    expect(scene.events.map(({ data }) => data)).toEqual(['progress', 'result'])
    expect(scene.status()).toBe('closed')
  })

  it('C3 follows a server that ends an unfinished answer to be polled', async () => {
    const scene = await openScene(options)
    scene.stream.send('id: 1\ndata:\n\n')
    scene.stream.end()
    await comeBack(scene)
    expect(scene.feed.latest()).toMatchObject({ method: 'GET', body: null })
  })

  it('C3 has failed when it is lost before the first id', async () => {
    const { stream, world, feed, status } = await openScene(options)
    stream.fail()
    await world.advance(dayMs)
    expect(status()).toBe('failed')
    expect(feed.requests).toHaveLength(1)
  })

  it('C3 is over at its end where no last event is declared', async () => {
    const { stream, world, feed, status } = await openScene({ body, resumeMethod: 'GET' })
    stream.send('id: 1\ndata: a\n\n')
    stream.end()
    await world.advance(dayMs)
    expect(status()).toBe('closed')
    expect(feed.requests).toHaveLength(1)
  })

  it('C5 resumes from the stored cursor after a reload of the page, unless the answer was complete', async () => {
    const kept = new Map<string, string>()
    const storage = {
      read: (key: string) => kept.get(key) ?? null,
      write: (key: string, text: string | null) =>
        void (text === null ? kept.delete(key) : kept.set(key, text)),
    }
    const persist = { key: 'call', storage }
    const before = await openScene({ ...options, persist })
    before.stream.send('id: 1\ndata: progress\n\n')
    await before.world.advance(1000)
    const after = await openScene({ ...options, persist })
    expect(after.feed.latest()).toMatchObject({ method: 'GET', body: null })
    after.stream.send('id: 2\ndata: result\n\n')
    await after.world.settle()
    expect(kept.size).toBe(0)
  })
})
