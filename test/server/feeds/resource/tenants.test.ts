/** A resource whose tenants each have their own: what is kept apart, over every route and call. */
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../../server/app.ts'
import { mintDevelopmentToken } from '../../../../server/auth/development-token.ts'
import { jwtAuthenticator } from '../../../../server/auth/jwt.ts'
import {
  type ResourceFeedOptions,
  resourceFeed,
} from '../../../../server/feeds/resource/resource-feed.ts'
import { memoryLog } from '../../../../server/log/memory.ts'
import { fields } from '../../../../src/feeds/body-codec.ts'
import { resource } from '../../../../src/feeds/resource/resource.ts'
import { shortTextField } from '../../../../src/protocol/fields.ts'
import { jwtSettings } from '../../../support/guarded.ts'
import { createStillTime } from '../../../support/still-time.ts'

interface Parcel {
  readonly id: string
  readonly hub: string
  readonly note: string
}

const parcels = resource({
  name: 'parcel',
  path: '/parcels/events',
  tenant: { parameter: 'team', claim: 'companyId' },
  schema: fields<Parcel>({ id: shortTextField, hub: shortTextField, note: shortTextField }),
  groups: { hubs: { topic: 'hub', valueOf: ({ hub }) => hub } },
  example: { id: 'p1', hub: 'OSL', note: 'new' },
  exampleChange: { note: 'fragile' },
})

const draft = { hub: 'OSL', note: 'new' }

