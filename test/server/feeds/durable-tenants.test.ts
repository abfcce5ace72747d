import { describe, expect, it, vi } from 'vitest'
import type { DurableItem } from '../../../src/protocol/durable.ts'
import { createCompanyServer, metric } from '../../support/company-server.ts'

const path = '/stream/durable'

async function createWorld() {
  const server = createCompanyServer({ auth: true })
  const a = await server.token('a')
  const b = await server.token('b')
  await server.feed.publish(metric(1), { tenant: 'a' })
  await server.feed.publish(metric(2), { tenant: 'b' })
  const read = async (query: string, token: string) => {
    const response = await server.fetch(`${path}?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const text = await response.text()
    const body = text === '' ? [] : (JSON.parse(text) as unknown)
    return {
      status: response.status,
      next: response.headers.get('stream-next-offset') ?? '',
      items: Array.isArray(body) ? (body as readonly DurableItem[]) : [],
      code: (body as { readonly code?: string }).code,
      reason: (body as { readonly reason?: string }).reason,
    }
  }
  /** A poll at the newest position, and its answer once there is one. */
  const poll = async (tenant: string, token: string) => {
    const state: { answer: Awaited<ReturnType<typeof read>> | null } = { answer: null }
    const query = `companyId=${tenant}&all=true&offset=now&live=long-poll`
    void read(query, token).then((answer) => {
      state.answer = answer
    })
    // Its token is verified off the event loop, which settling alone does not wait for.
    await vi.waitFor(() => {
      const isWaiting = (server.app.hubs.get(`company:${tenant}`)?.connections ?? 0) > 0
      expect(isWaiting || state.answer !== null).toBe(true)
    })
    await server.time.settle()
    return state
  }
  return { ...server, a, b, read, poll }
}

describe('a feed with tenants, read by Durable Streams', () => {
  it.each(['', '&live=long-poll', '&live=sse'])(
    'refuses the tenant of another caller, and none at all (%s)',
    async (live) => {
      const { read, a } = await createWorld()
      const query = `all=true&offset=-1${live}`
      expect(await read(`companyId=b&${query}`, a)).toMatchObject({
        status: 403,
        code: 'tenant_mismatch',
      })
      expect(await read(query, a)).toMatchObject({ status: 400, code: 'tenant_required' })
      expect(await read(`companyId=a&companyId=b&${query}`, a)).toMatchObject({
        status: 400,
        code: 'repeated_parameter',
      })
    },
  )

  it('counts what a user holds by tenant: the same subject of another one is another user', async () => {
    const server = createCompanyServer({ auth: true, config: { maxConnectionsPerUser: 1 } })
    const follow = async (tenant: string) => {
      const { status, body } = await server.fetch(
        `${path}?companyId=${tenant}&all=true&offset=now&live=sse`,
        { headers: { authorization: `Bearer ${await server.token(tenant)}` } },
      )
      return { status, leave: () => body?.cancel() }
    }
    const followed = [await follow('a'), await follow('b'), await follow('a')]
    expect(followed.map(({ status }) => status)).toEqual([200, 200, 429])
    for (const { leave } of followed) await leave()
  })

  it('has a log for each of them: an offset of one leads nowhere in another', async () => {
    const { read, a, b } = await createWorld()
    const ofA = await read('companyId=a&all=true', a)
    const ofB = await read('companyId=b&all=true', b)
    expect(ofA.items.map(({ data }) => data)).toMatchObject([{ value: 1 }])
    expect(ofB.items.map(({ data }) => data)).toMatchObject([{ value: 2 }])
    expect(await read(`companyId=a&all=true&offset=${ofB.next}`, a)).toMatchObject({
      status: 410,
      reason: 'epoch',
      next: ofA.next,
    })
  })

  it('ends the wait of those only whose tenant has an event', async () => {
    const { feed, poll, time, a, b } = await createWorld()
    const ofA = await poll('a', a)
    const ofB = await poll('b', b)
    await feed.publish(metric(3), { tenant: 'b' })
    await time.settle()
    expect(ofA.answer).toBeNull()
    expect(ofB.answer?.items.map(({ data }) => data)).toMatchObject([{ value: 3 }])
  })

  it('has no hub any more, some minutes after the last read', async () => {
    const { app, read, time, a } = await createWorld()
    await read('companyId=a&all=true', a)
    expect([...app.hubs.keys()]).toContain('company:a')
    await time.advance(7 * 60_000)
    expect([...app.hubs.keys()]).not.toContain('company:a')
  })

  it('refuses polls that wait when streaming is switched off, as it refuses new ones', async () => {
    const { app, poll, read, time, a, ...server } = await createWorld()
    const ofA = await poll('a', a)
    const admin = await server.token('a', { scopes: ['companies:admin'] })
    const { status } = await server.call('PUT', '/admin/companies/a/features', {
      token: admin,
      body: { streaming: false },
    })
    expect(status).toBe(200)
    await time.settle()
    const refused = { status: 501, code: 'streaming_disabled' }
    expect(ofA.answer).toMatchObject(refused)
    expect(await read('companyId=a&all=true', a)).toMatchObject(refused)
  })
})
