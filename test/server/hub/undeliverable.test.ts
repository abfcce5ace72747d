/**
 * Events that cannot be put on the wire, and sinks that fail. `append` refuses such events, but a log may
 * hold older ones, or belong to another program: they are declared missing, and delivery continues.
 */
import { describe, expect, it } from 'vitest'
import type { OpenSink } from '../../../server/hub/sink.ts'
import type { EventLog, LogEntry } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createTap } from '../../support/tap.ts'
import { createWired, type WiredOptions } from '../../support/wired.ts'

/** A log whose entries at some offsets have a type that no frame can carry. */
function damaged(log: EventLog, offsets: ReadonlySet<number>): EventLog {
  const damage = (entry: LogEntry): LogEntry =>
    offsets.has(entry.position.offset) ? { ...entry, type: 'stream.moved\ndata: forged' } : entry
  return {
    ...log,
    async read(...args) {
      const reading = await log.read(...args)
      return reading.kind === 'entries'
        ? { kind: 'entries', entries: reading.entries.map(damage) }
        : reading
    },
    tail: (name, onEntries, onGap) =>
      log.tail(name, (entries) => onEntries(entries.map(damage)), onGap),
  }
}

function createWorld(broken: readonly number[], options: Partial<WiredOptions> = {}) {
  const time = createStillTime()
  const log = memoryLog({
    ...time,
    ...(options.retentionEvents !== undefined && { retentionEvents: options.retentionEvents }),
  })
  const errors: object[] = []
  const drop = () => {}
  const logger = {
    debug: drop,
    info: drop,
    warn: drop,
    error: (facts: object) => errors.push(facts),
  }
  const wired = createWired({ time, log: damaged(log, new Set(broken)), logger, ...options })
  return { ...wired, errors }
}

describe('an event that cannot be sent', () => {
  it('is declared missing to live connections, and later events follow', async () => {
    const { subscribe, createStream, topUp, errors, server } = createWorld([3])
    await createStream()
    const feeds = [await subscribe('all=true'), await subscribe('streams=1')]
    await topUp('1', 3)
    for (const feed of feeds) {
      expect(feed.frames.slice(1)).toMatchObject([
        { kind: 'event', position: { offset: 2 } },
        { kind: 'gap', from: 3, to: 3, reason: 'undeliverable', position: { offset: 3 } },
        { kind: 'event', position: { offset: 4 } },
      ])
    }
    expect(server.hub.counts.gaps.undeliverable).toBe(2)
    expect(errors).toEqual([expect.objectContaining({ type: 'stream.moved\ndata: forged' })])
  })

  it('is followed by a snapshot where the client asked for snapshots', async () => {
    const { subscribe, createStream, topUp } = createWorld([3])
    await createStream()
    const feed = await subscribe('all=true&snapshot=true')
    await topUp('1', 3)
    await topUp('1')
    const after = feed.frames.slice(feed.frames.findIndex(({ kind }) => kind === 'gap'))
    expect(after[0]).toMatchObject({ from: 3, reason: 'undeliverable', position: null })
    expect(after[1]).toMatchObject({ kind: 'snapshot' })
    const declared = after[0]?.kind === 'gap' ? after[0].to : 0
    expect(after[1]).toMatchObject({ position: { offset: declared } })
    const rest = Array.from({ length: 5 - declared }, (_, index) => declared + 1 + index)
    expect(feed.offsets()).toEqual([2, ...rest])
  })

  it('is declared missing in a replay, and the replay continues', async () => {
    const { subscribe, createStream, topUp, log } = createWorld([3, 4])
    await createStream()
    await topUp('1', 4)
    const { epoch } = await log.bounds('payments')
    const feed = await subscribe(`all=true&lastEventId=${epoch}.1`)
    expect(feed.frames.slice(1)).toMatchObject([
      { kind: 'event', position: { offset: 2 } },
      { kind: 'gap', from: 3, to: 3, reason: 'undeliverable' },
      { kind: 'gap', from: 4, to: 4, reason: 'undeliverable' },
      { kind: 'event', position: { offset: 5 } },
    ])
    expect(feed.cursor).toBe(`${epoch}.5`)
  })

  it('is declared missing to a connection that lags', async () => {
    const tap = createTap()
    const { fetch, createStream, topUp, time } = createWorld([4], { bindings: tap.bindings })
    await createStream()
    await fetch('/events/subscribe?all=true')
    await time.settle()
    tap.close()
    await topUp('1', 4)
    tap.open()
    await time.settle()
    expect(tap.feed.frames.slice(1)).toMatchObject([
      { kind: 'event', position: { offset: 2 } },
      { kind: 'event', position: { offset: 3 } },
      { kind: 'gap', from: 4, to: 4, reason: 'undeliverable' },
      { kind: 'event', position: { offset: 5 } },
    ])
  })

  it('does not affect connections whose filter does not match it', async () => {
    const { subscribe, createStream, topUp } = createWorld([3])
    await createStream()
    await createStream()
    const feed = await subscribe('streams=2')
    await topUp('1')
    await topUp('2')
    expect(feed.frames.slice(1)).toMatchObject([{ kind: 'event', position: { offset: 4 } }])
  })

  it('affects nothing else on a connection whose topics were quiet', async () => {
    // The last event of stream 2 is long trimmed when the broken one arrives.
    const { subscribe, createStream, topUp } = createWorld([23], {
      retentionEvents: 5,
      config: { maxReplay: 2 },
    })
    await createStream()
    await createStream()
    const feed = await subscribe('streams=2')
    await topUp('1', 20)
    await topUp('2', 2)
    expect(feed.frames.slice(1)).toMatchObject([
      { kind: 'gap', from: 23, to: 23, reason: 'undeliverable' },
      { kind: 'event', position: { offset: 24 } },
    ])
  })
})

