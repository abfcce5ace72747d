import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../../server/app.ts'
import type { AppConfig } from '../../../server/app-config.ts'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import { paymentsFeed } from '../../../server/feeds/payments/payments-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { type CreateRateLimiter, memoryRateLimiter } from '../../../server/ops/rate-limiter.ts'
import { createStillTime } from '../../support/still-time.ts'
import { alice, bob, createWired, token } from '../../support/wired.ts'

/** The caller is whom its token names: `<subject>`, or `<subject>@<tenant>`. */
const byToken: Authenticator = {
  name: 'test',
  async authenticate(request) {
    const [subject = null, tenant = null] = request.headers.get('authorization')?.split('@') ?? []
    return { ok: true, identity: { subject, tenant, isTrusted: subject === null } }
  },
}

const stream = {
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1000',
  depositedAmount: '1000000000',
}

interface Caller {
  readonly address?: string
  readonly user?: string
  readonly isInProcess?: boolean
}

function createServer(config: Partial<AppConfig>, createRateLimiter?: CreateRateLimiter) {
  const { clock, timers, random } = createStillTime()
  const feed = paymentsFeed({ log: memoryLog({ clock, random }), clock, timers })
  const { app } = createApp({
    feeds: [feed],
    clock,
    timers,
    random,
    config,
    authenticator: byToken,
    ...(createRateLimiter && { createRateLimiter }),
  })
  const send = async (path: string, { address, user, isInProcess }: Caller, init?: RequestInit) => {
    const headers = { ...(user && { authorization: user }), 'content-type': 'application/json' }
    return app.fetch(new Request(`http://localhost${path}`, { ...init, headers }), {
      ...(address && { remoteAddress: address }),
      ...(isInProcess && { isInProcess }),
    })
  }
  return {
    send,
    create: (caller: Caller) =>
      send('/streams', caller, { method: 'POST', body: JSON.stringify(stream) }),
    subscribe: (caller: Caller) =>
      send(
        `/events/subscribe?${caller.user ? `users=${caller.user.split('@')[0]}` : 'all=true'}`,
        caller,
      ),
  }
}

async function codesOf(answers: readonly Promise<Response>[]): Promise<readonly string[]> {
  const responses = await Promise.all(answers)
  return Promise.all(
    responses.map(async (response) =>
      response.ok ? 'ok' : ((await response.json()) as { code: string }).code,
    ),
  )
}

const times = (count: number, run: () => Promise<Response>) => Array.from({ length: count }, run)

afterEach(() => void vi.useRealTimers())

describe('the rate of commands', () => {
  it('is limited for each address', async () => {
    const { create } = createServer({ commandRatePerIp: 1 })
    const first = await codesOf(times(13, () => create({ address: '192.0.2.7' })))
    expect(first.filter((code) => code === 'ok')).toHaveLength(10)
    expect(first.slice(10)).toEqual(Array(3).fill('too_many_commands'))
    expect(await codesOf([create({ address: '192.0.2.8' })])).toEqual(['ok'])
  })

  it('is limited for each user, from any address', async () => {
    const { create } = createServer({ commandRatePerUser: 1 })
    const addresses = Array.from({ length: 12 }, (_, index) => `192.0.2.${index}`)
    const codes = await codesOf(addresses.map((address) => create({ address, user: alice })))
    expect(codes.filter((code) => code === 'too_many_commands')).toHaveLength(2)
    expect(await codesOf([create({ address: '192.0.2.1', user: bob })])).toEqual(['not_a_party'])
  })

  it('is limited for the server, with 503', async () => {
    const { create } = createServer({ commandRate: 1, commandRatePerIp: 0 })
    const answers = await Promise.all(times(11, () => create({})))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10)
    expect(answers.at(-1)?.status).toBe(503)
    expect(await answers.at(-1)?.json()).toMatchObject({ code: 'server_busy' })
  })

  it('does not count commands above the limit of an address for the server', async () => {
    const { create } = createServer({ commandRate: 2, commandRatePerIp: 1 })
    await codesOf(times(100, () => create({ address: '192.0.2.7' })))
    expect(await codesOf([create({ address: '192.0.2.8' })])).toEqual(['ok'])
  })

  it('counts commands that are refused for another reason', async () => {
    const { send } = createServer({ commandRatePerIp: 1 })
    const wrong = () => send('/streams', { address: '192.0.2.7' }, { method: 'POST', body: '{' })
    const codes = await codesOf(times(11, wrong))
    expect([codes[0], codes[10]]).toEqual(['invalid_json', 'too_many_commands'])
  })

  it('sends a Retry-After that differs from caller to caller', async () => {
    const random = vi.fn(() => 0)
    const wired = createWired({
      time: createStillTime({ random }),
      config: { commandRatePerIp: 1 },
      bindings: { remoteAddress: '192.0.2.7' },
    })
    for (let count = 0; count < 10; count++) await wired.createStream()
    const retryAfter = async () => {
      const { status, headers } = await wired.fetch('/streams/1/withdraw', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
      })
      return [status, Number(headers.get('retry-after'))]
    }
    expect(await retryAfter()).toEqual([429, 10])
    random.mockReturnValue(0.99)
    expect(await retryAfter()).toEqual([429, 19])
  })

  it('is forgotten after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
    const limiter = memoryRateLimiter({ name: 'test', points: 2, windowSeconds: 10 })
    expect([await limiter.take('a'), await limiter.take('a')]).toEqual([null, null])
    vi.advanceTimersByTime(4_000)
    expect([await limiter.take('a'), await limiter.take('b')]).toEqual([6_000, null])
    vi.advanceTimersByTime(6_000)
    expect(await limiter.take('a')).toBeNull()
  })

  it('does not apply to in-process requests', async () => {
    const { create } = createServer({ commandRate: 1, commandRatePerIp: 1 })
    const codes = await codesOf(times(30, () => create({ isInProcess: true })))
    expect(new Set(codes)).toEqual(new Set(['ok']))
  })

  it('is no limit with 0', async () => {
    const { create } = createServer({ commandRate: 0, commandRatePerIp: 0 })
    const codes = await codesOf(times(300, () => create({ address: '192.0.2.7' })))
    expect(new Set(codes)).toEqual(new Set(['ok']))
  })

  it('is counted by the counter that is given, which may be asynchronous', async () => {
    const taken: string[] = []
    const { create } = createServer({}, ({ name, points, windowSeconds }) => ({
      async take(key) {
        await Promise.resolve()
        taken.push(`${name} ${points} in ${windowSeconds} s: ${key}`)
        return name === 'commands' ? 3_000 : null
      },
    }))
    const refused = await create({ address: '2001:db8::9' })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('3')
    expect(taken).toEqual([
      'commands-per-ip 200 in 10 s: 2001:db8:0:0::/64',
      'commands 5000 in 10 s: all',
    ])
  })
})

