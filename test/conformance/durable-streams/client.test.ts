/**
 * The client of Durable Streams from npm reads our feeds, without code of ours: every part of the protocol over every
 * feed. Through `kill -9` of the server: test/e2e/killed-feeds.test.ts.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { serve } from '../../../server/node/serve.ts'
import { companyDefinition } from '../../../src/feeds/company/company.ts'
import { type EventEntry, type ServableFeed, topicsOfEvent } from '../../../src/feeds/definition.ts'
import { orders } from '../../../src/feeds/orders/orders.ts'
import { documentedPayments } from '../../../src/feeds/payments/documentation.ts'
import { durableUrl, followDurably, readDurably } from '../../support/durable-reader.ts'
import { shipments } from '../../support/shipments.ts'
import { until } from '../../support/until.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function follow(...given: Parameters<typeof followDurably>) {
  const reader = followDurably(...given)
  closing.push(reader.stop)
  return reader
}

/** A server of the feed, and a way to append the examples of its events. */
async function start(definition: ServableFeed) {
  const log = memoryLog()
  const feed = serveFeed(definition, { log })
  const server = await serve({ port: 0, feeds: [feed] })
  closing.push(() => server.close(0))
  const tenant = definition.tenant ? 'acme' : null
  const drafts = Object.entries<EventEntry>(definition.events).map(([type, { example }]) => {
    const happened = { ...example, type }
    return {
      topics: topicsOfEvent(definition, happened, undefined),
      type,
      data: JSON.stringify(definition.encodeEvent(happened)),
    }
  })
  return {
    url: durableUrl(server.url, definition, 'acme'),
    types: drafts.map(({ type }) => type),
    append: () => log.appendAll(feed.logNameOf(tenant), drafts, []),
  }
}

const feeds: readonly (readonly [string, ServableFeed])[] = [
  ['payments', documentedPayments],
  ['company', companyDefinition],
  ['orders', orders],
  ['shipments', shipments],
]

describe.each(feeds)('@durable-streams/client on the %s feed', (_, definition) => {
  it('catches up, with every event in order', async () => {
    const { url, types, append } = await start(definition)
    for (let round = 0; round < 300; round++) await append()
    const items = await readDurably(url)
    expect(items).toHaveLength(300 * types.length)
    expect(items.slice(0, types.length).map(({ type }) => type)).toEqual(types)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
  })

  it.each(['long-poll', 'sse'] as const)('follows with live: %s, and resumes', async (live) => {
    const { url, append } = await start(definition)
    await append()
    const first = follow(url, live)
    for (let round = 0; round < 20; round++) await append()
    const all = async () => (await readDurably(url)).map(({ id }) => id)
    const before = await all()
    await until(() => first.ids.length >= before.length, 10_000, 'everything has arrived')
    first.stop()
    await append()
    const second = follow(url, live, first.offset)
    await append()
    const after = await all()
    const missing = after.length - before.length
    await until(() => second.ids.length >= missing, 10_000, 'the rest has arrived')
    expect([...first.ids, ...second.ids]).toEqual(after)
  })
})
