/** Tokens over real sockets: the client renews them without losing an event, and EventSource uses tickets. */
import { EventSource } from 'eventsource'
import { afterEach, describe, expect, it } from 'vitest'
import { mintDevelopmentToken } from '../../../server/auth/development-token.ts'
import { jwtAuthenticator } from '../../../server/auth/jwt.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type RunningServer, serve } from '../../../server/node/serve.ts'
import { createConnection } from '../../../src/connection/index.ts'
import { payments } from '../../../src/feeds/payments/index.ts'
import { jwtSettings } from '../../support/guarded.ts'
import { alice, bob } from '../../support/wired.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function start() {
  const feed = paymentsFeed({ log: memoryLog() })
  const server: RunningServer = await serve({
    port: 0,
    feeds: [feed],
    authenticator: jwtAuthenticator(jwtSettings),
  })
  open.push(server)
  const stream = { sender: alice, recipient: bob, tokenAddress: alice }
  const { ledger } = feed
  await ledger.create({ ...stream, ratePerSecond: 1n, depositedAmount: 1_000_000n })
  return { ...server, ledger, hub: server.app.hubs.get('payments') }
}

const tokenOf = (lifetimeSeconds: number) =>
  mintDevelopmentToken({ ...jwtSettings, subject: alice, lifetimeSeconds })

/** The client of the package, and how often it was asked for a token, and why. */
function connect(url: string, lifetimeSeconds: () => number) {
  const asked: boolean[] = []
  const connection = createConnection({
    feed: payments,
    url,
    filter: { users: [alice] },
    minUptimeMs: 200,
    backoff: { baseMs: 10, capMs: 50 },
    getToken({ isRefresh }) {
      asked.push(isRefresh)
      return tokenOf(lifetimeSeconds())
    },
  })
  const amounts: bigint[] = []
  connection.on('stream.topped_up', ({ amount }) => amounts.push(amount))
  connection.open()
  open.push(connection)
  return { connection, asked, amounts }
}

const isLive = { status: 'open', phase: 'live' }

describe('the client with a token', () => {
  it('renews it when it is announced to expire, and misses no event', async () => {
    const server = await start()
    const { connection, asked, amounts } = connect(server.url, () => 3)
    await expect.poll(() => connection.getSnapshot()).toMatchObject(isLive)
    for (const amount of [1n, 2n, 3n]) {
      // In between, so that some are live, some replayed, and some on their way when the request is replaced.
      await server.ledger.topUp({ streamId: '1', amount })
      await expect.poll(() => asked.length, { timeout: 8_000 }).toBe(Number(amount) + 1)
    }
    await server.ledger.topUp({ streamId: '1', amount: 4n })
    await expect.poll(() => amounts.length).toBe(4)
    expect(amounts).toEqual([1n, 2n, 3n, 4n])
    expect(asked.slice(0, 4)).toEqual([false, true, true, true])
    expect(connection.getSnapshot()).toMatchObject({ gaps: 0, duplicatesDropped: 0 })
  }, 30_000)

  it('asks for another one after a 401', async () => {
    const server = await start()
    let isFirst = true
    const { connection, asked } = connect(server.url, () => {
      const lifetimeSeconds = isFirst ? -10 : 60
      isFirst = false
      return lifetimeSeconds
    })
    await expect.poll(() => connection.getSnapshot()).toMatchObject(isLive)
    expect(asked).toEqual([false, true])
  })

  it('is closed by a revocation within a second', async () => {
    const server = await start()
    const { connection } = connect(server.url, () => 60)
    await expect.poll(() => connection.getSnapshot()).toMatchObject(isLive)
    const startedAtMs = performance.now()
    await server.app.revoke({ subject: alice })
    await expect
      .poll(() => connection.getSnapshot(), { interval: 5 })
      .toMatchObject({ status: 'closed', by: 'server-bye' })
    expect(performance.now() - startedAtMs).toBeLessThan(1_000)
    expect(server.hub?.connections).toBe(0)
  })
})

describe('an EventSource with a ticket', () => {
  it('reconnects with the same address and the cookie, and resumes', async () => {
    const server = await start()
    const issued = await fetch(`${server.url}/events/ticket`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf(60)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ users: [alice] }),
    })
    const { ticket } = (await issued.json()) as { ticket: string }
    // As a browser keeps it.
    let cookie = ''
    const statuses: number[] = []
    const source = new EventSource(`${server.url}/events/subscribe?ticket=${ticket}`, {
      async fetch(url, init) {
        const response = await fetch(url, { ...init, headers: { ...init.headers, cookie } })
        cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
        statuses.push(response.status)
        return response
      },
    })
    open.push(source)
    const ids: string[] = []
    source.addEventListener('stream.topped_up', ({ lastEventId }) => ids.push(lastEventId))
    await expect.poll(() => server.hub?.connections).toBe(1)
    await server.ledger.topUp({ streamId: '1', amount: 1n })
    await expect.poll(() => ids.length).toBe(1)
    server.hub?.dropAll()
    await server.ledger.topUp({ streamId: '1', amount: 2n })
    await expect.poll(() => ids.length, { timeout: 8_000 }).toBe(2)
    expect(statuses).toEqual([200, 200])
    expect(ids.map((id) => id.split('.')[1])).toEqual(['2', '3'])
  }, 20_000)
})
