/**
 * Real processes under 200 messages a second: nats-server and our server are ended with `kill -9` and started again, and the
 * one of two servers on one Redis that reads. Then everything that NATS has is in the log, once, and in the order of its subject.
 *
 * NATS_SECONDS: for how long messages are published, NATS_KILLS: how often each of the two is killed.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type JetStreamClient, jetstream } from '@nats-io/jetstream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventLog, redisLog, sqliteLog } from '../../server/index.ts'
import { canUseNats, type NatsServer, startNats } from '../support/nats.ts'
import { canUseRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { type SpawnedServer, spawnServer } from '../support/spawn.ts'
import { until } from '../support/until.ts'

const seconds = Number(process.env['NATS_SECONDS'] ?? 1.5)
const kills = Number(process.env['NATS_KILLS'] ?? 1)
const perSecond = 200
const limitMs = 120_000
const subjects = ['metrics.hours', 'metrics.people', 'q2q.belonging', 'q2q.vis']
const companies = ['acme', 'beta']

/** One message: which number it is of its subject, for a company. */
interface Sent {
  readonly subject: string
  readonly companyId: string
  readonly value: number
}

describe.runIf(canUseNats)('a server that reads from NATS', { timeout: 300_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'streamgauge-nats-kill-'))
  let nats: NatsServer
  let server: SpawnedServer
  const start = () =>
    spawnServer({
      env: {
        ...{ DATA_DIR: dataDir, LOG: 'sqlite', SIMULATE: 'off', LOG_LEVEL: 'error' },
        ...{ NATS_URL: nats.url, RETENTION_EVENTS: '100000' },
      },
    })
  beforeAll(async () => {
    nats = await startNats()
    server = await start()
  }, limitMs)
  afterAll(async () => {
    await server?.stop()
    await nats?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const metric = (name: string) => metricOf(server, name)

  it(`has every message once and in order after ${kills} kill -9 of each`, async () => {
    const js = jetstream(await nats.connect())
    const jsm = await nats.manage()
    await until(
      () => jsm.streams.info('STREAMGAUGE').then(Boolean, () => false),
      limitMs,
      'the stream exists',
    )
    const published = Promise.all(subjects.map((subject, index) => publish(js, subject, index)))
    const pauseMs = (seconds * 1_000) / (2 * kills + 1)
    for (let round = 0; round < kills; round++) {
      await sleep(pauseMs)
      await nats.kill()
      await nats.start()
      await sleep(pauseMs)
      await server.stop()
      server = await start()
    }
    const sent = (await published).flat()
    const stored = await storedIn(js)
    const { state } = await jsm.streams.info('STREAMGAUGE')
    await until(
      async () => (await metric('streamgauge_bridge_position')) === state.last_seq,
      limitMs,
      'all of them are read',
    )
    expect(await metric('streamgauge_bridge_gaps_total')).toBe(0)
    await server.kill('SIGTERM')

    const recorded = await recordedIn(sqliteLog({ file: join(dataDir, 'streamgauge.db') }))
    expect(stored.length).toBeGreaterThanOrEqual(sent.length * 0.99)
    expectSame(recorded, stored)
    console.info(`${sent.length} messages were sent, NATS has ${stored.length}, and so has the log`)
    server = await start()
  })

  it('reads what the example publishes', async () => {
    const before = await metric('streamgauge_bridge_position').catch(() => 0)
    const child = spawn(process.execPath, ['examples/nats/publish.js', 'gamma'], {
      env: { ...process.env, NATS_URL: nats.url, COUNT: '1' },
      stdio: 'ignore',
    })
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).toBe(0)
    const url = `${server.url}/stream/snapshot?companyId=gamma`
    const text = async () => (await fetch(url)).text()
    await until(async () => (await text()).includes('profile_complete'), limitMs, 'both are there')
    expect(await text()).toContain('active_volunteers')
    expect(await metric('streamgauge_bridge_position')).toBeGreaterThan(before)
  })
})

