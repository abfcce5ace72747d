import { describe, expect, it } from 'vitest'
import { paymentsProblems } from '../../../src/feeds/payments/problems.ts'
import { problemCodes } from '../../../src/protocol/errors.ts'
import { alice, bob, createWired, token } from '../../support/wired.ts'

const body = {
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1000',
  depositedAmount: '1000000',
  startTime: 1_790_000_000,
}
const badChecksum = `${alice.slice(0, -1)}${alice.endsWith('A') ? 'B' : 'A'}`
const beyondU64 = '18446744073709551616'
const beyondI128 = (2n ** 127n).toString()

const titles = new Map(
  Object.entries({ ...problemCodes, ...paymentsProblems }).map(([code, { title }]) => [
    code,
    title,
  ]),
)

describe('a subscription that asks for something wrong', () => {
  it.each([
    ['', 'filter_required'],
    ['all=false', 'filter_required'],
    ['all=maybe', 'bad_boolean'],
    ['all=true&all=true', 'repeated_parameter'],
    ['stream=1', 'unknown_parameter'],
    ['streams=1&user=x', 'unknown_parameter'],
    ['all=true&ticket=abc', 'unknown_parameter'],
    [`streams=${beyondU64}`, 'bad_stream_id'],
    ['streams=-1', 'bad_stream_id'],
    ['streams=1,2', 'bad_stream_id'],
    [`users=${badChecksum}`, 'bad_address'],
    [`users=${token}`, 'bad_address'],
    ['all=true&errors=loud', 'bad_value'],
    ['all=true&snapshot=yes', 'bad_stream_id'],
    [Array.from({ length: 101 }, (_, id) => `streams=${id}`).join('&'), 'too_many_topics'],
  ])('%s → %s', async (query, code) => {
    const { fetch, server } = createWired()
    const response = await fetch(`/events/subscribe?${query}`)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const problem = await response.json()
    expect(problem).toMatchObject({
      type: `urn:streamgauge:problem:${code}`,
      status: 400,
      code,
      title: titles.get(code),
      requestId: response.headers.get('x-request-id'),
    })
    expect(server.hub.connections).toBe(0)
  })

  it.each(['all=true', 'all=1', 'streams=1', `users=${alice}`])(
    'but takes the single value %s',
    async (query) => {
      const feed = await createWired().subscribe(query)
      expect(feed.frames).toMatchObject([{ kind: 'connected' }])
    },
  )

  it('receives a problem in-band when it cannot read a status', async () => {
    const { fetch, subscribe } = createWired()
    const response = await fetch('/events/subscribe?stream=1&errors=inline')
    expect(response.status).toBe(200)
    const feed = await subscribe('stream=1&errors=inline')
    expect(feed.frames).toMatchObject([
      { kind: 'rejected', problem: { code: 'unknown_parameter', status: 400 } },
    ])
    expect(feed.retries).toEqual([30_000])
    expect(feed.isEnded).toBe(true)
  })
})

