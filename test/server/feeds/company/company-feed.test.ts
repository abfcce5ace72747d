import { describe, expect, it } from 'vitest'
import { companyFeed } from '../../../../server/feeds/company/company-feed.ts'
import { memoryLog } from '../../../../server/log/memory.ts'
import { companyDefinition } from '../../../../src/feeds/company/company.ts'
import { createCompanyServer, metric } from '../../../support/company-server.ts'
import { createTap } from '../../../support/tap.ts'

describe('the company feed', () => {
  it('begins without a filter, with everything of the company', async () => {
    const { subscribe, feed, time } = createCompanyServer()
    const reader = await subscribe('companyId=acme')
    await feed.publish(metric(7), { tenant: 'acme' })
    await feed.publish(metric(8), { tenant: 'other' })
    await time.settle()
    expect(reader.text).toContain('event: connected')
    expect(reader.text).toContain('event: metric_updated\ndata: {"metric":"hours","value":7}')
    expect(reader.text).not.toContain('8}')
  })

  it('replays exactly what a client missed, by the parameter of the documentation', async () => {
    const { subscribe, feed, time } = createCompanyServer()
    const first = await subscribe('companyId=acme')
    await feed.publish(metric(1), { tenant: 'acme' })
    await time.settle()
    await first.leave()
    for (const value of [2, 3]) await feed.publish(metric(value), { tenant: 'acme' })
    const again = await subscribe(`companyId=acme&lastEventId=${first.cursor}`)
    expect(again.text).toContain('"recovered":true,"replayed":2')
    expect(again.text).not.toContain('"value":1}')
    expect(again.text.match(/"value":\d/g)).toEqual(['"value":2', '"value":3'])
  })

  it('begins with the state when it is asked for, and narrows to what is named', async () => {
    const { subscribe, feed } = createCompanyServer()
    await feed.publish(metric(7), { tenant: 'acme' })
    await feed.publish({ type: 'sroi_updated', value: 3 }, { tenant: 'acme' })
    const all = await subscribe('companyId=acme&snapshot=true')
    expect(all.text).toContain('"items":[{"kind":"metric"')
    const sroi = await subscribe('companyId=acme&kinds=sroi&snapshot=true')
    expect(sroi.text).toContain('"items":[{"kind":"sroi","value":3}]')
  })

  it('says of every number what it was before, so that one event alone makes the item', async () => {
    const { feed, log } = createCompanyServer()
    const options = { tenant: 'acme' }
    await feed.publish(metric(7), options)
    const second = await feed.publish(metric(9), { ...options, dedupeKey: 'once' })
    expect(await feed.publish(metric(10), { ...options, dedupeKey: 'once' })).toEqual(second)
    // The same value again does not hide the last change; what a sender says is kept.
    await feed.publish(metric(9), options)
    await feed.publish({ ...metric(11), previousValue: 0 }, options)
    await feed.change('metric:hours', () => ({ event: metric(12) }), options)
    const reading = await log.read('company:acme', { epoch: second.epoch, offset: 0 }, 9, 9)
    if (reading.kind !== 'entries') throw new Error('The log keeps all of them.')
    const bodies = reading.entries.map(({ data }) => JSON.parse(data))
    expect(bodies.map(({ value, previousValue }) => [value, previousValue])).toEqual([
      [7, undefined],
      [9, 7],
      [9, 7],
      [11, 0],
      [12, 11],
    ])
    const { state } = companyDefinition
    for (const [index, body] of bodies.entries()) {
      const events = bodies.slice(0, index + 1).map((each) => ({ type: 'metric_updated', ...each }))
      const all = events.reduce((item, event) => state?.reduce(item, event), undefined)
      expect(state?.reduce(undefined, { type: 'metric_updated', ...body })).toEqual(all)
    }
  })

  it('sends a ping at least every 30 s, after a comment line', async () => {
    const { subscribe, time } = createCompanyServer()
    const reader = await subscribe('companyId=acme')
    await time.advance(29_000)
    expect(reader.text).not.toContain('event: ping')
    await time.advance(1_500)
    expect(reader.text).toMatch(/\n:heartbeat\nid: \S+\nevent: ping\ndata: /)
    expect(reader.text).toContain('"pingMs":30000')
  })

  it.each([
    ['', 400, 'tenant_required'],
    ['companyId=', 400, 'bad_tenant'],
    ['companyId=a%2Fb', 400, 'bad_tenant'],
    [`companyId=${'a'.repeat(65)}`, 400, 'bad_tenant'],
    ['companyId=a&companyId=b', 400, 'repeated_parameter'],
    ['companyId=a&company=b', 400, 'unknown_parameter'],
    ['companyId=a&keys=nothing', 400, 'bad_value'],
  ])('refuses the query "%s"', async (query, status, code) => {
    const { call } = createCompanyServer()
    expect(await call('GET', `/stream/updates?${query}`)).toMatchObject({ status, body: { code } })
  })

  it('ends a connection to which nothing could be written for 15 minutes, even if it trickles', async () => {
    const tap = createTap()
    const server = createCompanyServer({
      bindings: tap.bindings,
      config: { stallMs: 60_000 },
    })
    await server.subscribe('companyId=acme')
    tap.close()
    for (let minute = 0; minute < 14; minute++) {
      await server.time.advance(30_000)
      tap.trickle()
      await server.time.advance(30_000)
      await server.feed.publish(metric(minute), { tenant: 'acme' })
    }
    expect(tap.state).toBe('open')
    for (let half = 0; half < 5 && tap.state === 'open'; half++) {
      tap.trickle()
      await server.time.advance(30_000)
    }
    expect(tap.state).toBe('destroyed')
  })

  it('refuses options that it would ignore, and times that it cannot keep', () => {
    const log = memoryLog()
    const wrong: object = { log, ping: 1 }
    expect(() => companyFeed(wrong as never)).toThrow(/ping/)
    expect(() => companyFeed({ log, pingMs: 1 })).toThrow(/pingMs is 1/)
    expect(() => companyFeed({ log, staleMs: 1 })).toThrow(/staleMs is 1/)
  })
})

