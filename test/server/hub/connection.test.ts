import { describe, expect, it } from 'vitest'
import { openGrant } from '../../../server/auth/open.ts'
import { createHub } from '../../../server/hub/hub.ts'
import { LogError } from '../../../server/log/errors.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import { readFeed } from '../../support/feed-reader.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createTap } from '../../support/tap.ts'
import { createWired } from '../../support/wired.ts'

/** A subscriber whose link can be jammed, on a server with one stream. */
async function createJammable(options: Parameters<typeof createWired>[0] = {}, query = 'all=true') {
  const tap = createTap()
  const wired = createWired({ ...options, bindings: tap.bindings })
  await wired.createStream()
  await wired.fetch(`/events/subscribe?${query}`)
  await wired.time.settle()
  return { ...wired, tap, feed: tap.feed }
}

describe('a connection that is silent', () => {
  it('gets a ping before pingMs is over, with its cursor as id (H4)', async () => {
    const wired = createWired()
    await wired.createStream()
    const feed = await wired.subscribe('streams=7')
    await wired.time.advance(14_000)
    expect(feed.all('ping')).toEqual([])
    // Not for this subscriber, but looked at: its cursor moves on.
    await wired.topUp('1', 4)
    await wired.time.advance(1_250)
    expect(feed.all('ping')).toMatchObject([{ delivered: 0, position: { offset: 5 } }])
    await wired.time.advance(60_000)
    expect(feed.all('ping')).toHaveLength(5)
  })

  it('sends with each ping how many events were delivered on this connection', async () => {
    const wired = createWired()
    await wired.createStream()
    await wired.topUp('1', 2)
    const { epoch } = await wired.log.bounds('payments')
    const feed = await wired.subscribe(`all=true&lastEventId=${epoch}.1`)
    await wired.topUp('1', 3)
    await wired.time.advance(15_250)
    expect(feed.all('ping')).toMatchObject([
      { delivered: 5, position: { offset: 6 }, time: 1_790_000_015_000 },
    ])
  })

  it('costs one timer, however many there are', async () => {
    const wired = createWired()
    for (let count = 0; count < 20; count++) await wired.subscribe('all=true')
    expect(wired.time.pendingTimers).toBe(1)
  })
})

describe('a connection on which events flow', () => {
  it('gets a ping with the count every pingMs all the same (H4)', async () => {
    const wired = createWired()
    await wired.createStream()
    const feed = await wired.subscribe('all=true')
    for (let second = 0; second < 60; second++) {
      await wired.time.advance(1_000)
      await wired.topUp('1')
    }
    const pings = feed.all('ping')
    expect(pings.length).toBeGreaterThanOrEqual(4)
    for (const ping of pings) {
      const before = feed.frames.slice(0, feed.frames.indexOf(ping))
      expect(ping.delivered).toBe(before.filter(({ kind }) => kind === 'event').length)
    }
  })

  it('gets none before everything was replayed, since a ping says that nothing more is (H4)', async () => {
    const time = createStillTime()
    const { clock, timers, random } = time
    const log = memoryLog({ clock, random })
    for (let count = 0; count < 400; count++) {
      await log.append('moves', { topics: ['a'], type: 'moved', data: '{}' })
    }
    const slow: EventLog = {
      ...log,
      async read(...args) {
        await new Promise<void>((resolve) => timers.after(1_000, resolve))
        return await log.read(...args)
      },
    }
    const hub = createHub({
      ...{ log: slow, logName: 'moves', clock, timers, random, logger: silentLogger },
      ...{ pingMs: 6_000, stallMs: 30_000, maxReplay: 1_000, recentEvents: 0 },
    })
    await hub.ready()
    const { epoch } = await log.bounds('moves')
    const names: string[] = []
    const tap = createTap()
    const sink = tap.bindings.openSink
    hub.join(
      {
        ...{ topics: ['a'], cursorText: `${epoch}.0`, filterKind: 'a', onClosed: () => {} },
        ...{ takeSnapshot: null, isSnapshotUnconditional: false, grant: openGrant },
      },
      (events) => {
        if (sink === undefined) throw new Error('A tap has a sink.')
        const opened = sink(new Response(null), events).sink
        const write = (chunk: Uint8Array) => {
          // Replayed events come several in one chunk.
          const text = new TextDecoder().decode(chunk)
          names.push(...[...text.matchAll(/^event: (.+)$/gm)].map(([, name = '']) => name))
          return opened.write(chunk)
        }
        return { ...opened, write }
      },
    )
    await time.advance(20_000)
    expect(names.filter((name) => name === 'moved')).toHaveLength(400)
    expect(names).toContain('ping')
    expect(names.indexOf('ping')).toBeGreaterThan(names.lastIndexOf('moved'))
  })
})

