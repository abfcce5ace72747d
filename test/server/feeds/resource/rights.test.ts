import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../../../../server/auth/authenticator.ts'
import { createWiredOrders, orderDraft } from '../../../support/wired-orders.ts'

/** `x-caller: <subject> <scope> <scope>…`, and `x-tenant`. */
const byHeader: Authenticator = {
  name: 'by-header',
  async authenticate({ headers }) {
    const [subject = '', ...scopes] = (headers.get('x-caller') ?? '').split(' ')
    const tenant = headers.get('x-tenant')
    return { ok: true, identity: { subject, tenant, isTrusted: false, scopes } }
  },
}

const as = (caller: string) => ({ 'x-caller': caller })
const ada = as('cus_ada orders:write')
const bob = as('cus_bob orders:write')
const staff = as('ops orders:read:all orders:write')

async function createGuarded() {
  const wired = createWiredOrders({ authenticator: byHeader })
  const { body } = await wired.call('POST', '', orderDraft, ada)
  return { ...wired, id: String(body['id']) }
}

const forbidden = { status: 403, body: { code: 'forbidden_topics' } }

describe('a customer', () => {
  it('reads, lists and changes its own orders only', async () => {
    const { call, id, events } = await createGuarded()
    expect(await call('GET', `/${id}`, undefined, ada)).toMatchObject({ status: 200 })
    expect(await call('GET', `/${id}`, undefined, bob)).toMatchObject(forbidden)
    expect(await call('PATCH', `/${id}`, { note: 'mine' }, bob)).toMatchObject(forbidden)
    expect(await call('DELETE', `/${id}`, undefined, bob)).toMatchObject(forbidden)
    expect(await call('POST', '', orderDraft, bob)).toMatchObject(forbidden)
    for (const query of ['', `?ids=${id}`, '?customers=cus_ada']) {
      expect((await call('GET', query, undefined, bob)).body).toMatchObject({ orders: [] })
      expect((await call('GET', query, undefined, ada)).body).toMatchObject({ orders: [{ id }] })
    }
    expect(await events()).toHaveLength(1)
  })

  it('learns nothing about the version of an order that is not its own', async () => {
    const { call, id } = await createGuarded()
    const headers = { ...bob, 'if-match': '"1"' }
    expect(await call('PATCH', `/${id}`, { note: 'x' }, headers)).toMatchObject(forbidden)
  })

  it('does not get the answer that is remembered for another customer', async () => {
    const { call } = await createGuarded()
    const key = { 'idempotency-key': 'k' }
    await call('POST', '', orderDraft, { ...ada, ...key })
    const draft = { ...orderDraft, customer: 'cus_bob' }
    expect(await call('POST', '', draft, { ...bob, ...key })).toMatchObject({
      status: 201,
      body: { customer: 'cus_bob' },
    })
  })

  it.each([
    ['all=true', 403],
    ['types=order.updated', 403],
    ['customers=cus_ada', 403],
    ['ids=', 403],
    ['customers=cus_bob', 200],
    ['ids=ord_none', 200],
  ])('may subscribe to what is its own: %s is answered with %i', async (query, status) => {
    const { fetch, id } = await createGuarded()
    const asked = query === 'ids=' ? `ids=${id}` : query
    const response = await fetch(`/api/v1/stream/events?${asked}`, { headers: bob })
    expect(response.status).toBe(status)
    await response.body?.cancel()
  })

  it('needs the scope to write', async () => {
    const { call, id } = await createGuarded()
    const refused = { status: 403, body: { code: 'insufficient_scope' } }
    expect(await call('PATCH', `/${id}`, { note: 'x' }, as('cus_ada other'))).toMatchObject(refused)
    expect(await call('POST', '', orderDraft, as('cus_ada other'))).toMatchObject(refused)
  })
})

describe('a caller with the scope to read everything', () => {
  it('reads and changes the orders of every customer', async () => {
    const { call, id, fetch } = await createGuarded()
    expect(await call('PATCH', `/${id}`, { status: 'paid' }, staff)).toMatchObject({ status: 200 })
    expect((await call('GET', '', undefined, staff)).body).toMatchObject({ orders: [{ id }] })
    const response = await fetch('/api/v1/stream/events?all=true', { headers: staff })
    expect(response.status).toBe(200)
    await response.body?.cancel()
  })
})

describe('an answer that is remembered', () => {
  const key = { 'idempotency-key': 'k' }

  it('is refused to a caller who may not see the order any more', async () => {
    const { call, events } = await createGuarded()
    const send = (caller: string) => call('POST', '', orderDraft, { ...as(caller), ...key })
    expect((await send('ops orders:read:all orders:write')).status).toBe(201)
    expect(await send('ops orders:write')).toMatchObject(forbidden)
    expect(await events()).toHaveLength(2)
  })

  it('is not that of the same subject of another tenant', async () => {
    const { call, events } = await createGuarded()
    const sendOf = (tenant: string, fields: object = {}) => {
      const headers = { ...staff, ...key, 'x-tenant': tenant }
      return call('POST', '', { ...orderDraft, ...fields }, headers)
    }
    const ofAcme = await sendOf('acme')
    const ofGlobex = await sendOf('globex', { currency: 'USD' })
    expect([ofAcme.status, ofGlobex.status]).toEqual([201, 201])
    expect((await sendOf('acme')).body).toEqual(ofAcme.body)
    expect(await events()).toHaveLength(3)
  })
})

describe('a caller who is no customer', () => {
  it('sees no orders', async () => {
    const { call } = await createGuarded()
    expect((await call('GET', '', undefined, as('printer orders:write'))).body).toMatchObject({
      orders: [],
    })
  })
})
