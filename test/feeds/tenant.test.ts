import { describe, expect, it } from 'vitest'
import { fields } from '../../src/feeds/body-codec.ts'
import { defineFeed, event } from '../../src/feeds/definition.ts'
import { endpointOf } from '../../src/feeds/endpoint.ts'
import { parseSubscribeQuery } from '../../src/feeds/filter-query.ts'
import { readInitialSnapshot } from '../../src/feeds/initial-snapshot.ts'
import { forTenant } from '../../src/feeds/tenant.ts'
import { isTenantName } from '../../src/feeds/tenant-name.ts'
import { shortTextField } from '../../src/protocol/fields.ts'
import { shipments } from '../support/shipments.ts'

const body = fields<{ id: string }>({ id: shortTextField })

/** A feed with tenants, and the least that a definition needs besides. */
const define = (more: object = {}) =>
  defineFeed({
    name: 'visits',
    path: '/visits/events',
    tenant: { parameter: 'teamId', claim: 'team' },
    events: { 'visit.began': event({ body }) },
    filter: { ids: { topic: 'visit', isKey: true } },
    topicsOf: ({ id }) => [`visit:${id}`],
    state: {
      item: body,
      keyOf: ({ id }) => id,
      keyOfEvent: ({ id }) => id,
      topicsOf: ({ id }) => [`visit:${id}`],
      reduce: { 'visit.began': (_, { id }) => ({ id }) },
    },
    ...more,
  })

describe('a feed with tenants', () => {
  const visits = define()

  it('names the tenant in every subscription of a bound feed', () => {
    const { subscribeUrl } = endpointOf(forTenant(visits, 'acme'))
    const url = new URL(subscribeUrl('https://api.example', ['visit:1'], true))
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ids: '1',
      teamId: 'acme',
      snapshot: 'true',
    })
  })

  it('names it under another path as well', () => {
    const { subscribeUrl } = endpointOf(forTenant(visits, 'acme'), '/elsewhere')
    expect(subscribeUrl('', ['all'], false)).toBe('/elsewhere?all=true&teamId=acme')
  })

  it('has another name for each tenant, and the same object for the same one', () => {
    expect(forTenant(visits, 'a').name).toBe('visits:a')
    expect(forTenant(visits, 'b').name).toBe('visits:b')
    expect(forTenant(visits, 'a')).toBe(forTenant(visits, 'a'))
  })

  it.each(['', ' ', 'a b', 'a/b', 'a:b', '../a', '-a', 'ä', 'a\n', 'a'.repeat(65)])(
    'refuses the tenant %j',
    (tenant) => {
      expect(isTenantName(tenant)).toBe(false)
      expect(() => forTenant(visits, tenant)).toThrow(/cannot name a tenant/)
    },
  )

  it.each(['a', 'acme', '7', 'org_1', 'A.b-c', crypto.randomUUID(), 'a'.repeat(64)])(
    'takes the tenant %j',
    (tenant) => expect(forTenant(visits, tenant).tenant?.id).toBe(tenant),
  )

  it('cannot be bound where there are no tenants', () => {
    expect(() => forTenant(shipments, 'acme')).toThrow(/it has no tenants/)
  })

  it('ignores the state of another tenant that a page was rendered with', () => {
    const of = (teamId: string | undefined) => ({ teamId, items: [{ id: '1' }] })
    const feed = forTenant(visits, 'acme')
    expect(readInitialSnapshot(feed, of('acme'), [])?.frame.items).toEqual([{ id: '1' }])
    expect(readInitialSnapshot(feed, of('other'), [])).toBeNull()
    expect(readInitialSnapshot(feed, of(undefined), [])).toBeNull()
  })

  it.each([
    [{ parameter: 'snapshot', claim: 'team' }, /"snapshot" cannot name the tenant/],
    [{ parameter: 'ids', claim: 'team' }, /"ids" cannot name the tenant/],
    [{ parameter: 'team id', claim: 'team' }, /cannot be used/],
    [{ parameter: 'teamId', claim: '' }, /cannot be used/],
  ])('refuses the parameter and claim %j', (tenant, message) => {
    expect(() => define({ tenant })).toThrow(message)
  })
})

describe('a feed whose filter is optional', () => {
  const parse = (feed: ReturnType<typeof define>, query: string) =>
    parseSubscribeQuery(feed.filter, new URLSearchParams(query), feed)

  it('takes a query that names nothing as one of everything', () => {
    const visits = define({ isFilterOptional: true })
    expect(parse(visits, '')).toMatchObject({ ok: true, topics: ['all'] })
    expect(parse(visits, 'ids=1')).toMatchObject({ ok: true, topics: ['visit:1'] })
    expect(parse(visits, 'all=false&ids=1')).toMatchObject({ topics: ['visit:1'] })
  })

  it('is asked for: others refuse that query', () => {
    expect(parse(define(), '')).toMatchObject({ ok: false, problem: { code: 'filter_required' } })
  })
})
