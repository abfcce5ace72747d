/**
 * Company A never sees company B: every door of the server, tried with the credentials of A. The doors of the page
 * (tabs that share, persisted cursors, stores) are in test/connection/tenants.test.ts.
 */
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../../server/app.ts'
import type { Identity } from '../../../../server/auth/authenticator.ts'
import { serveFeed } from '../../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../../server/log/memory.ts'
import { companyDefinition } from '../../../../src/feeds/company/company.ts'
import { type CompanyServer, createCompanyServer, metric } from '../../../support/company-server.ts'
import { readFeed } from '../../../support/feed-reader.ts'

const secret = 424_242
const scopes = ['stats:read', 'events:write', 'companies:admin']

/** A server with tokens, on which company B has a history, a connection, and streaming switched on. */
async function createWorld() {
  const server = createCompanyServer({ auth: true })
  const a = await server.token('a', { scopes })
  const b = await server.token('b', { scopes })
  await server.feed.publish(metric(1), { tenant: 'a' })
  for (let count = 0; count < 3; count++) {
    await server.feed.publish(metric(secret), { tenant: 'b' })
  }
  const ofB = await server.subscribe('companyId=b', { token: b })
  return { ...server, a, b, ofB }
}

const mismatch = { status: 403, body: { code: 'tenant_mismatch' } }

/** Publishes for B, and expects that nothing of it arrives in these texts. */
async function expectNothingOfB(server: CompanyServer, ...texts: (() => string)[]): Promise<void> {
  await server.feed.publish(metric(secret), { tenant: 'b' })
  await server.time.settle()
  for (const text of texts) expect(text()).not.toContain(String(secret))
}

