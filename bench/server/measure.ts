/**
 * Servers with ten thousand connections, one after the other, each in a process of its own and its clients in
 * another: memory of a connection that is idle, what a delivery to all of them costs, and how long an event for
 * ten of them takes at a thousand events a second.
 *
 *   BENCH_CONNECTIONS=2000 BENCH_PEERS=streamgauge,nchan npm run bench -- server
 */
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { mintDevelopmentToken } from '../../server/auth/development-token.ts'
import { cpuSeconds, residentKb, serverOptions, startScript } from '../script.ts'
import type { Deliveries } from './clients.ts'
import { startNchanPeer } from './nchan.ts'
import { feedPath, jwtSecret, peers } from './peers.ts'

/** A peer in a process of its own. */
export interface StartedPeer {
  readonly port: number
  readonly pid: number
  publishOnce(room: string): void
  publishPaced(perSecond: number, seconds: number): Promise<void>
  stop(): Promise<void>
}

export const connections = Number(process.env['BENCH_CONNECTIONS'] ?? 10_000)
const wanted = process.env['BENCH_PEERS']?.split(',')
const settleMs = 1_500
const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const fanOutMs = 4_000
const filtered = { perSecond: 1_000, seconds: 4 }

export async function measureServers(): Promise<void> {
  const names = [...Object.keys(peers), 'nchan'].filter((name) => wanted?.includes(name) ?? true)
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(`\n${connections} connections; load average before: ${load()}`)
  const table: Record<string, Record<string, number>> = {}
  for (const name of names) {
    const peer = name === 'nchan' ? await startNchanPeer() : await startPeer(name)
    if (peer === null) console.log('nchan is not installed')
    else {
      table[name] = await measure(peer, name).finally(() => peer.stop())
      console.log(`${name} (load average ${load()}): ${JSON.stringify(table[name])}`)
    }
  }
  console.table(table)
  console.log(`load average after: ${load()}`)
}

async function measure(peer: StartedPeer, name: string): Promise<Record<string, number>> {
  const token = name.includes('JWT') ? await mintToken() : undefined
  await sleep(500)
  const emptyKb = residentKb(peer.pid)
  const everyone = await startClients(peer.port, 'everyone', token)
  await sleep(settleMs)
  const idleKb = (residentKb(peer.pid) - emptyKb) / connections

  // The first events find cold code.
  for (let round = 0; round < 3; round++)
    await everyone.afterAll(() => peer.publishOnce('everyone'))
  let rounds = 0
  const cpuBeforeS = cpuSeconds(peer.pid)
  const startedAtMs = performance.now()
  while (performance.now() - startedAtMs < fanOutMs) {
    await everyone.afterAll(() => peer.publishOnce('everyone'))
    rounds++
  }
  const seconds = (performance.now() - startedAtMs) / 1_000
  const millions = (rounds * connections) / 1e6
  const cpuPerMillion = (cpuSeconds(peer.pid) - cpuBeforeS) / millions
  await everyone.stop()

  const each = await startClients(peer.port, 'each', token)
  await sleep(settleMs)
  await peer.publishPaced(filtered.perSecond, 1)
  await sleep(300)
  await each.report()
  const cpuBeforePacedS = cpuSeconds(peer.pid)
  await peer.publishPaced(filtered.perSecond, filtered.seconds)
  const cpuShare = (cpuSeconds(peer.pid) - cpuBeforePacedS) / filtered.seconds
  await sleep(1_000)
  const { count, medianMs, p99Ms } = await each.report()
  await each.stop()
  const expected = (filtered.perSecond * filtered.seconds * connections) / 1_000
  return {
    'KB/idle connection': round(idleKb),
    'CPU s/million': round(cpuPerMillion),
    'deliveries/s': Math.round((millions * 1e6) / seconds),
    'filtered median ms': round(medianMs),
    'filtered p99 ms': round(p99Ms),
    'filtered CPU %': Math.round(cpuShare * 100),
    'filtered missing': expected - count,
  }
}

const round = (value: number) => Math.round(value * 10) / 10

function mintToken(): Promise<string> {
  return mintDevelopmentToken({
    secret: jwtSecret,
    issuer: 'bench',
    audience: 'bench',
    subject: 'reader',
    scopes: ['events:all'],
  })
}

export async function startPeer(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedPeer> {
  const script = startScript(fileOf('serve-peer.ts'), [name], { execArgv: serverOptions, env })
  const port = Number(await script.next())
  return {
    port,
    pid: script.pid,
    publishOnce: (room) => script.send(`once ${room}`),
    async publishPaced(perSecond, seconds) {
      script.send(`paced ${perSecond} ${seconds}`)
      await script.next()
    },
    stop: script.stop,
  }
}

/** The clients of one or several servers, in a process of their own. */
export interface StartedClients {
  /** Publishes, and waits until every connection has the event. */
  afterAll(publish: () => void): Promise<void>
  /** What has arrived since the last report. */
  report(): Promise<Deliveries>
  stop(): Promise<void>
}

/** @param ports separated by commas, if there are several */
export async function startClients(
  ports: number | string,
  room: string,
  token?: string,
): Promise<StartedClients> {
  const script = startScript(
    fileOf('clients.ts'),
    [String(ports), String(connections), feedPath, room],
    token === undefined ? {} : { env: { BENCH_TOKEN: token } },
  )
  await script.next()
  return {
    async afterAll(publish: () => void): Promise<void> {
      const arrived = script.next()
      publish()
      await arrived
    },
    async report(): Promise<Deliveries> {
      for (;;) {
        const answer = script.next()
        script.send('report')
        const line = await answer
        // A delivery to all may have been completed meanwhile.
        if (line.startsWith('{')) return JSON.parse(line) as Deliveries
      }
    },
    stop: script.stop,
  }
}