describe('a sink that throws', () => {
  const url = 'http://localhost/events/subscribe?all=true'

  /** Takes `good` writes (`retry` and `connected` are two) and throws from then on. */
  function createBrokenSink(good = 3) {
    let writes = 0
    const state = { isDestroyed: false }
    const openSink: OpenSink = (_, events) => ({
      response: new Response(null),
      sink: {
        write() {
          writes++
          if (writes > good) throw new Error('This socket is broken.')
          return true
        },
        pendingBytes: () => 0,
        end: () => events.onClose(),
        destroy() {
          state.isDestroyed = true
          events.onClose()
        },
      },
    })
    return { openSink, state }
  }

  it('loses its own connection only', async () => {
    const { server, createStream, subscribe, topUp, errors } = createWorld([])
    const { openSink, state } = createBrokenSink()
    await createStream()
    await server.app.fetch(new Request(url), { openSink })
    const feed = await subscribe('all=true')
    await topUp('1', 3)
    expect(feed.offsets()).toEqual([2, 3, 4])
    expect(state.isDestroyed).toBe(true)
    expect(server.hub.connections).toBe(1)
    expect(server.hub.counts.closed.write_failed).toBe(1)
    expect(errors).toHaveLength(1)
  })

  it('does not stop the pings of the others', async () => {
    const { server, subscribe, time } = createWorld([])
    const { openSink } = createBrokenSink()
    await server.app.fetch(new Request(url), { openSink })
    const feed = await subscribe('all=true')
    await time.advance(60_000)
    expect(feed.all('ping')).toHaveLength(4)
    expect(server.hub.connections).toBe(1)
  })

  it('does not keep a drain waiting', async () => {
    const { server, time } = createWorld([])
    const { openSink } = createBrokenSink(2)
    await server.app.fetch(new Request(url), { openSink })
    const drained = server.drain(1_000)
    await time.advance(1_250)
    await drained
    expect(server.hub.connections).toBe(0)
    await time.advance(10_000)
    expect(server.hub.counts.closed).toMatchObject({ write_failed: 1, drained: 0 })
  })
})

describe('a log that breaks its contract', () => {
  it('with an entry without topics does not stop delivery of the next', async () => {
    const time = createStillTime()
    const inner = memoryLog(time)
    let isBroken = false
    const log: EventLog = {
      ...inner,
      tail: (name, onEntries, onGap) =>
        inner.tail(
          name,
          (entries) => {
            const bad = { topics: undefined as unknown as readonly string[] }
            onEntries(isBroken ? entries.map((entry) => ({ ...entry, ...bad })) : entries)
          },
          onGap,
        ),
    }
    const { createStream, subscribe, topUp } = createWired({ time, log })
    await createStream()
    const early = await subscribe('all=true')
    isBroken = true
    await topUp('1')
    isBroken = false
    // Ended or served, but never left waiting: a new connection gets what comes next.
    const { epoch } = await inner.bounds('payments')
    const feed = await subscribe('all=true')
    await topUp('1')
    expect(feed.cursor).toBe(`${epoch}.3`)
    expect(early.isEnded || early.cursor === `${epoch}.3`).toBe(true)
  })
})
