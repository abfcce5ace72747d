/** Several servers on one Redis: what they share, and what they do without it. */
import { describe, expect, it, vi } from 'vitest'
import { canUseRedis } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'
import { draft, eventually, follow, openServer, redisForTest } from './redis-world.ts'

vi.setConfig({ testTimeout: 60_000 })

const offsetsFrom1 = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

describe.skipIf(!canUseRedis)('two servers on one Redis', () => {
  it('issue every offset once, and their followers receive all events in order', async () => {
    const redis = await redisForTest()
    const servers = [await openServer(redis), await openServer(redis)] as const
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
    const redis = await redisForTest()
    const servers = [await openServer(redis), await openServer(redis)]
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        servers[n % 2]?.append('a', draft('e'), { key: 'k', value: `${n}`, expectVersion: 0 }),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await servers[0]?.bounds('a')).toMatchObject({ top: 1 })
  })

  it('share dedupe keys', async () => {
    const redis = await redisForTest()
    const [one, other] = [await openServer(redis), await openServer(redis)]
    const [first, second] = await Promise.all([
      one.append('a', draft('e', { dedupeKey: 'tx1' })),
      other.append('a', draft('e', { dedupeKey: 'tx1' })),
    ])
    expect(second).toEqual(first)
  })

  it('that differ in prefix share nothing', async () => {
    const redis = await redisForTest()
    const [one, other] = [await openServer(redis), await openServer(redis, { prefix: 'other' })]
    await one.append('a', draft('e'))
    expect((await other.bounds('a')).top).toBe(0)
  })
})

describe.skipIf(!canUseRedis)('a message that the channel has lost', () => {
  it('is read from the log with the next one', async () => {
    const redis = await redisForTest()
    const log = await openServer(redis, { pollMs: 3_600_000 })
    const other = await openServer(redis)
    const follower = await follow(log)
    await other.append('a', draft('one'))
    await follower.received('one')
    redis.command('CLIENT', 'PAUSE', '0')
    // As if the message of the second event had been lost: it is announced by nothing.
    const [meta] = redis.command('KEYS', '*:meta').split('\n')
    const prefix = meta?.replace(/:meta$/, '') ?? ''
    redis.command(
      'XADD',
      `${prefix}:entries`,
      '2-0',
      'a',
      '1',
      'e',
      'two',
      't',
      '["all"]',
      'd',
      '{}',
      'k',
      '',
    )
    redis.command('HSET', `${prefix}:meta`, 'top', '2')
    await other.append('a', draft('three'))
    await follower.received('three')
    expect(follower.types()).toEqual(['one', 'two', 'three'])
    expect(follower.gaps).toEqual([])
  })

  it('is found without another one, by looking from time to time', async () => {
    const redis = await redisForTest()
    const log = await openServer(redis)
    const follower = await follow(log)
    const { position } = await log.states('a', { keys: [] }, 0)
    expect(position.offset).toBe(0)
    const prefix = redis.command('KEYS', '*:meta').replace(/:meta$/, '')
    redis.command(
      'XADD',
      `${prefix}:entries`,
      '1-0',
      'a',
      '1',
      'e',
      'one',
      't',
      '["all"]',
      'd',
      '{}',
      'k',
      '',
    )
    redis.command('HSET', `${prefix}:meta`, 'top', '1')
    await follower.received('one')
  })

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

describe.skipIf(!canUseRedis)('a Redis that does not answer', () => {
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

  it('is refused at the start, with its address and without its password', async () => {
    const opening = openServer({ url: 'redis://:secret@127.0.0.1:1' })
    await expect(opening).rejects.toMatchObject({ code: 'log_unavailable' })
    await expect(opening).rejects.toThrow(/Redis at 127\.0\.0\.1:1 cannot be used/)
    await expect(opening).rejects.not.toThrow(/secret/)
  })
})

describe.skipIf(!canUseRedis)('a Redis that was started again', () => {
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

describe.skipIf(!canUseRedis)('FLUSHALL', () => {
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

describe.skipIf(!canUseRedis)('a replica that is promoted', () => {
  it('without the newest events never issues their offsets again', async () => {
    const redis = await redisForTest()
    const replica = await redisForTest('--replicaof', '127.0.0.1', `${redis.port}`)
    const log = await openServer(redis)
    const first = await log.append('a', draft('one'), { key: 'k', value: '1' })
    const size = () => replica.command('KEYS', '*').split('\n').filter(Boolean).length
    await until(() => size() > 0, 10_000, 'the replica has it')
    redis.command('CLIENT', 'KILL', 'TYPE', 'replica')
    replica.command('REPLICAOF', 'NO', 'ONE')
    const lost = await log.append('a', draft('lost'), { key: 'k', value: '2' })
    expect(lost).toEqual({ epoch: first.epoch, offset: 2 })
    // A server that knows only the replica.
    const other = await openServer(replica)
    expect(await other.read('a', lost, 10, 10)).toEqual({ kind: 'reset', reason: 'ahead' })
    const next = await other.append('a', draft('next'), { key: 'k', value: '3', expectVersion: 1 })
    expect(next.epoch).not.toBe(first.epoch)
    expect(next.offset).toBeGreaterThan(lost.offset)
    // Demoted and promoted again, the first one is the same process, with the data of the other.
    redis.command('REPLICAOF', '127.0.0.1', `${replica.port}`)
    await until(
      () => redis.command('INFO', 'replication').includes('link_status:up'),
      10_000,
      'it follows',
    )
    redis.command('REPLICAOF', 'NO', 'ONE')
    const last = await eventually(() => log.append('a', draft('last')))
    expect([first.epoch, next.epoch]).not.toContain(last.epoch)
    expect(last.offset).toBeGreaterThan(next.offset)
  })
})
