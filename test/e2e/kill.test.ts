/**
 * The plug, pulled on purpose: 500 events a second for 12 seconds while the server is killed with
 * SIGKILL and started again five times at random intervals; once straight, once through a proxy that
 * cuts every connection at a random byte. What came out is compared with the log file itself.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { createConnection } from '../../src/connection/index.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { type ChaosProxy, createChaosProxy } from '../support/chaos-proxy.ts'
import { createDeliveryRecord } from '../support/delivery-record.ts'
import { readLogFile } from '../support/log-file.ts'
import { createRandom } from '../support/random.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'
import { createProducer } from './producer.ts'

const seconds = Number(process.env['KILL_SECONDS'] ?? 12)
const kills = 5
const eventsPerSecond = 500

const folders: string[] = []
const servers = new Set<SpawnedServer>()
const proxies = new Set<ChaosProxy>()

afterAll(async () => {
  for (const server of servers) await server.stop()
  for (const proxy of proxies) await proxy.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function pullThePlug(seed: number, cutAfterBytes?: readonly [number, number]) {
  const random = createRandom(seed)
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-kill-'))
  folders.push(dataDir)
  const start = async (port: number) => {
    const server = await spawnServer({
      env: {
        DATA_DIR: dataDir,
        PORT: String(port),
        SIMULATE: 'off',
        LOG: 'sqlite',
        PING_MS: '1000',
      },
    })
    servers.add(server)
    return server
  }
  let server = await start(0)
  const port = server.port
  const proxy = cutAfterBytes
    ? await createChaosProxy({ targetPort: port, cutAfterBytes, random })
    : null
  if (proxy) proxies.add(proxy)

  const producer = await createProducer(`http://127.0.0.1:${port}`, eventsPerSecond)
  const record = createDeliveryRecord()
  const statuses = new Set<string>()
  const connection = createConnection({
    feed: payments,
    url: `http://127.0.0.1:${proxy?.port ?? port}`,
    filter: { all: true },
    // It is killed or cut every other second here; the patience that suits a dying network would mostly wait.
    minUptimeMs: 200,
    backoff: { capMs: 1000 },
  })
  connection.onFrames((batch) => {
    for (const frame of batch) record.note(frame)
  })
  connection.subscribe(() => statuses.add(connection.getSnapshot().status))
  connection.open()
  // Not only open: what it is owed begins with the greeting.
  const isLive = () => {
    const status = connection.getSnapshot()
    return status.status === 'open' && status.phase === 'live'
  }
  await until(isLive, 10_000, 'it is live')

  const startOffset = producer.lastOffset()
  const endsAtMs = Date.now() + seconds * 1000
  producer.start()
  for (let kill = 0; kill < kills; kill += 1) {
    const share = (seconds * 1000) / kills
    await sleep(share * (0.2 + 0.5 * random()))
    await server.kill('SIGKILL')
    servers.delete(server)
    await sleep(50 + random() * 400)
    server = await start(port)
    await sleep(Math.max(0, endsAtMs - Date.now() - share * (kills - kill - 1)))
  }
  const acknowledged = await producer.stop()

  const log = async () => readLogFile(join(dataDir, 'streamgauge.db'))
  const top = (await log()).at(-1)?.offset ?? 0
  // A connection may be in its longest backoff when the last kill is over, and read a backlog after it.
  await until(
    () => lastOf(record.delivered, record.declared) >= top,
    60_000,
    'the last event arrived',
  )
  const snapshot = connection.getSnapshot()
  connection.close()
  await server.stop()
  servers.delete(server)
  return {
    record,
    acknowledged,
    log: await log(),
    startOffset,
    snapshot,
    statuses,
    cuts: proxy?.cuts() ?? 0,
  }
}

function lastOf(delivered: readonly number[], declared: readonly { to: number }[]): number {
  return Math.max(delivered.at(-1) ?? 0, declared.at(-1)?.to ?? 0)
}

function report(title: string, run: Awaited<ReturnType<typeof pullThePlug>>): void {
  const skipped = run.record.declared.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0)
  console.log(
    `${title}: ${run.log.length} events in the log, ${run.acknowledged.length} acknowledged, ` +
      `${run.record.delivered.length} delivered, ${skipped} in ${run.record.declared.length} declared gaps, ` +
      `${run.snapshot.reconnects} reconnects, ${run.snapshot.duplicatesDropped} duplicates dropped, ` +
      `${run.cuts} cuts`,
  )
}

// At the same time: most of it is waiting.
describe.concurrent('a server killed five times under 500 events a second', () => {
  it('loses nothing without declaring it', async () => {
    const run = await pullThePlug(1)
    report('killed', run)
    expect(run.record.faults(run.log, run.startOffset)).toEqual([])
    expect(run.record.resets).toBe(0)
    expect(run.statuses).toContain('waiting')
    const kept = new Set(run.log.map((position) => position.offset))
    expect(run.acknowledged.filter((offset) => !kept.has(offset))).toEqual([])
    // How fast the machine is does not matter; that it was really under way does.
    expect(run.log.length).toBeGreaterThan(500)
  })

  it('loses nothing without declaring it through a proxy that cuts at random bytes', async () => {
    const run = await pullThePlug(2, [4_000, 60_000])
    report('killed and cut', run)
    expect(run.record.faults(run.log, run.startOffset)).toEqual([])
    // How many there are depends on the seed and the machine.
    expect(run.cuts).toBeGreaterThan(0)
  })
})