describe('a slow client (H3)', () => {
  it('is written to no more, and reads what it missed from the log', async () => {
    const { tap, feed, topUp, time } = await createJammable()
    tap.close()
    await topUp('1', 50)
    expect(tap.overflow).toBe(1)
    tap.open()
    await time.settle()
    expect(feed.offsets()).toEqual(Array.from({ length: 50 }, (_, index) => index + 2))
    await topUp('1')
    expect(feed.offsets()).toHaveLength(51)
  })

  it('receives a gap for what was trimmed meanwhile', async () => {
    const { tap, feed, topUp, time } = await createJammable({
      retentionEvents: 10,
      config: { maxReplay: 5 },
    })
    tap.close()
    await topUp('1', 50)
    tap.open()
    await time.settle()
    // Offset 2 was taken before the jam showed; 42 to 51 are kept.
    expect(feed.all('gap')).toMatchObject([
      { reason: 'slow_consumer', from: 3, to: 41, position: { offset: 41 } },
    ])
    expect(feed.offsets()).toEqual([2, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51])
  })

  it('gets a snapshot after such a gap, if it asked for snapshots', async () => {
    const { tap, feed, topUp, time } = await createJammable(
      { retentionEvents: 10, config: { maxReplay: 5 } },
      'all=true&snapshot=true',
    )
    tap.close()
    await topUp('1', 50)
    tap.open()
    await time.settle()
    expect(feed.frames.slice(-2)).toMatchObject([
      { kind: 'gap', reason: 'slow_consumer', from: 3, to: 51, position: null },
      { kind: 'snapshot', position: { offset: 51 } },
    ])
    await topUp('1')
    expect(feed.offsets()).toEqual([2, 52])
  })

  it('does not hold up the others', async () => {
    const { tap, server, topUp, time } = await createJammable()
    // This one comes the ordinary way, without a tap.
    const request = new Request('http://wired.test/events/subscribe?all=true')
    const other = readFeed(await server.app.fetch(request))
    await time.settle()
    tap.close()
    await topUp('1', 3)
    expect(tap.feed.offsets()).toEqual([2])
    expect(other.offsets()).toEqual([2, 3, 4])
  })

  it('is destroyed when nothing has left for 60 seconds', async () => {
    const { tap, topUp, time, server } = await createJammable()
    tap.close()
    await topUp('1')
    await time.advance(59_000)
    expect(tap.state).toBe('open')
    await time.advance(1_500)
    expect(tap.state).toBe('destroyed')
    expect(server.hub.connections).toBe(0)
    expect(server.hub.counts.closed.stalled).toBe(1)
  })

  it('is given more time while something leaves', async () => {
    const { tap, topUp, time } = await createJammable()
    tap.close()
    await topUp('1')
    for (let count = 0; count < 4; count++) {
      await time.advance(40_000)
      tap.trickle()
    }
    expect(tap.state).toBe('open')
  })

  it('is given more time while its client takes what the system holds for it', async () => {
    const tap = createTap()
    let untaken = 4_000_000
    const { openSink } = tap.bindings
    if (openSink === undefined) throw new Error('A tap has a sink.')
    const bindings: typeof tap.bindings = {
      ...tap.bindings,
      openSink(head, events) {
        const opened = openSink(head, events)
        return { ...opened, sink: { ...opened.sink, untakenBytes: () => untaken } }
      },
    }
    const wired = createWired({ bindings })
    await wired.createStream()
    await wired.fetch('/events/subscribe?all=true')
    await wired.time.settle()
    tap.close()
    await wired.topUp('1')
    for (let count = 0; count < 4; count++) {
      untaken -= 100_000
      await wired.time.advance(59_000)
    }
    expect(tap.state).toBe('open')
    await wired.time.advance(61_000)
    expect(tap.state).toBe('destroyed')
  })

  it('gets no ping while it is jammed, and one afterwards', async () => {
    const { tap, feed, topUp, time } = await createJammable()
    tap.close()
    await topUp('1')
    await time.advance(20_000)
    expect(feed.all('ping')).toEqual([])
    tap.open()
    await time.advance(15_500)
    expect(feed.all('ping')).not.toEqual([])
  })
})

