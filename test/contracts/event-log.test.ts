/** The rules of server/log/event-log.ts, L1 to L8, over every engine of the registry; that of Redis over a real one. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSeededRandom } from '../../server/ledger/seeded-random.ts'
import {
  type LogEngineName,
  type LogEngineWorld,
  logEngines,
  openLog,
} from '../../server/log/engines.ts'
import type { EventDraft, EventLog, HistoryQuery, LogEntry } from '../../server/log/event-log.ts'
import { createLogWorld, type LogWorld } from '../server/log/log-world.ts'
import {
  canUseRedis,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../support/redis-server.ts'

// Each log may start a thread, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const draft = (type: string, more: Partial<EventDraft> = {}): EventDraft => ({
  topics: ['all'],
  type,
  data: `{"type":"${type}"}`,
  ...more,
})

const names = (Object.keys(logEngines) as LogEngineName[]).filter(
  (name) => name !== 'redis' || canUseRedis,
)

describe.skipIf(canUseRedis)('the redis log', () => {
  it.skip('needs redis-server, which is not installed', () => {})
})

/** Each engine with where it is; the Redis log also in a cluster, which takes longer to start: `npm run test:long -- redis`. */
const engines: readonly (readonly [place: string, name: LogEngineName])[] = [
  ...names.map((name) => [name, name] as const),
  ...(canUseRedis && process.env['REDIS_FAILURES'] !== undefined
    ? [['redis cluster', 'redis'] as const]
    : []),
]

