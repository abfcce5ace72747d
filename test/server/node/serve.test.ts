import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppConfig } from '../../../server/app-config.ts'
import { openAuthenticator } from '../../../server/auth/open.ts'
import { companyFeed } from '../../../server/feeds/company/company-feed.ts'
import { ordersFeed } from '../../../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import type { Hub } from '../../../server/hub/hub.ts'
import type { Ledger } from '../../../server/ledger/commands.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import {
  hostsOf,
  type RunningServer,
  type ServeOptions,
  serve,
} from '../../../server/node/serve.ts'
import { createHostCheck } from '../../../server/ops/allowed-hosts.ts'
import { systemClock, systemRandom, systemTimers } from '../../../src/platform/system.ts'
import { type FeedReader, readFeed } from '../../support/feed-reader.ts'
import { shipments } from '../../support/shipments.ts'
import { untilRefused } from '../../support/until-refused.ts'
import { alice, bob, token } from '../../support/wired.ts'

const origin = 'https://app.example'
interface PaymentsServer extends RunningServer {
  readonly hub: Hub
  readonly ledger: Ledger
}

const open: RunningServer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function startWith(options: ServeOptions, given?: EventLog): Promise<PaymentsServer> {
  const log = given ?? memoryLog({ clock: systemClock, random: systemRandom })
  const feed = paymentsFeed({ log, clock: systemClock, timers: systemTimers })
  const server = await serve({ port: 0, feeds: [feed], ...options })
  open.push(server)
  const hub = server.app.hubs.get('payments')
  if (hub === undefined) throw new Error('The application has no payments feed.')
  return { ...server, hub, ledger: feed.ledger }
}

const start = (config: Partial<AppConfig> = {}, log?: EventLog) =>
  startWith({ config: { corsOrigins: [origin], ...config } }, log)

const terms = { sender: alice, recipient: bob, tokenAddress: token }
const amounts = { ratePerSecond: 1_000n, depositedAmount: 1_000_000_000n }

