import { EventSource } from 'eventsource'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import { createConnection } from '../../src/connection/client.ts'
import {
  type PaymentEvent,
  paymentEvents,
  payments,
  printAccountAddress,
  printContractAddress,
} from '../../src/feeds/payments/index.ts'
import {
  companyFeed,
  createMockBackend,
  type MockBackend,
  memoryLog,
  ordersFeed,
  serveFeed,
} from '../../src/mocks/index.ts'
import { createHandlers } from '../../src/mocks/msw.ts'
import { shipments } from '../support/shipments.ts'
import { createStillTime } from '../support/still-time.ts'

const sender = printAccountAddress(new Uint8Array(32).fill(1))
const recipient = printAccountAddress(new Uint8Array(32).fill(2))
const tokenAddress = printContractAddress(new Uint8Array(32).fill(3))
const command = { sender, recipient, tokenAddress, ratePerSecond: 5n, depositedAmount: 1_000n }

const baseUrl = 'http://api.test'
let backend: MockBackend

beforeEach(() => {
  backend = createMockBackend({ baseUrl })
})

afterEach(async () => {
  await backend.close()
})

function post(path: string, body?: unknown): Promise<Response> {
  return backend.fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

describe('the mock backend without MSW', () => {
  it('is the server: commands and reads as over HTTP', async () => {
    const created = await post('/streams', {
      sender,
      recipient,
      tokenAddress,
      ratePerSecond: '5',
      depositedAmount: '1000',
    })
    expect(created.status).toBe(201)
    const read = await backend.fetch(`${baseUrl}/streams/1`)
    expect(await read.json()).toMatchObject({ streamId: '1', sender, depositedAmount: '1000' })
  })

  it('refuses as the server does', async () => {
    const refused = await post('/streams/99/withdraw')
    expect(refused.status).toBe(404)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
  })

  it('takes commands from its own page without a content type', async () => {
    await backend.ledger.create(command)
    const cancelled = await backend.fetch(`${baseUrl}/streams/1/cancel`, { method: 'POST' })
    expect(cancelled.status).toBe(200)
  })

  it('has commands without HTTP', async () => {
    const { stream } = await backend.ledger.create(command)
    expect(stream.streamId).toBe('1')
    await backend.ledger.pause({ streamId: '1' })
    expect((await backend.ledger.read('1')).stream.status).toBe('paused')
  })
})

describe('the mock backend behind MSW in Node', () => {
  const server = setupServer()

  beforeEach(() => {
    server.listen({ onUnhandledFrame: 'error' })
    server.use(...createHandlers(backend))
  })
  afterEach(() => {
    server.close()
  })

  it('answers for every path of the application and for no other', async () => {
    const paths = ['/healthz', '/streams', '/streams/1', '/events/stats']
    for (const path of paths) {
      const response = await fetch(`${baseUrl}${path}`)
      expect([200, 404], path).toContain(response.status)
    }
    // What is not allowed on a path is for the application to say.
    expect((await fetch(`${baseUrl}/streams`, { method: 'DELETE' })).status).toBe(405)
    await expect(fetch(`${baseUrl}/main.js`)).rejects.toThrow()
  })

  it('feeds our client, and what happens while the line is cut is not lost', async () => {
    const connection = createConnection({
      feed: payments,
      url: baseUrl,
      filter: { all: true },
      snapshot: false,
    })
    // Waiting is not what is tested: every wait ends at once.
    connection.subscribe(() => {
      if (connection.getSnapshot().status === 'waiting') connection.retryNow()
    })
    const events = connection[Symbol.asyncIterator]()
    connection.open()
    await untilStatus(connection, 'open')

    await backend.ledger.create(command)
    expect((await events.next()).value).toMatchObject({ type: 'stream.created', streamId: '1' })

    expect(backend.dropConnections()).toBe(1)
    await backend.ledger.topUp({ streamId: '1', amount: 7n })
    expect((await events.next()).value).toMatchObject({ type: 'stream.topped_up', amount: 7n })
    expect(connection.getSnapshot()).toMatchObject({ gaps: 0, reconnects: 1 })
    connection.close()
  })

  it('feeds an EventSource', async () => {
    const source = new EventSource(`${baseUrl}/events/subscribe?all=true`)
    const opened = new Promise((resolve) => {
      source.onopen = resolve
    })
    const heard = new Promise<string>((resolve) => {
      source.addEventListener('stream.created', (event) => resolve(event.data))
    })
    await opened
    await backend.ledger.create(command)
    expect(JSON.parse(await heard)).toMatchObject({ streamId: '1', ratePerSecond: '5' })
    source.close()
  })

  it('is a network error while it is unplugged', async () => {
    backend.setPlugged(false)
    await expect(fetch(`${baseUrl}/healthz`)).rejects.toThrow(TypeError)
    backend.setPlugged(true)
    expect((await fetch(`${baseUrl}/healthz`)).status).toBe(200)
  })
})

describe('an event that is emitted', () => {
  it.each(Object.values(paymentEvents).map(({ example }) => [example.type, example] as const))(
    '%s reaches a subscriber of all topics',
    async (_type, example: PaymentEvent) => {
      const connection = createConnection({
        feed: payments,
        url: baseUrl,
        filter: { all: true },
        snapshot: false,
        fetch: backend.fetch,
      })
      const events = connection[Symbol.asyncIterator]()
      connection.open()
      await untilStatus(connection, 'open')
      await backend.emit(example)
      expect((await events.next()).value).toEqual(example)
      connection.close()
    },
  )

  it('leaves the ledger’s streams as they are', async () => {
    await backend.ledger.create(command)
    await backend.emit({
      type: 'stream.topped_up',
      streamId: '1',
      amount: 1n,
      newDepositedAmount: 9n,
    })
    expect((await backend.ledger.read('1')).stream.depositedAmount).toBe(1_000n)
  })

  it('reaches the parties of its stream in the ledger', async () => {
    await backend.ledger.create(command)
    await backend.emit({
      type: 'stream.topped_up',
      streamId: '1',
      amount: 1n,
      newDepositedAmount: 9n,
    })
    const history = await backend.fetch(
      `${baseUrl}/events?users=${recipient}&type=stream.topped_up`,
    )
    expect(((await history.json()) as { events: unknown[] }).events).toHaveLength(1)
  })
})

describe('a mock backend with further feeds', () => {
  const changed = (type: string, id: string, hub: string) => ({ type, id, hub })

  it('serves them next to payments, also one of a team’s own, over one network', async () => {
    const shipped = serveFeed(shipments, { log: memoryLog() })
    const feeds = [companyFeed({ log: memoryLog() }), ordersFeed({ log: memoryLog() }), shipped]
    const all = createMockBackend({ baseUrl, feeds })
    onTestFinished(() => all.close())
    const connection = createConnection({
      feed: shipments,
      url: baseUrl,
      filter: { all: true },
      snapshot: false,
      fetch: all.fetch,
    })
    const events = connection[Symbol.asyncIterator]()
    connection.open()
    await untilStatus(connection, 'open')
    await shipped.publish({ type: 'shipment.moved', id: '7', hub: 'OSL' })
    expect((await events.next()).value).toMatchObject(changed('shipment.moved', '7', 'OSL'))
    connection.close()

    for (const path of ['/streams', '/api/v1/orders', '/stream/health']) {
      expect((await all.fetch(`${baseUrl}${path}`)).status, path).toBe(200)
    }
    const posted = await all.fetch(`${baseUrl}/stream/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ companyId: 'acme', type: 'sroi_updated', data: { value: 3 } }),
    })
    expect(posted.status).toBe(201)
  })

  it('simulates companies and orders as well, until it is closed', async () => {
    const { clock, timers, random, advance } = createStillTime()
    const log = memoryLog({ clock, random })
    const orders = ordersFeed({ log, clock, timers, random })
    const company = companyFeed({ log })
    const close = vi.spyOn(log, 'close').mockResolvedValue()
    const all = createMockBackend({
      ...{ clock, timers, random },
      simulate: 'payroll',
      feeds: [company, orders],
    })
    await advance(5_000)
    expect((await orders.store.list({ limit: 100 })).items.length).toBeGreaterThan(10)
    expect((await all.ledger.list({ limit: 100 })).streams.length).toBeGreaterThan(3)
    const companyLog = company.logNameOf('harborlight')
    const { top: first } = await log.bounds(companyLog)
    expect(first).toBeGreaterThan(10)
    const orderList = () => orders.store.list({ limit: 100 })
    const before = await orderList()
    await advance(20_000)
    const { top } = await log.bounds(companyLog)
    expect(top).toBeGreaterThan(first)
    expect(await orderList()).not.toEqual(before)
    await all.close()
    expect(close).toHaveBeenCalledOnce()
    await advance(60_000)
    expect((await log.bounds(companyLog)).top).toBe(top)
  })

  it('refuses a second feed of payments', () => {
    const log = memoryLog()
    expect(() => createMockBackend({ feeds: [paymentsFeed({ log })] })).toThrow(
      expect.objectContaining({ code: 'bad_feed' }),
    )
  })
})

/** Resolves when the connection has this status. */
function untilStatus(
  connection: ReturnType<typeof createConnection>,
  status: string,
): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (connection.getSnapshot().status !== status) return
      stop()
      resolve()
    }
    const stop = connection.subscribe(check)
    check()
  })
}