describe.each(engines)('the %s log', (place, name) => {
  const { isDurable } = logEngines[name]
  let world: LogWorld
  let log: EventLog
  const open = (more: Partial<LogEngineWorld> = {}) =>
    openLog(world.choices[name], { ...world, ...more })

  let redis: Pick<RedisServer, 'url' | 'stop'> | undefined
  beforeAll(async () => {
    if (name !== 'redis') return
    redis = place === name ? await startRedis() : await startRedisCluster(0)
  })
  afterAll(() => redis?.stop())

  beforeEach(async () => {
    world = createLogWorld(1, redis)
    log = await open()
  })
  afterEach(async () => {
    await log.close()
    world.remove()
  })

  async function appendMany(count: number, name = 'a'): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, n) => log.append(name, draft(`e${n + 1}`))))
  }

  const offsetsOf = (entries: readonly LogEntry[]) => entries.map(({ position }) => position.offset)

  async function start(name = 'a', offset = 0) {
    return { epoch: (await log.bounds(name)).epoch, offset }
  }

  describe('a log that a process uses no longer', () => {
    it('keeps its history, and continues as before', async () => {
      const seen: LogEntry[] = []
      const stop = log.tail(
        'a',
        (entries) => seen.push(...entries),
        () => {},
      )
      await log.append('a', draft('e1'), { key: 'k', value: 'v' })
      // Ignored while it is followed.
      log.forget?.('a')
      await log.append('a', draft('e2'))
      expect(offsetsOf(seen)).toEqual([1, 2])
      stop()
      const before = await log.bounds('a')
      log.forget?.('a')
      expect(await log.bounds('a')).toEqual(before)
      const reading = await log.read('a', await start(), 2, 10)
      expect(reading.kind === 'entries' && offsetsOf(reading.entries)).toEqual([1, 2])
      expect((await log.states('a', { keys: ['k'] }, 1)).values).toMatchObject([{ value: 'v' }])

      log.tail(
        'a',
        (entries) => seen.push(...entries),
        () => {},
      )
      await log.append('a', draft('e3'))
      expect(offsetsOf(seen)).toEqual([1, 2, 3])
    })
  })

  describe('appending (L1, L3)', () => {
    it('numbers events from 1 without holes, in the order of the calls', async () => {
      const positions = await Promise.all(
        Array.from({ length: 50 }, (_, n) => log.append('a', draft(`e${n}`))),
      )
      expect(positions.map(({ offset }) => offset)).toEqual(
        Array.from({ length: 50 }, (_, n) => n + 1),
      )
      expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(1)
      const reading = await log.read('a', await start(), 50, 100)
      expect(reading).toMatchObject({
        kind: 'entries',
        entries: positions.map((position, n) => ({ position, type: `e${n}` })),
      })
    })

    it('keeps the logs of different names apart, each with its own epoch', async () => {
      await appendMany(3, 'a')
      await appendMany(1, 'b')
      const [a, b] = [await log.bounds('a'), await log.bounds('b')]
      expect([a.top, b.top]).toEqual([3, 1])
      expect(a.epoch).not.toBe(b.epoch)
    })

    it('gives back what was appended, the time never running backwards', async () => {
      await log.append(
        'a',
        draft('first', { topics: ['stream:1', 'user:x'], data: '{"n":"ü\\n"}' }),
      )
      world.advance(-60_000)
      await log.append('a', draft('second'))
      const reading = await log.read('a', await start(), 2, 10)
      const atMs = world.clock.nowMs() + 60_000
      expect(reading).toMatchObject({
        entries: [
          { type: 'first', topics: ['stream:1', 'user:x'], data: '{"n":"ü\\n"}', atMs },
          { type: 'second', topics: ['all'], atMs },
        ],
      })
    })

    it('appends several events of one command next to each other', async () => {
      const both = log.appendAll('a', [draft('one'), draft('two')], [])
      const other = log.append('a', draft('three'))
      expect((await both).map(({ offset }) => offset)).toEqual([1, 2])
      expect((await other).offset).toBe(3)
    })

    it.each([
      ['no events', [], []],
      ['an empty type', [draft('')], []],
      ['a type with a line feed', [draft('moved\ndata: forged')], []],
      ['a type with a carriage return', [draft('moved\r')], []],
      ['a type with NUL', [draft('mo\0ved')], []],
      ['a type with half a surrogate pair', [draft('moved\ud83d')], []],
      ['a bad type among good ones', [draft('e'), draft('f\n')], []],
      ['an empty topic', [draft('e', { topics: [''] })], []],
      ['an empty key', [draft('e')], [{ key: '', value: 'x' }]],
      ['a key with a space', [draft('e')], [{ key: 'a b', value: 'x' }]],
      ['a key beyond ASCII', [draft('e')], [{ key: 'é', value: 'x' }]],
    ])('refuses %s', async (_, drafts, changes) => {
      await expect(log.appendAll('a', drafts, changes)).rejects.toMatchObject({
        code: 'bad_append',
      })
      expect((await log.bounds('a')).top).toBe(0)
    })
  })

  describe('a repeated append (L5)', () => {
    it('answers the first position and changes nothing', async () => {
      const first = await log.append('a', draft('e', { dedupeKey: 'tx1' }), {
        key: 'k',
        value: '1',
      })
      const second = await log.append('a', draft('e', { dedupeKey: 'tx1' }), {
        key: 'k',
        value: '2',
      })
      expect(second).toEqual(first)
      expect((await log.bounds('a')).top).toBe(1)
      expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.value).toBe('1')
    })

    it('is recognised within the same turn, and within the same append', async () => {
      const twice = draft('e', { dedupeKey: 'tx1' })
      const [one, two] = await Promise.all([log.append('a', twice), log.append('a', twice)])
      expect(two).toEqual(one)
      const both = await log.appendAll('a', [draft('f', { dedupeKey: 'tx2' }), twice], [])
      expect(both.map(({ offset }) => offset)).toEqual([2, 1])
    })

    it('is one of this log only', async () => {
      await log.append('a', draft('e', { dedupeKey: 'tx1' }))
      await log.append('b', draft('e', { dedupeKey: 'tx1' }))
      expect((await log.bounds('b')).top).toBe(1)
    })
  })

  describe('keyed state', () => {
    it('is written with the event, at the offset of its last one', async () => {
      await appendMany(3)
      await log.appendAll('a', [draft('x'), draft('y')], [{ key: 'k', value: 'v' }])
      const { position, values } = await log.states('a', { keys: ['missing', 'k'] }, 10)
      expect(values).toEqual([{ key: 'k', value: 'v', version: 5 }])
      expect(position.offset).toBe(5)
    })

    it('at another version refuses the whole append', async () => {
      await log.append('a', draft('e'), { key: 'k', value: '1', expectVersion: 0 })
      const conflict = log.append('a', draft('f'), [
        { key: 'other', value: '1' },
        { key: 'k', value: '2', expectVersion: 0 },
      ])
      await expect(conflict).rejects.toMatchObject({ code: 'version_conflict', key: 'k' })
      expect((await log.bounds('a')).top).toBe(1)
      const { values } = await log.states('a', { keys: ['k', 'other'] }, 10)
      expect(values).toEqual([{ key: 'k', value: '1', version: 1 }])
    })

    it('lets exactly one of many that expect the same version pass', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          log.append('a', draft('e'), { key: 'k', value: String(n), expectVersion: 0 }),
        ),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect((await log.bounds('a')).top).toBe(1)
    })

    it('that was deleted is gone, and never has an earlier version again', async () => {
      await log.append('a', draft('e'), { key: 'k', value: '1' })
      await log.append('a', draft('e'), { key: 'k', value: null, expectVersion: 1 })
      expect((await log.states('a', { keys: ['k'] }, 1)).values).toEqual([])
      await log.append('a', draft('e'), { key: 'k', value: '2', expectVersion: 0 })
      expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.version).toBe(3)
    })

    it('changes in the order given, when one append changes a key twice', async () => {
      await log.append('a', draft('e'), [
        { key: 'k', value: null },
        { key: 'k', value: '2' },
      ])
      expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.value).toBe('2')
    })

    it('is listed by prefix in key order, page by page', async () => {
      const keys = ['a:2', 'b:1', 'a:10', 'a:1', 'a', 'a:~', 'aa', 'c:1']
      for (const key of keys) await log.append('a', draft('e'), { key, value: key })
      const first = await log.states('a', { prefix: 'a:' }, 2)
      expect(first.values.map(({ key }) => key)).toEqual(['a:1', 'a:10'])
      const rest = await log.states('a', { prefix: 'a:', after: 'a:10' }, 10)
      expect(rest.values.map(({ key }) => key)).toEqual(['a:2', 'a:~'])
      expect((await log.states('a', { prefix: 'a:', after: 'a' }, 1)).values[0]?.key).toBe('a:1')
      expect((await log.states('a', { prefix: '' }, 100)).values).toHaveLength(keys.length)
      expect((await log.states('a', { prefix: 'x' }, 100)).values).toEqual([])
    })

    it('is found among thousands, in order, whatever the order of writing', async () => {
      const next = createSeededRandom(7).next
      const keys = Array.from({ length: 3000 }, (_, n) => `k:${String(n).padStart(4, '0')}`)
      const shuffled = keys.map((key) => ({ key, rank: next() })).sort((a, b) => a.rank - b.rank)
      const changes = shuffled.map(({ key }) => ({ key, value: '' }))
      await log.appendAll('a', [draft('e')], changes)
      const removed = changes.slice(0, 1000).map(({ key }) => ({ key, value: null }))
      await log.appendAll('a', [draft('e')], removed)
      const gone = new Set(removed.map(({ key }) => key))
      const { values } = await log.states('a', { prefix: 'k:' }, 5000)
      expect(values.map(({ key }) => key)).toEqual(keys.filter((key) => !gone.has(key)))
    })
  })

  describe('reading (L6)', () => {
    it('gives (after, to], at most limit, and nothing at the top', async () => {
      await appendMany(10)
      const read = async (after: number, to: number, limit: number) => {
        const reading = await log.read('a', await start('a', after), to, limit)
        return reading.kind === 'entries' ? offsetsOf(reading.entries) : reading
      }
      expect(await read(3, 6, 100)).toEqual([4, 5, 6])
      expect(await read(3, 10, 2)).toEqual([4, 5])
      expect(await read(10, 10, 5)).toEqual([])
      expect(await read(8, Number.MAX_SAFE_INTEGER, 100)).toEqual([9, 10])
      expect(await read(5, 3, 100)).toEqual([])
    })

    it('is a reset for another epoch and for an offset that was not issued yet', async () => {
      await appendMany(2)
      expect(await log.read('a', { epoch: 'other', offset: 1 }, 2, 10)).toEqual({
        kind: 'reset',
        reason: 'epoch',
      })
      expect(await log.read('a', await start('a', 3), 3, 10)).toEqual({
        kind: 'reset',
        reason: 'ahead',
      })
      expect(await log.read('a', await start('a', 9), 2, 10)).toEqual({
        kind: 'reset',
        reason: 'ahead',
      })
    })

    it('reads thousands in order', async () => {
      await appendMany(3000)
      const reading = await log.read('a', await start(), 3000, 3000)
      expect(reading.kind === 'entries' && offsetsOf(reading.entries)).toEqual(
        Array.from({ length: 3000 }, (_, n) => n + 1),
      )
    })

    it('has an epoch and no events before the first', async () => {
      const { epoch, oldest, top } = await log.bounds('a')
      expect(epoch).toMatch(/^[0-9a-z]{1,12}$/)
      expect([oldest, top]).toEqual([1, 0])
      expect(await log.read('a', { epoch, offset: 0 }, 100, 10)).toEqual({
        kind: 'entries',
        entries: [],
      })
    })
  })

  describe('retention', () => {
    beforeEach(async () => {
      await log.close()
      world.remove()
      world = createLogWorld(2, redis)
      log = await open({ retentionEvents: 5, retentionMs: 60_000 })
    })

    it('by count keeps the newest, and declares the rest as a gap', async () => {
      for (let n = 1; n <= 12; n++) await log.append('a', draft(`e${n}`))
      expect(await log.bounds('a')).toMatchObject({ oldest: 8, top: 12 })
      expect(await log.read('a', await start('a', 2), 12, 100)).toEqual({
        kind: 'gap',
        from: 3,
        to: 7,
      })
      const rest = await log.read('a', await start('a', 7), 12, 100)
      expect(rest.kind === 'entries' && offsetsOf(rest.entries)).toEqual([8, 9, 10, 11, 12])
    })

    it('declares no more lost than was asked for', async () => {
      for (let n = 1; n <= 12; n++) await log.append('a', draft(`e${n}`))
      expect(await log.read('a', await start('a', 2), 5, 100)).toEqual({
        kind: 'gap',
        from: 3,
        to: 5,
      })
    })

    it('by age trims at the next append, and the top stays where it is', async () => {
      await appendMany(3)
      world.advance(60_001)
      expect(await log.bounds('a')).toMatchObject({ oldest: 1, top: 3 })
      await log.append('a', draft('late'))
      expect(await log.bounds('a')).toMatchObject({ oldest: 4, top: 4 })
    })

    it('forgets dedupe keys and history together with the entry', async () => {
      await log.append('a', draft('e', { dedupeKey: 'tx1', topics: ['rare'] }))
      await appendMany(5)
      expect((await log.append('a', draft('e', { dedupeKey: 'tx1' }))).offset).toBe(7)
      expect((await log.latest('a', { topics: ['rare'], limit: 10 })).entries).toEqual([])
    })

    it('never trims state', async () => {
      await log.append('a', draft('e'), { key: 'k', value: 'v' })
      await appendMany(20)
      expect((await log.states('a', { keys: ['k'] }, 1)).values).toHaveLength(1)
    })
  })

  describe('the history (L10)', () => {
    beforeEach(async () => {
      const drafts = Array.from({ length: 600 }, (_, index) => {
        const n = index + 1
        const topics = [`stream:${n % 4}`, `user:${n % 2 === 0 ? 'even' : 'odd'}`]
        return draft(n % 3 === 0 ? 'third' : 'other', { topics })
      })
      await log.appendAll('a', drafts, [])
    })

    const page = async (query: HistoryQuery) => {
      const { entries, nextBefore } = await log.latest('a', query)
      return [...offsetsOf(entries), nextBefore]
    }

    /** All pages of a query, and how many there were. */
    async function allPages(query: HistoryQuery, name = 'a') {
      const offsets: number[] = []
      let pages = 0
      for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; pages++) {
        const { entries, nextBefore } = await log.latest(name, { ...query, before })
        offsets.push(...offsetsOf(entries))
        before = nextBefore
      }
      return { offsets, pages }
    }

    it('is listed newest first, and says where the next page begins', async () => {
      expect(await page({ limit: 3 })).toEqual([600, 599, 598, 598])
      expect(await page({ limit: 2, before: 4 })).toEqual([3, 2, 2])
      expect(await page({ limit: 3, before: 4 })).toEqual([3, 2, 1, null])
      expect(await page({ limit: 5, before: 1 })).toEqual([null])
    })

    it('is filtered by topics and types, each entry once', async () => {
      const topics = ['stream:0', 'user:even']
      expect((await page({ topics, limit: 3 })).slice(0, 3)).toEqual([600, 598, 596])
      const expected = Array.from({ length: 600 }, (_, n) => 600 - n).filter(
        (n) => n % 4 === 1 && n % 3 === 0,
      )
      for (const limit of [1000, 7]) {
        const query = { topics: ['stream:1'], types: ['third'], limit }
        expect((await allPages(query)).offsets).toEqual(expected)
      }
      const thirds = expected.length * 4
      expect((await allPages({ types: ['third'], limit: 11 })).offsets).toHaveLength(thirds)
      expect(await page({ types: ['none'], limit: 5 })).toEqual([null])
      expect(await page({ topics: [], limit: 5 })).toEqual([null])
    })

    it('is looked through in bounded pages when little or nothing matches', async () => {
      await log.close()
      log = await open({ retentionEvents: 100_000 })
      const first600 = Array.from({ length: 600 }, (_, n) =>
        draft(n % 12 === 3 ? 'third' : 'other', { topics: ['stream:3'] }),
      )
      await log.appendAll('b', first600, [])
      // Topic and type are both frequent, and never together.
      const never = Array.from({ length: 500 }, (_, n) =>
        n % 2 === 0 ? draft('other', { topics: ['busy'] }) : draft('third', { topics: ['quiet'] }),
      )
      for (let n = 0; n < 60; n++) await log.appendAll('b', never, [])
      const rare = { topics: ['busy', 'stream:3'], types: ['third'], limit: 10 }
      const first = await log.latest('b', rare)
      expect(first.entries).toEqual([])
      expect(first.nextBefore).not.toBeNull()
      const { offsets, pages } = await allPages(rare, 'b')
      expect(offsets).toHaveLength(50)
      expect(pages).toBeLessThan(20)
    })
  })

  describe('a read that its caller has given up', () => {
    it('is refused with the reason', async () => {
      await appendMany(3)
      const reason = new Error('gone')
      const signal = AbortSignal.abort(reason)
      const position = await start()
      await expect(log.read('a', position, 3, 10, signal)).rejects.toBe(reason)
      await expect(log.states('a', { prefix: '' }, 10, signal)).rejects.toBe(reason)
      await expect(log.latest('a', { limit: 10 }, signal)).rejects.toBe(reason)
    })
  })

  it('says how it is', async () => {
    await appendMany(2)
    expect(await log.health()).toMatchObject({
      status: 'ok',
      reason: null,
      damagedEntries: 0,
      damagedStates: 0,
      newEpochs: 0,
    })
    await log.close()
    await expect(log.health()).rejects.toMatchObject({ code: 'log_closed' })
  })

  describe('a tail (L4, L8)', () => {
    it('has had an entry when its append resolves', async () => {
      const heard: number[] = []
      log.tail(
        'a',
        (entries) => heard.push(...offsetsOf(entries)),
        () => expect.unreachable(),
      )
      for (let n = 1; n <= 5; n++) {
        const { offset } = await log.append('a', draft('e'))
        expect(heard.at(-1)).toBe(offset)
      }
    })

    it('receives what is appended after it was begun, and nothing after it was ended', async () => {
      await appendMany(3)
      const heard: number[] = []
      const stop = log.tail(
        'a',
        (entries) => heard.push(...offsetsOf(entries)),
        () => expect.unreachable(),
      )
      await appendMany(2)
      stop()
      await appendMany(2)
      expect(heard).toEqual([4, 5])
    })

    it('stays contiguous and in order while others append at the same time', async () => {
      const heard = [[], []] as number[][]
      for (const list of heard) {
        log.tail(
          'a',
          (entries) => list.push(...offsetsOf(entries)),
          () => expect.unreachable(),
        )
      }
      const next = createSeededRandom(3).next
      const writers = Array.from({ length: 8 }, async () => {
        for (let n = 0; n < 25; n++) {
          const events = Array.from({ length: 1 + Math.floor(next() * 3) }, () => draft('e'))
          await log.appendAll('a', events, [])
        }
      })
      await Promise.all(writers)
      const { top } = await log.bounds('a')
      const all = Array.from({ length: top }, (_, n) => n + 1)
      expect(heard).toEqual([all, all])
    })

    it('that appends does not change the order for other followers', async () => {
      const heard: number[] = []
      let reply: Promise<unknown> | undefined
      log.tail(
        'a',
        () => {
          reply ??= log.append('a', draft('reply'))
        },
        () => expect.unreachable(),
      )
      log.tail(
        'a',
        (entries) => heard.push(...offsetsOf(entries)),
        () => expect.unreachable(),
      )
      await log.append('a', draft('e'))
      await reply
      expect(heard).toEqual([1, 2])
    })

    it('is one of its own log', async () => {
      log.tail(
        'a',
        () => expect.unreachable(),
        () => expect.unreachable(),
      )
      await appendMany(2, 'b')
    })

    it('joins without a race: tail, then bounds, then read', async () => {
      const writer = (async () => {
        for (let n = 0; n < 60; n++) await log.append('a', draft('e'))
      })()
      for (let n = 0; n < 20; n++) await log.append('a', draft('e'))
      const live: number[] = []
      log.tail(
        'a',
        (entries) => live.push(...offsetsOf(entries)),
        () => expect.unreachable(),
      )
      const { epoch, top } = await log.bounds('a')
      const past = await log.read('a', { epoch, offset: 0 }, top, 1000)
      await writer
      const replayed = past.kind === 'entries' ? offsetsOf(past.entries) : []
      expect([...replayed, ...live.filter((offset) => offset > top)]).toEqual(
        Array.from({ length: 80 }, (_, n) => n + 1),
      )
    })
  })

  describe('states and their position (L7)', () => {
    it('belong together while others write', async () => {
      const writer = (async () => {
        for (let n = 1; n <= 100; n++) {
          await log.append('a', draft('e'), [
            { key: 'x', value: String(n) },
            { key: 'y', value: String(n) },
          ])
        }
      })()
      for (let n = 0; n < 100; n++) {
        const { position, values } = await log.states('a', { keys: ['x', 'y'] }, 2)
        if (position.offset > 0) {
          expect(values.map(({ value }) => value)).toEqual(Array(2).fill(String(position.offset)))
        }
        await Promise.resolve()
      }
      await writer
    })
  })

  describe('closing and opening again (L2)', () => {
    it('makes pending appends durable, then refuses every call', async () => {
      const pending = log.append('a', draft('e'))
      await log.close()
      expect((await pending).offset).toBe(1)
      await expect(log.append('a', draft('e'))).rejects.toMatchObject({ code: 'log_closed' })
      await expect(log.bounds('a')).rejects.toMatchObject({ code: 'log_closed' })
      await expect(log.read('a', { epoch: 'x', offset: 0 }, 1, 1)).rejects.toMatchObject({
        code: 'log_closed',
      })
      await log.close()
    })

    it(
      isDurable
        ? 'keeps epoch, entries, states and dedupe keys, and continues the offsets'
        : 'begins another history',
      async () => {
        await log.append('a', draft('e', { dedupeKey: 'tx1' }), { key: 'k', value: 'v' })
        const before = await log.bounds('a')
        await log.close()
        world.advance(1)
        log = await open()
        const after = await log.bounds('a')
        if (!isDurable) {
          expect(after.epoch).not.toBe(before.epoch)
          expect(after.top).toBe(0)
          return
        }
        expect(after).toEqual(before)
        expect((await log.states('a', { keys: ['k'] }, 1)).values[0]).toEqual({
          key: 'k',
          value: 'v',
          version: 1,
        })
        expect((await log.append('a', draft('e', { dedupeKey: 'tx1' }))).offset).toBe(1)
        expect((await log.append('a', draft('f'))).offset).toBe(2)
      },
    )

    it.runIf(isDurable)('never goes back, even when everything has expired', async () => {
      await log.close()
      log = await open({ retentionEvents: 0 })
      await appendMany(7)
      expect(await log.bounds('a')).toMatchObject({ oldest: 8, top: 7 })
      await log.close()
      log = await open()
      expect((await log.append('a', draft('e'))).offset).toBe(8)
    })
  })
})
