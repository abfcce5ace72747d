import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createItemLog } from '../../../server/feeds/item-log.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { createKeyedQueue } from '../../../server/log/keyed-queue.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { sqliteLog } from '../../../server/log/sqlite.ts'
import type { FeedEventOf, ServableFeed } from '../../../src/feeds/definition.ts'
import { controlFrameNames } from '../../../src/protocol/decode.ts'
import { ProtocolError } from '../../../src/protocol/errors.ts'
import type { FeedEvent } from '../../../src/protocol/feed-codec.ts'
import { type Shipment, shipments } from '../../support/shipments.ts'
import { createStillTime } from '../../support/still-time.ts'

type ShipmentEvent = FeedEventOf<typeof shipments>

const logName = 'shipments'

function createMemoryLog(retentionEvents = 10_000): EventLog {
  return memoryLog({ ...createStillTime(), retentionEvents })
}

function openItems(log: EventLog = createMemoryLog(), feed: ServableFeed = shipments) {
  const items = createItemLog(feed, { log, logName, queue: createKeyedQueue(), keepsItems: true })
  return {
    log,
    items,
    publish: (event: ShipmentEvent, dedupeKey?: string) =>
      items.publish(event, dedupeKey === undefined ? {} : { dedupeKey }),
    async idsAt(...topics: readonly string[]) {
      const { items: found } = await items.snapshot(topics)
      return (found as readonly Shipment[]).map(({ id }) => id).sort()
    },
  }
}

const registered = (id: string, hub = 'OSL'): ShipmentEvent => ({
  type: 'shipment.registered',
  id,
  hub,
})
const moved = (id: string, hub: string): ShipmentEvent => ({ type: 'shipment.moved', id, hub })
const archived = (id: string): ShipmentEvent => ({ type: 'shipment.archived', id })

/** Two processes on one SQLite file, each with an item log of its own. */
async function openTwoProcesses() {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-items-'))
  const file = join(folder, 'log.db')
  const logs = [sqliteLog({ file }), sqliteLog({ file })] as const
  onTestFinished(async () => {
    for (const log of logs) await log.close()
    rmSync(folder, { recursive: true })
  })
  return logs
}

describe('publishing an event', () => {
  it('appends it under its own topics and those of its item', async () => {
    const { log, publish } = openItems()
    await publish(registered('7', 'OSL'))
    await publish({ type: 'shipment.delivered', id: '7' })
    const [delivered] = (await log.latest(logName, { limit: 1 })).entries
    expect(delivered?.data).toBe('{"id":"7"}')
    expect(delivered?.topics).toEqual(['all', 'shipment:7', 'hub:OSL'])
  })

  it('stores the item after it, at the position it returns', async () => {
    const { items, publish } = openItems()
    await publish(registered('7'))
    const position = await publish(moved('7', 'BGO'))
    expect(await items.snapshot(['all'])).toEqual({
      position,
      items: [{ id: '7', hub: 'BGO', isDelivered: false }],
    })
  })

  it('deletes the item, and what it was found under, when the reducer returns none', async () => {
    const { publish, idsAt, log } = openItems()
    await publish(registered('7'))
    await publish(archived('7'))
    expect(await idsAt('all')).toEqual([])
    const states = await log.states(logName, { prefix: 't/' }, 10)
    expect(states.values).toEqual([])
  })

  it('moves the item to its new topics when they change', async () => {
    const { publish, idsAt } = openItems()
    await publish(registered('7', 'OSL'))
    await publish(moved('7', 'BGO'))
    expect(await idsAt('hub:OSL')).toEqual([])
    expect(await idsAt('hub:BGO')).toEqual(['7'])
  })

  it('reaches the subscribers of the topic that the item leaves', async () => {
    const { log, publish } = openItems()
    await publish(registered('7', 'OSL'))
    await publish(moved('7', 'BGO'))
    const [last] = (await log.latest(logName, { limit: 1 })).entries
    expect(last?.topics).toEqual(expect.arrayContaining(['hub:OSL', 'hub:BGO']))
  })

  it('appends an event about an item that is not known, and stores none', async () => {
    const { publish, idsAt } = openItems()
    const { offset } = await publish(moved('7', 'BGO'))
    expect(offset).toBe(1)
    expect(await idsAt('all')).toEqual([])
  })

  it('keeps items whose keys and topics are not ASCII', async () => {
    const { publish, idsAt } = openItems(createMemoryLog(), {
      ...shipments,
      filter: {
        ids: { ...shipments.filter.ids, accepts: () => true },
        hubs: { ...shipments.filter.hubs, accepts: () => true },
      },
    })
    await publish(registered('a/b ü%', 'Malmö/1'))
    expect(await idsAt('hub:Malmö/1')).toEqual(['a/b ü%'])
    expect(await idsAt('hub:Malmö')).toEqual([])
  })
})

