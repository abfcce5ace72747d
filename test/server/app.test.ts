import { describe, expect, it } from 'vitest'
import { commandMethods } from '../../server/ops/route.ts'
import { createStillTime } from '../support/still-time.ts'
import { createWired } from '../support/wired.ts'
import { appOrigins } from './origins.ts'

const origin = 'https://app.example'
const allowed = { config: { corsOrigins: [origin] } }

describe('a page of another origin', () => {
  it('on the list may read, including Retry-After', async () => {
    const { fetch, subscribe } = createWired(allowed)
    const { response } = await subscribe('all=true', { headers: { origin } })
    for (const answer of [response, await fetch('/streams', { headers: { origin } })]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after')
      expect(answer.headers.get('vary')).toBe('origin')
    }
  })

  it.each(appOrigins)('inside an app on the list may read: %s', async (app) => {
    const { fetch } = createWired({ config: { corsOrigins: [app] } })
    const headerFor = async (from: string) =>
      (await fetch('/streams', { headers: { origin: from } })).headers.get(
        'access-control-allow-origin',
      )
    expect(await headerFor(app)).toBe(app)
    expect(await headerFor('null')).toBe(null)
  })

  it('on the list may read why it was refused', async () => {
    const { fetch } = createWired(allowed)
    for (const path of ['/events/subscribe', '/nowhere', '/streams/x']) {
      const answer = await fetch(path, { headers: { origin } })
      expect(answer.headers.get('access-control-allow-origin'), path).toBe(origin)
    }
  })

  it('asks beforehand and is allowed what a resume and a command need', async () => {
    const { fetch } = createWired(allowed)
    const answer = await fetch('/streams/1/top-up', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(answer.status).toBe(204)
    const headers = answer.headers.get('access-control-allow-headers')?.split(', ')
    expect(headers).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'last-event-id']),
    )
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST')
  })

  it('may use every method that a path can have', async () => {
    const { fetch } = createWired(allowed)
    const headers = { origin, 'access-control-request-method': 'PUT' }
    const answer = await fetch('/streams', { method: 'OPTIONS', headers })
    const methods = answer.headers.get('access-control-allow-methods')?.split(', ')
    expect(methods).toEqual(expect.arrayContaining([...commandMethods, 'GET', 'HEAD']))
  })

  it.each(['https://evil.example', 'https://app.example.evil.example', 'null'])(
    '%s that is not on the list gets no permission',
    async (stranger) => {
      const { fetch } = createWired(allowed)
      const answer = await fetch('/streams', { headers: { origin: stranger } })
      expect(answer.headers.has('access-control-allow-origin')).toBe(false)
      expect(answer.headers.get('vary')).toBe('origin')
    },
  )
})

describe('a path', () => {
  it.each([
    ['/streams', 'GET, HEAD, POST, OPTIONS'],
    ['/streams/1', 'GET, HEAD, OPTIONS'],
    ['/streams/1/withdraw', 'POST, OPTIONS'],
    ['/events/subscribe', 'GET, HEAD, OPTIONS'],
    ['/v1/events/subscribe', 'GET, HEAD, OPTIONS'],
  ])('%s lists the methods it answers: %s', async (path, methods) => {
    const { fetch } = createWired()
    const asked = await fetch(path, { method: 'OPTIONS' })
    expect([asked.status, asked.headers.get('allow')]).toEqual([204, methods])
    const wrong = await fetch(path, { method: 'PATCH' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, methods])
  })

  it('has an alias for the feed, as FlowFi has it', async () => {
    const { fetch } = createWired()
    const answer = await fetch('/v1/events/subscribe?all=true')
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
  })
})

