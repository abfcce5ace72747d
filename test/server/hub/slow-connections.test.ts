/**
 * Slow clients, on feeds with delivery policies, under random stalls and drains (hub/backlog.ts):
 *
 *   delivered ∪ declared gaps ∪ conflated into a newer event of the same key = the matching log, in order, no event twice
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openGrant } from '../../../server/auth/open.ts'
import {
  createDeliveryPolicies,
  type DeclaredDelivery,
} from '../../../server/hub/delivery-policies.ts'
import { createHub, type Hub } from '../../../server/hub/hub.ts'
import { createHubCounts } from '../../../server/hub/hub-counts.ts'
import type { Sink } from '../../../server/hub/sink.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { silentLogger } from '../../../server/ops/logger.ts'
import { parseEventId } from '../../../src/protocol/event-id.ts'
import { createFrameParser } from '../../../src/protocol/frame-parser.ts'
import { createStillTime } from '../../support/still-time.ts'

/** One event type for each policy. */
const policies = {
  moved: 'catch-up',
  measured: 'conflate',
  seen: 'drop-oldest',
  stopped: 'disconnect',
} as const
type Type = keyof typeof policies

interface Sent {
  readonly type: Type
  readonly topics: readonly string[]
  readonly key: string
}

const keyOf = (json: unknown) => (json as { readonly key: string }).key
const declaredFor = (types: readonly Type[]) =>
  new Map(
    types.map((type): [string, DeclaredDelivery] => [type, { policy: policies[type], keyOf }]),
  )

function createWorld(options: {
  readonly types: readonly Type[]
  readonly lookAheadFrames: number
  readonly retentionEvents?: number
  readonly recentEvents?: number
  readonly maxReplay?: number
  /** Turns of the event loop that a read of the log takes. */
  readonly logTurns?: number
}) {
  const { types, lookAheadFrames, retentionEvents = 100_000, logTurns = 0, ...more } = options
  const time = createStillTime()
  const { clock, timers, random } = time
  const truth = memoryLog({ clock, random, retentionEvents })
  const log: EventLog = {
    ...truth,
    async read(...args) {
      for (let turn = 0; turn < logTurns; turn++) await time.settle()
      return await truth.read(...args)
    },
  }
  const hub = createHub({
    ...{ log, logName: 'moves', clock, timers, random, logger: silentLogger },
    ...{ pingMs: 4_000, stallMs: 3_600_000, maxReplay: 100_000, ...more },
    policies: createDeliveryPolicies(declaredFor(types), lookAheadFrames),
  })
  const appended: (Sent & { readonly offset: number })[] = []
  const append = async (sent: Sent) => {
    const { type, topics, key } = sent
    const { offset } = await truth.append('moves', { topics, type, data: JSON.stringify({ key }) })
    appended.push({ ...sent, offset })
  }
  return { time, hub, appended, append }
}

type World = ReturnType<typeof createWorld>

interface Ping {
  readonly delivered: number
  readonly counted: number
  readonly conflated: number
  /** How many were not sent by then although they match; null where a gap was declared. */
  readonly missing: number | null
}

