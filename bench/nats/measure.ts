/**
 * From a publish in NATS to 100 readers of one company, at a thousand events a second: how long each delivery takes, with
 * JetStream and without, on SQLite and in memory. Next to it a subscription of NATS itself, which is the least that any
 * bridge can take.
 *
 *   BENCH_SECONDS=5 BENCH_CONNECTIONS=100 npm run bench -- nats
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { NatsConnection } from '@nats-io/transport-node'
import { canUseNats, type NatsServer, startNats } from '../../test/support/nats.ts'
import { spawnServer } from '../../test/support/spawn.ts'
import { until } from '../../test/support/until.ts'
import { cpuSeconds, serverOptions, startScript } from '../script.ts'
import type { Latencies } from './clients.ts'
import { company, nowMs } from './times.ts'

const numberOf = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const seconds = numberOf('BENCH_SECONDS', 5)
const connections = numberOf('BENCH_CONNECTIONS', 100)
const perSecond = 1_000
const warmUpSeconds = 1
const limitMs = 30_000

export async function measureNats(): Promise<void> {
  if (!canUseNats) {
    console.log('nats: nats-server is not installed')
    return
  }
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(
    `\nnats: ${perSecond} events/s to ${connections} connections of one company for ${seconds} s; load average ${load()}`,
  )
  const table: Record<string, Record<string, number>> = {}
  for (const [mode, log] of [
    ['jetstream', 'sqlite'],
    ['jetstream', 'memory'],
    ['core', 'memory'],
  ] as const) {
    const nats = await startNats()
    try {
      Object.assign(table, await measure(nats, mode, log))
    } finally {
      await nats.stop()
    }
  }
  console.table(table)
  console.log(`nats: load average ${load()} after`)
}

async function measure(
  nats: NatsServer,
  mode: 'jetstream' | 'core',
  log: 'sqlite' | 'memory',
): Promise<Record<string, Record<string, number>>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-nats-'))
  const server = await spawnServer({
    execArgv: serverOptions,
    env: {
      ...{ DATA_DIR: dataDir, LOG: log, SIMULATE: 'off', LOG_LEVEL: 'silent' },
      ...{ NATS_URL: nats.url, NATS_MODE: mode, MAX_CONNECTIONS_PER_IP: '0' },
    },
  })
  const clients = startScript(fileURLToPath(new URL('clients.ts', import.meta.url)), [
    ...[`${server.port}`, `${connections}`],
  ])
  const report = async () => {
    const answer = clients.next()
    clients.send('report')
    return JSON.parse(await answer) as Latencies
  }
  let reported = 0
  /** Waits until all deliveries of so many seconds have arrived; what is missing after that is missing. */
  const reportOf = async (forSeconds: number) => {
    const expected = forSeconds * perSecond * connections
    await until(async () => (await countOf()) - reported >= expected, limitMs, 'all arrived').catch(
      () => {},
    )
    const latencies = await report()
    reported += latencies.count
    return latencies
  }
  const countOf = async () => {
    const answer = clients.next()
    clients.send('count')
    return Number(await answer)
  }
  try {
    await clients.next()
    const connection = await nats.connect()
    const direct: number[] = []
    connection.subscribe('metrics.*', {
      callback: (_, message) => void direct.push(nowMs() - message.json<{ value: number }>().value),
    })
    // The bridge creates the stream when it is ready.
    await until(async () => isReading(server.url, mode), limitMs, 'NATS is read')
    await publish(connection, warmUpSeconds)
    await reportOf(warmUpSeconds)
    direct.length = 0
    const cpuBeforeS = cpuSeconds(server.pid)
    await publish(connection, seconds)
    const cpu = (cpuSeconds(server.pid) - cpuBeforeS) / seconds
    const { count, p50Ms, p95Ms, p99Ms, maxMs } = await reportOf(seconds)
    const sorted = direct.sort((one, other) => one - other)
    const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? Number.NaN)
    return {
      [`${mode}, ${log}`]: {
        ...{ 'p50 ms': round(p50Ms), 'p95 ms': round(p95Ms), 'p99 ms': round(p99Ms) },
        ...{ 'longest ms': round(maxMs), missing: seconds * perSecond * connections - count },
        'server CPU %': Math.round(cpu * 100),
      },
      [`a subscription of NATS meanwhile (${mode}, ${log})`]: {
        ...{ 'p50 ms': at(0.5), 'p95 ms': at(0.95), 'p99 ms': at(0.99) },
        ...{ 'longest ms': at(0.999_999), missing: seconds * perSecond - sorted.length },
      },
    }
  } finally {
    await clients.stop()
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function isReading(url: string, mode: 'jetstream' | 'core'): Promise<boolean> {
  if (mode === 'core') {
    await sleep(500)
    return true
  }
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return metrics.includes('streamgauge_bridge_pending{bridge="nats"}')
}

/** A thousand a second, each millisecond those that are due. */
async function publish(connection: NatsConnection, forSeconds: number): Promise<void> {
  const startedAtMs = performance.now()
  const total = perSecond * forSeconds
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, ((performance.now() - startedAtMs) * perSecond) / 1_000)
    for (; sent < due; sent++) {
      const payload = JSON.stringify({ companyId: company, value: nowMs() })
      connection.publish(`metrics.m${sent % 20}`, payload)
    }
    await sleep(1)
  }
  await connection.flush()
}

const round = (value: number) => Math.round(value * 10) / 10
