import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { parseOffset } from '../../../src/protocol/durable.ts'
import { createShipmentsServer } from '../../support/shipments-server.ts'
import { alice, bob, createWired, type Wired } from '../../support/wired.ts'

const path = '/events/durable'

interface Read {
  readonly status: number
  readonly headers: Headers
  readonly items: readonly { id: string; type: string; time?: number; data: unknown }[]
  readonly problem: Record<string, unknown>
  readonly next: string
}

async function answerOf(response: Response): Promise<Read> {
  const text = await response.text()
  const body = text === '' ? null : (JSON.parse(text) as unknown)
  return {
    status: response.status,
    headers: response.headers,
    items: Array.isArray(body) ? body : [],
    problem: Array.isArray(body) ? {} : ((body as Record<string, unknown>) ?? {}),
    next: response.headers.get('stream-next-offset') ?? '',
  }
}

async function read(wired: Pick<Wired, 'fetch'>, query: string, init?: RequestInit): Promise<Read> {
  return answerOf(await wired.fetch(`${path}?${query}`, init))
}

/** Starts a request that waits, and lets everything happen that needs no time. */
async function begin(wired: Wired, query: string, init?: RequestInit) {
  const state: { answer: Read | null; error: unknown } = { answer: null, error: null }
  void read(wired, query, init).then(
    (answer) => {
      state.answer = answer
    },
    (error: unknown) => {
      state.error = error
    },
  )
  await wired.time.settle()
  return state
}

/** Callers name themselves in a header; everyone else is refused. */
const byHeader: Authenticator = {
  name: 'header',
  authenticate: async (request) => ({
    ok: true,
    identity: {
      subject: request.headers.get('x-user'),
      isTrusted: false,
      expiresAtMs: Number(request.headers.get('x-expires')) || null,
    },
  }),
}
const as = (user: string) => ({ headers: { 'x-user': user } })