/** Waits for the network, which no test can move, by turns of the event loop. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

async function subscribe(server: RunningServer, query: string): Promise<FeedReader> {
  const response = await fetch(`${server.url}/events/subscribe?${query}`, { headers: { origin } })
  const feed = readFeed(response)
  await until(() => feed.frames.length > 0)
  return feed
}

/** Talks plain HTTP, to see what is really on the wire. */
function talk(server: RunningServer, text: string): { socket: Socket; read: () => string } {
  const socket = connect(server.port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  socket.write(text)
  return { socket, read: () => received }
}

describe('a feed over a real socket', () => {
  it('delivers what happens to a native fetch, head and CORS included', async () => {
    const server = await start()
    const feed = await subscribe(server, 'all=true')
    const { headers } = feed.response
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    expect(headers.get('access-control-expose-headers')).toContain('retry-after')
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.has('x-request-id')).toBe(true)
    expect(headers.has('x-hono-already-sent')).toBe(false)
    for (let count = 0; count < 50; count++) await server.ledger.create({ ...terms, ...amounts })
    await until(() => feed.offsets().length === 50)
    expect(feed.offsets()).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    await feed.leave()
  })

  it('sends no Connection header and frames its chunks correctly', async () => {
    const server = await start()
    const host = `Host: 127.0.0.1:${server.port}\r\n`
    const { socket, read } = talk(server, `GET /events/subscribe?all=1 HTTP/1.1\r\n${host}\r\n`)
    await until(() => read().includes('connected'))
    await server.ledger.create({ ...terms, ...amounts })
    await until(() => read().includes('stream.created'))
    const [head = '', ...rest] = read().split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toMatch(/transfer-encoding: chunked/i)
    expect(head).not.toMatch(/^connection:/im)
    const [size = '', chunk = ''] = rest.join('\r\n\r\n').split('\r\n')
    expect(Number.parseInt(size, 16)).toBe(chunk.length)
    expect(chunk).toMatch(/^retry: \d+\n\n$/)
    socket.destroy()
    await until(() => server.hub.connections === 0)
  })

  it('serves HTTP/1.0 without chunks', async () => {
    const server = await start()
    const { socket, read } = talk(server, 'GET /events/subscribe?all=1 HTTP/1.0\r\n\r\n')
    await until(() => read().includes('connected'))
    expect(read()).not.toMatch(/transfer-encoding/i)
    expect(read().split('\r\n\r\n')[1]).toMatch(/^retry: \d+\n\n/)
    socket.destroy()
  })

  it('serves two requests that came at once on one connection', async () => {
    const server = await start()
    const host = `Host: 127.0.0.1:${server.port}\r\n\r\n`
    const { socket, read } = talk(
      server,
      `GET /healthz HTTP/1.1\r\n${host}GET /events/subscribe?all=1 HTTP/1.1\r\n${host}`,
    )
    await until(() => read().includes('connected'))
    expect(read().indexOf('"ok"')).toBeLessThan(read().indexOf('connected'))
    await server.ledger.create({ ...terms, ...amounts })
    await until(() => read().includes('stream.created'))
    socket.destroy()
  })

  it('ends its chunks, so the socket can be used again', async () => {
    const server = await start()
    const host = `Host: 127.0.0.1:${server.port}\r\n\r\n`
    const { socket, read } = talk(server, `GET /events/subscribe?all=1 HTTP/1.1\r\n${host}`)
    await until(() => read().includes('connected'))
    await server.hub.drain(1)
    await until(() => read().endsWith('0\r\n\r\n'))
    expect(read()).toContain('event: reconnect')
    socket.write(`GET /healthz HTTP/1.1\r\n${host}`)
    await until(() => read().includes('{"status":"ok"}'))
    socket.destroy()
  })

  it('stops writing to a client that does not read, and catches up when it does', async () => {
    const log = memoryLog({ clock: systemClock, random: systemRandom })
    const server = await start({}, log)
    const host = `Host: 127.0.0.1:${server.port}\r\n\r\n`
    const { socket, read } = talk(server, `GET /events/subscribe?all=1 HTTP/1.1\r\n${host}`)
    await until(() => read().includes('connected'))
    socket.pause()
    const big = 'x'.repeat(60_000)
    // Enough to fill every buffer of the kernel on both sides.
    for (let count = 0; count < 200; count++) {
      await log.append('payments', { topics: ['all'], type: 'big', data: JSON.stringify(big) })
    }
    expect(server.hub.counts.delivered).toBeLessThan(200)
    socket.resume()
    await until(() => server.hub.counts.delivered === 200)
    await until(() => (read().match(/event: big/g) ?? []).length === 200)
    const ids = [...read().matchAll(/^id: \S+\.(\d+)$/gm)].map(([, offset]) => Number(offset))
    expect(ids).toEqual(Array.from({ length: 201 }, (_, index) => index))
    socket.destroy()
  }, 20_000)

  it('is released when the client hangs up', async () => {
    const server = await start()
    const caller = new AbortController()
    await fetch(`${server.url}/events/subscribe?all=1`, { signal: caller.signal })
    expect(server.hub.connections).toBe(1)
    caller.abort()
    await until(() => server.hub.connections === 0)
    expect(server.hub.counts.closed.client).toBe(1)
  })

  it('is released when the client hangs up while it is still being identified', async () => {
    let admit: () => void = () => {}
    const admitted = new Promise<void>((resolve) => {
      admit = resolve
    })
    const server = await startWith({
      authenticator: {
        name: 'slow',
        async authenticate({ url }) {
          if (url.includes('/subscribe')) await admitted
          return { ok: true, identity: { subject: null, isTrusted: true } }
        },
      },
    })
    const active = async () =>
      ((await (await fetch(`${server.url}/events/stats`)).json()) as { activeConnections: number })
        .activeConnections
    const host = `Host: 127.0.0.1:${server.port}\r\n\r\n`
    const { socket } = talk(server, `GET /events/subscribe?all=1 HTTP/1.1\r\n${host}`)
    while ((await active()) === 0);
    socket.destroy()
    await once(socket, 'close')
    await active()
    admit()
    while ((await active()) === 1);
    expect(server.hub.connections).toBe(0)
  })

  it('counts addresses', async () => {
    const server = await start({ maxConnectionsPerIp: 1 })
    const feed = await subscribe(server, 'all=true')
    const refused = await fetch(`${server.url}/events/subscribe?all=true`)
    expect(refused.status).toBe(429)
    await feed.leave()
  })

  it('takes a cursor of ten kilobytes and answers in-band', async () => {
    const server = await start()
    const response = await fetch(`${server.url}/events/subscribe?all=1`, {
      headers: { 'last-event-id': 'x'.repeat(10_240) },
    })
    const feed = readFeed(response)
    await until(() => feed.frames.length === 2)
    expect(feed.frames[1]).toMatchObject({ kind: 'reset', reason: 'bad_cursor' })
    await feed.leave()
  })

  it.each([
    ['a rebound name', 'POST /streams/1/cancel HTTP/1.1\r\nHost: evil.example:PORT'],
    [
      'a rebound name in the request line',
      'GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost',
    ],
    [
      'a local request line and a rebound header',
      'GET http://localhost/healthz HTTP/1.1\r\nHost: evil.example',
    ],
  ])('refuses %s', async (_, request) => {
    const server = await start()
    const text = request.replace('PORT', String(server.port))
    const { socket, read } = talk(
      server,
      `${text}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n`,
    )
    await once(socket, 'close')
    expect(read()).toMatch(/^HTTP\/1\.1 403 /)
    expect(read()).toContain('"code":"host_not_allowed"')
  })

  it('answers under an allowed host name', async () => {
    const server = await start({ allowedHosts: ['api.example'] })
    const { socket, read } = talk(
      server,
      'GET /healthz HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n',
    )
    await once(socket, 'close')
    expect(read()).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('answers HEAD without opening a feed', async () => {
    const server = await start()
    const response = await fetch(`${server.url}/events/subscribe?all=1`, { method: 'HEAD' })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(server.hub.connections).toBe(0)
  })
})

describe('the hosts that a server answers under', () => {
  it.each([
    ['192.168.1.5', '192.168.1.5:3001', '192.168.1.6'],
    ['::', '[2001:db8::1]:3001', 'evil.example'],
    ['0.0.0.0', '192.168.1.5:3001', 'evil.example'],
    ['gauge.internal', 'gauge.internal:3001', 'other.internal'],
  ])('include the one it listens on: %s', (host, own, other) => {
    const isAllowed = createHostCheck(hostsOf(host, { allowedHosts: ['api.example'] }))
    expect([own, 'api.example', other].map(isAllowed)).toEqual([true, true, false])
  })
})

it.each([0, -1, 1.5, Number.NaN, 3_600_001])(
  'refuses to keep connections for %s ms',
  async (ms) => {
    await expect(serve({ port: 0, keepAliveMs: ms })).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('from 1000 to 3600000'),
    })
  },
)