describe('company A never sees company B', () => {
  it.each([
    '/stream/updates?companyId=b',
    '/stream/updates?companyId=b&snapshot=true',
    '/stream/updates?companyId=b&keys=metric:hours',
    '/stream/snapshot?companyId=b',
    '/stream/stats?companyId=b',
  ])('by the query %s', async (path) => {
    const { call, a } = await createWorld()
    const answer = await call('GET', path, { token: a })
    expect(answer).toMatchObject(mismatch)
    expect(JSON.stringify(answer.body)).not.toContain(String(secret))
  })

  it.each([
    ['companyId=a&companyId=b', 400],
    ['companyId=b&companyId=a', 400],
    ['companyId=B', 403],
    ['companyId=b%00', 400],
    ['companyId=a%2F..%2Fb', 400],
    ['CompanyId=b&companyId=a', 400],
    ['companyId[]=b&companyId=a', 400],
  ])('by a query that is read in two ways: %s', async (query, status) => {
    const { call, a } = await createWorld()
    expect(await call('GET', `/stream/updates?${query}`, { token: a })).toMatchObject({ status })
  })

  it('by headers that proxies and frameworks know', async () => {
    const world = await createWorld()
    const headers = { 'x-company-id': 'b', 'x-tenant-id': 'b', companyid: 'b' }
    const reader = await world.subscribe('companyId=a', { token: world.a, headers })
    await expectNothingOfB(world, () => reader.text)
    expect(reader.text).toContain('event: connected')
  })

  it('by a token without a company, or with one that is no text', async () => {
    const { call, token } = await createWorld()
    for (const companyId of [undefined, '']) {
      const bearer = await token(companyId, { scopes })
      const paths = ['/stream/updates?companyId=b', '/stream/snapshot?companyId=b', '/stream/stats']
      for (const path of paths) {
        expect(await call('GET', path, { token: bearer })).toMatchObject({ status: 403 })
      }
    }
  })

  it('by a cursor of B, in the header and in the query', async () => {
    const world = await createWorld()
    const header = await world.subscribe('companyId=a&snapshot=true', {
      token: world.a,
      headers: { 'last-event-id': world.ofB.cursor },
    })
    const query = await world.subscribe(`companyId=a&lastEventId=${world.ofB.cursor}`, {
      token: world.a,
    })
    await expectNothingOfB(
      world,
      () => header.text,
      () => query.text,
    )
    // Another history, which is declared: nothing of A is taken for continued.
    expect(header.text).toContain('event: reset\ndata: {"reason":"epoch"}')
    expect(query.text).toContain('"reason":"epoch"')
  })

  it('by the replay of a cursor that was guessed in the history of A', async () => {
    const world = await createWorld()
    const own = await world.subscribe('companyId=a', { token: world.a })
    const epoch = own.cursor.split('.')[0]
    const reader = await world.subscribe(`companyId=a&lastEventId=${epoch}.0`, { token: world.a })
    await expectNothingOfB(world, () => reader.text)
    expect(reader.text).toContain('"replayed":1')
  })

  it('by a ticket', async () => {
    const world = await createWorld()
    const issue = (token: string, body: object) =>
      world.call('POST', '/stream/ticket', { token, body })
    expect(await issue(world.a, { companyId: 'b' })).toMatchObject(mismatch)
    expect(await issue(world.a, {})).toMatchObject({ status: 400 })

    const { body } = await issue(world.a, { companyId: 'a' })
    const ticket = String(body['ticket'])
    const other = await world.call('GET', `/stream/updates?ticket=${ticket}&companyId=b`)
    expect(other).toMatchObject(mismatch)

    const ofA = String((await issue(world.a, { companyId: 'a' })).body['ticket'])
    const reader = await world.subscribe(`ticket=${ofA}`)
    await expectNothingOfB(world, () => reader.text)
    expect(reader.text).toContain('event: connected')

    // A spent ticket of B opens nothing with the credentials of A.
    const ofB = String((await issue(world.b, { companyId: 'b' })).body['ticket'])
    await world.subscribe(`ticket=${ofB}`)
    expect(
      await world.call('GET', `/stream/updates?ticket=${ofB}`, { token: world.a }),
    ).toMatchObject({
      status: 401,
      body: { code: 'ticket_invalid' },
    })
  })

  it('by renewing a connection of B', async () => {
    const { call, a, b, ofB } = await createWorld()
    const clientId = /"clientId":"([^"]+)"/.exec(ofB.text)?.[1] ?? ''
    const renew = (token: string, companyId: string) =>
      call('POST', '/stream/refresh', { token, body: { clientId, companyId } })
    expect(await renew(a, 'b')).toMatchObject(mismatch)
    expect(await renew(a, 'a')).toMatchObject({ status: 404 })
    expect(await renew(b, 'b')).toMatchObject({ status: 200 })
  })

  it('in the state and the statistics of its own', async () => {
    const { call, a } = await createWorld()
    const state = await call('GET', '/stream/snapshot?companyId=a', { token: a })
    expect(state).toMatchObject({ status: 200, body: { companyId: 'a' } })
    expect(JSON.stringify(state.body)).not.toContain(String(secret))
    for (const path of ['/stream/stats', '/stream/stats?companyId=a']) {
      const stats = await call('GET', path, { token: a })
      expect(stats).toMatchObject({ status: 200, body: { companyId: 'a', activeConnections: 0 } })
      expect(Object.keys(stats.body)).toEqual([
        'companyId',
        'activeConnections',
        'maxConnections',
        'timestamp',
        'position',
        'oldest',
        'connectionsByFilter',
      ])
    }
  })

  it('in the health, the metrics and the documentation, which everyone may read', async () => {
    const { call, app, ofB } = await createWorld()
    expect(ofB.isEnded).toBe(false)
    const texts = [
      JSON.stringify((await call('GET', '/stream/health')).body),
      JSON.stringify(await app.measure()),
    ]
    for (const text of texts) expect(text).not.toMatch(/"b"|company:b/)
  })

  it('by sending events for B', async () => {
    const world = await createWorld()
    const { call, a, time, ofB } = world
    const body = { companyId: 'b', type: 'metric_updated', data: { metric: 'forged', value: 1 } }
    expect(await call('POST', '/stream/events', { token: a, body })).toMatchObject(mismatch)
    const hidden = { ...body, companyId: 'a', data: { ...body.data, companyId: 'b' } }
    expect(await call('POST', '/stream/events', { token: a, body: hidden })).toMatchObject({
      status: 201,
    })
    await time.settle()
    expect(ofB.text).not.toContain('forged')
  })

  it('by an idempotency key that B has used', async () => {
    const { call, a, b } = await createWorld()
    const headers = { 'idempotency-key': 'shared' }
    const event = { type: 'metric_updated', data: { metric: 'hours', value: 1 } }
    const send = (token: string, companyId: string) =>
      call('POST', '/stream/events', { token, headers, body: { companyId, ...event } })
    const first = await send(b, 'b')
    const second = await send(a, 'a')
    expect(second.status).toBe(201)
    expect(second.body).not.toEqual(first.body)
  })

  it('by the switches of B', async () => {
    const { call, token, a, ofB, time } = await createWorld()
    const path = '/admin/companies/b/features'
    expect(await call('GET', path, { token: a })).toMatchObject(mismatch)
    const body = { streaming: false }
    expect(await call('PUT', path, { token: a, body })).toMatchObject(mismatch)
    const own = await token('b')
    expect(await call('PUT', path, { token: own, body })).toMatchObject({
      body: { code: 'insufficient_scope' },
    })
    await time.settle()
    expect(ofB.isEnded).toBe(false)
    const operator = await token(undefined, { scopes: ['companies:admin:all'] })
    expect(await call('PUT', path, { token: operator, body })).toMatchObject({ status: 200 })
  })

  it('where a feed names its tenants by another claim', async () => {
    const log = memoryLog()
    const definition = {
      ...companyDefinition,
      tenant: { parameter: 'team', claim: 'https://id/team' },
    }
    const feed = serveFeed(definition, { log })
    const identityOf = (claims: object): Identity => ({
      subject: 'mia',
      isTrusted: false,
      // The company of another feed on the same server: not a team.
      tenant: 'b',
      claims: { ...claims },
    })
    const { app } = createApp({
      feeds: [feed],
      config: { allowedHosts: ['wired.test'] },
      authenticator: {
        name: 'test',
        authenticate: async ({ headers }) => ({
          ok: true,
          identity: identityOf(JSON.parse(headers.get('x-claims') ?? '{}') as object),
        }),
      },
    })
    await feed.publish(metric(secret), { tenant: 'b' })
    const ask = async (team: string, claims: object) =>
      app.fetch(
        new Request(`http://wired.test/stream/snapshot?team=${team}`, {
          headers: { 'x-claims': JSON.stringify(claims) },
        }),
      )
    expect((await ask('b', { 'https://id/team': 'a' })).status).toBe(403)
    expect((await ask('b', {})).status).toBe(403)
    expect((await ask('b', { 'https://id/team': ['b'] })).status).toBe(403)
    expect((await ask('a', { 'https://id/team': 'a' })).status).toBe(200)
    expect(await (await ask('b', { 'https://id/team': 'b' })).text()).toContain(String(secret))
  })

  it('without credentials, where they are required', async () => {
    const { fetch } = await createWorld()
    const paths = ['/stream/updates?companyId=b', '/stream/snapshot?companyId=b', '/stream/stats']
    for (const path of paths) expect((await fetch(path)).status).toBe(401)
    const reader = readFeed(await fetch('/stream/updates?companyId=b&errors=inline'))
    await reader.leave()
    expect(reader.text).not.toContain(String(secret))
  })
})