/** A client with its cursor: what it was sent over all its connections. */
function createClient({ hub, appended }: World, topics: readonly string[]) {
  const delivered: number[] = []
  const gaps: { readonly from: number; readonly to: number; readonly reason: string }[] = []
  const pings: Ping[] = []
  const goodbyes: { readonly reason?: string; readonly after?: number }[] = []
  let cursor = ''
  let firstOffset: number | null = null
  let room = Number.POSITIVE_INFINITY
  let events: { onDrain(): void; onClose(): void } | null = null
  const isOwed = (event: Sent) => event.topics.some((topic) => topics.includes(topic))

  function connect(): void {
    if (events !== null) return
    let start = 0
    let isOpen = true
    const here = { delivered: new Set<number>(), hasGap: false }
    const parser = createFrameParser({
      lastEventId: cursor,
      onId: (id) => {
        cursor = id
      },
      onFrame(frame) {
        const offset = frame.id === undefined ? null : (parseEventId(frame.id)?.offset ?? null)
        const body = JSON.parse(frame.data)
        if (frame.type === 'connected') {
          start = offset ?? 0
          firstOffset ??= start
        } else if (frame.type === 'gap') {
          here.hasGap = true
          gaps.push(body)
        } else if (frame.type === 'reconnect') goodbyes.push(body)
        else if (frame.type === 'ping') {
          const due = appended.filter(
            (event) => isOwed(event) && event.offset > start && event.offset <= (offset ?? 0),
          )
          pings.push({
            delivered: body.delivered,
            counted: here.delivered.size,
            conflated: body.conflated ?? 0,
            missing: here.hasGap ? null : due.length - here.delivered.size,
          })
        } else if (offset !== null) {
          delivered.push(offset)
          here.delivered.add(offset)
        }
      },
    })
    hub.join(
      {
        ...{ topics, cursorText: cursor === '' ? null : cursor, takeSnapshot: null },
        ...{ isSnapshotUnconditional: false, grant: openGrant, filterKind: 'a', onClosed() {} },
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
  }

  return {
    ...{ topics, delivered, gaps, pings, goodbyes, connect },
    get isConnected() {
      return events !== null
    },
    get cursorOffset() {
      return parseEventId(cursor)?.offset ?? 0
    },
    /** What it is owed. */
    owed: () => appended.filter((event) => isOwed(event) && event.offset > (firstOffset ?? 0)),
    cut: () => events?.onClose(),
    block(afterBytes = 0) {
      room = afterBytes
    },
    unblock() {
      room = Number.POSITIVE_INFINITY
      events?.onDrain()
    },
  }
}

type Client = ReturnType<typeof createClient>

/** One sentence for each broken rule. */
function faultsOf({ delivered, gaps, owed }: Client): readonly string[] {
  const faults: string[] = []
  const sent = new Set(delivered)
  const isDeclared = (offset: number) => gaps.some(({ from, to }) => from <= offset && offset <= to)
  const isSettled = (offset: number) => sent.has(offset) || isDeclared(offset)
  const due = owed()
  const slotOf = ({ type, topics, key }: Sent) => [type, ...topics, key].join()
  const newest = new Map(due.map((event) => [slotOf(event), event.offset]))
  let last = 0
  for (const offset of delivered) {
    if (offset <= last) faults.push(`${offset} was delivered after ${last}`)
    last = offset
    if (!due.some((event) => event.offset === offset)) faults.push(`${offset} is not owed`)
  }
  for (const event of due) {
    if (isSettled(event.offset)) continue
    const newer = due.filter(
      (other) => other.offset > event.offset && slotOf(other) === slotOf(event),
    )
    if (event.type !== 'measured') faults.push(`${event.type} ${event.offset} was lost`)
    else if (!newer.some(({ offset }) => isSettled(offset))) {
      faults.push(`${event.offset} was conflated, and nothing newer was delivered`)
    }
  }
  for (const [slot, offset] of newest) {
    if (slot.startsWith('measured') && !isSettled(offset)) faults.push(`${slot} is out of date`)
  }
  return faults
}

async function settled({ time, appended }: World, clients: readonly Client[]): Promise<void> {
  const last = appended.at(-1)?.offset ?? 0
  for (let round = 0; round < 300; round++) {
    for (const client of clients) {
      client.unblock()
      client.connect()
    }
    await time.advance(4_000)
    if (clients.every(({ cursorOffset }) => cursorOffset >= last)) break
  }
  await time.advance(5_000)
}

/** Whatever has happened before, at the end all of them are slow. */
async function stallAll({ time, append }: World, clients: readonly Client[]): Promise<void> {
  for (const client of clients) {
    client.unblock()
    client.connect()
  }
  await time.advance(1_000)
  for (const client of clients) client.block()
  const types: readonly Type[] = ['moved', 'measured', 'seen', 'measured', 'seen', 'stopped']
  for (let n = 0; n < 60; n++) {
    await append({ type: types[n % types.length] ?? 'moved', topics: ['a', 'b'], key: `${n % 3}` })
  }
  await time.advance(150)
}

const topicSets = [['a'], ['b'], ['a', 'b']] as const
const who = fc.nat({ max: 2 })
const sent: fc.Arbitrary<Sent> = fc.record({
  type: fc.constantFrom<Type>('moved', 'measured', 'measured', 'measured', 'seen', 'stopped'),
  topics: fc.constantFrom(...topicSets),
  key: fc.constantFrom('x', 'y'),
})
type Step =
  | { readonly kind: 'append'; readonly events: readonly Sent[] }
  | { readonly kind: 'connect'; readonly who: number }
  | { readonly kind: 'cut'; readonly who: number }
  | { readonly kind: 'unblock'; readonly who: number }
  | { readonly kind: 'block'; readonly who: number; readonly afterBytes: number }
  | { readonly kind: 'wait'; readonly ms: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(sent, { minLength: 1, maxLength: 12 })
      .map((events): Step => ({ kind: 'append', events })),
  },
  { weight: 2, arbitrary: who.map((one): Step => ({ kind: 'connect', who: one })) },
  { weight: 1, arbitrary: who.map((one): Step => ({ kind: 'cut', who: one })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(who, fc.nat({ max: 400 }))
      .map(([one, afterBytes]): Step => ({ kind: 'block', who: one, afterBytes })),
  },
  { weight: 2, arbitrary: who.map((one): Step => ({ kind: 'unblock', who: one })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, 30, 110, 4_300).map((ms): Step => ({ kind: 'wait', ms })),
  },
)

describe('slow clients', () => {
  it('B1, B2: are sent, declared, or sent something newer for, every matching event, in order, once', async () => {
    const total = createHubCounts()
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 60 }),
        fc.record({
          types: fc.constantFrom<readonly Type[]>(
            ['measured'],
            ['measured', 'seen'],
            ['measured', 'seen', 'stopped'],
          ),
          lookAheadFrames: fc.constantFrom(1, 4, 20),
          retentionEvents: fc.constantFrom(30, 100_000),
          recentEvents: fc.constantFrom(0, 5, 1_000),
          logTurns: fc.nat({ max: 2 }),
          maxReplay: fc.constantFrom(10, 100_000),
        }),
        async (steps, options) => {
          const world = createWorld(options)
          const { time, hub, append } = world
          await hub.ready()
          const clients = topicSets.map((topics) => createClient(world, topics))
          for (const client of clients) client.connect()
          for (const one of steps) {
            if (one.kind === 'append') for (const event of one.events) await append(event)
            else if (one.kind === 'wait') await time.advance(one.ms)
            else {
              const client = clients[one.who]
              if (one.kind === 'connect') client?.connect()
              else if (one.kind === 'cut') client?.cut()
              else if (one.kind === 'unblock') client?.unblock()
              else client?.block(one.afterBytes)
            }
          }
          await stallAll(world, clients)
          await settled(world, clients)
          for (const client of clients) {
            expect(faultsOf(client)).toEqual([])
            for (const { delivered, counted, conflated, missing } of client.pings) {
              expect(delivered).toBe(counted)
              if (missing !== null) expect(conflated).toBe(missing)
            }
          }
          addCounts(total, hub)
          hub.close()
        },
      ),
      { numRuns: 120 },
    )
    // Otherwise the law has held because nothing was slow.
    expect(total.conflated).toBeGreaterThan(100)
    expect(total.dropped).toBeGreaterThan(20)
    expect(total.closed.slow_consumer).toBeGreaterThan(5)
  }, 60_000)
})

