/**
 * The hub under random histories: appends, joins, cuts, full sinks, slow logs and trimming in any
 * order. Whatever happens, a subscriber who returns with its cursor ends up with
 *
 *   delivered ∪ declared gaps = the matching log, in order, no event twice           (H1, H6)
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openGrant } from '../../../server/auth/open.ts'
import { createHub, type Hub } from '../../../server/hub/hub.ts'
import type { Sink } from '../../../server/hub/sink.ts'
import type { Snapshot } from '../../../server/hub/subscription.ts'
import type { EventLog, LogEntry } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import type { Timers } from '../../../src/platform/ports.ts'
import { parseEventId, printEventId } from '../../../src/protocol/event-id.ts'
import { printFrame } from '../../../src/protocol/frame.ts'
import { createFrameParser } from '../../../src/protocol/frame-parser.ts'
import { createStillTime } from '../../support/still-time.ts'

const topics = ['a', 'b', 'c'] as const

type Step =
  | { readonly kind: 'append'; readonly topics: readonly string[]; readonly isSendable: boolean }
  | { readonly kind: 'connect'; readonly who: number }
  | { readonly kind: 'cut'; readonly who: number }
  | { readonly kind: 'block'; readonly who: number; readonly afterBytes: number }
  | { readonly kind: 'unblock'; readonly who: number }
  | { readonly kind: 'wait'; readonly ms: number }

const who = fc.nat({ max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.subarray([...topics], { minLength: 1 }), fc.nat({ max: 9 }))
      .map(([some, one]): Step => ({ kind: 'append', topics: some, isSendable: one > 0 })),
  },
  { weight: 2, arbitrary: who.map((one): Step => ({ kind: 'connect', who: one })) },
  { weight: 1, arbitrary: who.map((one): Step => ({ kind: 'cut', who: one })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(who, fc.nat({ max: 300 }))
      .map(([one, afterBytes]): Step => ({ kind: 'block', who: one, afterBytes })),
  },
  { weight: 2, arbitrary: who.map((one): Step => ({ kind: 'unblock', who: one })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0, 5, 30, 4_300).map((ms): Step => ({ kind: 'wait', ms })),
  },
)

/** Gives entries of the type `broken` a type that no frame can carry; `append` would refuse it. */
function withUnsendable(log: EventLog): EventLog {
  const damage = (entry: LogEntry): LogEntry =>
    entry.type === 'broken' ? { ...entry, type: 'bro\nken' } : entry
  return {
    ...log,
    async read(...args) {
      const reading = await log.read(...args)
      if (reading.kind !== 'entries') return reading
      return { kind: 'entries', entries: reading.entries.map(damage) }
    },
    tail: (name, onEntries, onGap) =>
      log.tail(name, (entries) => onEntries(entries.map(damage)), onGap),
  }
}

/** A log whose answers take a while, so that things happen in between: turns, or real delays. */
function slowed(log: EventLog, timers: Timers, turns: number, readMs: number): EventLog {
  const later = async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    ...log,
    async read(...args) {
      await later()
      if (readMs > 0) await new Promise<void>((resolve) => timers.after(readMs, resolve))
      return await log.read(...args)
    },
    async bounds(name) {
      await later()
      const bounds = await log.bounds(name)
      await later()
      return bounds
    },
  }
}

type Received = ({ offset: number } | { from: number; to: number })[]

async function readSnapshot(log: EventLog): Promise<Snapshot> {
  const { position } = await log.states('moves', { keys: ['none'] }, 1)
  const encoder = new TextEncoder()
  const frame = { event: 'snapshot', data: '{}' }
  return {
    position,
    parts: 2,
    part: (index) =>
      encoder.encode(printFrame(index === 1 ? { ...frame, id: printEventId(position) } : frame)),
  }
}