describe('a server without an authenticator', () => {
  it.each(['0.0.0.0', '::', '192.168.1.5'])('does not start on %s', async (host) => {
    await expect(serve({ port: 0, host })).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining('openAuthenticator'),
    })
  })

  it('starts there if it is said that callers are trusted', async () => {
    const server = await serve({ port: 0, host: '0.0.0.0', authenticator: openAuthenticator })
    open.push(server)
    expect((await fetch(`http://127.0.0.1:${server.port}/streams`)).status).toBe(200)
  })
})

describe('a server that simulates', () => {
  it('creates streams on the payments feed that it was given', async () => {
    const server = await startWith({ simulate: 'payroll' })
    await expect
      .poll(async () => (await server.ledger.list({ limit: 100 })).streams.length)
      .toBeGreaterThan(3)
  })

  it('keeps the orders and companies moving that it serves', async () => {
    const log = memoryLog()
    const server = await serve({
      port: 0,
      simulate: 'payroll',
      feeds: [paymentsFeed({ log }), ordersFeed({ log }), companyFeed({ log })],
    })
    open.push(server)
    const read = async (path: string) => (await fetch(`${server.url}${path}`)).json()
    await expect
      .poll(async () => ((await read('/api/v1/orders')) as { orders: unknown[] }).orders.length)
      .toBeGreaterThan(3)
    const path = '/stream/snapshot?companyId=harborlight&all=true'
    const items = async () => ((await read(path)) as { items: unknown[] }).items
    await expect.poll(async () => (await items()).length).toBeGreaterThan(10)
    // Nothing is missing any more, so what changes is what moves.
    const complete = await items()
    await expect.poll(items).not.toEqual(complete)
  })

  it('takes the payments in memory when no feeds are given', async () => {
    const server = await serve({ port: 0, simulate: 'payroll' })
    open.push(server)
    const streams = async () => {
      const answer = await fetch(`${server.url}/streams`)
      return ((await answer.json()) as { streams: readonly unknown[] }).streams.length
    }
    await expect.poll(streams).toBeGreaterThan(3)
  })

  it('begins nothing more once it is closed', async () => {
    const log = memoryLog()
    let reads = 0
    const counted: EventLog = {
      ...log,
      // Every command begins with reading the states that it changes.
      states: (...given) => {
        reads += 1
        return log.states(...given)
      },
    }
    const server = await startWith({ simulate: 'payroll' }, counted)
    // Before its first step, which is due in the next turn of the timers.
    const readsAtStart = reads
    await server.close()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(reads).toBe(readsAtStart)
  })

  it('does nothing without the option', async () => {
    const server = await start()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await server.ledger.list({ limit: 100 })).streams).toEqual([])
  })

  it('is refused without a payments feed', async () => {
    const feeds = [serveFeed(shipments, { log: memoryLog() })]
    await expect(serve({ port: 0, feeds, simulate: 'payroll' })).rejects.toMatchObject({
      code: 'bad_feed',
      message: expect.stringContaining('paymentsFeed({ log })'),
    })
  })
})

describe('a server that is closed', () => {
  it('answers new feeds with 503 while it drains, then releases everything', async () => {
    const server = await start()
    const feed = await subscribe(server, 'all=true')
    const host = `Host: 127.0.0.1:${server.port}\r\n\r\n`
    const { socket, read } = talk(server, `GET /healthz HTTP/1.1\r\n${host}`)
    await until(() => read().includes('"ok"'))
    const closed = server.close(60_000)
    await untilRefused(server.port)
    socket.write(`GET /events/subscribe?all=1 HTTP/1.1\r\n${host}`)
    await until(() => read().includes('"code":"draining"'))
    await expect(fetch(`${server.url}/events/subscribe?all=1`)).rejects.toThrow()
    // The second time it no longer waits.
    await server.close()
    await closed
    await until(() => feed.isEnded)
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
  })

  it('rejects when its port is taken, and leaves nothing open', async () => {
    const server = await start()
    await expect(serve({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('does not hang on a request line that is no request', async () => {
    const server = await start()
    const { socket, read } = talk(server, 'NONSENSE\r\n\r\n')
    await once(socket, 'close')
    expect(read()).toMatch(/^HTTP\/1\.1 400/)
    const other = talk(server, `GET //[bad HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    await once(other.socket, 'close')
    expect(other.read()).toMatch(/^HTTP\/1\.1 40\d/)
  })
})