describe('an event that no filter could ask for', () => {
  it.each([
    [
      'a group with a space',
      registered('8', 'North Tower'),
      /North Tower.*in hubs contains a space/,
    ],
    ['a group with a comma', moved('7', 'a,b'), /"a,b" in hubs contains a comma/],
    ['an empty group', moved('7', ''), /"" in hubs is empty/],
    ['an empty key', registered('', 'OSL'), /"" in ids is empty/],
    ['a key with a comma', registered('7,8', 'OSL'), /"7,8" in ids contains a comma/],
    ['a key that is too long', registered('x'.repeat(129), 'OSL'), /in ids has 129 characters/],
    [
      'a key with a space',
      { type: 'shipment.delivered', id: '7 8' } as const,
      /ids contains a space/,
    ],
  ])('is refused because of %s, before anything is appended', async (_, event, reason) => {
    const { log, items, publish, idsAt } = openItems()
    await publish(registered('7', 'OSL'))
    const before = await items.snapshot(['all'])
    await expect(publish(event)).rejects.toMatchObject({
      name: 'ProtocolError',
      code: 'bad_event',
      message: expect.stringMatching(reason),
    })
    expect(await log.bounds(logName)).toMatchObject({ top: 1 })
    expect(await items.snapshot(['all'])).toEqual(before)
    await publish(moved('7', 'BGO'))
    expect(await idsAt('hub:BGO')).toEqual(['7'])
  })

  it('is refused because of a key that its topics leave out', async () => {
    const feed = { ...shipments, topicsOf: () => ['all'] } as ServableFeed
    const { publish } = openItems(createMemoryLog(), feed)
    await expect(publish({ type: 'shipment.delivered', id: 'a b' })).rejects.toMatchObject({
      code: 'bad_event',
    })
  })

  it('is refused because of a topic of no filter field, with those that there are', async () => {
    const feed = { ...shipments, topicsOf: () => ['all', 'OSL'] } as ServableFeed
    const { publish } = openItems(createMemoryLog(), feed)
    await expect(publish(moved('7', 'OSL'))).rejects.toMatchObject({
      code: 'bad_event',
      message: expect.stringMatching(
        /"OSL" belongs to no filter field\. Use shipment:… or hub:…\.$/,
      ),
    })
  })

  it('is refused by a server with state of its own, too', async () => {
    const log = createMemoryLog()
    const items = createItemLog(shipments, {
      log,
      logName,
      queue: createKeyedQueue(),
      keepsItems: false,
    })
    for (const event of [moved('7', 'North Tower'), registered('', 'OSL')]) {
      await expect(items.publish(event)).rejects.toMatchObject({ code: 'bad_event' })
    }
    expect(await log.bounds(logName)).toMatchObject({ top: 0 })
  })
})

describe('publishing with a dedupe key', () => {
  it('appends once and returns the first position', async () => {
    const { log, publish } = openItems()
    const first = await publish(registered('7'), 'scan-1')
    expect(await publish(registered('7'), 'scan-1')).toEqual(first)
    expect(await log.bounds(logName)).toMatchObject({ top: 1 })
  })

  it('does not apply a late repeat to an item that has moved on', async () => {
    const { items, publish } = openItems()
    await publish(registered('7', 'OSL'))
    await publish(moved('7', 'BGO'), 'scan-1')
    await publish(moved('7', 'TRD'))
    await publish(moved('7', 'BGO'), 'scan-1')
    expect((await items.snapshot(['all'])).items).toMatchObject([{ hub: 'TRD' }])
  })
})