/** A subscriber with its cursor, who keeps count of what it was given over all its connections. */
function createSubscriber(hub: Hub, topic: string, wantsSnapshot: boolean, log: EventLog) {
  const received: Received = []
  const pings: { delivered: number; offset: number | null; counted: number }[] = []
  let cursor = ''
  let firstOffset: number | null = null
  let room = Number.POSITIVE_INFINITY
  let events: { onDrain(): void; onClose(): void } | null = null
  let delivered = 0

  const parserOf = () =>
    createFrameParser({
      lastEventId: cursor,
      onId: (id) => {
        cursor = id
      },
      onFrame: (frame) => {
        const position = frame.id === undefined ? null : parseEventId(frame.id)
        const body = JSON.parse(frame.data)
        if (frame.type === 'moved') {
          received.push({ offset: position?.offset ?? -1 })
          delivered++
        }
        if (frame.type === 'gap') received.push({ from: body.from, to: body.to })
        if (frame.type === 'ping') {
          const offset = position?.offset ?? null
          pings.push({ delivered: body.delivered, offset, counted: delivered })
        }
        // Where its story begins: the first position it was ever given.
        if (firstOffset === null && position !== null && frame.type !== 'gap') {
          firstOffset = frame.type === 'moved' ? position.offset - 1 : position.offset
        }
      },
    })

  return {
    received,
    pings,
    topic,
    get firstOffset() {
      return firstOffset
    },
    get isConnected() {
      return events !== null
    },
    connect() {
      if (events !== null) return
      const parser = parserOf()
      let isOpen = true
      delivered = 0
      hub.join(
        {
          topics: [topic, `${topic}-too`],
          cursorText: cursor === '' ? null : cursor,
          takeSnapshot: wantsSnapshot
            ? () => ({ ready: readSnapshot(log), release: () => {} })
            : null,
          isSnapshotUnconditional: false,
          grant: openGrant,
          filterKind: topic,
          onClosed: () => {},
        },
        (sinkEvents): Sink => {
          const close = () => {
            if (!isOpen) return
            isOpen = false
            events = null
            sinkEvents.onClose()
          }
          events = { onDrain: () => sinkEvents.onDrain(), onClose: close }
          return {
            write(chunk) {
              if (!isOpen) return false
              room -= chunk.byteLength
              parser.push(chunk)
              return room > 0
            },
            pendingBytes: () => 0,
            end: close,
            destroy: close,
          }
        },
      )
    },
    cut: () => events?.onClose(),
    block(afterBytes: number) {
      room = afterBytes
    },
    unblock() {
      room = Number.POSITIVE_INFINITY
      events?.onDrain()
    },
  }
}

