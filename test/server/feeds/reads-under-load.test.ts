/** Lists and snapshots when there are many of them: gates, sharing, and callers that leave. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createTap } from '../../support/tap.ts'
import { alice, createWired, type WiredOptions } from '../../support/wired.ts'

/** A server whose log counts its reads of states, and answers them only while it is open. */
function createSlow(options: WiredOptions = {}) {
  const time = createStillTime()
  const log = memoryLog({ clock: time.clock, random: time.random })
  let isOpen = true
  let waiting: (() => void)[] = []
  const counts = { states: 0 }
  const slow: EventLog = {
    ...log,
    async states(...args) {
      counts.states++
      if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve))
      return await log.states(...args)
    },
  }
  const wired = createWired({ ...options, time, log: slow })
  return {
    ...wired,
    counts,
    close() {
      isOpen = false
    },
    async open() {
      isOpen = true
      for (const resume of waiting.splice(0)) resume()
      waiting = []
      await time.settle()
    },
  }
}

describe('reads at the same time', () => {
  it('wait for a place, and are refused with too_busy beyond the queue', async () => {
    const server = createSlow({ config: { maxReads: 2, maxWaitingReads: 3 } })
    await server.createStream()
    server.close()
    const answers = Array.from({ length: 8 }, () => server.fetch('/streams'))
    await server.time.settle()
    const early = await Promise.all(answers.slice(5))
    expect(early.map(({ status }) => status)).toEqual([503, 503, 503])
    expect(await early[0]?.json()).toMatchObject({ code: 'too_busy' })
    expect(early[0]?.headers.get('retry-after')).toBe('1')
    await server.open()
    const late = await Promise.all(answers.slice(0, 5))
    expect(late.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })

  it.each([
    '/streams',
    '/streams/1',
    '/streams/1/claimable',
    '/events',
    '/events/snapshot?all=true',
  ])('pass the gate: %s', async (path) => {
    const server = createSlow({ config: { maxReads: 1, maxSnapshots: 1, maxWaitingReads: 0 } })
    await server.createStream()
    server.close()
    void server.fetch('/streams')
    // Not equal to the one that is asked for below, which would share it.
    void server.fetch(`/events/snapshot?users=${alice}`)
    await server.time.settle()
    expect((await server.fetch(path)).status).toBe(503)
    expect((await server.fetch('/healthz')).status).toBe(200)
    expect((await server.fetch('/events/stats')).status).toBe(200)
  })

  it('answer a subscription that needs a snapshot in-band, as recorded for clients', async () => {
    const server = createSlow({ config: { maxSnapshots: 1, maxWaitingReads: 0 } })
    await server.createStream()
    server.close()
    await server.subscribe('streams=1&snapshot=true')
    const answer = await server.fetch('/events/subscribe?all=true&snapshot=true&errors=inline', {
      headers: { 'x-request-id': 'r-7f3a' },
    })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe(readFileSync('test/fixtures/wire/own-too-busy.sse', 'utf8'))
  })

  it('give their places back when their callers leave, and read no further', async () => {
    const server = createSlow({ config: { maxReads: 1, maxWaitingReads: 0 } })
    for (let n = 0; n < 30; n++) await server.createStream()
    server.close()
    const caller = new AbortController()
    const left = server.fetch('/streams?limit=30', { signal: caller.signal })
    await server.time.settle()
    const before = server.counts.states
    caller.abort()
    await server.open()
    expect((await left).status).toBe(499)
    expect(server.counts.states).toBeLessThanOrEqual(before + 1)
    expect((await server.fetch('/streams')).status).toBe(200)
  })
})

describe('a list of a thousand', () => {
  it('goes out in parts, with the same body as ever', async () => {
    const server = createSlow()
    for (let n = 0; n < 250; n++) await server.createStream()
    const answer = await server.fetch('/streams?limit=1000')
    const reader = answer.body?.getReader()
    const chunks: Uint8Array[] = []
    for (;;) {
      const next = await reader?.read()
      if (next === undefined || next.done) break
      chunks.push(next.value)
    }
    expect(chunks).toHaveLength(3)
    const text = chunks.map((chunk) => new TextDecoder().decode(chunk)).join('')
    const body = JSON.parse(text) as { streams: { streamId: string }[]; position: string }
    expect(body.streams.map(({ streamId }) => Number(streamId))).toEqual(
      Array.from({ length: 250 }, (_, index) => index + 1),
    )
    expect(body).toMatchObject({ nextCursor: null, position: expect.stringMatching(/\.250$/) })
  })

  it('holds up other reads while it is not taken, until it is dropped', async () => {
    const server = createSlow({ config: { maxHeldItems: 150, maxWaitingReads: 0 } })
    for (let n = 0; n < 200; n++) await server.createStream()
    const answer = await server.fetch('/streams?limit=200')
    expect((await server.fetch('/streams')).status).toBe(503)
    await server.time.advance(60_500)
    expect((await server.fetch('/streams')).status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  it('takes one of the reads of its address until it has been sent', async () => {
    const server = createSlow({ config: { maxReadsPerIp: 1 } })
    for (let n = 0; n < 200; n++) await server.createStream()
    const read = (address: string) =>
      server.server.app.fetch(new Request('http://wired.test/streams?limit=200'), {
        remoteAddress: address,
      })
    const first = await read('192.0.2.1')
    expect((await read('192.0.2.1')).status).toBe(429)
    expect((await read('192.0.2.2')).status).toBe(200)
    await first.text()
    expect((await read('192.0.2.1')).status).toBe(200)
  })

  it('is released when its caller cancels the body', async () => {
    const server = createSlow({ config: { maxHeldItems: 150, maxWaitingReads: 0 } })
    for (let n = 0; n < 200; n++) await server.createStream()
    const answer = await server.fetch('/streams?limit=200')
    await answer.body?.cancel()
    expect((await server.fetch('/streams')).status).toBe(200)
  })

  it('is not read for HEAD into memory that is never freed', async () => {
    const server = createSlow({ config: { maxHeldItems: 150, maxWaitingReads: 0 } })
    for (let n = 0; n < 200; n++) await server.createStream()
    expect((await server.fetch('/streams?limit=200', { method: 'HEAD' })).status).toBe(200)
    expect((await server.fetch('/streams')).status).toBe(200)
  })
})

describe('equal snapshots under way', () => {
  it('are read once for all subscriptions and requests', async () => {
    const server = createSlow()
    for (let n = 0; n < 10; n++) await server.createStream()
    const unread = server.counts.states
    await server.fetch('/events/snapshot?all=true')
    const before = server.counts.states
    server.close()
    const feeds = await Promise.all(
      Array.from({ length: 20 }, () => server.subscribe('all=true&snapshot=true')),
    )
    const request = server.fetch('/events/snapshot?all=true')
    await server.open()
    for (const feed of feeds) expect(feed.all('snapshot')[0]?.items).toHaveLength(10)
    expect(((await (await request).json()) as { streams: unknown[] }).streams).toHaveLength(10)
    expect(server.counts.states - before).toBe(before - unread)
  })

  it('are not shared between different topics (S1)', async () => {
    const server = createSlow()
    await server.createStream()
    await server.createStream()
    server.close()
    const one = await server.subscribe('streams=1&snapshot=true')
    const other = await server.subscribe('streams=2&snapshot=true')
    await server.open()
    const idsOf = (feed: typeof one) =>
      feed.all('snapshot')[0]?.items.map(({ streamId }) => streamId)
    expect([idsOf(one), idsOf(other)]).toEqual([['1'], ['2']])
  })

  it('are not given to a request that was made after a command they do not contain (S2)', async () => {
    const server = createSlow()
    await server.createStream()
    const tap = createTap()
    // Sent no part yet, so the snapshot is kept.
    tap.close()
    const request = new Request('http://wired.test/events/subscribe?all=true&snapshot=true')
    await server.server.app.fetch(request, tap.bindings)
    await server.time.settle()
    await server.createStream()
    const { body } = await server.call('GET', '/events/snapshot?all=true')
    expect(body['streams']).toHaveLength(2)
  })

  it('are read no further when all who asked have left (S3)', async () => {
    const server = createSlow({ config: { maxSnapshots: 1 } })
    for (let n = 0; n < 600; n++) await server.createStream()
    server.close()
    const feeds = [
      await server.subscribe('all=true&snapshot=true'),
      await server.subscribe('all=true&snapshot=true'),
    ]
    const before = server.counts.states
    await feeds[0]?.leave()
    await feeds[1]?.leave()
    await server.open()
    // What was under way, and the second half of its page.
    expect(server.counts.states - before).toBeLessThanOrEqual(1)
    const next = await server.subscribe('streams=1&snapshot=true')
    expect(next.all('snapshot')).toHaveLength(1)
  })
})
