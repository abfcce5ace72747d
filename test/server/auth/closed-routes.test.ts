/**
 * No route is open by mistake: every route that the application has is requested without credentials. A route that
 * is added later is part of it, wherever it is added.
 */
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { hasTokenInUrl } from '../../../server/auth/bearer.ts'
import { jwtAuthenticator } from '../../../server/auth/jwt.ts'
import { ordersFeed } from '../../../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { jwtSettings } from '../../support/guarded.ts'
import { shipments } from '../../support/shipments.ts'
import { createStillTime } from '../../support/still-time.ts'

/** What strangers may ask, and the reason is in docs/server.md. */
const publicPaths = ['/healthz', '/readyz', '/asyncapi.json']

const { clock, timers, random } = createStillTime()
const log = memoryLog({ clock, random })
const { app } = createApp({
  feeds: [
    paymentsFeed({ log, clock, timers }),
    ordersFeed({ log, clock, timers, random }),
    serveFeed(shipments, {
      log,
      routes: ({ route }) => {
        route('/shipments/own', { GET: (c) => c.json({}), POST: (c) => c.json({}) })
        route('/shipments/open', { GET: (context) => context.json({}) }, 'public')
      },
    }),
  ],
  clock,
  timers,
  random,
  metrics: async () => ({ contentType: 'text/plain', text: '' }),
  authenticator: jwtAuthenticator({ ...jwtSettings, clock }),
})

/** Middleware is listed under wildcards, and every path answers OPTIONS and refuses other methods. */
const routes = [
  ...new Set(
    app.routes
      .filter(({ path }) => !/^\/?\*$/.test(path))
      .map(({ method, path }) => `${method === 'ALL' ? 'SEARCH' : method} ${path}`),
  ),
].map((route) => route.split(' ') as [method: string, path: string])

function request([method, path]: readonly [string, string], headers: Record<string, string> = {}) {
  const address = `http://localhost${path.replaceAll(/:\w+/g, '1')}`
  // With everything that is checked before a caller is: only credentials are missing.
  const all = { 'content-type': 'application/json', ...headers }
  return app.fetch(new Request(address, { method, headers: all }))
}

describe('every route', () => {
  const asked = routes.filter(([method]) => ['GET', 'POST', 'PATCH', 'DELETE'].includes(method))
  const closed = asked.filter(([, path]) => ![...publicPaths, '/shipments/open'].includes(path))

  it('is known to this test', () => {
    expect(closed.length).toBeGreaterThan(20)
    expect(closed.map((route) => route.join(' '))).toEqual(
      expect.arrayContaining([
        'GET /streams',
        'POST /streams',
        'GET /streams/:id',
        'GET /streams/:id/claimable',
        'GET /events',
        'GET /events/stats',
        'GET /events/snapshot',
        'GET /events/subscribe',
        'GET /v1/events/subscribe',
        'POST /events/ticket',
        'POST /events/refresh',
        'GET /metrics',
        'POST /shipments/own',
      ]),
    )
  })

  it.each(closed)('%s %s is closed to strangers', async (method, path) => {
    const response = await request([method, path])
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="streamgauge"')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ code: 'token_missing' })
  })

  it.each(closed)('%s %s is closed to a token that is not valid', async (method, path) => {
    const response = await request([method, path], { authorization: 'Bearer abc' })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="streamgauge", error="invalid_token"',
    )
  })

  it.each(closed.filter(([method]) => method === 'GET'))(
    '%s %s is closed to HEAD as well',
    async (_, path) => {
      expect((await request(['HEAD', path])).status).toBe(401)
    },
  )

  it.each(routes.filter(([method]) => method === 'SEARCH'))(
    '%s %s is refused whatever the caller is',
    async (method, path) => {
      expect((await request([method, path])).status).toBe(405)
    },
  )

  it.each([...publicPaths, '/shipments/open'])('%s is public', async (path) => {
    expect((await request(['GET', path])).status).toBe(200)
  })

  it('answers the preflight of a browser, which sends no credentials', async () => {
    expect((await request(['OPTIONS', '/streams'])).status).toBe(204)
  })
})

describe('a token in the address', () => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'

  it.each([
    `/events/subscribe?all=true&ticket=${token}`,
    `/events/subscribe?token=Bearer%20${token}`,
    `/streams?jwt=${token.replaceAll('.', '%2E')}`,
    '/healthz?access_token=anything',
    `/no-such-path?a=${token}`,
  ])('%s is refused, and not repeated', async (path) => {
    const response = await app.fetch(new Request(`http://localhost${path}`))
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ code: 'token_in_url' })
    expect(text).not.toContain('c2lnbmF0dXJl')
  })

  it('is looked for in a time that does not explode with what resembles one', () => {
    const startedAtMs = performance.now()
    expect(hasTokenInUrl(`http://localhost/?${'eyJ'.repeat(50_000)}`)).toBe(false)
    expect(hasTokenInUrl(`http://localhost/?${'eyJa.'.repeat(30_000)}`)).toBe(true)
    // A few milliseconds; beginning again at each of them would take seconds.
    expect(performance.now() - startedAtMs).toBeLessThan(500)
  })

  it('is no other text', async () => {
    const path = '/events/subscribe?all=true&lastEventId=eyJhbGciOiJIUzI1NiJ9'
    expect((await app.fetch(new Request(`http://localhost${path}`))).status).toBe(401)
  })
})

describe('a request for a foreign host, or of a foreign page', () => {
  it('is refused before its caller is identified', async () => {
    const headers = { 'content-type': 'application/json' }
    const foreignHost = new Request('http://evil.example/streams', { headers })
    expect(await (await app.fetch(foreignHost)).json()).toMatchObject({ code: 'host_not_allowed' })
    const foreignPage = await request(['POST', '/streams'], { origin: 'https://evil.example' })
    expect(await foreignPage.json()).toMatchObject({ code: 'cross_site_request' })
  })
})