describe('publishing concurrently', () => {
  it('applies all events of one item, in the order of the calls', async () => {
    const { items, log, publish } = openItems()
    await publish(registered('7'))
    const hubs = Array.from({ length: 30 }, (_, index) => `H${index}`)
    const positions = await Promise.all(hubs.map((hub) => publish(moved('7', hub))))
    expect(positions.map(({ offset }) => offset)).toEqual(hubs.map((_, index) => index + 2))
    expect((await items.snapshot(['all'])).items).toMatchObject([{ hub: 'H29' }])
    expect((await log.states(logName, { prefix: 't/hub' }, 99)).values).toHaveLength(1)
  })

  it('retries when another process has changed the item on the same file', async () => {
    const [oneLog, otherLog] = await openTwoProcesses()
    const one = openItems(oneLog)
    const other = openItems(otherLog)
    await one.publish(registered('7'))
    // Counts to 40 in the hub's name: an update that is computed from outdated state would be lost.
    const counting = (log: EventLog) =>
      openItems(log, {
        ...shipments,
        state: shipments.state && {
          ...shipments.state,
          reduce: (item, event) =>
            item && event.type === 'shipment.moved'
              ? { ...item, hub: `${(item as Shipment).hub}.` }
              : shipments.state?.reduce(item as Shipment, event as ShipmentEvent),
        },
      } as ServableFeed)
    const writers = [counting(oneLog), counting(otherLog)]
    for (let round = 0; round < 20; round++) {
      await Promise.all(writers.map(({ publish }) => publish(moved('7', 'x'))))
    }
    const [item] = (await other.items.snapshot(['all'])).items as readonly Shipment[]
    expect(item?.hub).toBe(`OSL${'.'.repeat(40)}`)
  })

  it('gives up after twenty conflicts in a row', async () => {
    const log = createMemoryLog()
    const rival = openItems(log)
    await rival.publish(registered('7'))
    let reads = 0
    // Another process that commits between every read of the item and the append that follows.
    const contested: EventLog = {
      ...log,
      async states(name, query, limit) {
        const reading = await log.states(name, query, limit)
        await rival.publish(moved('7', `rival-${reads++}`))
        return reading
      },
    }
    await expect(openItems(contested).publish(moved('7', 'BGO'))).rejects.toMatchObject({
      code: 'version_conflict',
    })
    expect(reads).toBe(20)
  })
})

describe('an event that cannot be published', () => {
  const circular: Record<string, unknown> = { type: 'shipment.moved', id: '7' }
  circular['hub'] = circular
  const bad: readonly (readonly [string, FeedEvent, string])[] = [
    ['of a type that the feed does not have', { type: 'parcel.lost' }, '"parcel.lost"'],
    ['without a field', { type: 'shipment.moved', id: '7' } as FeedEvent, 'hub'],
    ['with a value of another type', { ...moved('7', 'x'), id: 7 } as unknown as FeedEvent, 'id'],
    ['that JSON cannot hold', circular as unknown as FeedEvent, 'could not read it'],
    ...controlFrameNames.map(
      (type) => [`named like the control frame ${type}`, { type }, `"${type}"`] as const,
    ),
  ]

  it.each(bad)('is refused with bad_event, and nothing is appended: %s', async (_, event, text) => {
    const { items, log } = openItems()
    const refusal = await items.publish(event).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ProtocolError)
    expect(refusal).toMatchObject({ code: 'bad_event', message: expect.stringContaining(text) })
    expect(await log.bounds(logName)).toMatchObject({ top: 0 })
  })

  it('is one whose item does not fit its own schema: later snapshots would fail', async () => {
    const broken = {
      ...shipments,
      state: shipments.state && { ...shipments.state, reduce: () => ({ id: '7', hub: 'OSL' }) },
    } as ServableFeed
    const { log, items } = openItems(createMemoryLog(), broken)
    await expect(items.publish(registered('7'))).rejects.toMatchObject({
      code: 'bad_event',
      message: expect.stringContaining('isDelivered'),
    })
    expect(await log.bounds(logName)).toMatchObject({ top: 0 })
  })
})