describe('new connections', () => {
  it('are limited for each address', async () => {
    const { subscribe } = createServer({ connectionRatePerIp: 1, maxConnectionsPerIp: 0 })
    const codes = await codesOf(times(12, () => subscribe({ address: '192.0.2.7' })))
    expect(codes.filter((code) => code === 'ok')).toHaveLength(10)
    expect(codes.slice(10)).toEqual(Array(2).fill('connecting_too_fast'))
    expect(await codesOf([subscribe({ address: '192.0.2.8' })])).toEqual(['ok'])
  })

  it('release their slot when they are refused', async () => {
    const { subscribe } = createServer({ connectionRatePerIp: 1, maxConnections: 11 })
    await codesOf(times(11, () => subscribe({ address: '192.0.2.7' })))
    const others = ['192.0.2.8', '192.0.2.9'].map((address) => subscribe({ address }))
    expect(await codesOf(others)).toEqual(['ok', 'server_full'])
  })

  it('are limited for each user, from any address', async () => {
    const { subscribe } = createServer({ maxConnectionsPerUser: 2 })
    const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3']
    const ofAlice = addresses.map((address) => subscribe({ address, user: alice }))
    expect(await codesOf(ofAlice)).toEqual(['ok', 'ok', 'too_many_user_connections'])
    expect(await codesOf([subscribe({ user: bob }), subscribe({}), subscribe({})])).toEqual(
      Array(3).fill('ok'),
    )
  })

  it('and commands are limited for each tenant whose users have the same subject', async () => {
    const config = { maxConnectionsPerUser: 1, commandRatePerUser: 1 }
    const { subscribe, create } = createServer(config)
    const ofAcme = { user: `${alice}@acme` }
    const ofGlobex = { user: `${alice}@globex` }
    const connections = [ofAcme, ofGlobex, ofAcme].map((caller) => subscribe(caller))
    expect(await codesOf(connections)).toEqual(['ok', 'ok', 'too_many_user_connections'])
    await codesOf(times(10, () => create(ofAcme)))
    expect(await codesOf([create(ofGlobex), create(ofAcme)])).toEqual(['ok', 'too_many_commands'])
  })

  it('of a user take over the slot of one that has ended', async () => {
    const { subscribe } = createServer({ maxConnectionsPerUser: 1 })
    const first = await subscribe({ user: alice })
    expect((await subscribe({ user: alice })).status).toBe(429)
    await first.body?.cancel()
    expect((await subscribe({ user: alice })).status).toBe(200)
  })
})

describe('reads at the same time', () => {
  it('are limited for each address, and the slot is free after the answer', async () => {
    const { send } = createServer({ maxReadsPerIp: 2 })
    const read = (address: string) => send('/streams', { address })
    const ofOne = await codesOf(times(4, () => read('192.0.2.7')))
    expect(ofOne).toEqual(['ok', 'ok', 'too_many_reads', 'too_many_reads'])
    expect(await codesOf([read('192.0.2.7'), read('192.0.2.8')])).toEqual(['ok', 'ok'])
  })

  it('release their slot when they fail', async () => {
    const { send } = createServer({ maxReadsPerIp: 1 })
    const read = () => send('/streams/none', { address: '192.0.2.7' })
    expect(await codesOf([read()])).toEqual(['bad_stream_id'])
    expect(await codesOf([read()])).toEqual(['bad_stream_id'])
  })

  it.each(['/streams', '/streams/1', '/events', '/events/stats', '/events/snapshot?all=true'])(
    'include %s',
    async (path) => {
      const { send } = createServer({ maxReadsPerIp: 1 })
      const [, second] = await codesOf(times(2, () => send(path, { address: '192.0.2.7' })))
      expect(second).toBe('too_many_reads')
    },
  )
})