describe('the hub', () => {
  it('H1: delivers or declares every matching event, in order, once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 120 }),
        fc.record({
          logTurns: fc.nat({ max: 3 }),
          readMs: fc.constantFrom(0, 0, 0, 4_500),
          sliceMs: fc.constantFrom(0, 0, 0, 4_500),
          recentEvents: fc.constantFrom(0, 4, 100),
          sliceSize: fc.constantFrom(1, 2, 1_000),
          retentionEvents: fc.constantFrom(6, 25, 1_000),
          maxReplay: fc.constantFrom(5, 1_000),
          wantsSnapshot: fc.boolean(),
        }),
        async (
          steps,
          { logTurns, readMs, sliceMs, retentionEvents, wantsSnapshot, ...options },
        ) => {
          const time = createStillTime()
          const { clock, timers, random } = time
          const truth = memoryLog({ clock, random, retentionEvents })
          const log = slowed(withUnsendable(truth), timers, logTurns, readMs)
          const hub = createHub({
            log,
            logName: 'moves',
            clock,
            // A busy event loop: between two slices of one event a lot can happen.
            timers: { after: (ms, run) => timers.after(ms === 0 ? sliceMs : ms, run) },
            random,
            logger: silentLogger,
            pingMs: 4_000,
            stallMs: 3_600_000,
            ...options,
          })
          const ready = hub.ready()
          const appended: {
            offset: number
            topics: readonly string[]
            isSendable: boolean
          }[] = []
          const turn = () => new Promise((resolve) => setImmediate(resolve))
          const append = async (some: readonly string[], isSendable = true) => {
            const { offset } = await truth.append('moves', {
              topics: [...some, ...some.map((topic) => `${topic}-too`)],
              type: isSendable ? 'moved' : 'broken',
              data: '{"x":1}',
            })
            appended.push({ offset, topics: some, isSendable })
          }
          // While it is still finding out where the log is.
          for (let count = 0; count < 2; count++) {
            await append(topics)
            await turn()
          }
          while (hub.position() === null) await time.advance(1_000)
          await ready
          const subscribers = topics.map((topic) =>
            createSubscriber(hub, topic, wantsSnapshot, log),
          )

          for (const one of steps) {
            if (one.kind === 'append') {
              await append(one.topics, one.isSendable)
            } else if (one.kind === 'wait') {
              if (one.ms === 0) await turn()
              else await time.advance(one.ms)
            } else {
              const subscriber = subscribers[one.who]
              if (one.kind === 'connect') subscriber?.connect()
              else if (one.kind === 'cut') subscriber?.cut()
              else if (one.kind === 'unblock') subscriber?.unblock()
              else subscriber?.block(one.afterBytes)
            }
          }
          // At the end every subscriber reconnects and keeps up.
          for (const subscriber of subscribers) {
            subscriber.unblock()
            subscriber.connect()
          }
          const lastOffset = (received: Received) =>
            received.map((one) => ('to' in one ? one.to : one.offset)).at(-1)
          const owedTo = ({ topic, firstOffset }: { topic: string; firstOffset: number | null }) =>
            appended
              .filter((event) => event.topics.includes(topic) && event.offset > (firstOffset ?? 0))
              .map(({ offset }) => offset)
          const isServed = (one: (typeof subscribers)[number]) =>
            (lastOffset(one.received) ?? 0) >= (owedTo(one).at(-1) ?? 0) && one.firstOffset !== null
          for (let round = 0; round < 300 && !subscribers.every(isServed); round++) {
            await time.advance(2_000)
          }
          await time.advance(5_000)

          for (const { received, topic, firstOffset, pings } of subscribers) {
            expect(firstOffset).not.toBeNull()
            const heard = received.flatMap((one) => ('offset' in one ? [one.offset] : []))
            const isDeclared = (offset: number) =>
              received.some((one) => 'from' in one && one.from <= offset && offset <= one.to)
            const owed = owedTo({ topic, firstOffset })
            expect(heard).toEqual([...new Set(heard)].sort((one, other) => one - other))
            expect(owed.filter((offset) => !heard.includes(offset) && !isDeclared(offset))).toEqual(
              [],
            )
            expect(heard.filter((offset) => !owed.includes(offset))).toEqual([])
            const unsendable = appended.flatMap((event) => (event.isSendable ? [] : event.offset))
            expect(heard.filter((offset) => unsendable.includes(offset))).toEqual([])
            for (const ping of pings) expect(ping.delivered).toBe(ping.counted)
          }
          hub.close()
        },
      ),
      { numRuns: 250 },
    )
  }, 60_000)

  it('H2: sends no id beyond an event that has not been dispatched to a connection yet', async () => {
    const time = createStillTime()
    const { clock, timers, random } = time
    const log = memoryLog({ clock, random })
    const hub = createHub({
      log,
      logName: 'moves',
      clock,
      timers: { after: (ms, run) => timers.after(ms === 0 ? 5_000 : ms, run) },
      random,
      logger: silentLogger,
      pingMs: 4_000,
      stallMs: 30_000,
      maxReplay: 10,
      sliceSize: 1,
    })
    await hub.ready()
    const subscribers = [1, 2].map(() => createSubscriber(hub, 'a', false, log))
    for (const subscriber of subscribers) subscriber.connect()
    await time.settle()
    await log.append('moves', { topics: ['a'], type: 'moved', data: '{}' })
    await time.advance(4_500)
    expect(subscribers.map(({ received }) => received)).toEqual([[{ offset: 1 }], []])
    expect(subscribers.map(({ pings }) => pings.map(({ offset }) => offset))).toEqual([[1], [0]])
    await time.advance(1_000)
    expect(subscribers[1]?.received).toEqual([{ offset: 1 }])
  })

  it('prints an event once and gives all connections the same bytes', async () => {
    const time = createStillTime()
    const { clock, timers, random } = time
    const log = memoryLog({ clock, random })
    const options = { clock, timers, random, logger: silentLogger, pingMs: 1_000, stallMs: 30_000 }
    const hub = createHub({ log, logName: 'moves', maxReplay: 10, ...options })
    await hub.ready()
    const chunks: Uint8Array[] = []
    for (let count = 0; count < 3; count++) {
      hub.join(
        {
          topics: ['a'],
          cursorText: null,
          takeSnapshot: null,
          isSnapshotUnconditional: false,
          grant: openGrant,
          filterKind: 'a',
          onClosed: () => {},
        },
        () => ({
          write: (chunk) => chunks.push(chunk) > 0,
          pendingBytes: () => 0,
          end: () => {},
          destroy: () => {},
        }),
      )
    }
    await time.settle()
    chunks.length = 0
    const position = await log.append('moves', { topics: ['a'], type: 'moved', data: '{}' })
    expect(chunks).toHaveLength(3)
    expect(new Set(chunks).size).toBe(1)
    const id = `${position.epoch}.${position.offset}`
    expect(new TextDecoder().decode(chunks[0])).toBe(printFrame({ id, event: 'moved', data: '{}' }))
  })
})