describe('streaming that is switched off', () => {
  const off = { status: 501, body: { code: 'streaming_disabled' } }

  it('for the server answers 501, also in-band, and stores events all the same', async () => {
    const { call, subscribe, feed } = createCompanyServer({ streaming: false })
    expect(await call('GET', '/stream/updates?companyId=acme')).toMatchObject(off)
    expect(await call('GET', '/stream/snapshot?companyId=acme')).toMatchObject(off)
    const inline = await subscribe('companyId=acme&errors=inline')
    expect(inline.text).toContain('event: rejected')
    expect(inline.text).toContain('"code":"streaming_disabled"')
    expect(await feed.publish(metric(1), { tenant: 'acme' })).toMatchObject({ offset: 1 })
    expect(await call('GET', '/stream/health')).toMatchObject({ body: { streaming: false } })
  })

  it('for a company ends its connections in-band, refuses new ones, and leaves others alone', async () => {
    const { call, subscribe, time, app } = createCompanyServer()
    const reader = await subscribe('companyId=acme')
    const other = await subscribe('companyId=other')
    const path = '/admin/companies/acme/features'
    const answer = await call('PUT', path, { body: { streaming: false } })
    expect(answer).toMatchObject({ status: 200, body: { companyId: 'acme', streaming: false } })
    await time.settle()
    expect(reader.text).toMatch(/event: rejected\ndata: .*"code":"streaming_disabled"/)
    expect(reader.isEnded).toBe(true)
    expect(other.isEnded).toBe(false)
    expect(await call('GET', '/stream/updates?companyId=acme')).toMatchObject(off)
    expect(await call('GET', path)).toMatchObject({ body: { streaming: false } })
    expect((await app.measure()).feeds['company']?.disconnects).toMatchObject({ refused: 1 })

    await call('PUT', path, { body: { streaming: true } })
    expect((await subscribe('companyId=acme')).text).toContain('event: connected')
  })

  it('is so on every server of the log, and after a restart', async () => {
    const one = createCompanyServer()
    const { log, time } = one
    const two = createCompanyServer({ log, time })
    const reader = await two.subscribe('companyId=acme')
    await one.feed.setStreaming('acme', false)
    await time.settle()
    expect(reader.isEnded).toBe(true)
    const later = createCompanyServer({ log, time })
    expect(await later.call('GET', '/stream/updates?companyId=acme')).toMatchObject(off)
  })

  it.each([[{}], [{ streaming: 'no' }], [{ streaming: true, more: 1 }], [[]]])(
    'cannot be set by %j',
    async (body) => {
      const { call } = createCompanyServer()
      const answer = await call('PUT', '/admin/companies/acme/features', { body })
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_body' } })
    },
  )
})

