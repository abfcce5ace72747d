/**
 * Three processes on one Redis next to one process, with the same number of connections in all: CPU time of a delivery to
 * all of them, and how long an event takes that is appended by one process and delivered by the others, at a thousand
 * events a second for ten connections each. The peer is the least that Node and Redis can do: bare sockets and `PUBLISH`.
 *
 *   BENCH_CONNECTIONS=2000 npm run bench -- instances
 */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { canUseRedis, type RedisServer, startRedis } from '../../test/support/redis-server.ts'
import { cpuSeconds } from '../script.ts'
import { connections, type StartedPeer, startClients, startPeer } from '../server/measure.ts'

const settleMs = 1_000
const fanOutMs = Number(process.env['BENCH_SECONDS'] ?? 4) * 1_000
const filtered = { perSecond: 1_000, seconds: fanOutMs / 1_000 }

const setups: readonly (readonly [name: string, count: number])[] = [
  ['streamgauge', 1],
  ['streamgauge on Redis', 1],
  ['streamgauge on Redis', 3],
  ['raw net, PUBLISH', 1],
  ['raw net, PUBLISH', 3],
]

export async function measureInstances(): Promise<void> {
  if (!canUseRedis) {
    console.log('instances: redis-server is not installed')
    return
  }
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(`\ninstances: ${connections} connections; load average ${load()} before`)
  const table: Record<string, Record<string, number>> = {}
  for (const [name, count] of setups) {
    const row = count === 1 ? `${name}, one process` : `${name}, ${count} processes`
    const redis = await startRedis('--appendonly', 'yes')
    const started: StartedPeer[] = []
    try {
      for (let number = 0; number < count; number++) {
        started.push(await startPeer(name, { BENCH_REDIS: redis.url }))
      }
      table[row] = await measure(started, redis)
      console.log(`${row} (load average ${load()}): ${JSON.stringify(table[row])}`)
    } finally {
      for (const peer of started) await peer.stop()
      await redis.stop()
    }
  }
  console.table(table)
  console.log(`instances: load average ${load()} after`)
}

async function measure(
  started: readonly StartedPeer[],
  redis: RedisServer,
): Promise<Record<string, number>> {
  const [first, ...others] = started as [StartedPeer, ...StartedPeer[]]
  const portsOf = (peers: readonly StartedPeer[]) => peers.map(({ port }) => port).join(',')
  const serversCpuS = () => started.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  await sleep(500)

  const everyone = await startClients(portsOf(started), 'everyone')
  await sleep(settleMs)
  // The first events find cold code.
  for (let round = 0; round < 3; round++)
    await everyone.afterAll(() => first.publishOnce('everyone'))
  let rounds = 0
  const [cpuBeforeS, redisBeforeS] = [serversCpuS(), cpuSeconds(redis.pid)]
  const startedAtMs = performance.now()
  while (performance.now() - startedAtMs < fanOutMs) {
    await everyone.afterAll(() => first.publishOnce('everyone'))
    rounds++
  }
  const seconds = (performance.now() - startedAtMs) / 1_000
  const millions = (rounds * connections) / 1e6
  const cpuS = serversCpuS() - cpuBeforeS
  const redisS = cpuSeconds(redis.pid) - redisBeforeS
  await everyone.stop()

  // Delivered by the others, where there are some.
  const each = await startClients(portsOf(others.length > 0 ? others : [first]), 'each')
  await sleep(settleMs)
  await first.publishPaced(filtered.perSecond, 1)
  await sleep(300)
  await each.report()
  const [pacedCpuS, pacedRedisS] = [serversCpuS(), cpuSeconds(redis.pid)]
  await first.publishPaced(filtered.perSecond, filtered.seconds)
  const share = (usedS: number) => Math.round((usedS / filtered.seconds) * 100)
  const [cpuShare, redisShare] = [
    share(serversCpuS() - pacedCpuS),
    share(cpuSeconds(redis.pid) - pacedRedisS),
  ]
  await sleep(1_000)
  const { count, medianMs, p99Ms } = await each.report()
  await each.stop()
  const expected = (filtered.perSecond * filtered.seconds * connections) / 1_000
  return {
    'CPU s/million': round(cpuS / millions),
    'of Redis': round(redisS / millions),
    'deliveries/s': Math.round((millions * 1e6) / seconds),
    'filtered p50 ms': round(medianMs),
    'filtered p99 ms': round(p99Ms),
    'filtered CPU %': cpuShare,
    'of Redis %': redisShare,
    'filtered missing': expected - count,
  }
}

const round = (value: number) => Math.round(value * 10) / 10
