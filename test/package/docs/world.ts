/**
 * The servers that the examples name: payments with 42 streams under `https://api.example.com`, an order, a company and
 * two feeds of other teams next to it, payments for callers with a token under `/api/payments`, plain event streams under
 * `/feed` and `/orders/feed`, and an answer of a model under `/completions`. Prints their addresses as one line of JSON
 * and runs until it is stopped.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { defineFeed, event, fields, shortTextField } from 'streamgauge/feeds'
import {
  companyFeed,
  createApp,
  createNodeListener,
  jwtAuthenticator,
  memoryLog,
  mintDevelopmentToken,
  ordersFeed,
  paymentsFeed,
  serve,
  serveFeed,
} from 'streamgauge/server'

/** Those of the examples. */
const account = 'GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW'
const friend = 'GA6HYZPUOP33FRCB5R3LVNOH54I2B7W7ZJX7EAPYCKNHSWB5U6EGZSYN'
const usdc = 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'

const paid = paymentsFeed({ log: memoryLog() })
for (let count = 0; count < 42; count += 1) {
  await paid.ledger.create({
    sender: account,
    recipient: friend,
    tokenAddress: usdc,
    ratePerSecond: 10_000_000n,
    depositedAmount: 864_000_000_000n,
  })
}

const place = fields<{ id: string; hub: string }>({ id: shortTextField, hub: shortTextField })
const shipments = serveFeed(
  defineFeed({
    name: 'shipments',
    path: '/shipments/events',
    events: {
      'shipment.registered': event({ body: place }),
      'shipment.moved': event({ body: place }),
    },
    filter: { ids: { topic: 'shipment', isKey: true }, hubs: { topic: 'hub' } },
    topicsOf: ({ id, hub }) => [`shipment:${id}`, `hub:${hub}`],
    state: {
      item: place,
      keyOf: ({ id }) => id,
      keyOfEvent: ({ id }) => id,
      topicsOf: ({ id, hub }) => [`shipment:${id}`, `hub:${hub}`],
      reduce: {
        'shipment.registered': (_, { id, hub }) => ({ id, hub }),
        'shipment.moved': (_, { id, hub }) => ({ id, hub }),
      },
    },
  }),
  { log: memoryLog() },
)
await shipments.publish({ type: 'shipment.registered', id: '7', hub: 'OSL' })
const ordered = ordersFeed({ log: memoryLog() })
await ordered.store.create({
  customer: 'cus_ada',
  status: 'paid',
  items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
  currency: 'EUR',
})
const companies = companyFeed({ log: memoryLog() })
await companies.publish(
  { type: 'metric_updated', metric: 'active_volunteers', value: 128, unit: 'people' },
  { tenant: 'acme' },
)
const api = await serve({ port: 0, feeds: [paid, shipments, ordered, companies] })

/** The same payments below `/api/payments`, for callers with a token that `/token` issues. */
const settings = {
  secret: 'a secret of at least 32 bytes, from your vault',
  issuer: 'https://app.example.com',
  audience: 'streamgauge',
}
const guarded = createApp({
  feeds: [paid],
  authenticator: jwtAuthenticator(settings),
  config: { allowedHosts: ['*'], corsOrigins: [] },
})
const site = express()
site.use('/api/payments', createNodeListener(guarded))
site.post('/token', async (_, response) => {
  response.json({ token: await mintDevelopmentToken({ ...settings, subject: account }) })
})
const guardedSite = site.listen(0, '127.0.0.1')
await once(guardedSite, 'listening')

const plain = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  if (request.url === '/completions') {
    response.end('data: {"token":"Good day"}\n\nevent: done\ndata: [DONE]\n\n')
    return
  }
  response.write('id: 1\nevent: order\ndata: {"id":"ord_1"}\n\n')
})
plain.listen(0, '127.0.0.1', () => {
  const urlOf = (server: { address(): unknown }) =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  console.log(JSON.stringify({ api: api.url, plain: urlOf(plain), guarded: urlOf(guardedSite) }))
})

// Something changes every second, for examples that wait for an event.
setInterval(() => {
  void paid.ledger.topUp({ streamId: '42', amount: 10_000_000n })
}, 1_000)