describe('a catch-up read', () => {
  it('answers with every event above the offset as a JSON array, and where to continue', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    await wired.topUp(streamId, 2)
    const first = await read(wired, 'all=true')
    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toBe('application/json')
    expect(first.items.map(({ type }) => type)).toEqual([
      'stream.created',
      'stream.topped_up',
      'stream.topped_up',
    ])
    expect(first.items[2]).toEqual({
      id: expect.stringMatching(/\.3$/),
      type: 'stream.topped_up',
      time: wired.time.clock.nowMs(),
      data: expect.objectContaining({ streamId, amount: '1' }),
    })
    expect(parseOffset(first.next)).toEqual(parseOffset(first.items[2]?.id ?? ''))
    expect(first.headers.get('stream-up-to-date')).toBe('true')

    const after = await read(wired, `all=true&offset=${first.items[0]?.id}`)
    expect(after.items).toEqual(first.items.slice(1))
    const none = await read(wired, `all=true&offset=${first.next}`)
    expect(none).toMatchObject({ status: 200, items: [], next: first.next })
  })

  it('holds what the filter names, and continues after what it does not', async () => {
    const wired = createWired()
    const one = await wired.createStream()
    const two = await wired.createStream()
    await wired.topUp(two, 3)
    const answer = await read(wired, `streams=${one}&offset=-1`)
    expect(answer.items).toHaveLength(1)
    expect(parseOffset(answer.next)?.offset).toBe(5)
  })

  it('comes in parts, of which only the last is up to date', async () => {
    const wired = createWired()
    await wired.topUp(await wired.createStream(), 1_200)
    const seen: string[] = []
    let answers = 0
    for (let offset = '-1', isUpToDate = false; !isUpToDate; answers++) {
      const answer = await read(wired, `all=true&offset=${offset}`)
      seen.push(...answer.items.map(({ id }) => id.slice(id.indexOf('.') + 1)))
      offset = answer.next
      isUpToDate = answer.headers.has('stream-up-to-date')
    }
    expect(seen).toEqual(Array.from({ length: 1_201 }, (_, index) => String(index + 1)))
    expect(answers).toBeGreaterThan(2)
  })

  it('from "now" holds nothing, and has the offset from which nothing will be missed', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const answer = await read(wired, 'all=true&offset=now')
    expect(answer).toMatchObject({ status: 200, items: [] })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.has('etag')).toBe(false)
    await wired.topUp(streamId)
    const { items } = await read(wired, `all=true&offset=${answer.next}`)
    expect(items).toHaveLength(1)
  })

  it('has the server’s clock, by which a client can tick', async () => {
    const wired = createWired()
    const { headers } = await read(wired, 'all=true')
    expect(headers.get('streamgauge-time')).toBe(`${wired.time.clock.nowMs()}`)
  })

  it('declares an event that cannot be sent, and continues after it', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    await wired.log.append('payments', { topics: ['all'], type: 'stream.noted', data: '{"a":' })
    await wired.topUp(streamId)
    const { items } = await read(wired, 'all=true')
    expect(items.map(({ type }) => type)).toEqual(['stream.created', 'gap', 'stream.topped_up'])
    expect(items[1]).toEqual({
      id: items[1]?.id,
      type: 'gap',
      data: { from: 2, to: 2, reason: 'undeliverable' },
    })
  })

  it('answers HEAD with the newest offset and no body', async () => {
    const wired = createWired()
    await wired.createStream()
    const { next } = await read(wired, 'all=true&offset=now')
    const head = await wired.fetch(`${path}?all=true&offset=-1`, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.headers.get('stream-next-offset')).toBe(next)
    expect(head.headers.get('content-type')).toBe('application/json')
    expect(head.headers.get('cache-control')).toBe('no-store')
    expect(await head.text()).toBe('')
  })

  it.each([
    ['', 400, 'filter_required'],
    ['all=true&offset=', 400, 'bad_offset'],
    ['all=true&offset=k3f9a', 400, 'bad_offset'],
    ['all=true&offset=a.1&offset=b.2', 400, 'bad_offset'],
    ['all=true&live=long-poll', 400, 'bad_offset'],
    ['all=true&live=sse', 400, 'bad_offset'],
    ['all=true&live=yes&offset=-1', 400, 'bad_value'],
    ['all=true&cursor=a&cursor=b', 400, 'repeated_parameter'],
    ['all=true&snapshot=true', 400, 'unknown_parameter'],
    ['all=true&ticket=x', 400, 'unknown_parameter'],
    ['streams=007', 400, 'bad_stream_id'],
  ])('refuses the query "%s" with %i %s', async (query, status, code) => {
    expect(await read(createWired(), query)).toMatchObject({ status, problem: { code } })
  })

  it('is the same for a feed of one’s own', async () => {
    const server = createShipmentsServer()
    await server.feed.publish({ type: 'shipment.registered', id: '7', hub: 'OSL' })
    const answer = await answerOf(await server.fetch('/shipments/durable?hubs=OSL'))
    expect(answer.items).toEqual([
      expect.objectContaining({ type: 'shipment.registered', data: { id: '7', hub: 'OSL' } }),
    ])
  })
})

describe('an offset that nothing can be read from', () => {
  it('below what is kept is answered with 410, what is lost, and where to continue', async () => {
    const wired = createWired({ retentionEvents: 100 })
    const streamId = await wired.createStream()
    const { items } = await read(wired, 'all=true')
    await wired.topUp(streamId, 300)
    const { oldest } = await wired.log.bounds('payments')
    const answer = await read(wired, `all=true&offset=${items[0]?.id}`)
    expect(answer).toMatchObject({
      status: 410,
      problem: { code: 'offset_gone', reason: 'trimmed', from: 2, to: oldest - 1 },
    })
    const { items: kept } = await read(wired, `all=true&offset=${answer.next}`)
    expect(parseOffset(kept[0]?.id ?? '')?.offset).toBe(oldest)
    expect((await read(wired, 'all=true&offset=-1')).items[0]).toEqual(kept[0])
  })

  it.each(['', '&live=long-poll', '&live=sse'])(
    'of another history is answered with 410 and the newest offset (%s)',
    async (live) => {
      const wired = createWired()
      await wired.createStream()
      const { next } = await read(wired, 'all=true&offset=now')
      const ahead = next.replace(/\d+$/, '9')
      expect(await read(wired, `all=true&offset=other.1${live}`)).toMatchObject({
        status: 410,
        next,
        problem: { code: 'offset_gone', reason: 'epoch' },
      })
      expect(await read(wired, `all=true&offset=${ahead}${live}`)).toMatchObject({
        status: 410,
        next,
        problem: { code: 'offset_gone', reason: 'ahead' },
      })
    },
  )
})