describe('events over HTTP', () => {
  const body = { companyId: 'acme', type: 'metric_updated', data: { metric: 'hours', value: 3 } }

  it('are appended to the log of the company and delivered', async () => {
    const { call, subscribe, time } = createCompanyServer()
    const reader = await subscribe('companyId=acme')
    const { status, body: answer } = await call('POST', '/stream/events', { body })
    await time.settle()
    expect(status).toBe(201)
    expect(reader.cursor).toBe(answer['position'])
    expect(reader.text).toContain('data: {"metric":"hours","value":3}')
  })

  it('are appended once for an idempotency key, which belongs to one event', async () => {
    const { call } = createCompanyServer()
    const headers = { 'idempotency-key': 'k1' }
    const first = await call('POST', '/stream/events', { body, headers })
    const again = await call('POST', '/stream/events', { body, headers })
    expect(again).toMatchObject({ status: 201, body: first.body })
    const changed = { ...body, data: { metric: 'hours', value: 4 } }
    const conflict = await call('POST', '/stream/events', { body: changed, headers })
    expect(conflict).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    const other = { ...body, companyId: 'other' }
    expect(await call('POST', '/stream/events', { body: other, headers })).toMatchObject({
      status: 201,
    })
  })

  it.each([
    [{ ...body, companyId: undefined }, 'invalid_body'],
    [{ ...body, companyId: 'a b' }, 'bad_tenant'],
    [{ ...body, type: 'toString' }, 'bad_value'],
    [{ ...body, data: { metric: 'hours' } }, 'invalid_body'],
    [{ ...body, data: null }, 'invalid_body'],
    [{ ...body, more: 1 }, 'invalid_body'],
  ])('are refused as %j', async (wrong, code) => {
    const { call } = createCompanyServer()
    const answer = await call('POST', '/stream/events', { body: wrong })
    expect(answer).toMatchObject({ status: 400, body: { code } })
  })

  it('are refused with a key that cannot be stored', async () => {
    const { call } = createCompanyServer()
    const headers = { 'idempotency-key': 'a b' }
    expect(await call('POST', '/stream/events', { body, headers })).toMatchObject({
      status: 400,
      body: { code: 'bad_idempotency_key' },
    })
  })
})

describe('the statistics and the health of the company feed', () => {
  it('are those of one company, or of all for a caller who may read all', async () => {
    const { call, subscribe } = createCompanyServer()
    await subscribe('companyId=acme')
    await subscribe('companyId=acme&kinds=sroi')
    await subscribe('companyId=other')
    expect(await call('GET', '/stream/stats?companyId=acme')).toMatchObject({
      status: 200,
      body: {
        companyId: 'acme',
        activeConnections: 2,
        connectionsByFilter: { all: 1, kinds: 1 },
        oldest: 1,
      },
    })
    expect((await call('GET', '/stream/stats')).body).toMatchObject({
      activeConnections: 3,
      openTenants: 2,
      connectionsByTenant: { acme: 2, other: 1 },
      resumes: { none: 3 },
    })
  })

  it('answers whether the log takes events, and nothing about companies', async () => {
    const { call, log } = createCompanyServer()
    const { status, body } = await call('GET', '/stream/health')
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['status', 'streaming', 'timestamp'])
    await log.close()
    expect(await call('GET', '/stream/health')).toMatchObject({
      status: 503,
      body: { status: 'unavailable' },
    })
  })
})
