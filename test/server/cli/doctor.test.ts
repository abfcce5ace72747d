/** `streamgauge doctor` before real servers, and proxies that each break a feed in one way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { examine } from '../../../server/cli/examine.ts'
import { findFeedUrl } from '../../../server/cli/feed-url.ts'
import { findingsTable } from '../../../server/cli/findings.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { type Faults, startBrokenProxy } from '../../support/broken-proxy.ts'

const origin = 'https://app.example'
const pingMs = 400
let server: RunningServer

beforeAll(async () => {
  server = await serve({ port: 0, config: { pingMs, corsOrigins: [origin] } })
})
afterAll(() => server.close())

interface Asked {
  readonly origin?: string
  readonly path?: string
  readonly watchMs?: number
  /** Another server than the usual one. */
  readonly pingMs?: number
}

/** The codes of what is found behind a proxy with these faults, and the details. */
async function find(faults: Faults, asked: Asked = {}) {
  const { path = '/events/subscribe?all=true', watchMs = 700 } = asked
  const own =
    asked.pingMs === undefined ? null : await serve({ port: 0, config: { pingMs: asked.pingMs } })
  const proxy = await startBrokenProxy(own?.url ?? server.url, faults)
  const { findings } = await examine(new URL(path, proxy.url), {
    headers: {},
    origin: asked.origin ?? null,
    watchMs,
    patienceMs: 1_500,
    onOpen: () => {},
  })
  await proxy.close()
  await own?.close()
  return { codes: findings.map(({ code }) => code), details: findings.map(({ detail }) => detail) }
}

/** Adds to what the server says of its clock. */
const shiftClock = (byMs: number) => (text: string) =>
  text.replace(/"time":(\d+)/g, (_, time: string) => `"time":${Number(time) + byMs}`)