describe('a stream that cannot be created', () => {
  it.each([
    [{ ratePerSecond: '-5' }, 400, 'amount_not_positive'],
    [{ ratePerSecond: '0' }, 422, 'rate_zero'],
    [{ ratePerSecond: '1.5' }, 400, 'bad_amount'],
    [{ ratePerSecond: '1e3' }, 400, 'bad_amount'],
    [{ ratePerSecond: '007' }, 400, 'bad_amount'],
    [{ ratePerSecond: 1000 }, 400, 'bad_amount'],
    [{ ratePerSecond: null }, 400, 'bad_amount'],
    [{ depositedAmount: beyondI128 }, 400, 'amount_out_of_range'],
    [{ sender: badChecksum }, 400, 'bad_address'],
    [{ sender: 'GABC' }, 400, 'bad_address'],
    [{ sender: 7 }, 400, 'bad_address'],
    [{ recipient: token }, 400, 'bad_address'],
    [{ recipient: alice }, 422, 'same_party'],
    [{ tokenAddress: 'native' }, 400, 'bad_address'],
    [{ startTime: -1 }, 400, 'bad_time'],
    [{ startTime: 1.5 }, 400, 'bad_time'],
    [{ startTime: '1790000000' }, 400, 'bad_time'],
    [{ sender: undefined }, 400, 'invalid_body'],
    [{ memo: 'hello' }, 400, 'invalid_body'],
  ])('%j → %i %s', async (change, status, code) => {
    const { call, log } = createWired()
    const answer = await call('POST', '/streams', { ...body, ...change })
    expect(answer).toMatchObject({ status, body: { status, code } })
    expect(await log.bounds('payments')).toMatchObject({ top: 0 })
  })

  it.each([
    ['an array', '[]', 'invalid_body'],
    ['not JSON', '{"sender":', 'invalid_json'],
    ['empty', '', 'invalid_json'],
  ])('because its body is %s', async (_, text, code) => {
    const { fetch } = createWired()
    const headers = { 'content-type': 'application/json' }
    const response = await fetch('/streams', { method: 'POST', body: text, headers })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code })
  })

  it('because its body is not UTF-8', async () => {
    const { fetch } = createWired()
    const response = await fetch('/streams', {
      method: 'POST',
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
      headers: { 'content-type': 'application/json' },
    })
    expect(await response.json()).toMatchObject({ status: 400, code: 'invalid_json' })
  })

  it('because its body is not declared as JSON', async () => {
    const { fetch } = createWired()
    for (const headers of [{}, { 'content-type': 'text/plain' }]) {
      const response = await fetch('/streams', {
        method: 'POST',
        body: JSON.stringify(body),
        headers,
      })
      expect(response.status).toBe(415)
      expect(await response.json()).toMatchObject({ code: 'unsupported_media_type' })
    }
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const declared = await fetch('/streams', {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    })
    expect(declared.status).toBe(201)
  })

  it('because its body is above 64 KiB, with or without Content-Length', async () => {
    const { fetch } = createWired()
    const text = JSON.stringify({ ...body, memo: 'x'.repeat(65_536) })
    const headers = { 'content-type': 'application/json' }
    const declared = await fetch('/streams', { method: 'POST', body: text, headers })
    expect(declared.status).toBe(413)
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(0x20)),
    })
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: endless,
      headers,
      duplex: 'half',
    }
    const streamed = await fetch('/streams', init)
    expect(streamed.status).toBe(413)
    expect(await streamed.json()).toMatchObject({ code: 'body_too_large' })
  })

  it('because its body breaks off, which is not an error of the server', async () => {
    const complaints: unknown[] = []
    const complain = (about: unknown) => complaints.push(about)
    const logger = { debug: complain, info: complain, warn: complain, error: complain }
    const { fetch } = createWired({ logger })
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error('aborted')),
    })
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: broken,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    }
    const response = await fetch('/streams', init)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_body' })
    expect(complaints).toEqual([])
  })
})

describe('a command in a browser without Request.body, as Firefox is', () => {
  const send = async (text: string | Uint8Array<ArrayBuffer>) => {
    const { server } = createWired()
    const request = new Request('http://localhost/streams', {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json' },
    })
    Object.defineProperty(request, 'body', { value: undefined })
    return server.app.fetch(request, { isInProcess: true })
  }

  it('is read whole', async () => {
    const response = await send(JSON.stringify(body))
    expect(response.status).toBe(201)
  })

  it('is refused above 64 KiB', async () => {
    const response = await send(JSON.stringify({ ...body, memo: 'x'.repeat(65_536) }))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'body_too_large' })
  })

  it('is refused if it is not UTF-8', async () => {
    const response = await send(new Uint8Array([0x7b, 0xff, 0x7d]))
    expect(await response.json()).toMatchObject({ code: 'invalid_json' })
  })
})

