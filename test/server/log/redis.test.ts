/** Several servers on one Redis: what they share, and how each receives what the others append. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EventLog } from '../../../server/log/event-log.ts'
import { canUseRedis, type RedisServer, startRedis } from '../../support/redis-server.ts'
import { createStillTime } from '../../support/still-time.ts'
import { until } from '../../support/until.ts'
import { createWired } from '../../support/wired.ts'
import { draft, follow, openServer } from './redis-world.ts'

vi.setConfig({ testTimeout: 30_000 })

const offsetsFrom1 = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

describe.skipIf(!canUseRedis)('servers on one Redis', () => {
  let redis: RedisServer
  let tests = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  /** Two servers that share logs, which no other test has. */
  async function openTwo(): Promise<readonly [EventLog, EventLog]> {
    const prefix = `t${++tests}`
    return [await openServer(redis, { prefix }), await openServer(redis, { prefix })]
  }
  const prefixOfKeys = () => `{t${tests}:a}`
  /** Appends as another server does whose message was lost. */
  function appendUnannounced(type: string, offset: number): void {
    const entry = ['a', '1', 'e', type, 't', '["all"]', 'd', '{}', 'k', '']
    redis.command('XADD', `${prefixOfKeys()}:entries`, `${offset}-0`, ...entry)
    redis.command('HSET', `${prefixOfKeys()}:meta`, 'top', `${offset}`)
  }

  it('issue every offset once, and their followers receive all events in order', async () => {
    const servers = await openTwo()
    const followers = [await follow(servers[0]), await follow(servers[1])]
    const appended = await Promise.all(
      servers.flatMap((server, index) =>
        Array.from({ length: 200 }, (_, n) => server.append('a', draft(`e${index}.${n}`))),
      ),
    )
    expect(appended.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual(offsetsFrom1(400))
    for (const { entries, gaps } of followers) {
      await until(() => entries.length >= 400, 10_000, 'everything is received')
      expect(entries.map(({ position }) => position.offset)).toEqual(offsetsFrom1(400))
      expect(gaps).toEqual([])
    }
    expect(followers[0]?.entries).toEqual(followers[1]?.entries)
  })

  it('let exactly one of many that expect the same version pass', async () => {
    const servers = await openTwo()
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        servers[n % 2]?.append('a', draft('e'), { key: 'k', value: `${n}`, expectVersion: 0 }),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await servers[0].bounds('a')).toMatchObject({ top: 1 })
  })

  it('share dedupe keys', async () => {
    const [one, other] = await openTwo()
    const [first, second] = await Promise.all([
      one.append('a', draft('e', { dedupeKey: 'tx1' })),
      other.append('a', draft('e', { dedupeKey: 'tx1' })),
    ])
    expect(second).toEqual(first)
  })

  it('share nothing under different prefixes', async () => {
    const [one] = await openTwo()
    const [other] = await openTwo()
    await one.append('a', draft('e'))
    expect((await other.bounds('a')).top).toBe(0)
  })

  it('never both accept a withdrawal of the same money', async () => {
    const time = createStillTime()
    const [one, other] = (await openTwo()).map((log) => createWired({ log, time }))
    if (one === undefined || other === undefined) throw new RangeError('Two were opened.')
    const startTime = Math.floor(time.clock.nowMs() / 1000)
    const id = await one.createStream({ ratePerSecond: '1000', startTime })
    for (let round = 1; round <= 5; round++) {
      await time.advance(10_000)
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          (n % 2 === 0 ? one : other).call('POST', `/streams/${id}/withdraw`),
        ),
      )
      const accepted = answers.filter(({ status }) => status === 200)
      expect(accepted).toHaveLength(1)
      const refused = answers.filter((answer) => !accepted.includes(answer))
      expect(new Set(refused.map(({ body }) => body['code']))).toEqual(
        new Set(['nothing_to_withdraw']),
      )
      const { body } = await (round % 2 === 0 ? one : other).call('GET', `/streams/${id}`)
      expect(body['withdrawnAmount']).toBe(`${round * 10_000}`)
    }
    one.server.close()
    other.server.close()
  })

  it('deliver to the subscribers of all what one of them has accepted', async () => {
    const time = createStillTime()
    const [one, other] = (await openTwo()).map((log) => createWired({ log, time }))
    if (one === undefined || other === undefined) throw new RangeError('Two were opened.')
    const reader = await other.subscribe('all=true')
    const id = await one.createStream()
    await one.topUp(id, 2)
    await until(
      async () => {
        await time.settle()
        return reader.offsets().length >= 3
      },
      10_000,
      'three events are received',
    )
    one.server.close()
    other.server.close()
  })

  it('read what the channel has lost when the next message arrives', async () => {
    const [log, other] = await openTwo()
    const follower = await follow(log)
    await other.append('a', draft('one'))
    await follower.received('one')
    appendUnannounced('two', 2)
    await other.append('a', draft('three'))
    await follower.received('three')
    expect(follower.types()).toEqual(['one', 'two', 'three'])
    expect(follower.gaps).toEqual([])
  })

  it('read events that are too large for the channel', async () => {
    const [log, other] = await openTwo()
    const follower = await follow(log)
    const data = JSON.stringify('ü'.repeat(50_000))
    await other.append('a', draft('large', { data }))
    await other.append('a', draft('small'))
    await follower.received('small')
    expect(follower.entries.map((entry) => entry.data)).toEqual([data, '{"type":"small"}'])
  })

  it('find what the channel has lost without another message', async () => {
    const [log] = await openTwo()
    const follower = await follow(log)
    appendUnannounced('one', 1)
    await follower.received('one')
  })

  it('declare an entry that is missing in Redis as a gap, and deliver what follows', async () => {
    const [log, other] = await openTwo()
    await other.appendAll(
      'a',
      ['one', 'two', 'three'].map((type) => draft(type)),
      [],
    )
    redis.command('XDEL', `${prefixOfKeys()}:entries`, '2-0')
    const { epoch } = await log.bounds('a')
    const read = (offset: number) => log.read('a', { epoch, offset }, 3, 10)
    expect(await read(0)).toMatchObject({ kind: 'entries', entries: [{ type: 'one' }] })
    expect(await read(1)).toEqual({ kind: 'gap', from: 2, to: 2, reason: 'damaged' })
    expect(await read(2)).toMatchObject({ kind: 'entries', entries: [{ type: 'three' }] })
    expect((await log.health()).damagedEntries).toBe(1)
  })

  it('refuse a version that was read before the log was deleted', async () => {
    const [log, other] = await openTwo()
    await log.append('a', draft('e'), { key: 'k', value: 'old' })
    expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.version).toBe(1)
    redis.command('DEL', `${prefixOfKeys()}:meta`)
    await other.append('a', draft('e'), { key: 'k', value: 'new' })
    // The same key at the same version, of another history.
    await expect(
      log.append('a', draft('f'), { key: 'k', value: 'both', expectVersion: 1 }),
    ).rejects.toMatchObject({ code: 'version_conflict', key: 'k' })
  })

  it('let a caller chain versions from its own appends after Redis was started again', async () => {
    const [log] = await openTwo()
    await log.append('a', draft('e'), { key: 'k', value: '0' })
    let version = (await log.states('a', { keys: ['k'] }, 1)).values[0]?.version ?? 0
    // What a start of Redis changes.
    redis.command('HSET', `${prefixOfKeys()}:meta`, 'fence', 'another')
    for (const value of ['1', '2', '3']) {
      const change = { key: 'k', value, expectVersion: version }
      version = (await log.append('a', draft('e'), change)).offset
    }
    expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.value).toBe('3')
  })

  it('receive the messages of a log that was opened again right after it was forgotten', async () => {
    const prefix = `t${++tests}`
    // Nothing is found by looking.
    const log = await openServer(redis, { prefix, pollMs: 60_000 })
    const other = await openServer(redis, { prefix, pollMs: 60_000 })
    const stop = log.tail(
      'a',
      () => {},
      () => {},
    )
    await log.bounds('a')
    stop()
    log.forget?.('a')
    const follower = await follow(log)
    await other.append('a', draft('one'))
    await until(() => follower.entries.length === 1, 3_000, 'the message is received')
  })

  it('do not receive the messages of another database', async () => {
    const prefix = `t${++tests}`
    const [log, other] = [
      await openServer(redis, { prefix, pollMs: 60_000 }),
      await openServer({ url: `${redis.url}/1` }, { prefix, pollMs: 60_000 }),
    ]
    await Promise.all([follow(log), follow(other)])
    const channels = redis.command('PUBSUB', 'SHARDCHANNELS', `{${prefix}:*`)
    expect(channels.split('\n')).toHaveLength(2)
  })

  it('append whole where a user may neither trim nor publish', async () => {
    const prefix = `t${++tests}`
    redis.command('ACL', 'SETUSER', prefix, 'on', 'nopass', '~*', '&*', '+@all', '-spublish')
    const url = redis.url.replace('redis://', `redis://${prefix}:x@`)
    const log = await openServer({ url }, { prefix, retentionEvents: 2 })
    await log.append('a', draft('one'))
    await log.append('a', draft('two'))
    redis.command('ACL', 'SETUSER', prefix, '-xtrim')
    await expect(log.append('a', draft('three'))).rejects.toMatchObject({
      code: 'log_unavailable',
    })
    redis.command('ACL', 'SETUSER', prefix, '+xtrim')
    // The offset of the one that was refused late is not issued again.
    expect((await log.append('a', draft('four'))).offset).toBe(4)
  })

  it('load their scripts again when they were removed', async () => {
    const [log] = await openTwo()
    await log.append('a', draft('e'))
    redis.command('SCRIPT', 'FLUSH')
    const offsets = await Promise.all(['f', 'g', 'h'].map((type) => log.append('a', draft(type))))
    expect(offsets.map(({ offset }) => offset)).toEqual([2, 3, 4])
  })

  it('report a Redis that could lose events', async () => {
    const prefix = `t${++tests}`
    const log = await openServer(redis, { prefix, persistence: 'required' })
    expect(await log.health()).toMatchObject({ status: 'ok', risks: ['medium_volatile'] })
    const wired = createWired({ log })
    expect(await wired.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { reasons: expect.arrayContaining(['medium_volatile']) },
    })
    wired.server.close()
    redis.command('CONFIG', 'SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru')
    const other = await openServer(redis, { prefix })
    expect((await other.health()).risks).toEqual(['medium_evicts'])
    redis.command('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction')
  })

  it('refuse appends whole when the memory of Redis is full, and continue when it is not', async () => {
    const [log] = await openTwo()
    await log.append('a', draft('e'))
    redis.command('CONFIG', 'SET', 'maxmemory', '1')
    await expect(
      log.append('a', draft('f', { dedupeKey: 'tx' }), { key: 'k', value: 'v' }),
    ).rejects.toMatchObject({ code: 'log_unavailable' })
    expect(await log.bounds('a')).toMatchObject({ top: 1 })
    expect((await log.states('a', { keys: ['k'] }, 1)).values).toEqual([])
    redis.command('CONFIG', 'SET', 'maxmemory', '0')
    expect((await log.append('a', draft('f', { dedupeKey: 'tx' }))).offset).toBe(2)
  })
})