describe('a connection on whose sink events wait', () => {
  const all = ['a']

  /** A connection that was sent one event, and then took nothing while these came. */
  async function stalled(
    options: Omit<Parameters<typeof createWorld>[0], 'types'>,
    events: readonly Pick<Sent, 'type' | 'key'>[],
  ) {
    const world = createWorld({ types: ['measured', 'seen', 'stopped'], ...options })
    await world.hub.ready()
    const client = createClient(world, all)
    const healthy = createClient(world, all)
    client.connect()
    healthy.connect()
    await world.time.settle()
    client.block()
    await world.append({ type: 'moved', topics: all, key: 'first' })
    for (const event of events) await world.append({ ...event, topics: all })
    await world.time.advance(100)
    expect(client.delivered).toEqual([1])
    expect(healthy.delivered).toEqual(world.appended.map(({ offset }) => offset))
    return { ...world, client }
  }

  const times = (count: number, type: Type, ...keys: readonly string[]) =>
    Array.from({ length: count }, (_, n) => ({ type, key: keys[n % keys.length] ?? 'x' }))

  it('is sent all of them while they are no more than its look-ahead (B3)', async () => {
    const { client, time, hub } = await stalled({ lookAheadFrames: 8 }, times(8, 'measured'))
    client.unblock()
    await time.settle()
    expect(client.delivered).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(hub.counts).toMatchObject({ delivered: 18, conflated: 0 })
  })

  it('is sent the newest of each key when there are more, and the count of the others with the next ping', async () => {
    const { client, time, hub } = await stalled({ lookAheadFrames: 8 }, [
      ...times(8, 'measured', 'x', 'y'),
      { type: 'moved', key: 'x' },
      { type: 'measured', key: 'x' },
    ])
    client.unblock()
    await time.settle()
    // 9 is the newest of y, 10 is not conflated, 11 is the newest of x.
    expect(client.delivered).toEqual([1, 9, 10, 11])
    expect(hub.counts.conflated).toBe(7)
    await time.advance(4_300)
    expect(client.pings).toMatchObject([{ delivered: 4, conflated: 7, missing: 7 }])
    expect(client.gaps).toEqual([])
  })

  it('is sent all of a burst that its sink could not take at once', async () => {
    const { hub, time, append } = createWorld({ types: ['measured'], lookAheadFrames: 8 })
    await hub.ready()
    const client = createClient({ hub, time, append, appended: [] }, all)
    client.connect()
    await time.settle()
    client.block()
    for (let count = 0; count < 50; count++) {
      await append({ type: 'measured', topics: all, key: 'x' })
    }
    await time.advance(99)
    client.unblock()
    await time.settle()
    expect(client.delivered).toHaveLength(50)
  })

  it('is sent every event again once it keeps up', async () => {
    const { client, time, append } = await stalled({ lookAheadFrames: 8 }, times(20, 'measured'))
    client.unblock()
    await time.settle()
    for (let count = 0; count < 20; count++) {
      await append({ type: 'measured', topics: all, key: 'x' })
    }
    expect(client.delivered).toEqual([1, ...Array.from({ length: 21 }, (_, n) => n + 21)])
  })

  it('is sent exactly what it missed when it comes back', async () => {
    const { client, time } = await stalled({ lookAheadFrames: 8 }, times(40, 'measured'))
    client.cut()
    client.unblock()
    client.connect()
    await time.settle()
    expect(client.delivered).toEqual(Array.from({ length: 41 }, (_, n) => n + 1))
  })

  it('is sent the newest that may be dropped, after a declared gap', async () => {
    const { client, time, hub } = await stalled({ lookAheadFrames: 5 }, [
      ...times(150, 'seen'),
      { type: 'moved', key: 'x' },
      ...times(150, 'seen'),
    ])
    client.unblock()
    await time.settle()
    expect(client.delivered).toEqual([1, 152, 298, 299, 300, 301, 302])
    expect(client.gaps).toEqual([
      { from: 2, to: 151, reason: 'slow_consumer' },
      { from: 153, to: 297, reason: 'slow_consumer' },
    ])
    expect(hub.counts).toMatchObject({ dropped: 295, gaps: { slow_consumer: 2 } })
  })

  it('is ended with a reason and a delay where its feed asks for that, and resumes', async () => {
    const { client, time, hub, append } = await stalled({ lookAheadFrames: 5 }, [
      ...times(4, 'moved'),
      { type: 'stopped', key: 'x' },
    ])
    expect(client.isConnected).toBe(true)
    await append({ type: 'moved', topics: all, key: 'x' })
    expect(client.isConnected).toBe(false)
    expect(client.goodbyes).toMatchObject([{ reason: 'slow_consumer', after: 0 }])
    expect(hub.counts.closed).toMatchObject({ slow_consumer: 1 })
    client.unblock()
    client.connect()
    await time.settle()
    expect(client.delivered).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('is not ended by events of other types', async () => {
    const { client } = await stalled({ lookAheadFrames: 5 }, times(50, 'moved'))
    expect(client.isConnected).toBe(true)
  })

  it('is sent the same where the log has to be read, slowly and twice', async () => {
    const { client, time } = await stalled(
      { lookAheadFrames: 8, recentEvents: 0, logTurns: 1 },
      times(400, 'measured', 'x', 'y', 'z'),
    )
    client.unblock()
    for (let round = 0; round < 50 && client.delivered.length < 4; round++) await time.settle()
    expect(client.delivered).toEqual([1, 399, 400, 401])
  })
})

function addCounts(total: ReturnType<typeof createHubCounts>, { counts }: Hub): void {
  total.conflated += counts.conflated
  total.dropped += counts.dropped
  total.closed.slow_consumer += counts.closed.slow_consumer
}