function open(options: Partial<ResourceFeedOptions<Parcel>> & { readonly auth?: boolean } = {}) {
  const { auth = false, ...more } = options
  const time = createStillTime()
  const { clock, timers, random } = time
  const log = memoryLog({ clock, random })
  // The same ids for every team.
  let count = 0
  const createId = () => `p${1 + (count++ % 2)}`
  const feed = resourceFeed(parcels, { log, clock, timers, random, createId, ...more })
  const app = createApp({
    feeds: [feed],
    ...{ clock, timers, random },
    config: { allowedHosts: ['wired.test'] },
    ...(auth && { authenticator: jwtAuthenticator({ ...jwtSettings, clock }) }),
  })
  const tokenOf = (team: string) =>
    mintDevelopmentToken({
      ...jwtSettings,
      subject: 'mia',
      issuedAtMs: clock.nowMs(),
      scopes: ['parcels:write'],
      tenant: team,
    })
  async function call(
    method: string,
    path: string,
    { body, headers, token }: { body?: unknown; headers?: object; token?: string } = {},
  ) {
    const response = await app.app.fetch(
      new Request(new URL(path, 'http://wired.test'), {
        method,
        headers: {
          ...(method !== 'GET' && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    const json = (await response.json()) as Record<string, unknown>
    return { status: response.status, headers: response.headers, body: json }
  }
  return { feed, log, call, time, tokenOf }
}

describe('a resource with tenants', () => {
  it('has resources, ids, versions and logs of each tenant', async () => {
    const { call, log } = open()
    const own = await call('POST', '/parcels?team=red', { body: draft })
    expect(own.headers.get('location')).toBe('parcels/p1?team=red')
    await call('POST', '/parcels?team=blue', { body: { ...draft, note: 'blue' } })
    await call('POST', '/parcels?team=blue', { body: { ...draft, note: 'blue' } })
    await call('PATCH', '/parcels/p1?team=blue', { body: { note: 'changed' } })
    expect((await call('GET', '/parcels/p1?team=red')).body).toMatchObject({ note: 'new' })
    expect((await call('GET', '/parcels/p2?team=red')).status).toBe(404)
    const listed = async (query: string) =>
      ((await call('GET', `/parcels?${query}`)).body['parcels'] as readonly Parcel[]).map(
        ({ id, note }) => `${id} ${note}`,
      )
    expect(await listed('team=red')).toEqual(['p1 new'])
    expect(await listed('team=blue&hubs=OSL')).toEqual(['p1 changed', 'p2 blue'])
    expect(await listed('team=green')).toEqual([])
    await call('DELETE', '/parcels/p1?team=red')
    expect(await listed('team=red')).toEqual([])
    expect(await listed('team=blue&ids=p1')).toEqual(['p1 changed'])
    expect((await log.bounds('parcels:red')).top).toBe(2)
    expect((await log.bounds('parcels')).top).toBe(0)
  })

  it('remembers idempotency keys for each tenant', async () => {
    const { call } = open()
    const headers = { 'idempotency-key': 'k' }
    const red = await call('POST', '/parcels?team=red', { body: draft, headers })
    const blue = await call('POST', '/parcels?team=blue', {
      body: { ...draft, note: 'x' },
      headers,
    })
    expect(blue).toMatchObject({ status: 201, body: { note: 'x' } })
    const again = await call('POST', '/parcels?team=red', { body: draft, headers })
    expect(again.body).toEqual(red.body)
  })

  it('does not merge updates of the same id of two tenants', async () => {
    const { feed, time } = open({ coalesceMs: 1_000 })
    const of = (tenant: string) => ({ tenant })
    for (const team of ['red', 'blue']) await feed.store.create({ ...draft }, of(team))
    await time.advance(2_000)
    await feed.store.patch('p1', { note: 'one' }, of('red'))
    const later = feed.store.patch('p1', { note: 'two' }, of('red'))
    await expect(feed.store.patch('p1', { note: 'x' }, of('blue'))).rejects.toMatchObject({
      problem: { code: 'not_found' },
    })
    await feed.store.patch('p2', { note: 'at once' }, of('blue'))
    await time.advance(2_000)
    expect((await later).item).toMatchObject({ note: 'two' })
  })

  it.each([
    'GET /parcels',
    'POST /parcels',
    'GET /parcels/p1',
    'PATCH /parcels/p1',
    'DELETE /parcels/p1',
  ])('refuses %s without a tenant, and with two', async (request) => {
    const { call } = open()
    const [method = '', path = ''] = request.split(' ')
    const given = method === 'POST' || method === 'PATCH' ? { body: draft } : {}
    const codeOf = async (query: string) =>
      (await call(method, `${path}${query}`, given)).body['code']
    expect(await codeOf('')).toBe('tenant_required')
    expect(await codeOf('?team=red&team=blue')).toBe('repeated_parameter')
    expect(await codeOf('?team=../blue')).toBe('bad_tenant')
  })

  it.each([
    'GET /parcels',
    'POST /parcels',
    'GET /parcels/p1',
    'PATCH /parcels/p1',
    'DELETE /parcels/p1',
  ])('refuses %s to a caller of another tenant', async (request) => {
    const { call, feed, tokenOf } = open({ auth: true, ownTopics: () => ['hub:OSL'] })
    await feed.store.create({ ...draft }, { tenant: 'blue' })
    await feed.store.create({ ...draft }, { tenant: 'red' })
    const token = await tokenOf('red')
    const [method = '', path = ''] = request.split(' ')
    const given = {
      token,
      ...((method === 'POST' || method === 'PATCH') && { body: { note: 'mine', hub: 'OSL' } }),
    }
    const refused = await call(method, `${path}?team=blue`, given)
    expect(refused).toMatchObject({ status: 403, body: { code: 'tenant_mismatch' } })
    expect((await feed.store.read('p1', { tenant: 'blue' })).item?.note).toBe('new')
    if (path === '/parcels') {
      expect((await call(method, `${path}?team=red`, given)).status).toBeLessThan(300)
    }
  })

  it('checks what a subscription may read among the resources of its tenant', async () => {
    const { call, feed, tokenOf } = open({ auth: true, ownTopics: () => ['hub:OSL'] })
    await feed.store.create({ ...draft, hub: 'BGO' }, { tenant: 'red' })
    await feed.store.create({ ...draft }, { tenant: 'blue' })
    await feed.store.create({ ...draft, hub: 'OSL' }, { tenant: 'blue' })
    const token = await tokenOf('red')
    const refused = await call('GET', '/parcels/snapshot?team=red&ids=p1', { token })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden_topics' } })
    // It is another one than the parcel of team blue with this id.
    const own = await call('GET', '/parcels/snapshot?team=red&ids=p2', { token })
    expect(own).toMatchObject({ status: 200, body: { parcels: [] } })
  })

  it('requires the tenant in programs, too', async () => {
    const { feed } = open()
    await expect(feed.store.create({ ...draft })).rejects.toMatchObject({ code: 'bad_tenant' })
    await expect(feed.store.read('p1')).rejects.toMatchObject({ code: 'bad_tenant' })
    await expect(feed.store.list({ limit: 1 })).rejects.toMatchObject({ code: 'bad_tenant' })
  })
})