describe('a long poll', () => {
  it('is answered at once when there is something to send', async () => {
    const wired = createWired()
    await wired.createStream()
    const { answer } = await begin(wired, 'all=true&offset=-1&live=long-poll')
    expect(answer).toMatchObject({ status: 200, items: [{ type: 'stream.created' }] })
    expect(answer?.headers.get('stream-cursor')).toMatch(/^\d+$/)
    expect(answer?.headers.get('streamgauge-ping-ms')).toBe('15000')
  })

  it('waits until an event matches, and holds a connection slot as long as it waits', async () => {
    const wired = createWired()
    const one = await wired.createStream()
    const two = await wired.createStream()
    const poll = await begin(wired, `streams=${one}&offset=now&live=long-poll`)
    expect(wired.server.hub.connections).toBe(1)
    const { body: stats } = await wired.call('GET', '/events/stats')
    expect(stats).toMatchObject({ activeConnections: 1, connectionsByFilter: { streams: 1 } })
    await wired.topUp(two)
    expect(poll.answer).toBeNull()
    await wired.topUp(one)
    expect(poll.answer).toMatchObject({ status: 200, items: [{ data: { streamId: one } }] })
    expect(wired.server.hub.connections).toBe(0)
    const { body } = await wired.call('GET', '/events/stats')
    expect(body).toMatchObject({ activeConnections: 0 })
  })

  it('is answered with 204 and the newest offset after pingMs, or up to a quarter less', async () => {
    const wired = createWired()
    const one = await wired.createStream()
    const two = await wired.createStream()
    const poll = await begin(wired, `streams=${one}&offset=now&live=long-poll`)
    await wired.topUp(two)
    await wired.time.advance(11_000)
    expect(poll.answer).toBeNull()
    await wired.time.advance(4_500)
    expect(poll.answer).toMatchObject({ status: 204, items: [] })
    expect(parseOffset(poll.answer?.next ?? '')?.offset).toBe(3)
    expect(poll.answer?.headers.get('stream-up-to-date')).toBe('true')
    expect(poll.answer?.headers.get('stream-cursor')).toMatch(/^\d+$/)
    expect(poll.answer?.headers.get('cache-control')).toBe('no-store')
  })

  it('misses nothing and repeats nothing when it is continued from its offset', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const seen: string[] = []
    let offset = '-1'
    for (let round = 0; round < 20; round++) {
      const poll = await begin(wired, `all=true&offset=${offset}&live=long-poll`)
      await wired.topUp(streamId, round % 3)
      await wired.time.advance(16_000)
      seen.push(...(poll.answer?.items ?? []).map(({ id }) => id))
      offset = poll.answer?.next ?? ''
    }
    const all = (await read(wired, 'all=true')).items.map(({ id }) => id)
    const rest = (await read(wired, `all=true&offset=${offset}`)).items.map(({ id }) => id)
    expect([...seen, ...rest]).toEqual(all)
    expect(all.length).toBeGreaterThan(15)
  })

  it('has a cursor above the one that the reader sent', async () => {
    const wired = createWired()
    await wired.createStream()
    const query = 'all=true&offset=-1&live=long-poll'
    const first = await read(wired, query)
    const cursor = Number(first.headers.get('stream-cursor'))
    const second = await read(wired, `${query}&cursor=${cursor}`)
    expect(Number(second.headers.get('stream-cursor'))).toBeGreaterThan(cursor)
  })

  it('whose caller hangs up releases its slot', async () => {
    const wired = createWired()
    const caller = new AbortController()
    const { signal } = caller
    await begin(wired, 'all=true&offset=now&live=long-poll', { signal })
    expect(wired.server.hub.connections).toBe(1)
    caller.abort()
    await wired.time.settle()
    expect(wired.server.hub.connections).toBe(0)
  })

  it('is refused when the address holds as many connections as it may', async () => {
    const wired = createWired({
      config: { maxConnectionsPerIp: 1 },
      bindings: { remoteAddress: '198.51.100.7' },
    })
    await begin(wired, 'all=true&offset=now&live=long-poll')
    const refused = await read(wired, 'all=true&offset=now&live=long-poll')
    expect(refused).toMatchObject({ status: 429, problem: { code: 'too_many_connections' } })
    expect((await read(wired, 'all=true')).status).toBe(200)
  })

  it('is refused when the address sends more of them than it may', async () => {
    const wired = createWired({
      config: { pollRatePerIp: 1 },
      bindings: { remoteAddress: '198.51.100.7' },
    })
    await wired.createStream()
    const query = 'all=true&offset=-1&live=long-poll'
    for (let sent = 0; sent < 10; sent++) expect((await read(wired, query)).status).toBe(200)
    const refused = await read(wired, query)
    expect(refused).toMatchObject({ status: 429, problem: { code: 'polling_too_fast' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('that ends while it reads does not pass what was appended meanwhile', async () => {
    const before = createWired()
    const one = await before.createStream()
    await before.createStream()
    await before.topUp(one)
    const { items } = await read(before, 'all=true')
    let isHeld = false
    let release = () => {}
    const log: EventLog = {
      ...before.log,
      async read(...query) {
        const reading = await before.log.read(...query)
        if (isHeld) {
          await new Promise<void>((resolve) => {
            release = resolve
          })
        }
        return reading
      },
    }
    const wired = createWired({ log, time: before.time, config: { maxReplay: 1 } })
    await read(wired, 'all=true')
    isHeld = true
    const poll = await begin(wired, `streams=9&offset=${items[0]?.id}&live=long-poll`)
    expect(poll.answer).toBeNull()
    const topics = ['all', 'stream:9']
    await wired.log.append('payments', { topics, type: 'x', data: '{}' })
    await wired.time.settle()
    wired.server.hub.dropAll()
    release()
    await wired.time.settle()
    expect(poll.answer).toMatchObject({ status: 204 })
    expect(parseOffset(poll.answer?.next ?? '')?.offset).toBe(3)
  })

  it('is answered in a drain, and refused afterwards', async () => {
    const wired = createWired()
    const poll = await begin(wired, 'all=true&offset=now&live=long-poll')
    const drained = wired.server.drain(10_000)
    await wired.time.advance(10_100)
    await drained
    expect(poll.answer).toMatchObject({ status: 204 })
    for (const query of ['all=true', 'all=true&offset=now&live=long-poll']) {
      const refused = await read(wired, query)
      expect(refused).toMatchObject({ status: 503, problem: { code: 'draining' } })
    }
  })
})

describe('live=sse', () => {
  async function follow(wired: Wired, query: string, init?: RequestInit) {
    const response = await wired.fetch(`${path}?${query}&live=sse`, init)
    const state = { text: '', isOver: false, response }
    const pump = async () => {
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) state.text += decoder.decode(chunk)
    }
    void pump()
      .catch(() => {})
      .finally(() => {
        state.isOver = true
      })
    await wired.time.settle()
    return state
  }
  const controlsIn = (text: string) =>
    [...text.matchAll(/event: control\ndata: (.*)\n/g)].map(
      ([, json = '']) => JSON.parse(json) as { streamNextOffset: string; upToDate?: boolean },
    )

  it('sends pages, and after each where it ends', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const reader = await follow(wired, 'all=true&offset=-1')
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream')
    expect(reader.text).toMatch(
      /^event: data\ndata: \[\{.*"stream.created".*\}\]\n\nevent: control\n/,
    )
    await wired.topUp(streamId)
    const controls = controlsIn(reader.text)
    expect(controls.map(({ streamNextOffset }) => parseOffset(streamNextOffset)?.offset)).toEqual([
      1, 2,
    ])
    expect(controls.every(({ upToDate }) => upToDate)).toBe(true)
  })

  it('sends a control while nothing happens, and ends within a minute', async () => {
    const wired = createWired()
    const reader = await follow(wired, 'all=true&offset=now')
    expect(controlsIn(reader.text)).toHaveLength(1)
    await wired.time.advance(15_500)
    expect(controlsIn(reader.text)).toHaveLength(2)
    await wired.time.advance(29_000)
    expect(reader.isOver).toBe(false)
    await wired.time.advance(16_000)
    expect(reader.isOver).toBe(true)
    expect(wired.server.hub.connections).toBe(0)
  })

  it('sends nothing while the client takes nothing, and everything afterwards', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const response = await wired.fetch(`${path}?all=true&offset=now&live=sse`)
    await wired.topUp(streamId, 2_000)
    expect(wired.server.hub.bufferedBytes()).toBeLessThan(300_000)
    let text = ''
    const pump = async () => {
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
    }
    void pump().catch(() => {})
    await wired.time.settle()
    const ids = [...text.matchAll(/"id":"[^".]+\.(\d+)"/g)].map(([, offset]) => Number(offset))
    expect(ids).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 2))
  })

  it('ends where the log drops what follows a page that was sent', async () => {
    const before = createWired()
    await before.topUp(await before.createStream(), 200)
    const log: EventLog = {
      ...before.log,
      read: async (name, after, to, limit, signal) =>
        after.offset >= 100 && after.offset < 150
          ? { kind: 'gap', from: after.offset + 1, to: 150 }
          : before.log.read(name, after, to, limit, signal),
    }
    const wired = createWired({ log, time: before.time, config: { maxReplay: 1 } })
    const reader = await follow(wired, 'all=true&offset=-1')
    expect(reader.isOver).toBe(true)
    const ends = controlsIn(reader.text).map(({ streamNextOffset }) =>
      parseOffset(streamNextOffset),
    )
    expect(ends.map((end) => end?.offset)).toEqual([100])
  })

  it('drops a client that takes nothing for stallMs', async () => {
    const wired = createWired({ config: { stallMs: 5_000 } })
    const streamId = await wired.createStream()
    await wired.fetch(`${path}?all=true&offset=now&live=sse`)
    await wired.topUp(streamId, 2_000)
    expect(wired.server.hub.connections).toBe(1)
    await wired.time.advance(5_500)
    expect(wired.server.hub.connections).toBe(0)
  })

  it('ends in a drain', async () => {
    const wired = createWired()
    const reader = await follow(wired, 'all=true&offset=now')
    void wired.server.drain(1_000)
    await wired.time.advance(1_300)
    expect(reader.isOver).toBe(true)
  })

  it('is dropped with all other links, and a log that fails is a problem of the next request', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const reader = await follow(wired, 'all=true&offset=now')
    wired.server.hub.dropAll()
    await wired.time.settle()
    expect(reader.isOver).toBe(true)
    await wired.log.close()
    const answer = await read(wired, `streams=${streamId}&offset=-1`)
    expect(answer).toMatchObject({ status: 503, problem: { code: 'log_unavailable' } })
  })
})

