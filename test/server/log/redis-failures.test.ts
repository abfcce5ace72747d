/**
 * A Redis that fails under its servers: frozen, killed with and without its data, emptied, replaced by a replica. Each test
 * starts its own. Part of `npm run test:long -- redis`.
 */
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createConnection } from '../../../src/connection/index.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'
import { freshnessOf } from '../../../src/react/freshness.ts'
import { canUseRedis, redisCommand, startSentinel } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'
import { createWired } from '../../support/wired.ts'
import { draft, eventually, follow, openServer, redisForTest } from './redis-world.ts'

vi.setConfig({ testTimeout: 60_000 })

const offsetsFrom1 = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const isSkipped = !canUseRedis || process.env['REDIS_FAILURES'] === undefined

describe.skipIf(isSkipped)('a channel', () => {
  it('does not matter when the connection of the channel is cut under load', async () => {
    const redis = await redisForTest()
    const [log, other] = [await openServer(redis), await openServer(redis)]
    const follower = await follow(log)
    const writer = (async () => {
      for (let n = 0; n < 600; n++) await other.append('a', draft(`e${n}`))
    })()
    for (let n = 0; n < 5; n++) {
      await until(() => follower.entries.length > n * 100, 10_000, 'more is received')
      redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub')
    }
    await writer
    await follower.received('e599')
    expect(follower.entries.map(({ position }) => position.offset)).toEqual(offsetsFrom1(600))
    expect(follower.gaps).toEqual([])
  })
})

