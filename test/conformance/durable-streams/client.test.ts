/**
 * The client of Durable Streams from npm reads our feeds, without code of ours: every part of the protocol over every
 * feed, and through `kill -9` of the server.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type LiveMode, stream } from '@durable-streams/client'
import { afterEach, describe, expect, it } from 'vitest'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { serve } from '../../../server/node/serve.ts'
import { companyDefinition } from '../../../src/feeds/company/company.ts'
import { type EventEntry, type ServableFeed, topicsOfEvent } from '../../../src/feeds/definition.ts'
import { documentedPayments } from '../../../src/feeds/payments/documentation.ts'
import type { DurableItem } from '../../../src/protocol/durable.ts'
import { createProducer } from '../../e2e/producer.ts'
import { shipments } from '../../support/shipments.ts'
import { type SpawnedServer, spawnServer } from '../../support/spawn.ts'
import { until } from '../../support/until.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const backoffOptions = { initialDelay: 20, maxDelay: 100, multiplier: 1.5 }

/** Reads until the test is over. Where the client gives up, it is started again at the offset of its last batch. */
function follow(url: string, live: LiveMode, from = '-1') {
  const ids: string[] = []
  const caller = new AbortController()
  const state = { ids, offset: from, stop: () => caller.abort() }
  closing.push(state.stop)
  const { signal } = caller
  const read = async () => {
    const { offset } = state
    const settings = { url, live, offset, signal, backoffOptions, warnOnHttp: false }
    const reading = await stream<DurableItem>(settings)
    reading.subscribeJson((batch) => {
      ids.push(...batch.items.map(({ id }) => id))
      state.offset = batch.offset
    })
    await reading.closed
  }
  const repeat = async () => {
    while (!signal.aborted) await read().catch(() => setTimeout(20))
  }
  void repeat()
  return state
}

/** In parts, as one answer has at most a part. */
async function readAll(url: string): Promise<readonly DurableItem[]> {
  const items: DurableItem[] = []
  for (let offset = '-1'; ; ) {
    const reading = await stream<DurableItem>({ url, offset, live: false, warnOnHttp: false })
    items.push(...(await reading.json()))
    if (reading.upToDate) return items
    offset = reading.offset
  }
}

/** A server of the feed, and a way to append the examples of its events. */
async function start(definition: ServableFeed) {
  const log = memoryLog()
  const feed = serveFeed(definition, { log })
  const server = await serve({ port: 0, feeds: [feed] })
  closing.push(() => server.close(0))
  const tenant = definition.tenant ? 'acme' : null
  const named = tenant === null ? '' : `&${definition.tenant?.parameter}=${tenant}`
  const drafts = Object.entries<EventEntry>(definition.events).map(([type, { example }]) => {
    const happened = { ...example, type }
    return {
      topics: topicsOfEvent(definition, happened, undefined),
      type,
      data: JSON.stringify(definition.encodeEvent(happened)),
    }
  })
  return {
    url: `${server.url}${definition.path.replace(/[^/]*$/, 'durable')}?all=true${named}`,
    types: drafts.map(({ type }) => type),
    append: () => log.appendAll(feed.logNameOf(tenant), drafts, []),
  }
}

const feeds: readonly (readonly [string, ServableFeed])[] = [
  ['payments', documentedPayments],
  ['company', companyDefinition],
  ['shipments', shipments],
]

describe.each(feeds)('@durable-streams/client on the %s feed', (_, definition) => {
  it('catches up, with every event in order', async () => {
    const { url, types, append } = await start(definition)
    for (let round = 0; round < 300; round++) await append()
    const items = await readAll(url)
    expect(items).toHaveLength(300 * types.length)
    expect(items.slice(0, types.length).map(({ type }) => type)).toEqual(types)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
  })

  it.each(['long-poll', 'sse'] as const)('follows with live: %s, and resumes', async (live) => {
    const { url, append } = await start(definition)
    await append()
    const first = follow(url, live)
    for (let round = 0; round < 20; round++) await append()
    const all = async () => (await readAll(url)).map(({ id }) => id)
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

describe('@durable-streams/client while the server is killed', () => {
  it('loses nothing and repeats nothing, by long poll and by SSE', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-durable-'))
    closing.push(() => rmSync(dataDir, { recursive: true, force: true }))
    const startServer = (port: number) =>
      spawnServer({
        env: {
          ...{ DATA_DIR: dataDir, PORT: String(port), LOG: 'sqlite' },
          ...{ SIMULATE: 'off', PING_MS: '1000' },
        },
      })
    let server: SpawnedServer = await startServer(0)
    closing.push(() => server.stop())
    const { port } = server
    const base = `http://127.0.0.1:${port}`
    const url = `${base}/events/durable?all=true`
    const producer = await createProducer(base, 200)
    const readers = [follow(url, 'long-poll'), follow(url, 'sse')]
    producer.start()
    for (let kill = 1; kill <= 2; kill++) {
      const target = kill * 100
      await until(
        () => readers.every(({ ids }) => ids.length >= target),
        15_000,
        `both have ${target} events`,
      )
      await server.kill('SIGKILL')
      server = await startServer(port)
    }
    await producer.stop()
    const all = (await readAll(url)).map(({ id }) => id)
    expect(all.length).toBeGreaterThan(200)
    for (const { ids } of readers) {
      await until(() => ids.length >= all.length, 15_000, 'everything has arrived')
      expect(ids).toEqual(all)
    }
  }, 60_000)
})