describe('a snapshot', () => {
  it('of several topics holds each item once', async () => {
    const { publish, idsAt } = openItems()
    await publish(registered('1', 'OSL'))
    await publish(registered('2', 'BGO'))
    await publish(registered('3', 'TRD'))
    expect(await idsAt('hub:OSL', 'hub:BGO', 'shipment:1')).toEqual(['1', '2'])
  })

  it('reads more items than fit on one page', async () => {
    const { publish, idsAt } = openItems()
    for (let id = 0; id < 450; id++) await publish(registered(String(id), `H${id % 2}`))
    expect(await idsAt('all')).toHaveLength(450)
    expect(await idsAt('hub:H1')).toHaveLength(225)
  })

  it('equals all events up to its position, whatever is published while it is read', async () => {
    const writes = fc.array(
      fc.record({
        id: fc.constantFrom('1', '2', '3', '4'),
        hub: fc.constantFrom('OSL', 'BGO'),
        kind: fc.constantFrom('registered', 'moved', 'archived'),
      }),
      { maxLength: 20 },
    )
    await fc.assert(
      fc.asyncProperty(writes, writes, fc.boolean(), async (before, during, isAll) => {
        const log = createMemoryLog()
        const { publish } = openItems(log)
        const eventOf = ({ id, hub, kind }: { id: string; hub: string; kind: string }) =>
          kind === 'registered'
            ? registered(id, hub)
            : kind === 'moved'
              ? moved(id, hub)
              : archived(id)
        for (const write of before) await publish(eventOf(write))
        // Each read of states lets one more event in before its answer is used.
        const pending = during.map(eventOf)
        const busy: EventLog = {
          ...log,
          async states(name, query, limit) {
            const reading = await log.states(name, query, limit)
            const next = pending.shift()
            if (next) await publish(next)
            return reading
          },
        }
        const topics = isAll ? ['all'] : ['hub:OSL', 'shipment:2']
        const snapshot = await openItems(busy).items.snapshot(topics)
        expect(new Set(snapshot.items)).toEqual(
          new Set(await replayTo(log, snapshot.position.offset, topics)),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('holds an item that moves to a topic whose items have been listed already', async () => {
    const log = createMemoryLog()
    const { publish } = openItems(log)
    await publish(registered('7', 'BGO'))
    let reads = 0
    const busy: EventLog = {
      ...log,
      async states(name, query, limit) {
        const reading = await log.states(name, query, limit)
        if (reads++ === 0) await publish(moved('7', 'OSL'))
        return reading
      },
    }
    const { items, position } = await openItems(busy).items.snapshot(['hub:OSL', 'hub:BGO'])
    expect({ items, offset: position.offset }).toMatchObject({
      items: [{ id: '7', hub: 'OSL' }],
      offset: 2,
    })
  })

  it('starts again when the log has trimmed what changed meanwhile', async () => {
    const log = createMemoryLog(5)
    const { publish } = openItems(log)
    await publish(registered('1'))
    let reads = 0
    const busy: EventLog = {
      ...log,
      async states(name, query, limit) {
        const reading = await log.states(name, query, limit)
        if (reads++ === 0) for (let n = 0; n < 10; n++) await publish(moved('1', `H${n}`))
        return reading
      },
    }
    const { items } = await openItems(busy).items.snapshot(['all'])
    expect(items).toMatchObject([{ hub: 'H9' }])
  })
})

/** The items that the events up to an offset add up to, worked out from the whole log. */
async function replayTo(log: EventLog, offset: number, topics: readonly string[]) {
  const entries = (await log.latest(logName, { limit: 1_000 })).entries.toReversed()
  const items = new Map<string, Shipment>()
  const covered = entries.filter(({ position }) => position.offset <= offset)
  for (const { type, data } of covered) {
    const event = shipments.decodeEvent(type, JSON.parse(data))
    if (typeof event === 'string') throw new Error(event)
    const next = shipments.state?.reduce(items.get(event.id), event)
    if (next) items.set(event.id, next)
    else items.delete(event.id)
  }
  return [...items.values()].filter(
    (item) =>
      topics.includes('all') ||
      shipments.state?.topicsOf(item).some((topic) => topics.includes(topic)),
  )
}

describe('changing an item by a decision', () => {
  it('decides on the stored item, and writes further states in the same append', async () => {
    const { items, log, publish } = openItems()
    await publish(registered('7'))
    const position = await items.change(
      '7',
      ({ item, states }) => {
        expect(item).toEqual({ id: '7', hub: 'OSL', isDelivered: false })
        expect(states).toEqual([])
        return { event: moved('7', 'BGO'), changes: [{ key: 'note', value: 'x' }] }
      },
      { keys: ['note'] },
    )
    expect(await log.states(logName, { keys: ['note'] }, 1)).toMatchObject({
      values: [{ key: 'note', value: 'x', version: position?.offset }],
    })
    await items.change(
      '7',
      ({ states }) => {
        expect(states.map(({ key, value }) => [key, value])).toEqual([['note', 'x']])
        return null
      },
      { keys: ['note'] },
    )
  })

  it('appends nothing for null, and throws what the decision throws', async () => {
    const { items, log } = openItems()
    expect(await items.change('7', () => null)).toBeNull()
    const refusing = items.change('7', () => {
      throw new RangeError('no')
    })
    await expect(refusing).rejects.toThrow(RangeError)
    expect((await log.bounds(logName)).top).toBe(0)
  })

  it('refuses an event about another item', async () => {
    const { items } = openItems()
    const change = items.change('7', () => ({ event: registered('8') }))
    await expect(change).rejects.toThrow('it is not about the item "7"')
  })

  it('refuses a feed that keeps no items', async () => {
    const items = createItemLog(shipments, {
      log: createMemoryLog(),
      logName,
      queue: createKeyedQueue(),
      keepsItems: false,
    })
    await expect(items.change('7', () => null)).rejects.toThrow('it keeps no items')
  })

  it('decides again when another process was faster', async () => {
    const [one, other] = (await openTwoProcesses()).map((log) => openItems(log).items)
    if (!one || !other) throw new Error('There are two.')
    await one.publish(registered('7', 'A'))
    const append = (items: typeof one) =>
      items.change('7', ({ item }) => ({
        event: moved('7', `${(item as Shipment | undefined)?.hub}x`),
      }))
    await Promise.all(
      [one, other].flatMap((items) => Array.from({ length: 10 }, () => append(items))),
    )
    const { items } = await one.snapshot(['all'])
    expect(items).toEqual([{ id: '7', hub: `A${'x'.repeat(20)}`, isDelivered: false }])
  })
})
