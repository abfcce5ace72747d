/** What an application counts for `/metrics`. */
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import { LogError } from '../../../server/log/errors.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { countAppends } from '../../../server/ops/append-counts.ts'
import {
  createDurationHistogram,
  durationBoundsMs,
} from '../../../server/ops/duration-histogram.ts'
import { createRequestCounts } from '../../../server/ops/request-counts.ts'
import { shipments } from '../../support/shipments.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

const paymentsOf = async (wired: ReturnType<typeof createWired>) => {
  const { feeds } = await wired.server.measure()
  const found = feeds['payments']
  if (found === undefined) throw new Error('The payments feed was not measured.')
  return found
}

describe('the measurements of an application', () => {
  it('time appends by its own clock', async () => {
    const time = createStillTime()
    const log = memoryLog(time)
    const slow: typeof log = {
      ...log,
      append: (...given) => time.advance(300).then(() => log.append(...given)),
    }
    const feed = serveFeed(shipments, { log: slow })
    const { clock, timers, random } = time
    const app = createApp({ feeds: [feed], clock, timers, random })
    await feed.publish({ type: 'shipment.moved', id: '7', hub: 'oslo' })
    expect((await app.measure()).appendLatency).toMatchObject({ count: 1, sumMs: 300 })
  })

  it('have connections, what they were sent and how they ended', async () => {
    const wired = createWired()
    const id = await wired.createStream()
    const reader = await wired.subscribe('all=true')
    await wired.subscribe(`streams=${id}`, { headers: { 'last-event-id': 'other.7' } })
    await wired.topUp(id, 3)
    expect(await paymentsOf(wired)).toMatchObject({
      connections: 2,
      connects: { accepted: 2 },
      delivered: 6,
      resumes: { none: 1, exact: 0, gap: 0, reset: 1 },
      disconnects: { client: 0 },
    })
    await reader.leave()
    expect(await paymentsOf(wired)).toMatchObject({ connections: 1, disconnects: { client: 1 } })
  })

  it('have the stored items that cannot be read, each once', async () => {
    const wired = createWired()
    await wired.createStream()
    await wired.createStream()
    const stored = [{ key: 'stream:2', value: '{' }]
    await wired.log.append('payments', { topics: ['all'], type: 'other', data: '{}' }, stored)
    expect(await paymentsOf(wired)).toMatchObject({ damagedItems: 0 })
    for (let n = 0; n < 3; n++) await wired.fetch('/streams')
    expect(await paymentsOf(wired)).toMatchObject({ damagedItems: 1 })
  })

  it('count refused subscriptions by code, those that are answered in-band as well', async () => {
    const wired = createWired({ config: { maxConnections: 1 } })
    await wired.fetch('/events/subscribe')
    await wired.fetch('/events/subscribe?errors=inline')
    await wired.subscribe('all=true')
    await wired.fetch('/events/subscribe?all=true')
    await wired.fetch('/nowhere')
    const { refusals } = await wired.server.measure()
    expect(refusals).toEqual({ filter_required: 2, server_full: 1, not_found: 1 })
    expect(await paymentsOf(wired)).toMatchObject({
      connects: { filter_required: 2, server_full: 1, accepted: 1 },
    })
  })

  it('have the bytes that a connection has not taken yet', async () => {
    const wired = createWired()
    const { body } = await wired.fetch('/events/subscribe?all=true')
    await wired.time.settle()
    const { bufferedBytes } = await paymentsOf(wired)
    expect(bufferedBytes).toBeGreaterThan(50)
    const reader = body?.getReader()
    let read = 0
    while (read < bufferedBytes) read += (await reader?.read())?.value?.byteLength ?? 0
    expect(await paymentsOf(wired)).toMatchObject({ bufferedBytes: 0 })
  })

  it('do not count a HEAD request as a connection', async () => {
    const wired = createWired()
    await wired.fetch('/events/subscribe?all=true', { method: 'HEAD' })
    expect(await paymentsOf(wired)).toMatchObject({ connects: {}, connections: 0 })
  })

  it('have the time from an append to the last connection, and how long an append took', async () => {
    const time = createStillTime()
    const inner = memoryLog({ clock: time.clock })
    const wired = createWired({
      time,
      log: {
        ...inner,
        // A log that follows others sees an event only when it looks.
        tail: (name, onEntries, onGap) =>
          inner.tail(name, (entries) => time.timers.after(40, () => onEntries(entries)), onGap),
      },
    })
    await wired.subscribe('all=true')
    await wired.createStream()
    await time.advance(40)
    // The probe goes through the same log.
    const measuring = wired.server.measure()
    await time.advance(40)
    const measured = await measuring
    expect(measured.appended).toBe(1)
    expect(measured.appendLatency).toMatchObject({ count: 1, sumMs: 0 })
    expect(measured.feeds['payments']?.deliveryLag).toMatchObject({ count: 1, sumMs: 40 })
    expect(measured.feeds['payments']?.fanOut.count).toBe(1)
  })

  it('count appends that failed by the code of the log', async () => {
    const inner = memoryLog()
    const failing = () => Promise.reject(new LogError('log_unavailable', 'The disk is full.'))
    const wired = createWired({ log: { ...inner, appendAll: failing } })
    await expect(wired.createStream()).rejects.toThrow()
    const { appended, appendFailures } = await wired.server.measure()
    expect([appended, appendFailures]).toEqual([0, { log_unavailable: 1 }])
  })

  it('say why the server is not ready', async () => {
    const wired = createWired()
    expect((await wired.server.measure()).notReady).toEqual([])
    void wired.server.drain(1_000)
    expect((await wired.server.measure()).notReady).toEqual(['draining'])
  })
})

describe('a log whose appends are counted', () => {
  it('is the log in every other respect, also where it depends on itself', async () => {
    class Engine {
      #name = 'engine'
      name() {
        return this.#name
      }
    }
    const log = Object.assign(new Engine(), memoryLog())
    const counted = countAppends(log) as typeof log
    expect(counted.name()).toBe('engine')
    await counted.append('shipments', { topics: ['a'], type: 'b', data: '{}' })
    expect(await counted.bounds('shipments')).toMatchObject({ top: 1 })
  })
})

describe('a histogram of durations', () => {
  it('counts what is at most as long as each bound', () => {
    const histogram = createDurationHistogram()
    for (const ms of [-3, 0.1, 3, 5, 99_999]) histogram.observe(ms)
    const { upTo, count, sumMs } = histogram.read()
    const below = (ms: number) => upTo[durationBoundsMs.indexOf(ms as 5)]
    expect([below(0.1), below(2.5), below(5), below(5_000), count]).toEqual([2, 2, 4, 4, 5])
    expect(sumMs).toBeCloseTo(100_007.1)
  })
})

describe('the counts of requests', () => {
  it('hold a bounded number of codes', () => {
    const counts = createRequestCounts()
    for (let code = 0; code < 1_000; code++) counts.refused(`code_${code}`)
    const refusals = counts.refusals()
    expect(Object.keys(refusals)).toHaveLength(201)
    expect(refusals['other']).toBe(800)
  })
})