describe.skipIf(isSkipped)('a Redis that does not answer', () => {
  it('makes appends fail in time, and delivers exactly when it is back', async () => {
    const redis = await redisForTest('--appendonly', 'yes', '--appendfsync', 'always')
    const log = await openServer(redis, { timeoutMs: 300 })
    const follower = await follow(log)
    await log.append('a', draft('before'))
    redis.signal('SIGSTOP')
    await expect(log.append('a', draft('during'))).rejects.toMatchObject({
      code: 'log_unavailable',
    })
    expect((await log.health()).status).toBe('unavailable')
    await expect(log.append('a', draft('during'))).rejects.toMatchObject({
      code: 'log_unavailable',
    })
    redis.signal('SIGCONT')
    await eventually(() => log.append('a', draft('after')))
    await follower.received('after')
    expect((await log.health()).status).toBe('ok')
    const { epoch, top } = await log.bounds('a')
    const reading = await log.read('a', { epoch, offset: 0 }, top, 100)
    expect(reading.kind === 'entries' && reading.entries.map(({ type }) => type)).toEqual(
      follower.types(),
    )
    expect(follower.gaps).toEqual([])
  })

  it('is announced to connections, which stay and then receive what they missed', async () => {
    const redis = await redisForTest('--appendonly', 'yes', '--appendfsync', 'always')
    const [log, other] = [await openServer(redis, { timeoutMs: 300 }), await openServer(redis)]
    const wired = createWired({ log })
    const elsewhere = createWired({ log: other })
    const id = await wired.createStream()
    const reader = await wired.subscribe('all=true')
    const page = createConnection({
      ...{ feed: payments, url: 'http://wired.test', filter: { all: true }, persist: false },
      fetch: wired.fetch,
    })
    onTestFinished(() => page.close())
    page.open()
    const freshness = () => freshnessOf(page.getSnapshot())
    await until(() => freshness() === 'live', 20_000, 'the page is live')
    await until(() => reader.all('connected').length > 0, 20_000, 'the connection is live')
    redis.signal('SIGSTOP')
    await until(() => reader.all('degraded').length > 0, 20_000, 'degraded is received')
    await until(() => freshness() === 'stale', 20_000, 'the page is stale')
    expect(page.getSnapshot()).toMatchObject({ status: 'open', phase: 'live' })
    expect(await wired.call('POST', `/streams/${id}/cancel`)).toMatchObject({
      status: 503,
      body: { code: 'log_unavailable' },
    })
    const response = await wired.fetch('/streams', { method: 'GET' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    redis.signal('SIGCONT')
    await eventually(() => elsewhere.topUp(id, 3))
    await until(() => reader.offsets().length >= 3, 20_000, 'what was missed is received')
    const isBack = async () => {
      // What was missed may still be on its way when Redis is back: the hub looks again.
      await wired.time.advance(100)
      return freshness() === 'live'
    }
    await until(isBack, 20_000, 'the page is live again')
    expect(page.getSnapshot()).toMatchObject({ reconnects: 0, gaps: 0 })
    expect(reader.isEnded).toBe(false)
    expect(reader.all('gap')).toEqual([])
    expect(reader.all('reset')).toEqual([])
    expect(reader.all('degraded')).toEqual([{ kind: 'degraded', reason: 'log_unavailable' }])
    wired.server.close()
    elsewhere.server.close()
  })

  it('is refused at the start, with its address and without its password', async () => {
    const opening = openServer({ url: 'redis://:secret@127.0.0.1:1' })
    await expect(opening).rejects.toMatchObject({ code: 'log_unavailable' })
    await expect(opening).rejects.toThrow(/Redis at 127\.0\.0\.1:1 cannot be used/)
    await expect(opening).rejects.not.toThrow(/secret/)
  })
})

describe.skipIf(isSkipped)('a Redis that was started again', () => {
  it('with all of its data continues under another epoch, before an offset is issued', async () => {
    const redis = await redisForTest('--appendonly', 'yes', '--appendfsync', 'always')
    const log = await openServer(redis)
    const follower = await follow(log)
    const before = await log.append('a', draft('one'), { key: 'k', value: 'v' })
    await redis.kill('SIGKILL')
    await redis.start()
    const kept = await eventually(() => log.bounds('a'))
    expect(kept).toMatchObject({ epoch: before.epoch, top: 1 })
    const after = await eventually(() => log.append('a', draft('two')))
    expect(after.epoch).not.toBe(before.epoch)
    expect(after.offset).toBe(2 ** 32 + 2)
    await follower.received('two')
    expect(follower.gaps[0]).toEqual({ kind: 'reset', reason: 'epoch' })
    expect(await log.read('a', before, 100, 10)).toEqual({ kind: 'reset', reason: 'epoch' })
    expect((await log.states('a', { keys: ['k'] }, 1)).values).toEqual([
      { key: 'k', value: 'v', version: 1 },
    ])
    const { entries } = await log.latest('a', { limit: 10 })
    expect(entries.map(({ type }) => type)).toEqual(['two', 'one'])
  })

  it('sends reset to connections, once, and then the events of the new epoch', async () => {
    const redis = await redisForTest('--appendonly', 'yes', '--appendfsync', 'always')
    const [log, other] = [await openServer(redis), await openServer(redis)]
    const [wired, elsewhere] = [createWired({ log }), createWired({ log: other })]
    const id = await wired.createStream()
    const readers = [await wired.subscribe('all=true'), await elsewhere.subscribe('all=true')]
    const areLive = () => readers.every((reader) => reader.all('connected').length > 0)
    await until(areLive, 20_000, 'the connections are live')
    await redis.kill()
    await redis.start()
    await eventually(() => wired.topUp(id))
    const settled = async () => {
      // A hub that could not read the log at once tries again after some time.
      await Promise.all([wired.time.advance(100), elsewhere.time.advance(100)])
      return readers.every((reader) => reader.all('reset').length > 0)
    }
    await until(settled, 20_000, 'the reset is received')
    await eventually(() => elsewhere.topUp(id, 2))
    const { epoch, top } = await log.bounds('payments')
    const isReceived = async () => {
      await settled()
      return readers.every((reader) => reader.cursor === `${epoch}.${top}`)
    }
    await until(isReceived, 20_000, 'the newest event is received')
    for (const reader of readers) {
      expect(reader.isEnded).toBe(false)
      expect(reader.all('reset')).toMatchObject([{ reason: 'epoch' }])
      expect(reader.offsets().slice(-2)).toEqual([top - 1, top])
    }
    wired.server.close()
    elsewhere.server.close()
  })

  it('without its data begins another history, which followers receive', async () => {
    const redis = await redisForTest()
    const [log, other] = [await openServer(redis), await openServer(redis)]
    const follower = await follow(log)
    const before = await other.append('a', draft('one'), { key: 'k', value: 'v' })
    await follower.received('one')
    await redis.kill()
    await redis.start()
    await until(() => follower.gaps.length > 0, 20_000, 'the reset is received')
    const after = await eventually(() => other.append('a', draft('two')))
    expect(after.offset).toBe(1)
    expect(after.epoch).not.toBe(before.epoch)
    await follower.received('two')
    expect(follower.types()).toEqual(['two'])
    expect((await log.states('a', { keys: ['k'] }, 1)).values).toEqual([])
  })

  it('without its newest events gives the log another epoch even if nothing is appended', async () => {
    const redis = await redisForTest()
    const log = await openServer(redis)
    const follower = await follow(log)
    await log.append('a', draft('one'))
    redis.command('SAVE')
    const lost = await log.append('a', draft('two'))
    await redis.kill()
    await redis.start()
    await until(() => follower.gaps.length > 0, 20_000, 'the reset is received')
    const { epoch, top } = await log.bounds('a')
    expect(epoch).not.toBe(lost.epoch)
    expect(top).toBeGreaterThan(2 ** 32)
    expect(await log.read('a', lost, top, 10)).toEqual({ kind: 'reset', reason: 'epoch' })
  })
})

describe.skipIf(isSkipped)('FLUSHALL', () => {
  it('under load begins another history, in which offsets begin at 1 and nothing is missing', async () => {
    const redis = await redisForTest()
    const servers = [await openServer(redis), await openServer(redis)] as const
    const followers = [await follow(servers[0]), await follow(servers[1])]
    let isOver = false
    const writers = servers.map(async (server) => {
      for (let n = 0; !isOver; n++) await server.append('a', draft(`e${n}`))
    })
    await until(() => (followers[0]?.entries.length ?? 0) > 100, 10_000, 'events flow')
    redis.command('FLUSHALL')
    await until(() => followers.every(({ gaps }) => gaps.length > 0), 10_000, 'all know')
    isOver = true
    await Promise.all(writers)
    const { position } = await servers[0].append('a', draft('last')).then((p) => ({ position: p }))
    for (const { received, entries, gaps } of followers) {
      await received('last')
      expect(gaps).toEqual([{ kind: 'reset', reason: 'epoch' }])
      const offsets = entries
        .filter((entry) => entry.position.epoch === position.epoch)
        .map((entry) => entry.position.offset)
      expect(offsets).toEqual(offsetsFrom1(position.offset))
    }
  })

  it('refuses a version that was read before it', async () => {
    const redis = await redisForTest()
    const [log, other] = [await openServer(redis), await openServer(redis)]
    await log.append('a', draft('e'), { key: 'k', value: 'old' })
    expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.version).toBe(1)
    redis.command('FLUSHALL')
    await other.append('a', draft('e'), { key: 'k', value: 'new' })
    // The same key at the same version, of another history.
    await expect(
      log.append('a', draft('f'), { key: 'k', value: 'both', expectVersion: 1 }),
    ).rejects.toMatchObject({ code: 'version_conflict', key: 'k' })
  })
})

describe.skipIf(isSkipped)('a replica that is promoted', () => {
  /** A Redis with a replica that has one event of two. */
  async function openBehind() {
    const redis = await redisForTest()
    const replica = await redisForTest('--replicaof', '127.0.0.1', `${redis.port}`)
    const log = await openServer(redis)
    const first = await log.append('a', draft('one'), { key: 'k', value: '1' })
    await until(() => replica.command('KEYS', '*') !== '', 10_000, 'the replica has it')
    replica.command('REPLICAOF', 'NO', 'ONE')
    const lost = await log.append('a', draft('lost'), { key: 'k', value: '2' })
    expect(lost).toEqual({ epoch: first.epoch, offset: 2 })
    return { redis, replica, log, lost }
  }

  it('without the newest events never issues their offsets again', async () => {
    const { replica, lost } = await openBehind()
    const log = await openServer(replica)
    expect(await log.read('a', lost, 10, 10)).toEqual({ kind: 'reset', reason: 'ahead' })
    const next = await log.append('a', draft('next'), { key: 'k', value: '3', expectVersion: 1 })
    expect(next.epoch).not.toBe(lost.epoch)
    expect(next.offset).toBeGreaterThan(lost.offset)
    expect(await log.read('a', lost, 10, 10)).toEqual({ kind: 'reset', reason: 'epoch' })
    // A decision that was made on the state that is lost.
    await expect(
      log.append('a', draft('both'), { key: 'k', value: '4', expectVersion: lost.offset }),
    ).rejects.toMatchObject({ code: 'version_conflict' })
  })

  it('loses the role to the first server again, which no longer has those events', async () => {
    const { redis, replica, log, lost } = await openBehind()
    redis.command('REPLICAOF', '127.0.0.1', `${replica.port}`)
    const isFollowing = () => redis.command('INFO', 'replication').includes('link_status:up')
    await until(isFollowing, 10_000, 'the first one follows')
    await expect(log.append('a', draft('e'))).rejects.toMatchObject({ code: 'log_unavailable' })
    redis.command('REPLICAOF', 'NO', 'ONE')
    const next = await eventually(() => log.append('a', draft('next')))
    expect(next.epoch).not.toBe(lost.epoch)
    expect(next.offset).toBeGreaterThan(lost.offset)
  })
})

describe.skipIf(isSkipped)('sentinels', () => {
  it('lead to the replica that was promoted, where no offset is issued again', async () => {
    const redis = await redisForTest()
    const replica = await redisForTest('--replicaof', '127.0.0.1', `${redis.port}`)
    const sentinel = await startSentinel(redis, 'main')
    onTestFinished(() => sentinel.stop())
    const known = () => redisCommand(sentinel.port, 'SENTINEL', 'REPLICAS', 'main')
    await until(() => known().includes(`${replica.port}`), 20_000, 'the replica is known')
    // The first sentinel cannot be reached.
    const url = `redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinel.port}/main`
    const log = await openServer({ url })
    const follower = await follow(log)
    const before = await log.append('a', draft('one'), { key: 'k', value: 'v' })
    await until(() => replica.command('KEYS', '*') !== '', 20_000, 'the replica has it')
    await redis.kill()
    await expect(log.append('a', draft('lost'))).rejects.toMatchObject({ code: 'log_unavailable' })
    const after = await eventually(() => log.append('a', draft('two')))
    expect(after.epoch).not.toBe(before.epoch)
    expect(after.offset).toBeGreaterThan(before.offset)
    await follower.received('two')
    expect(follower.gaps[0]).toEqual({ kind: 'reset', reason: 'epoch' })
    expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.value).toBe('v')
    expect(replica.command('HGET', '{streamgauge:a}:meta', 'epoch')).toBe(after.epoch)
  })

  it('that do not know the name are an error that says so', async () => {
    const redis = await redisForTest()
    const sentinel = await startSentinel(redis, 'main')
    onTestFinished(() => sentinel.stop())
    const url = `redis+sentinel://127.0.0.1:${sentinel.port}/other`
    await expect(openServer({ url })).rejects.toThrow(/have no master named other/)
  })
})