describe('a ping while something is still owed (H2)', () => {
  it('carries the cursor of the connection, not the top of the log', async () => {
    const time = createStillTime()
    const log = memoryLog({ clock: time.clock, random: time.random })
    let isSlow = false
    const slow: EventLog = {
      ...log,
      async read(...args) {
        if (isSlow) await new Promise<void>((resolve) => time.timers.after(20_000, resolve))
        return await log.read(...args)
      },
    }
    const { tap, feed, topUp } = await createJammable({ time, log: slow, config: { maxReplay: 5 } })
    isSlow = true
    tap.close()
    await topUp('1', 50)
    tap.open()
    await time.advance(16_000)
    expect(feed.all('ping')).toMatchObject([{ delivered: 1, position: { offset: 2 } }])
    await time.advance(20_000)
    expect(feed.offsets()).toHaveLength(50)
  })
})

describe('a connection that ends (H5)', () => {
  it('gives back its slot once, however it ends', async () => {
    const wired = createWired()
    const feed = await wired.subscribe('all=true')
    const stats = async () => (await wired.call('GET', '/events/stats')).body['activeConnections']
    expect(await stats()).toBe(1)
    await feed.leave()
    expect(await stats()).toBe(0)
    wired.server.hub.dropAll()
    wired.server.close()
    expect(await stats()).toBe(0)
  })

  it('is released when the caller aborts', async () => {
    const wired = createWired()
    const caller = new AbortController()
    const feed = await wired.subscribe('all=true', { signal: caller.signal })
    caller.abort()
    await wired.time.settle()
    expect(feed.isEnded).toBe(true)
    expect(wired.server.hub.connections).toBe(0)
    expect(wired.time.pendingTimers).toBeLessThanOrEqual(1)
  })

  it('by a log that fails is logged, and the client is asked to retry', async () => {
    const errors: string[] = []
    const quiet = () => {}
    const wired = createWired({
      logger: { debug: quiet, info: quiet, warn: quiet, error: (_, text) => errors.push(text) },
    })
    await wired.server.hub.ready()
    await wired.log.close()
    const feed = await wired.subscribe('all=true')
    expect(feed.isEnded).toBe(true)
    expect(errors).toHaveLength(1)
    expect(wired.server.hub.counts.closed.log_failed).toBe(1)
  })
})

describe('a hub that is closed before it has read its log', () => {
  it('refuses with what has happened to the log', async () => {
    const time = createStillTime()
    const log = memoryLog(time)
    let fail = (_: Error) => {}
    const bounds = new Promise<never>((_, reject) => {
      fail = reject
    })
    const hub = createHub({
      ...{ ...time, log: { ...log, bounds: () => bounds }, logName: 'a', logger: silentLogger },
      ...{ pingMs: 60_000, stallMs: 60_000, maxReplay: 10 },
    })
    const ready = hub.ready()
    hub.close()
    fail(new LogError('log_closed', 'It is closed.'))
    await expect(ready).rejects.toThrow('It is closed.')
  })
})
