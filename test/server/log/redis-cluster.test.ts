/**
 * Servers on a Redis Cluster of real nodes: what a log promises, whatever its slot does. Part of `npm run test:long -- redis`.
 */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  canUseRedis,
  type RedisCluster,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../../support/redis-server.ts'
import { createStillTime } from '../../support/still-time.ts'
import { until } from '../../support/until.ts'
import { createWired } from '../../support/wired.ts'
import { draft, eventually, follow, openServer } from './redis-world.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const isSkipped = !canUseRedis || process.env['REDIS_FAILURES'] === undefined
const offsetsFrom1 = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

describe.skipIf(isSkipped)('servers on a Redis Cluster', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster(1)
  })
  afterAll(() => cluster?.stop())

  const keyOf = (prefix: string, log: string) => `{${prefix}:${log}}:meta`

  it('share logs on all masters, and deliver what the others append by the channel of its slot', async () => {
    const options = { prefix: 'spread', pollMs: 60_000 }
    const [log, other] = [await openServer(cluster, options), await openServer(cluster, options)]
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const masters = new Set(names.map((name) => cluster.masterOf(keyOf('spread', name)).port))
    expect(masters.size).toBe(3)
    const followers = await Promise.all(names.map((name) => follow(log, name)))
    await Promise.all(
      names.flatMap((name) => offsetsFrom1(50).map((n) => other.append(name, draft(`e${n}`)))),
    )
    for (const follower of followers) {
      await follower.received('e50')
      expect(follower.entries.map(({ position }) => position.offset)).toEqual(offsetsFrom1(50))
    }
    expect(await log.health()).toMatchObject({ status: 'ok' })
  })

  it('share limits', async () => {
    const time = createStillTime()
    const open = async () => {
      const log = await openServer(cluster, { prefix: 'limits' })
      const server = createWired({
        ...{ log, time, config: { maxConnectionsPerIp: 1 } },
        bindings: { remoteAddress: '192.0.2.7' },
      })
      onTestFinished(() => server.server.close())
      return server
    }
    const [one, other] = [await open(), await open()]
    expect((await one.fetch('/events/subscribe?all=true')).status).toBe(200)
    expect((await other.fetch('/events/subscribe?all=true')).status).toBe(429)
    expect(one.log.shared?.isAlone).toBe(false)
  })

  it('continue while the slot of a log is moved to another master, under another epoch', async () => {
    const [log, other] = [
      await openServer(cluster, { prefix: 'moved' }),
      await openServer(cluster, { prefix: 'moved' }),
    ]
    const follower = await follow(log)
    const key = keyOf('moved', 'a')
    const from = cluster.masterOf(key)
    const to = cluster.nodes.find(
      (node) => node.port !== from.port && node.command('ROLE').startsWith('master'),
    )
    if (to === undefined) throw new RangeError('There is no other master.')
    let isMoved = false
    let appended = 0
    const writer = (async () => {
      while (!isMoved || appended < 100) {
        await eventually(() => other.append('a', draft(`e${++appended}`)))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    })()
    await until(() => appended > 20, 20_000, 'some are appended')
    moveSlot(from, to, key)
    isMoved = true
    await writer
    const last = await other.append('a', draft('last'))
    await follower.received('last')
    expect(cluster.masterOf(key).port).toBe(to.port)
    // Every one of the new epoch, without a hole, and none twice.
    const entries = follower.entries.filter(({ position }) => position.epoch === last.epoch)
    const first = entries[0]?.position.offset ?? 0
    expect(entries.map(({ position }) => position.offset)).toEqual(
      entries.map((_, index) => first + index),
    )
    expect(new Set(follower.entries.map(({ type }) => type)).size).toBe(follower.entries.length)
    expect(follower.gaps.map(({ kind }) => kind)).toContain('reset')
  })

  it('never issue an offset again after a replica without the newest events was promoted', async () => {
    const log = await openServer(cluster, { prefix: 'tail', timeoutMs: 1_000 })
    const follower = await follow(log)
    const before = await log.append('a', draft('kept'), { key: 'k', value: 'kept' })
    const master = cluster.masterOf(keyOf('tail', 'a'))
    const replica = cluster.replicaOf(master)
    await until(
      () => replica.command('INFO', 'replication').includes('master_link_status:up'),
      20_000,
      'it replicates',
    )
    await log.append('a', draft('replicated'))
    await until(() => offsetOf(replica) >= offsetOf(master), 20_000, 'it has everything')
    // From now on, it receives nothing more: not what is in the buffer of a socket, either.
    replica.signal('SIGSTOP')
    master.command('CLIENT', 'KILL', 'TYPE', 'replica')
    const lost = await log.append('a', draft('lost'), { key: 'k', value: 'lost' })
    await master.kill()
    replica.signal('SIGCONT')
    const after = await eventually(() => log.append('a', draft('after')))
    expect(after.epoch).not.toBe(before.epoch)
    expect(after.offset).toBeGreaterThan(lost.offset)
    await follower.received('after')
    expect(follower.types()).toEqual(['after'])
    expect(follower.gaps.map(({ kind }) => kind)).toContain('reset')
    expect((await log.states('a', { keys: ['k'] }, 1)).values[0]?.value).toBe('kept')
    await until(async () => (await log.health()).status === 'ok', 20_000, 'all can be reached')
  })
})

describe.skipIf(isSkipped)('a Redis Cluster', () => {
  it('is refused by its plain address, and one server is refused as a cluster', async () => {
    const node = await startRedis('--cluster-enabled', 'yes')
    onTestFinished(() => node.stop())
    await expect(openServer(node)).rejects.toThrow('Use redis+cluster:// instead of redis://')
    const plain = await startRedis()
    onTestFinished(() => plain.stop())
    await expect(
      openServer({ url: plain.url.replace('redis:', 'redis+cluster:') }),
    ).rejects.toMatchObject({ code: 'log_unavailable' })
  })
})

/** Bytes of the replication stream that a node has. */
function offsetOf(node: RedisServer): number {
  const text = node.command('INFO', 'replication')
  const found = /(?:slave_repl_offset|master_repl_offset):(\d+)/.exec(text)
  return Number(found?.[1] ?? 0)
}

/** Moves a slot with all its keys, as `redis-cli --cluster reshard` does. */
function moveSlot(from: RedisServer, to: RedisServer, key: string): void {
  const slot = from.command('CLUSTER', 'KEYSLOT', key)
  const [fromId, toId] = [from.command('CLUSTER', 'MYID'), to.command('CLUSTER', 'MYID')]
  to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId)
  from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId)
  const keys = from.command('CLUSTER', 'GETKEYSINSLOT', slot, '100').split('\n')
  execFileSync('redis-cli', [
    ...['-p', `${from.port}`, 'MIGRATE', '127.0.0.1', `${to.port}`, '', '0', '5000', 'KEYS'],
    ...keys,
  ])
  to.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId)
  from.command('CLUSTER', 'SETSLOT', slot, 'NODE', toId)
}
