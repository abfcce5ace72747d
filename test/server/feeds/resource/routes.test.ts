import { describe, expect, it } from 'vitest'
import type { EventLog } from '../../../../server/log/event-log.ts'
import { memoryLog } from '../../../../server/log/memory.ts'
import { createWiredOrders, orderDraft } from '../../../support/wired-orders.ts'

const mergePatch = { 'content-type': 'application/merge-patch+json' }

describe('creating a resource', () => {
  it('answers 201 with the whole resource, its place, version and position', async () => {
    const { call, events } = createWiredOrders()
    const { status, body, headers } = await call('POST', '', orderDraft)
    expect(status).toBe(201)
    const { id } = body
    expect(id).toMatch(/^ord_[0-9a-z]+$/)
    expect(headers.get('location')).toBe(`orders/${id}`)
    expect(headers.get('etag')).toBe('"1790000000000"')
    expect(body).toEqual({
      ...orderDraft,
      id,
      total: '74.70',
      createdAt: '2026-09-21T14:13:20.000Z',
      updatedAt: '2026-09-21T14:13:20.000Z',
      ts: 1_790_000_000_000,
      position: expect.stringMatching(/\.1$/),
    })
    const { ts, position: _, ...patch } = body
    expect(await events()).toEqual([{ type: 'order.created', id, patch, ts }])
  })

  it.each([
    [{ ...orderDraft, colour: 'red' }, 'The field "colour" is not known.'],
    [{ ...orderDraft, id: 'ord_1' }, 'The field id of the order is set by the server.'],
    [{ ...orderDraft, ts: 1 }, 'The field ts of the order is set by the server.'],
    [{ ...orderDraft, total: '1.00' }, 'The field total of the order is set by the server.'],
    [{ ...orderDraft, items: undefined }, 'items: missing'],
    [{ ...orderDraft, status: 'lost' }, 'The value of "status" is not one'],
    [
      { ...orderDraft, items: [{ ...orderDraft.items[0], colour: 'red' }] },
      'The field "items.0.colour" is not known.',
    ],
  ])('refuses %j', async (document, detail) => {
    const { call, events } = createWiredOrders()
    const { status, body } = await call('POST', '', document)
    expect({ status, code: body['code'] }).toEqual({ status: 400, code: 'invalid_body' })
    expect(body['detail']).toContain(detail)
    expect(await events()).toEqual([])
  })
})

describe('patching a resource', () => {
  it.each([{}, mergePatch])('appends the changed fields only (%j)', async (headers) => {
    const { call, create, events, time } = createWiredOrders()
    const id = await create()
    await time.advance(1_000)
    const { status, body } = await call('PATCH', `/${id}`, { status: 'paid', note: null }, headers)
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'paid', total: '74.70', ts: 1_790_000_001_000 })
    expect((await events()).at(-1)).toEqual({
      type: 'order.updated',
      id,
      patch: { status: 'paid', updatedAt: '2026-09-21T14:13:21.000Z' },
      ts: 1_790_000_001_000,
    })
  })

  it('computes what the server derives again', async () => {
    const { call, create, events } = createWiredOrders()
    const id = await create()
    const items = [{ sku: 'MUG-01', name: 'Mug', quantity: 1, unitPrice: '24.90' }]
    expect((await call('PATCH', `/${id}`, { items })).body).toMatchObject({ total: '24.90' })
    expect((await events()).at(-1)).toMatchObject({ patch: { items, total: '24.90' } })
  })

  it('appends nothing for a patch that changes nothing', async () => {
    const { call, create, events } = createWiredOrders()
    const id = await create()
    const before = (await call('GET', `/${id}`)).body
    const { status, body } = await call('PATCH', `/${id}`, { status: 'placed', note: null })
    expect({ status, body }).toEqual({ status: 200, body: before })
    expect(await events()).toHaveLength(1)
  })

  it('gives each change a later ts, even if the clock steps back', async () => {
    let nowMs = 5_000
    const clock = { nowMs: () => nowMs, monotonicMs: () => 0 }
    const { call, create, events } = createWiredOrders({ clock })
    const id = await create()
    nowMs = 1_000
    for (const status of ['paid', 'packed']) await call('PATCH', `/${id}`, { status })
    await call('DELETE', `/${id}`)
    expect((await events()).map(({ ts }) => ts)).toEqual([5_000, 5_001, 5_002, 5_003])
  })

  it('removes a field with null, and refuses it for one that has to be there', async () => {
    const { call, create } = createWiredOrders()
    const id = await create({ note: 'Ring twice' })
    expect((await call('PATCH', `/${id}`, { note: null })).body).not.toHaveProperty('note')
    expect((await call('GET', `/${id}`)).body).not.toHaveProperty('note')
    expect(await call('PATCH', `/${id}`, { items: null })).toMatchObject({
      status: 400,
      body: { code: 'invalid_body', detail: expect.stringContaining('items: missing') },
    })
  })

  it('refuses to change the group that filters select by', async () => {
    const { call, create } = createWiredOrders()
    const id = await create()
    expect(await call('PATCH', `/${id}`, { customer: 'cus_bob' })).toMatchObject({
      status: 422,
      body: { code: 'field_fixed' },
    })
  })

  it('refuses other media types', async () => {
    const { call, create } = createWiredOrders()
    const id = await create()
    const headers = { 'content-type': 'application/json-patch+json' }
    expect(await call('PATCH', `/${id}`, {}, headers)).toMatchObject({ status: 415 })
  })
})