describe.runIf(canUseNats && canUseRedis)('two servers on one Redis', { timeout: 300_000 }, () => {
  let nats: NatsServer
  let redis: RedisServer
  const servers: SpawnedServer[] = []
  const start = () =>
    spawnServer({
      env: {
        ...{ LOG: 'redis', REDIS_URL: redis.url, REDIS_PERSISTENCE: 'optional' },
        ...{ NATS_URL: nats.url, SIMULATE: 'off', LOG_LEVEL: 'error', RETENTION_EVENTS: '100000' },
      },
    })
  beforeAll(async () => {
    nats = await startNats()
    redis = await startRedis()
    servers.push(await start(), await start())
  }, limitMs)
  afterAll(async () => {
    for (const server of servers) await server.stop()
    await nats?.stop()
    await redis?.stop()
  })

  it(`take over every message from the reading server after ${kills} kill -9`, async () => {
    const js = jetstream(await nats.connect())
    const jsm = await nats.manage()
    await until(
      () => jsm.streams.info('STREAMGAUGE').then(Boolean, () => false),
      limitMs,
      'the stream exists',
    )
    const published = Promise.all(subjects.map((subject, index) => publish(js, subject, index)))
    const readBefore = new Map<SpawnedServer, number>()
    const reads = async (server: SpawnedServer) => {
      const position = await metricOf(server, 'streamgauge_bridge_position').catch(() => Number.NaN)
      const before = readBefore.get(server)
      readBefore.set(server, position)
      return before !== undefined && position > before
    }
    for (let round = 0; round < kills; round++) {
      let reader: SpawnedServer | undefined
      await until(
        async () => {
          for (const server of servers) if (await reads(server)) reader = server
          return reader !== undefined
        },
        limitMs,
        'one of them reads',
      )
      if (reader === undefined) throw new Error('No server reads.')
      await reader.kill('SIGKILL')
      readBefore.delete(reader)
      servers[servers.indexOf(reader)] = await start()
    }
    const sent = (await published).flat()
    const stored = await storedIn(js)
    const { state } = await jsm.streams.info('STREAMGAUGE')
    await until(
      async () => {
        const positions = servers.map((each) => metricOf(each, 'streamgauge_bridge_position'))
        return (await Promise.all(positions)).includes(state.last_seq)
      },
      limitMs,
      'all of them are read',
    )
    const recorded = await recordedIn(await redisLog({ url: redis.url, persistence: 'optional' }))
    expect(recorded).toHaveLength(sent.length)
    expectSame(recorded, stored)
  })
})

async function metricOf(server: SpawnedServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^${name}.*? (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}

/** Each once, and in the whole order of a company, of which that of a subject is a part. */
function expectSame(recorded: readonly Sent[], stored: readonly Sent[]): void {
  for (const companyId of companies) {
    const has = (messages: readonly Sent[]) =>
      messages.filter((each) => each.companyId === companyId).map(printed)
    expect(has(recorded)).toEqual(has(stored))
  }
  expect(new Set(recorded.map(printed)).size).toBe(recorded.length)
}

const printed = ({ subject, value }: Sent) => `${subject} ${value}`

/** Publishes one after the other, each until NATS has confirmed it. */
async function publish(js: JetStreamClient, subject: string, index: number): Promise<Sent[]> {
  const sent: Sent[] = []
  const count = (seconds * perSecond) / subjects.length
  const startedAtMs = performance.now()
  for (let value = 1; value <= count; value++) {
    const dueMs = (value * 1_000 * subjects.length) / perSecond
    await sleep(Math.max(0, startedAtMs + dueMs - performance.now()))
    const companyId = companies[index % companies.length] ?? ''
    const payload = JSON.stringify({ companyId, value })
    for (let isConfirmed = false; !isConfirmed; ) {
      isConfirmed = await js
        .publish(subject, payload, { msgID: `${subject} ${value}`, timeout: 500 })
        .then(Boolean, () => sleep(50, false))
    }
    sent.push({ subject, companyId, value })
  }
  return sent
}

/** What the stream has, in its order. */
async function storedIn(js: JetStreamClient): Promise<Sent[]> {
  const consumer = await js.consumers.get('STREAMGAUGE')
  const { num_pending: count } = await consumer.info()
  const stored: Sent[] = []
  for await (const message of await consumer.consume()) {
    stored.push({ ...message.json<Omit<Sent, 'subject'>>(), subject: message.subject })
    if (stored.length >= count) break
  }
  return stored
}

/** What the logs of the companies have, each in its order. */
async function recordedIn(log: EventLog): Promise<Sent[]> {
  const recorded: Sent[] = []
  for (const companyId of companies) {
    const { epoch, top } = await log.bounds(`company:${companyId}`)
    for (let offset = 0; offset < top; ) {
      const reading = await log.read(`company:${companyId}`, { epoch, offset }, top, 1_000)
      if (reading.kind !== 'entries') throw new Error(`The log has a ${reading.kind}.`)
      for (const { data } of reading.entries) {
        const { value, metric = 'vis' } = JSON.parse(data) as { value: number; metric?: string }
        const subject = subjects.find((each) => each.endsWith(`.${metric}`)) ?? metric
        recorded.push({ companyId, value, subject })
      }
      offset = reading.entries.at(-1)?.position.offset ?? top
    }
  }
  await log.close()
  return recorded
}
