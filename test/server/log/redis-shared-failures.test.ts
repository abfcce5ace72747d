/**
 * What servers share while Redis is away, and when it is back: limits are counted by each, tickets are refused, revocations
 * stay. Part of `npm run test:long -- redis`.
 */
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createGuarded, type Guarded } from '../../support/guarded.ts'
import { canUseRedis, type RedisServer } from '../../support/redis-server.ts'
import { createStillTime } from '../../support/still-time.ts'
import { until } from '../../support/until.ts'
import { alice } from '../../support/wired.ts'
import { openServer, redisForTest } from './redis-world.ts'

vi.setConfig({ testTimeout: 60_000 })

const isSkipped = !canUseRedis || process.env['REDIS_FAILURES'] === undefined

/** Two applications with a connection of the same address on the first. */
async function openTwo(redis: RedisServer): Promise<readonly [Guarded, Guarded]> {
  const time = createStillTime()
  const open = async () => {
    const log = await openServer(redis, { clock: time.clock, timeoutMs: 1_000 })
    const config = { maxConnectionsPerIp: 1, maxConnectionsPerUser: 0, commandRatePerIp: 0 }
    const bindings = { remoteAddress: '192.0.2.7' }
    const server = createGuarded({ log, time, config, bindings })
    onTestFinished(() => server.server.close())
    return server
  }
  const [one, other] = [await open(), await open()]
  await one.subscribeAs(await one.token(alice), `users=${alice}`)
  return [one, other]
}

async function connect(server: Guarded): Promise<number> {
  const headers = { authorization: `Bearer ${await server.token(alice)}` }
  return (await server.fetch(`/events/subscribe?users=${alice}`, { headers })).status
}

async function issue(server: Guarded) {
  const token = await server.token(alice)
  return server.callAs(token, 'POST', '/events/ticket', { users: [alice] })
}

const ready = async (server: Guarded) => (await server.call('GET', '/readyz')).body

/** Their connections to Redis are back, and what they hold is written. */
async function sharesAgain(...servers: readonly Guarded[]): Promise<void> {
  await until(
    async () => (await Promise.all(servers.map(ready))).every((body) => !('warnings' in body)),
    20_000,
    'limits are shared again',
  )
}

describe.skipIf(isSkipped)('servers whose Redis is away', () => {
  it('count limits alone, refuse tickets with 503, and share both again when it is back', async () => {
    const redis = await redisForTest('--appendonly', 'yes')
    const [one, other] = await openTwo(redis)
    const { body } = await issue(one)
    const path = `/events/subscribe?ticket=${body['ticket']}`
    expect(await connect(other)).toBe(429)
    expect(await ready(one)).not.toHaveProperty('warnings')
    await redis.kill()
    await until(async () => 'warnings' in (await ready(other)), 10_000, 'it counts alone')
    expect(await ready(other)).toMatchObject({ warnings: ['limits_local'] })
    expect((await other.server.measure()).isCountingAlone).toBe(true)
    // Its own limit lets it pass; without the log it cannot be let in.
    expect(await connect(one)).toBe(429)
    expect(await connect(other)).toBe(503)
    const refused = await other.fetch(path)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).not.toBeNull()
    expect((await issue(other)).status).toBe(503)
    await redis.start()
    await sharesAgain(one, other)
    expect(await connect(other)).toBe(429)
    // Of the ticket, nothing was lost: it waits for an address with room.
    expect((await one.fetch(path)).status).toBe(429)
  })

  it('wait for a Redis that does not answer no longer than the timeout of a call', async () => {
    const redis = await redisForTest()
    const [one, other] = await openTwo(redis)
    redis.signal('SIGSTOP')
    // The limit lets it pass after a second; then the log is found to be away as well.
    expect(await connect(other)).toBe(503)
    await until(async () => 'warnings' in (await ready(other)), 10_000, 'it counts alone')
    redis.signal('SIGCONT')
    await sharesAgain(one, other)
    expect(await connect(other)).toBe(429)
  })

  it('keep refusing revoked credentials, and store again what FLUSHALL has removed', async () => {
    const redis = await redisForTest()
    const [one, other] = await openTwo(redis)
    const token = await one.token(alice, { tokenId: 'lost' })
    await one.server.revoke({ credentialId: 'lost' })
    const ask = async (server: Guarded) => (await server.callAs(token, 'GET', '/streams')).status
    expect(await ask(other)).toBe(401)
    redis.command('FLUSHALL')
    expect(await ask(other)).toBe(401)
    await until(
      () => redis.command('HVALS', '{streamgauge:.slots}:ip:192.0.2.7') === '1',
      20_000,
      'slots are written again',
    )
    expect(await connect(other)).toBe(429)
    await until(
      () => redis.command('HLEN', '{streamgauge:.revocations}:states') === '1',
      20_000,
      'the revocation is stored again',
    )
    await redis.kill()
    await until(async () => 'warnings' in (await ready(other)), 10_000, 'Redis is away')
    expect(await ask(other)).toBe(401)
  })
})