describe('the rights of a reader', () => {
  it('are those of a subscription: what it may not read is refused', async () => {
    const wired = createWired({ authenticator: byHeader })
    for (const live of ['', '&live=long-poll', '&live=sse']) {
      const answer = await read(wired, `users=${alice}&offset=now${live}`, as(bob))
      expect(answer).toMatchObject({ status: 403, problem: { code: 'forbidden_topics' } })
    }
  })

  it('are looked at for every event', async () => {
    const wired = createWired({ authenticator: byHeader })
    const append = async (user: string) => {
      const topics = ['all', 'stream:1', `user:${user}`]
      await wired.log.append('payments', { topics, type: 'x', data: JSON.stringify({ user }) })
      await wired.time.settle()
    }
    await append(alice)
    await append(bob)
    const { items, next } = await read(wired, 'streams=1', as(alice))
    expect(items.map(({ data }) => data)).toEqual([{ user: alice }])
    expect(parseOffset(next)?.offset).toBe(2)
    const poll = await begin(wired, 'streams=1&offset=now&live=long-poll', as(alice))
    await append(bob)
    expect(poll.answer).toBeNull()
    await append(alice)
    expect(poll.answer?.items.map(({ data }) => data)).toEqual([{ user: alice }])
  })

  it('end a poll that waits when they are revoked, and a response that follows the log', async () => {
    const wired = createWired({ authenticator: byHeader })
    const query = `users=${alice}&offset=now`
    const poll = await begin(wired, `${query}&live=long-poll`, as(alice))
    const response = await wired.fetch(`${path}?${query}&live=sse`, as(alice))
    const over = response.text()
    await wired.server.revoke({ subject: alice })
    await wired.time.settle()
    expect(poll.answer).toMatchObject({ status: 401, problem: { code: 'token_revoked' } })
    expect(await over).toContain('event: control')
  })

  it('end a poll that waits no later than the credentials', async () => {
    const wired = createWired({ authenticator: byHeader })
    const expiresAtMs = wired.time.clock.nowMs() + 4_000
    const headers = { 'x-user': alice, 'x-expires': `${expiresAtMs}` }
    const poll = await begin(wired, `users=${alice}&offset=now&live=long-poll`, { headers })
    await wired.time.advance(3_000)
    expect(poll.answer).toBeNull()
    await wired.time.advance(1_000)
    expect(poll.answer).toMatchObject({ status: 204 })
  })
})