describe.concurrent('the doctor', { timeout: 20_000 }, () => {
  it('finds nothing wrong with a proxy that passes everything on', async () => {
    expect((await find({})).codes).toEqual([])
  })

  it('finds nothing wrong with what a page of an allowed origin needs', async () => {
    expect((await find({}, { origin })).codes).toEqual([])
  })

  it('names a proxy that keeps the head and all', async () => {
    const { codes, details } = await find({ buffersAll: true })
    expect(codes).toEqual(['buffered'])
    expect(details[0]).toBe('No head came within 1.5 s, although other paths are answered.')
  })

  it('names a proxy that keeps the body back', async () => {
    expect((await find({ buffersBody: true })).codes).toEqual(['buffered'])
  })

  it('names a proxy that compresses, and that this holds events back', async () => {
    const { codes, details } = await find({ compresses: true })
    expect(codes).toEqual(['compressed', 'buffered'])
    expect(details[0]).toBe('Content-Encoding is gzip.')
  })

  it('names a proxy that cuts quiet connections, with the silence that it allows', async () => {
    // Far below the interval of pings, as 60 s are below 2 minutes.
    const { codes, details } = await find({ idleMs: 1_500 }, { pingMs: 60_000, watchMs: 6_000 })
    expect(codes).toEqual(['idle_timeout'])
    expect(details[0]).toMatch(/and \d\.\d s of silence\.$/)
  })

  it('distinguishes a cut after a fixed time from one after silence', async () => {
    const { codes } = await find({ lifetimeMs: 800 }, { pingMs: 100, watchMs: 3_000 })
    expect(codes).toEqual(['cut'])
  })

  it('names a feed that is silent for longer than its server promises', async () => {
    const rewrite = (text: string) => text.replace('"pingMs":60000', '"pingMs":100')
    const { codes, details } = await find({ rewrite }, { pingMs: 60_000, watchMs: 2_200 })
    expect(codes).toEqual(['missed_ping'])
    expect(details[0]).toMatch(/^It was silent for 2\.\d s; the server promises 100 ms at most\.$/)
  })

  it('names a wrong content type', async () => {
    const { codes, details } = await find({ headers: { 'content-type': 'text/plain' } })
    expect(codes).toEqual(['wrong_content_type'])
    expect(details).toEqual(['Content-Type is text/plain.'])
  })

  it('names a Cache-Control that lets others transform and store', async () => {
    const { codes } = await find({ headers: { 'cache-control': null } })
    expect(codes).toEqual(['transformable'])
  })

  it('names a clock that is wrong, with the difference and its side', async () => {
    const { codes, details } = await find({ rewrite: shiftClock(-90_000) })
    expect(codes).toEqual(['clock_skew'])
    expect(details[0]).toMatch(/^The server is (89\.\d|90\.\d) s behind this machine\.$/)
  })

  it('accepts a clock that is a little wrong', async () => {
    expect((await find({ rewrite: shiftClock(3_000) })).codes).toEqual([])
  })

  it('names a proxy that does not pass Last-Event-ID on', async () => {
    expect((await find({ drops: ['last-event-id'] })).codes).toEqual(['cursor_dropped'])
  })

  it('names an origin that may not read', async () => {
    const { codes, details } = await find({}, { origin: 'https://other.example' })
    expect(codes).toEqual(['cors_refused'])
    expect(details[0]).toBe('Access-Control-Allow-Origin is missing, for https://other.example.')
  })

  it('names a preflight that a proxy answers by itself', async () => {
    const answer: Faults['answer'] = ({ method }, response) => {
      if (method !== 'OPTIONS') return false
      response.writeHead(204, { 'access-control-allow-origin': '*' }).end()
      return true
    }
    expect((await find({ answer }, { origin })).codes).toEqual(['cors_preflight'])
  })

  it('names a header that both the server and the proxy set', async () => {
    const headers = { 'access-control-allow-origin': `${origin}, ${origin}` }
    expect((await find({ headers }, { origin })).codes).toEqual(['cors_repeated'])
  })

  it('follows a redirect and names it', async () => {
    const answer: Faults['answer'] = ({ url }, response) => {
      if (url !== '/old') return false
      response.writeHead(308, { location: '/events/subscribe?all=true' }).end()
      return true
    }
    expect((await find({ answer }, { path: '/old' })).codes).toEqual(['redirected'])
  })

  it.each([
    [401, 'auth_required'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [429, 'too_many'],
    [502, 'gateway_error'],
    [418, 'refused'],
  ] as const)('names an answer of %s: %s', async (status, code) => {
    const answer: Faults['answer'] = (_, response) => {
      response.writeHead(status).end('<h1>No</h1>')
      return true
    }
    expect((await find({ answer })).codes).toEqual([code])
  })

  it('does not blame a server for what is switched off', async () => {
    const answer: Faults['answer'] = (_, response) => {
      const problem = { code: 'streaming_disabled', detail: 'This company is not streamed.' }
      response.writeHead(501, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify(problem))
      return true
    }
    const { codes, details } = await find({ answer })
    expect(codes).toEqual(['refused'])
    expect(details[0]).toContain('This company is not streamed.')
  })

  it('quotes what the server says about a refusal', async () => {
    const { codes, details } = await find({}, { path: '/events/subscribe?stream=7' })
    expect(codes).toEqual(['refused'])
    expect(details[0]).toMatch(/^The answer is 400: unknown_parameter\. /)
  })

  it('names an address where nothing listens', async () => {
    const { findings } = await examine(new URL('http://127.0.0.1:1/events/subscribe?all=true'), {
      headers: {},
      origin: null,
      watchMs: 500,
      onOpen: () => {},
    })
    expect(findings.map(({ code }) => code)).toEqual(['unreachable'])
  })

  it('has a remedy for everything that it can find', () => {
    for (const [code, { means, remedy }] of Object.entries(findingsTable)) {
      expect(code).toMatch(/^[a-z0-9_]+$/)
      expect(means.length, code).toBeGreaterThan(20)
      expect(remedy.length, code).toBeGreaterThan(20)
    }
  })
})

describe('the address of a server', () => {
  it('leads to its first feed, with everything', async () => {
    const url = await findFeedUrl(new URL(`${server.url}/`), {})
    expect(`${url}`).toBe(`${server.url}/events/subscribe?all=true`)
  })

  it('is kept when it is that of a feed', async () => {
    const given = new URL(`${server.url}/events/subscribe?streams=7`)
    expect(await findFeedUrl(given, {})).toEqual(given)
  })
})