describe('a request id', () => {
  it('is taken over when harmless and made otherwise', async () => {
    const { fetch } = createWired()
    const idFor = async (id: string) =>
      (await fetch('/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await idFor('abc-1.2_3')).toBe('abc-1.2_3')
    expect(await idFor('<script>')).not.toContain('<')
    expect(await idFor('x'.repeat(65))).not.toContain('x')
  })
})

describe('a server that is asked how it is', () => {
  it('answers that its loop turns, and that a probe went round', async () => {
    const wired = createWired()
    expect(await wired.call('GET', '/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
    expect(await wired.call('GET', '/readyz')).toEqual({ status: 200, body: { status: 'ready' } })
    expect(await wired.log.bounds('payments')).toMatchObject({ top: 0 })
  })

  it('is not ready when its log is away, and healthy all the same', async () => {
    const wired = createWired()
    await wired.log.close()
    expect(await wired.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { reasons: ['log_unavailable'] },
    })
    expect((await wired.call('GET', '/healthz')).status).toBe(200)
  })

  it('is not ready when a probe is lost on the way', async () => {
    const inner = createWired()
    const wired = createWired({ log: { ...inner.log, tail: () => () => {} } })
    const answer = wired.call('GET', '/readyz')
    await wired.time.advance(2_000)
    expect(await answer).toMatchObject({ status: 503, body: { reasons: ['probe_lost'] } })
  })

  it('does not probe more often than every two seconds', async () => {
    const wired = createWired()
    for (let count = 0; count < 5; count++) await wired.call('GET', '/readyz')
    expect(await wired.log.bounds('.readiness')).toMatchObject({ top: 1 })
  })

  it('counts connections and how they were resumed', async () => {
    const wired = createWired({ bindings: { remoteAddress: '192.0.2.7' } })
    await wired.createStream()
    await wired.subscribe('all=true')
    await wired.subscribe('streams=1', { headers: { 'last-event-id': 'other.1' } })
    await wired.topUp('1')
    const { body } = await wired.call('GET', '/events/stats')
    expect(body).toMatchObject({
      activeConnections: 2,
      activeIps: 1,
      perIpPeakConnections: 2,
      maxConnections: 10_000,
      timestamp: '2026-09-21T14:13:20.000Z',
      position: expect.stringMatching(/\.2$/),
      oldest: 1,
      connectionsByFilter: { all: 1, streams: 1 },
      resumes: { none: 1, exact: 0, gap: 0, reset: 1 },
      delivered: 2,
    })
  })
})

describe('a server that shuts down', () => {
  it('asks every client to reconnect, spread over the window, and refuses new connections', async () => {
    const numbers = [0.1, 0.6]
    let isDraining = false
    const time = createStillTime({ random: () => (isDraining ? (numbers.shift() ?? 0.5) : 0) })
    const wired = createWired({ time })
    const first = await wired.subscribe('all=true')
    const second = await wired.subscribe('all=true')
    isDraining = true
    const gone = wired.server.drain(10_000)

    const refused = await wired.fetch('/events/subscribe?all=true')
    expect(refused.status).toBe(503)
    expect(refused.headers.has('retry-after')).toBe(true)
    expect(await refused.json()).toMatchObject({ code: 'draining' })
    expect(await wired.call('GET', '/readyz')).toMatchObject({ body: { reasons: ['draining'] } })

    await time.advance(2_000)
    expect([first.isEnded, second.isEnded]).toEqual([true, false])
    expect(first.frames.at(-1)).toEqual({ kind: 'reconnect', afterMs: 2_500, reason: 'draining' })
    expect(first.retries.at(-1)).toBe(2_500)
    await time.advance(5_000)
    expect(second.isEnded).toBe(true)
    await gone
    expect(wired.server.hub.counts.closed.drained).toBe(2)
  })

  it('drops what is left at once when requested a second time', async () => {
    const wired = createWired()
    const feed = await wired.subscribe('all=true')
    const gone = wired.server.drain(3_600_000)
    wired.server.close()
    await gone
    await wired.time.settle()
    expect(feed.isEnded).toBe(true)
    // Nothing was lost, so nothing failed: hosts report a body that fails.
    expect(feed.error).toBeNull()
  })

  it('ends a connection that was accepted before the drain and joins after it', async () => {
    const inner = createWired()
    let arrive: () => void = () => {}
    const gate = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const wired = createWired({
      log: {
        ...inner.log,
        async bounds(name) {
          await gate
          return await inner.log.bounds(name)
        },
      },
    })
    const late = wired.subscribe('all=true')
    await wired.time.settle()
    wired.server.close()
    arrive()
    const feed = await late
    expect(feed.response.status).toBe(200)
    expect(feed.isEnded).toBe(true)
    expect(wired.server.hub.counts.closed.shutdown).toBe(1)
    expect(wired.server.hub.connections).toBe(0)
  })
})