describe('caches', () => {
  it('may keep a part that will not change, without credentials', async () => {
    const wired = createWired()
    await wired.topUp(await wired.createStream(), 600)
    const first = await read(wired, 'all=true')
    expect(first.headers.get('cache-control')).toBe(
      'public, max-age=60, stale-while-revalidate=300',
    )
    const last = await read(wired, `all=true&offset=${first.next}`)
    expect(last.headers.get('cache-control')).toBe('public, no-cache')
    expect(first.headers.get('vary')).toBe('authorization, origin')
  })

  it('may keep nothing of a caller with credentials without asking again', async () => {
    const wired = createWired({ authenticator: byHeader })
    const { headers } = await read(wired, `users=${alice}`, as(alice))
    expect(headers.get('cache-control')).toBe('private, no-cache')
  })

  it('are answered with 304 as long as the answer would be the same', async () => {
    const wired = createWired()
    const streamId = await wired.createStream()
    const { headers } = await read(wired, 'all=true')
    const tag = headers.get('etag') ?? ''
    const known = { headers: { 'if-none-match': `"other", W/${tag}` } }
    const same = await read(wired, 'all=true', known)
    expect(same).toMatchObject({ status: 304, items: [] })
    expect(same.headers.get('etag')).toBe(tag)
    await wired.topUp(streamId)
    const changed = await read(wired, 'all=true', known)
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(tag)
  })

  it('have a tag that differs with the rights of the caller', async () => {
    const wired = createWired({ authenticator: byHeader })
    const tagFor = async (user: string) =>
      (await read(wired, `streams=1`, as(user))).headers.get('etag')
    await wired.log.append('payments', {
      topics: ['all', 'stream:1', `user:${alice}`],
      type: 'x',
      data: '{}',
    })
    expect(await tagFor(alice)).not.toBe(await tagFor(bob))
  })
})
