/**
 * Three servers on one Redis, ten thousand clients, and payment streams that are created all the time; one of the servers
 * is killed. How long it takes until its clients have everything from the other two, exactly, and what Redis has to do
 * meanwhile, next to what it does without a failure.
 *
 *   BENCH_CONNECTIONS=2000 BENCH_AT_ONCE=10000 npm run bench -- storm
 */
import { Agent } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendCreate } from '../../test/attack/many-streams.ts'
import { canUseRedis, startRedis } from '../../test/support/redis-server.ts'
import { type SpawnedServer, spawnServer } from '../../test/support/spawn.ts'
import { until } from '../../test/support/until.ts'
import { mostFiles } from '../open-files.ts'
import { callRates, openRedisFigures, type RedisFigures } from '../redis-figures.ts'
import { cpuSeconds, serverOptions } from '../script.ts'
import { openStormClients, type StormClients } from './clients.ts'

const wanted = Number(process.env['BENCH_CONNECTIONS'] ?? 10_000)
const atOnce = Number(process.env['BENCH_AT_ONCE'] ?? 250)
/** Each goes to all clients. */
const eventsPerSecond = Number(process.env['BENCH_RATE'] ?? 2)
const baseSeconds = 10
const limitMs = 60_000

export async function measureStorm(): Promise<void> {
  if (!canUseRedis) {
    console.log('storm: redis-server is not installed')
    return
  }
  const count = Math.min(wanted, mostFiles() > 10_500 ? wanted : 2_000)
  const load = () => loadavg()[0]?.toFixed(1)
  const loadBefore = load()
  const undo: (() => unknown)[] = []
  try {
    const redis = await startRedis('--appendonly', 'yes')
    undo.push(() => redis.stop())
    const figures = await openRedisFigures(redis)
    undo.push(() => figures.close())
    const servers: SpawnedServer[] = []
    for (let number = 0; number < 3; number++) {
      const server = await startServer(redis.url)
      undo.push(() => server.stop())
      servers.push(server)
    }
    const [killed, ...others] = servers as [SpawnedServer, ...SpawnedServer[]]
    const writing = write(others.map(({ url }) => url))
    undo.push(() => writing.stop())
    await until(() => writing.count() > 0, limitMs, 'something is written')
    const clients = openStormClients({
      ports: servers.map(({ port }) => port),
      path: '/events/subscribe?all=true',
      count,
      cursor: await positionOf(killed.url),
      atOnce,
    })
    undo.push(() => clients.stop())
    await clients.connected
    await sleep(1_000)

    const base = await ratesOf(figures, () => sleep(baseSeconds * 1_000))
    const affected = clients.countAt(0)
    const cpuBeforeS = others.map(({ pid }) => cpuSeconds(pid))
    const allAreLive = () => clients.liveMs.length >= affected
    const storm = await ratesOf(figures, async () => {
      clients.lose(0)
      await killed.kill('SIGKILL')
      await until(allAreLive, limitMs, `${affected} clients have events of another server`)
    })
    const cpuS = others.map(({ pid }, at) => cpuSeconds(pid) - (cpuBeforeS[at] ?? 0))
    await writing.stop()
    const top = Number((await positionOf(others[0]?.url ?? '')).split('.')[1])
    const isComplete = () => clients.countUpTo(top) === count
    await until(isComplete, limitMs, 'all clients have everything').catch(() => {})
    print({ clients, count, affected, top, base, storm, cpuS })
    console.log(`storm: load average ${loadBefore} before, ${load()} after`)
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

interface Rates {
  readonly perSecond: Readonly<Record<string, number>>
  readonly seconds: number
}

function print(figures: {
  readonly clients: StormClients
  readonly count: number
  readonly affected: number
  readonly top: number
  readonly base: Rates
  readonly storm: Rates
  readonly cpuS: readonly number[]
}): void {
  const { clients, count, affected, top, base, storm, cpuS } = figures
  const { answeredMs, liveMs, faults } = clients
  const exact = clients.countUpTo(top)
  console.log(
    `storm: ${count} clients on three servers, ${eventsPerSecond} events/s to each; one is killed with ${affected} of them`,
  )
  console.table({
    'answered by another server, s': quantiles(answeredMs),
    'next event, all before it received, s': quantiles(liveMs),
  })
  console.log(
    `storm: ${exact} of ${count} clients have every event, once and in order; ${faults.length} violations`,
  )
  for (const fault of faults.slice(0, 5)) console.log(`✗ ${fault}`)
  console.log(
    `storm: the other two used ${cpuS.map((each) => each.toFixed(1)).join(' and ')} s of CPU in these ` +
      `${storm.seconds.toFixed(1)} s`,
  )
  const names = [...new Set([...Object.keys(base.perSecond), ...Object.keys(storm.perSecond)])]
  const rows = names.map((name) => [
    name,
    { before: round(base.perSecond[name] ?? 0), storm: round(storm.perSecond[name] ?? 0) },
  ])
  console.log('storm: calls of Redis a second, those in scripts included')
  const total = ({ perSecond }: Rates) =>
    round(Object.values(perSecond).reduce((sum, each) => sum + each, 0))
  console.table(
    Object.fromEntries([...rows, ['all', { before: total(base), storm: total(storm) }]]),
  )
}

async function ratesOf(figures: RedisFigures, run: () => Promise<unknown>): Promise<Rates> {
  const before = await figures.calls()
  const startedAtMs = performance.now()
  await run()
  const seconds = (performance.now() - startedAtMs) / 1_000
  return { perSecond: callRates(before, await figures.calls(), seconds), seconds }
}

function startServer(redisUrl: string): Promise<SpawnedServer> {
  return spawnServer({
    execArgv: serverOptions,
    env: {
      ...{ LOG: 'redis', REDIS_URL: redisUrl, SIMULATE: 'off', LOG_LEVEL: 'error' },
      ...{ MAX_CONNECTIONS: '20000', MAX_CONNECTIONS_PER_IP: '0', CONNECTION_RATE_PER_IP: '0' },
      ...{ COMMAND_RATE: '0', COMMAND_RATE_PER_IP: '0' },
    },
  })
}

/** Creates a stream at a time, on each server in turns. */
function write(urls: readonly string[]) {
  const agent = new Agent({ keepAlive: true })
  let isStopped = false
  let count = 0
  const running = (async () => {
    const startedAtMs = performance.now()
    while (!isStopped) {
      await sleep(Math.max(0, startedAtMs + (count * 1_000) / eventsPerSecond - performance.now()))
      const { status } = await sendCreate(urls[count % urls.length] as string, agent)
      if (status !== 201) throw new Error(`Creating a stream was answered with ${status}.`)
      count++
    }
  })()
  return {
    count: () => count,
    async stop() {
      isStopped = true
      await running
      agent.destroy()
    },
  }
}

async function positionOf(url: string): Promise<string> {
  const stats = (await (await fetch(`${url}/events/stats`)).json()) as { position: string }
  return stats.position
}

const round = (value: number) => Math.round(value * 10) / 10

function quantiles(valuesMs: readonly number[]) {
  const sorted = [...valuesMs].sort((one, other) => one - other)
  const at = (share: number) =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN) / 1_000
  return { clients: sorted.length, p50: at(0.5), p99: at(0.99), longest: at(1) }
}