describe('a command or a read that asks for something wrong', () => {
  it.each([
    ['POST', `/streams/${beyondU64}/withdraw`, undefined, 400, 'bad_stream_id'],
    ['POST', '/streams/abc/cancel', undefined, 400, 'bad_stream_id'],
    ['POST', '/streams/9/withdraw', undefined, 404, 'not_found'],
    ['POST', '/streams/1/withdraw', { amount: '5' }, 400, 'invalid_body'],
    ['POST', '/streams/1/withdraw?amount=5', undefined, 400, 'unknown_parameter'],
    ['POST', '/streams/1/top-up', {}, 400, 'invalid_body'],
    ['POST', '/streams/1/top-up', { amount: '-1' }, 400, 'amount_not_positive'],
    ['POST', '/streams/1/top-up', { amount: 1 }, 400, 'bad_amount'],
    ['POST', '/streams/1/top-up', { amount: '1', note: '' }, 400, 'invalid_body'],
    ['GET', '/streams/9', undefined, 404, 'not_found'],
    ['GET', '/streams/01', undefined, 400, 'bad_stream_id'],
    ['GET', '/streams?sender=GABC', undefined, 400, 'bad_address'],
    ['GET', '/streams?status=open', undefined, 400, 'bad_value'],
    ['GET', '/streams?limit=0', undefined, 400, 'bad_value'],
    ['GET', '/streams?limit=1001', undefined, 400, 'bad_value'],
    ['GET', '/streams?page=2', undefined, 400, 'unknown_parameter'],
    ['GET', '/events/stats?page=2', undefined, 400, 'unknown_parameter'],
    [
      'GET',
      `/events?${Array.from({ length: 101 }, (_, id) => `streams=${id}`).join('&')}`,
      undefined,
      400,
      'too_many_topics',
    ],
    ['GET', '/streams/1/claimable?at=soon', undefined, 400, 'bad_time'],
    ['GET', '/streams/1/claimable?at=-1', undefined, 400, 'bad_time'],
    ['GET', '/streams/1/claimable?at=99999999999999999999', undefined, 400, 'bad_time'],
    ['GET', '/events?type=stream.exploded', undefined, 400, 'bad_value'],
    ['GET', '/events?cursor=other.3', undefined, 400, 'bad_value'],
    ['GET', '/nowhere', undefined, 404, 'not_found'],
    ['DELETE', '/streams/1', undefined, 405, 'method_not_allowed'],
    ['POST', '/events/subscribe?all=true', undefined, 405, 'method_not_allowed'],
  ])('%s %s %j → %i %s', async (method, path, sent, status, code) => {
    const wired = createWired()
    await wired.createStream()
    expect(await wired.call(method, path, sent)).toMatchObject({ status, body: { code } })
  })

  it('names the paths of the feeds where there is none', async () => {
    const { body } = await createWired().call('GET', '/stream')
    expect(body['detail']).toBe(
      'Nothing was found: the server has no such path. Check the address; its feeds are at ' +
        '/events/subscribe, /v1/events/subscribe, below the path that the application is mounted at.',
    )
  })

  it('never echoes what a terminal or a page could misread', async () => {
    const { fetch } = createWired()
    const response = await fetch('/events/subscribe?all=true&%1b%5B31m%0d%0a%3Cscript%3E=1')
    const text = await response.text()
    expect(text).toContain('unknown_parameter')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\x00-\x1f<>\x7f]/)
  })

  it('reveals no internal message when something fails inside', async () => {
    const wired = createWired()
    await wired.server.hub.ready()
    await wired.log.close()
    const { status, body: problem } = await wired.call('GET', '/streams/1')
    expect(status).toBe(503)
    expect(problem).toMatchObject({ code: 'log_unavailable' })
    expect(JSON.stringify(problem)).not.toMatch(/close|stack|\.ts/)
  })
})
