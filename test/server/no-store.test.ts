/** No cache may keep what the server answers to one caller: every JSON answer of every route says so. */
import { describe, expect, it } from 'vitest'
import { createWired } from '../support/wired.ts'

/** A query with which a route that needs one answers. */
const queries: Readonly<Record<string, string>> = {
  '/events/subscribe': '?all=true',
  '/v1/events/subscribe': '?all=true',
  '/events/snapshot': '?all=true',
}

/** What a command is sent. */
const bodies: Readonly<Record<string, string>> = {
  '/streams/:id/top-up': '{"amount":"1"}',
}

describe('every route', async () => {
  const { server } = createWired()
  const routes = server.app.routes.filter(
    ({ path, method }) => !path.includes('*') && method !== 'ALL',
  )
  const rows = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))]

  it('is looked at', () => {
    expect(rows).toEqual(expect.arrayContaining(['GET /streams', 'POST /streams/:id/withdraw']))
    expect(rows.length).toBeGreaterThan(20)
  })

  it.each(rows)('is answered without being stored: %s', async (row) => {
    const wired = createWired()
    const streamId = await wired.createStream()
    await wired.time.advance(60_000)
    const [method = '', path = ''] = row.split(' ')
    const response = await wired.fetch(`${path.replace(':id', streamId)}${queries[path] ?? ''}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: bodies[path] ?? null }),
    })
    expect(response.headers.get('cache-control')).toContain('no-store')
    await response.body?.cancel()
  })

  it.each([
    ['an unknown path', '/nothing', {}],
    ['a method that it does not have', '/streams', { method: 'DELETE' }],
    ['a foreign host', 'http://evil.example/streams', {}],
    ['a mistake in the query', '/streams?limit=x', {}],
  ])('is answered without being stored for %s', async (_, path, init) => {
    const response = await createWired().fetch(path, init)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
