/** Polls at the real server, with nothing of a subscription's response arriving: for every feed that ships. */
import { describe, expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import { companyFeed } from '../../server/feeds/company/company-feed.ts'
import { ordersFeed } from '../../server/feeds/orders/orders-feed.ts'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { type ConnectionOptions, createConnection } from '../../src/connection/index.ts'
import { company } from '../../src/feeds/company/index.ts'
import type { FeedDefinition } from '../../src/feeds/definition.ts'
import { orders } from '../../src/feeds/orders/index.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { until } from '../support/until.ts'
import { alice, bob, token } from '../support/wired.ts'

function startServer() {
  const log = memoryLog()
  const paid = paymentsFeed({ log })
  const companies = companyFeed({ log: memoryLog() })
  const ordered = ordersFeed({ log: memoryLog() })
  const app = createApp({
    feeds: [paid, companies, ordered],
    config: { allowedHosts: ['wired.test'] },
  })
  return { paid, companies, ordered, app }
}

type Server = ReturnType<typeof startServer>

/** Sends what belongs to a feed; the second time something else. */
const feeds: readonly (readonly [string, FeedDefinition, (server: Server) => Promise<unknown>])[] =
  [
    [
      'payments',
      payments as unknown as FeedDefinition,
      ({ app }) =>
        Promise.resolve(
          app.app.fetch(
            new Request('http://wired.test/streams', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({
                sender: alice,
                recipient: bob,
                tokenAddress: token,
                ratePerSecond: '1',
                depositedAmount: '1000',
              }),
            }),
          ),
        ),
    ],
    [
      'company',
      company('acme') as unknown as FeedDefinition,
      ({ companies }) =>
        companies.publish(
          { ...company('acme').events.metric_updated.example, type: 'metric_updated' } as never,
          { tenant: 'acme' },
        ),
    ],
    [
      'orders',
      orders as unknown as FeedDefinition,
      ({ ordered }) =>
        ordered.store.create({
          customer: 'cus_ada',
          status: 'paid',
          items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
          currency: 'EUR',
        }),
    ],
  ]

describe('polls', () => {
  it.each(feeds)('bring the state and the events of %s', async (_, feed, send) => {
    const server = startServer()
    await send(server)
    const options: ConnectionOptions<FeedDefinition> = {
      feed,
      url: 'http://wired.test',
      filter: { all: true },
      poll: { afterMs: 10 },
      async fetch(url, init) {
        const isSubscription = new URL(url).pathname === feed.path
        if (!isSubscription) return server.app.app.fetch(new Request(url, init))
        // Held back until the client leaves.
        return new Promise<Response>((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        })
      },
    }
    const connection = createConnection(options)
    const seen: string[] = []
    connection.onFrames((batch) => seen.push(...batch.map(({ kind }) => kind)))
    connection.open()
    await until(() => seen.includes('snapshot'), 5_000, 'the state is there')
    await send(server)
    await until(() => seen.includes('event'), 5_000, 'the event is there')
    expect(seen).toEqual(['snapshot', 'event'])
    expect(connection.getSnapshot()).toMatchObject({ status: 'open', transport: 'poll', gaps: 0 })
    connection.close()
    server.app.close()
  })
})
