/** Servers on one Redis count limits together, let a ticket in once, and end the connections of revoked credentials. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createGuarded, type Guarded } from '../../support/guarded.ts'
import { canUseRedis, type RedisServer, startRedis } from '../../support/redis-server.ts'
import { createStillTime } from '../../support/still-time.ts'
import { until } from '../../support/until.ts'
import { alice, bob, createWired, type Wired, type WiredOptions } from '../../support/wired.ts'
import { openServer } from './redis-world.ts'

vi.setConfig({ testTimeout: 30_000 })

describe.skipIf(!canUseRedis)('servers on one Redis', () => {
  let redis: RedisServer
  let tests = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  const wireTwo = <Server extends Wired>(create: (options: WiredOptions) => Server) =>
    async function open(options: WiredOptions = {}): Promise<readonly [Server, Server]> {
      const prefix = `t${++tests}`
      // Their clocks agree, and stand still, but for the time that Redis measures.
      const time = createStillTime({ startMs: Date.now() })
      const openOne = async () => {
        const log = await openServer(redis, { prefix, clock: time.clock })
        const server = create({ ...options, log, time })
        onTestFinished(() => server.server.close())
        return server
      }
      return [await openOne(), await openOne()]
    }
  const openTwo = wireTwo<Wired>(createWired)
  const openGuarded = wireTwo<Guarded>(createGuarded)
  const from = (remoteAddress: string) => ({ bindings: { remoteAddress } })
  const connect = (server: Wired) => server.fetch('/events/subscribe?all=true')
  const statusesOf = (answers: readonly Response[]) => answers.map(({ status }) => status).sort()

  it('count the connections of an address together', async () => {
    const [one, other] = await openTwo({
      config: { maxConnectionsPerIp: 3, connectionRatePerIp: 0 },
      ...from('192.0.2.7'),
    })
    const first = await one.subscribe('all=true')
    await other.subscribe('all=true')
    await other.subscribe('all=true')
    const refused = await connect(one)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({
      code: 'too_many_connections',
      detail: expect.stringContaining('holds 3 already'),
    })
    await first.leave()
    await until(async () => (await connect(other)).status === 200, 5_000, 'a slot is free')
    expect((await connect(one)).status).toBe(429)
  })

  it('never exceed a limit when many clients connect at the same time', async () => {
    const [one, other] = await openTwo({
      config: { maxConnectionsPerIp: 7, connectionRatePerIp: 0 },
      ...from('192.0.2.7'),
    })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => connect(n % 2 === 0 ? one : other)),
    )
    expect(statusesOf(answers).filter((status) => status === 200)).toHaveLength(7)
    expect(one.server.hub.connections + other.server.hub.connections).toBe(7)
  })

  it('count the connections of a user together, from whatever address', async () => {
    const [one, other] = await openGuarded({ config: { maxConnectionsPerUser: 1 } })
    const token = await one.token(alice)
    await one.subscribeAs(token, `users=${alice}`)
    const refused = await other.callAs(token, 'GET', `/events/subscribe?users=${alice}`)
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_user_connections' } })
    const another = await other.subscribeAs(await other.token(bob), `users=${bob}`)
    await until(() => another.frames[0]?.kind === 'connected', 10_000, 'another user is let in')
  })

  it('count rates together, and the rate of a server for each', async () => {
    const [one, other] = await openTwo({
      config: { commandRatePerIp: 1, commandRate: 1 },
      ...from('192.0.2.7'),
    })
    const send = (server: Wired) => server.call('POST', '/streams/1/withdraw')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(n % 2 === 0 ? one : other)),
    )
    // Ten seconds' worth of the address, of all that were sent.
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(0)
  })

  it('count no connections of a server whose lease has ended, until it renews it', async () => {
    const [one, other] = await openTwo({ config: { maxConnectionsPerIp: 1 }, ...from('192.0.2.7') })
    await one.subscribe('all=true')
    expect((await connect(other)).status).toBe(429)
    const leases = `{t${tests}:.slots}:leases`
    const [server = ''] = redis.command('ZRANGE', leases, '0', '-1').split('\n')
    // As after 15 s without a renewal.
    redis.command('ZADD', leases, '1', server)
    expect((await connect(other)).status).toBe(200)
    expect((await connect(other)).status).toBe(429)
  })

  it('count alone where limits are not to be shared', async () => {
    const [one, other] = await openTwo({
      config: { maxConnectionsPerIp: 1, shareLimits: false },
      ...from('192.0.2.7'),
    })
    expect((await connect(one)).status).toBe(200)
    expect((await connect(other)).status).toBe(200)
    expect((await connect(other)).status).toBe(429)
  })

  async function ticketOf(server: Guarded): Promise<string> {
    const token = await server.token(alice)
    const { body } = await server.callAs(token, 'POST', '/events/ticket', { users: [alice] })
    return `/events/subscribe?ticket=${body['ticket']}`
  }

  it('accept a ticket of each other, once', async () => {
    const [one, other] = await openGuarded()
    const path = await ticketOf(one)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : other).fetch(path)),
    )
    expect(statusesOf(answers)).toEqual([200, ...Array.from({ length: 19 }, () => 401)])
    expect(one.server.hub.connections + other.server.hub.connections).toBe(1)
  })

  it('accept the cookie of a ticket on every server', async () => {
    const [one, other] = await openGuarded()
    const path = await ticketOf(one)
    const first = await other.fetch(path)
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(cookie).not.toBe('')
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    expect((await one.fetch(path, { headers })).status).toBe(200)
    expect((await one.fetch(path)).status).toBe(401)
  })

  it('give a ticket back whose use was refused', async () => {
    const [one, other] = await openGuarded({ config: { maxConnectionsPerUser: 1 } })
    const path = await ticketOf(one)
    const reader = await one.subscribeAs(await one.token(alice), `users=${alice}`)
    expect((await other.fetch(path)).status).toBe(429)
    await reader.leave()
    await until(async () => (await other.fetch(path)).status === 200, 5_000, 'it is let in')
    expect((await one.fetch(path)).status).toBe(401)
  })

  it('keep the newest tickets of a caller that asks for too many', async () => {
    const [one, other] = await openGuarded({
      config: { commandRatePerUser: 0, commandRatePerIp: 0, commandRate: 0 },
    })
    const oldest = await ticketOf(one)
    const second = await ticketOf(one)
    for (let n = 0; n < 99; n++) await ticketOf(other)
    expect((await other.fetch(oldest)).status).toBe(401)
    expect((await other.fetch(second)).status).toBe(200)
  })

  it('keep nothing in Redis by which a ticket could be used', async () => {
    const [one] = await openGuarded()
    const secret =
      new URL(await ticketOf(one), 'http://wired.test').searchParams.get('ticket') ?? ''
    const keys = redis.command('KEYS', `*t${tests}:.secrets*`)
    expect(keys.split('\n').length).toBeGreaterThan(1)
    expect(keys).not.toContain(secret)
  })

  it('carry out a command once that is sent to both with one idempotency key', async () => {
    const [one, other] = await openTwo()
    const id = await one.createStream()
    const topUp = async (server: Wired) => {
      const answer = await server.fetch(`/streams/${id}/top-up`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'a-1' },
        body: JSON.stringify({ amount: '5' }),
      })
      return { status: answer.status, body: await answer.json() }
    }
    const [first, second] = await Promise.all([topUp(one), topUp(other)])
    expect(first.status).toBe(200)
    expect(second).toEqual(first)
    expect((await other.call('GET', `/streams/${id}`)).body['depositedAmount']).toBe('1000000005')
  })

  it('share everything as a user with only the permissions that docs/redis.md names', async () => {
    const text = readFileSync('docs/redis.md', 'utf8')
    const permissions =
      text
        .match(/`\+@hash [^`]*`/)?.[0]
        .replaceAll('`', '')
        .split(' ') ?? []
    redis.command(
      ...['ACL', 'SETUSER', 'limited', 'reset', 'on', '>x'],
      ...['~{limited:*', '&{limited:*', ...permissions],
    )
    const log = await openServer(
      { url: redis.url.replace('redis://', 'redis://limited:x@') },
      { prefix: 'limited' },
    )
    const server = createGuarded({ log, ...from('192.0.2.7') })
    onTestFinished(() => server.server.close())
    expect((await server.fetch(await ticketOf(server))).status).toBe(200)
    expect(log.shared?.isAlone).toBe(false)
    expect(await log.health()).toMatchObject({ status: 'ok' })
  })

  it('end the connections of credentials that another one has revoked', async () => {
    const [one, other] = await openGuarded()
    const token = await other.token(alice)
    const reader = await other.subscribeAs(token, `users=${alice}`)
    await one.server.revoke({ subject: alice })
    await until(() => reader.isEnded, 10_000, 'the connection has ended')
    expect(reader.frames.at(-1)).toEqual({ kind: 'bye', reason: 'revoked' })
    expect((await other.callAs(token, 'GET', '/streams')).status).toBe(401)
  })

  it('keep revocations after FLUSHALL, including servers that start later', async () => {
    const [one, other] = await openGuarded()
    const token = await one.token(alice)
    await one.server.revoke({ subject: alice })
    expect((await other.callAs(token, 'GET', '/streams')).status).toBe(401)
    const before = redis.command('KEYS', `*t${tests}:.revocations*`).split('\n')
    for (const key of before) redis.command('DEL', key)
    const prefix = `t${tests}`
    await until(
      () => redis.command('HLEN', `{${prefix}:.revocations}:states`) === '1',
      10_000,
      'it is stored again',
    )
    const log = await openServer(redis, { prefix, clock: one.time.clock })
    const later = createGuarded({ log, time: one.time })
    onTestFinished(() => later.server.close())
    expect((await later.callAs(token, 'GET', '/streams')).status).toBe(401)
  })
})