describe('a version', () => {
  it('that is not the current one is refused with 412, and changes nothing', async () => {
    const { call, create, events } = createWiredOrders()
    const id = await create()
    const etag = (await call('GET', `/${id}`)).headers.get('etag') ?? ''
    const first = await call('PATCH', `/${id}`, { status: 'paid' }, { 'if-match': etag })
    expect(first.status).toBe(200)
    for (const method of ['PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { note: 'late' } : undefined
      expect(await call(method, `/${id}`, body, { 'if-match': etag })).toMatchObject({
        status: 412,
        body: { code: 'version_mismatch' },
      })
    }
    const next = first.headers.get('etag') ?? ''
    const several = { 'if-match': `W/${next}, "7", ${next}` }
    expect((await call('PATCH', `/${id}`, { note: 'x' }, several)).status).toBe(200)
    expect((await call('PATCH', `/${id}`, { note: 'y' }, { 'if-match': '*' })).status).toBe(200)
    expect(await events()).toHaveLength(4)
  })

  it('is required where the feed is served so', async () => {
    const { call, create } = createWiredOrders({ ifMatch: 'required' })
    const id = await create()
    const refused = { status: 428, body: { code: 'version_required' } }
    expect(await call('PATCH', `/${id}`, { status: 'paid' })).toMatchObject(refused)
    expect(await call('DELETE', `/${id}`)).toMatchObject(refused)
    expect((await call('DELETE', `/${id}`, undefined, { 'if-match': '*' })).status).toBe(200)
  })

  it('lets one of two concurrent changes through', async () => {
    const { call, create } = createWiredOrders()
    const id = await create()
    const etag = (await call('GET', `/${id}`)).headers.get('etag') ?? ''
    const both = await Promise.all(
      ['paid', 'cancelled'].map((status) =>
        call('PATCH', `/${id}`, { status }, { 'if-match': etag }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  })
})

describe('deleting a resource', () => {
  it('appends one event with null as its patch', async () => {
    const { call, create, events } = createWiredOrders()
    const id = await create()
    expect(await call('DELETE', `/${id}`)).toMatchObject({
      status: 200,
      body: { id, position: expect.stringMatching(/\.2$/) },
    })
    expect((await events()).at(-1)).toMatchObject({ type: 'order.deleted', id, patch: null })
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? {} : undefined
      expect(await call(method, `/${id}`, body)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
  })
})

describe('an idempotency key', () => {
  const key = { 'idempotency-key': 'k1' }

  it('creates once, and answers a repeat as the first time', async () => {
    const { call, events } = createWiredOrders()
    const first = await call('POST', '', orderDraft, key)
    const second = await call('POST', '', orderDraft, key)
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect(await events()).toHaveLength(1)
    expect(await call('POST', '', { ...orderDraft, currency: 'USD' }, key)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    })
  })

  it('creates once, even if both requests come at the same time', async () => {
    const { call, events } = createWiredOrders()
    const both = await Promise.all([1, 2].map(() => call('POST', '', orderDraft, key)))
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(both[0]?.body).toEqual(both[1]?.body)
    expect(await events()).toHaveLength(1)
  })

  it('answers a patch as it was, although the resource has changed since', async () => {
    const { call, create, events } = createWiredOrders()
    const id = await create()
    const first = await call('PATCH', `/${id}`, { status: 'paid' }, key)
    await call('PATCH', `/${id}`, { status: 'packed' })
    expect((await call('PATCH', `/${id}`, { status: 'paid' }, key)).body).toEqual(first.body)
    expect(await events()).toHaveLength(3)
  })

  it('does not let a later change overtake: while old records are read, it waits', async () => {
    let answer = () => {}
    const isRead = new Promise<void>((resolve) => {
      answer = resolve
    })
    const inner = memoryLog()
    const states: EventLog['states'] = async (name, query, limit) => {
      if ('prefix' in query && query.prefix.startsWith('answer-expiry')) await isRead
      return inner.states(name, query, limit)
    }
    const { call, create, time } = createWiredOrders({ log: { ...inner, states } })
    const id = await create()
    const first = call('PATCH', `/${id}`, { status: 'paid' }, key)
    await time.settle()
    const second = call('PATCH', `/${id}`, { status: 'packed' })
    await time.settle()
    answer()
    await Promise.all([first, second])
    expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'packed' })
  })

  it('of a change that changed nothing is not remembered: the repeat is decided again', async () => {
    const { call, create } = createWiredOrders()
    const id = await create()
    const etag = (await call('GET', `/${id}`)).headers.get('etag') ?? ''
    const guarded = { ...key, 'if-match': etag }
    expect((await call('PATCH', `/${id}`, { status: 'placed' }, guarded)).status).toBe(200)
    await call('PATCH', `/${id}`, { status: 'paid' })
    expect(await call('PATCH', `/${id}`, { status: 'placed' }, guarded)).toMatchObject({
      status: 412,
      body: { code: 'version_mismatch' },
    })
    expect((await call('PATCH', `/${id}`, { status: 'placed' }, key)).body).toMatchObject({
      status: 'placed',
    })
  })

  it('is forgotten after 24 hours, and its record is removed', async () => {
    const { call, log, feed, time } = createWiredOrders()
    await call('POST', '', orderDraft, key)
    await time.advance(24 * 60 * 60 * 1000)
    expect((await call('POST', '', { ...orderDraft, currency: 'USD' }, key)).status).toBe(201)
    const records = await log.states(feed.logName, { prefix: 'answer' }, 100)
    expect(records.values.map(({ key: name }) => name)).toEqual([
      'answer-expiry/0001790086400000/answer//k1',
      'answer//k1',
    ])
  })

  it('that does not fit is refused', async () => {
    const { call } = createWiredOrders()
    expect(await call('POST', '', orderDraft, { 'idempotency-key': 'a b' })).toMatchObject({
      status: 400,
      body: { code: 'bad_idempotency_key' },
    })
  })
})

describe('the list by the values of a field', () => {
  const idsOf = (body: Record<string, unknown>) =>
    (body['orders'] as readonly { id: string }[]).map(({ id }) => id)

  it('has the resources with one of them, as they are now, in pages', async () => {
    const { call, create } = createWiredOrders()
    const ids = []
    for (let count = 0; count < 9; count++) ids.push(await create())
    for (const id of ids.filter((_, n) => n % 3 === 0))
      await call('PATCH', `/${id}`, { status: 'paid' })
    await call('PATCH', `/${ids[1]}`, { status: 'packed' })
    const paid = ids.filter((_, n) => n % 3 === 0)
    expect(idsOf((await call('GET', '?status=paid')).body)).toEqual(paid)
    const either = await call('GET', '?status=paid&status=packed')
    expect(idsOf(either.body)).toEqual([...paid, ids[1]].sort())
    expect(idsOf((await call('GET', '?status=cancelled')).body)).toEqual([])

    const first = (await call('GET', '?status=paid&limit=2')).body
    expect(idsOf(first)).toEqual(paid.slice(0, 2))
    const rest = (await call('GET', `?status=paid&limit=2&cursor=${first['nextCursor']}`)).body
    expect(idsOf(rest)).toEqual(paid.slice(2))
    expect(rest['nextCursor']).toBeNull()
  })

  it('restricts ids and groups further', async () => {
    const { call, create } = createWiredOrders()
    const ada = await create({ status: 'paid' })
    const bob = await create({ status: 'paid', customer: 'cus_bob' })
    const other = await create({ customer: 'cus_bob' })
    expect(idsOf((await call('GET', '?status=paid&customers=cus_bob')).body)).toEqual([bob])
    const query = `?status=placed&ids=${ada}&ids=${other}`
    expect(idsOf((await call('GET', query)).body)).toEqual([other])
  })

  it('looks at a bounded number of resources for each page, and leads to all of them', async () => {
    const { feed, call } = createWiredOrders()
    for (let count = 0; count < 2_100; count++) {
      await feed.store.create({ ...orderDraft, status: count === 2_099 ? 'paid' : 'placed' })
    }
    const first = (await call('GET', '?status=paid')).body
    expect(idsOf(first)).toEqual([])
    expect(first['nextCursor']).toMatch(/^ord_/)
    const next = (await call('GET', `?status=paid&cursor=${first['nextCursor']}`)).body
    expect(idsOf(next)).toHaveLength(1)
    expect(next['nextCursor']).toBeNull()
  })

  it.each(['status=lost', 'status=', 'status=Paid'])('refuses %s', async (query) => {
    const { call } = createWiredOrders()
    expect(await call('GET', `?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'bad_value' },
    })
  })

  it('refuses a field that is not declared', async () => {
    const { call } = createWiredOrders()
    expect(await call('GET', '?currency=EUR')).toMatchObject({
      status: 400,
      body: { code: 'unknown_parameter' },
    })
  })
})

describe('the list', () => {
  const idsOf = (body: Record<string, unknown>) =>
    (body['orders'] as readonly { id: string }[]).map(({ id }) => id)

  it('comes in pages, by ascending id, with a position', async () => {
    const { call, create } = createWiredOrders()
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push(await create())
    const first = await call('GET', '?limit=3')
    expect(idsOf(first.body)).toEqual(ids.slice(0, 3))
    expect(first.body['position']).toMatch(/\.5$/)
    const second = await call('GET', `?limit=3&cursor=${first.body['nextCursor']}`)
    expect(idsOf(second.body)).toEqual(ids.slice(3))
    expect(second.body['nextCursor']).toBeNull()
  })

  it('has the resources of a group, or those with some ids', async () => {
    const { call, create } = createWiredOrders()
    const ada = await create()
    const bob = await create({ customer: 'cus_bob' })
    expect(idsOf((await call('GET', '?customers=cus_bob')).body)).toEqual([bob])
    expect(idsOf((await call('GET', `?ids=${bob}&ids=${ada}&ids=ord_none`)).body)).toEqual([
      ada,
      bob,
    ])
    expect(idsOf((await call('GET', `?ids=${bob}&ids=${ada}&customers=cus_ada`)).body)).toEqual([
      ada,
    ])
    const paged = await call('GET', `?ids=${bob}&ids=${ada}&limit=1`)
    expect(paged.body).toMatchObject({ nextCursor: ada })
  })

  it.each([
    ['?limit=501', 'bad_value'],
    ['?customers=ada', 'bad_value'],
    ['?ids=42', 'bad_value'],
    ['?cursor=42', 'bad_value'],
    ['?total=1.00', 'unknown_parameter'],
    ['?customers=cus_a&customers=cus_b', 'repeated_parameter'],
  ])('refuses %s', async (query, code) => {
    const { call } = createWiredOrders()
    expect(await call('GET', query)).toMatchObject({ status: 400, body: { code } })
  })
})
