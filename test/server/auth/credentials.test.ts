/** What becomes of a connection with its credentials: tickets, expiry, renewal and revocation. */
import { describe, expect, it } from 'vitest'
import { memoryLog } from '../../../server/log/memory.ts'
import { readFeed } from '../../support/feed-reader.ts'
import { createGuarded, type Guarded } from '../../support/guarded.ts'
import { createStillTime } from '../../support/still-time.ts'
import { alice, bob } from '../../support/wired.ts'

const own = `users=${alice}`
/** An account that is neither. */
const carol = 'GDCZ3FYROS3QBV3Q7Q4JV2TQPGGFIMG27R6B7IIGOCHIJMMPY3N5XPEW'

async function createServer(options: Parameters<typeof createGuarded>[0] = {}) {
  const server = createGuarded(options)
  return Object.assign(server, { alice: await server.token(alice), bob: await server.token(bob) })
}

/** A ticket for the topics of an account. */
async function ticketOf(server: Guarded, token: string, filter: object = { users: [alice] }) {
  const { status, body } = await server.callAs(token, 'POST', '/events/ticket', filter)
  expect(status).toBe(201)
  return body as { ticket: string; expiresAtMs: number }
}

const redeem = (server: Guarded, ticket: string, headers: Record<string, string> = {}, more = '') =>
  server.fetch(`/events/subscribe?ticket=${ticket}${more}`, { headers })

const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code

describe('a ticket', () => {
  it('opens the feed with its filter, without a header', async () => {
    const server = await createServer()
    const { ledger } = server.server
    const { ticket, expiresAtMs } = await ticketOf(server, server.alice, {
      users: alice,
      snapshot: true,
    })
    expect(expiresAtMs).toBe(server.time.clock.nowMs() + 30_000)
    const feed = readFeed(await redeem(server, ticket))
    await ledger.create({
      sender: alice,
      recipient: bob,
      tokenAddress: alice,
      ratePerSecond: 1n,
      depositedAmount: 10n,
    })
    await server.time.settle()
    expect(feed.frames.map(({ kind }) => kind)).toEqual(['connected', 'snapshot', 'event'])
  })

  it('is good once', async () => {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    expect((await redeem(server, ticket)).status).toBe(200)
    const again = await redeem(server, ticket)
    expect(again.status).toBe(401)
    expect(await again.json()).toMatchObject({
      code: 'ticket_invalid',
      detail:
        'The ticket was not accepted: it was used before, and the request has no credentials. Ask the server for a new one.',
    })
  })

  it('counts as a command of its caller, so that a burst is refused', async () => {
    const server = createGuarded({ config: { commandRatePerUser: 1 } })
    const token = await server.token(alice)
    const ask = () =>
      server.server.app.fetch(
        new Request('http://wired.test/events/ticket', {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ users: [alice] }),
        }),
        { remoteAddress: '192.0.2.1' },
      )
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await ask()).status))
    expect(statuses.filter((status) => status === 201)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(2)
  })

  it('is good for 30 s', async () => {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    await server.time.advance(30_000)
    expect(await codeOf(await redeem(server, ticket))).toBe('ticket_invalid')
  })

  it('is refused in-band where the client cannot read a status', async () => {
    const server = await createServer()
    const feed = readFeed(await redeem(server, 'unknown', {}, '&errors=inline'))
    await server.time.settle()
    expect(feed.all('rejected')[0]?.problem.code).toBe('ticket_invalid')
  })

  it('allows no other filter, but a cursor', async () => {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    expect(await codeOf(await redeem(server, ticket, {}, '&all=true'))).toBe('unknown_parameter')
    const feed = readFeed(await redeem(server, ticket, {}, '&lastEventId=gone.1'))
    await server.time.settle()
    expect(feed.all('reset')).toHaveLength(1)
  })

  it.each([
    ['what the caller may not read', { users: [bob] }, 'forbidden_topics'],
    [
      'a snapshot that the caller may not read',
      { users: [alice], snapshot: [bob] },
      'forbidden_topics',
    ],
    ['nothing', {}, 'filter_required'],
    ['a field that the feed does not have', { stream: '1' }, 'invalid_body'],
    ['a number', { streams: [1] }, 'invalid_body'],
    ['a name that no account has', { users: ['alice'] }, 'bad_address'],
  ])('is not issued for %s', async (_, filter, code) => {
    const server = await createServer()
    // Bob's own account may be read by bob only.
    const { body } = await server.callAs(server.alice, 'POST', '/events/ticket', filter)
    expect(body['code']).toBe(code)
  })

  it('opens every path of its feed', async () => {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    const answer = await server.fetch(`/v1/events/subscribe?ticket=${ticket}`)
    expect(answer.status).toBe(200)
  })

  it('evicts the oldest of more than 100 of the same caller, and none of other callers', async () => {
    const server = await createServer({ config: { commandRatePerUser: 0 } })
    const first = await ticketOf(server, server.alice)
    const others = await ticketOf(server, server.bob, { users: [bob] })
    for (let n = 0; n < 100; n++) await ticketOf(server, server.alice)
    expect((await redeem(server, first.ticket)).status).toBe(401)
    expect((await redeem(server, others.ticket)).status).toBe(200)
  })
})

describe('the cookie of a ticket', () => {
  async function createRedeemed() {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    const response = await redeem(server, ticket)
    return { server, ticket, response, cookie: cookieOf(response) }
  }

  it('cannot be read by a page, is not sent by other sites, and ends with the token', async () => {
    const { response } = await createRedeemed()
    expect(response.headers.get('set-cookie')).toMatch(
      /^streamgauge_session=[\w-]{32}; Max-Age=3600; HttpOnly; SameSite=Strict; Secure$/,
    )
  })

  it('lets the browser reconnect with the spent address until the token expires', async () => {
    const { server, ticket, cookie } = await createRedeemed()
    await server.time.advance(3_500_000)
    expect((await redeem(server, ticket, { cookie })).status).toBe(200)
    await server.time.advance(100_000)
    expect((await redeem(server, ticket, { cookie })).status).toBe(401)
  })

  it('opens nothing without a ticket', async () => {
    const { server, cookie } = await createRedeemed()
    const headers = { cookie }
    expect((await server.fetch(`/events/subscribe?${own}`, { headers })).status).toBe(401)
    expect((await server.fetch('/streams', { headers })).status).toBe(401)
    const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
    expect((await server.fetch('/streams/1/cancel', post)).status).toBe(401)
  })

  it('opens no ticket of another caller', async () => {
    const { server, cookie } = await createRedeemed()
    const { ticket } = await ticketOf(server, server.bob, { users: [bob] })
    await redeem(server, ticket)
    expect(await codeOf(await redeem(server, ticket, { cookie }))).toBe('ticket_invalid')
  })

  it('is refused from a page that is not allowed', async () => {
    const { server, ticket, cookie } = await createRedeemed()
    const from = async (headers: Record<string, string>) =>
      (await redeem(server, ticket, { cookie, ...headers })).status
    expect(await from({ origin: 'https://evil.example' })).toBe(403)
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await from({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await from({ origin: 'http://wired.test' })).toBe(200)
  })

  it('is refused from foreign pages even where every page may read answers', async () => {
    const server = Object.assign(createGuarded({ config: { corsOrigins: ['*'] } }))
    const { ticket } = await ticketOf(server, await server.token(alice))
    const cookie = cookieOf(await redeem(server, ticket))
    const origin = 'https://evil.example'
    expect((await redeem(server, ticket, { cookie, origin })).status).toBe(403)
  })

  it('is allowed for pages that are listed, which may send it', async () => {
    const origin = 'https://app.example'
    const server = createGuarded({ config: { corsOrigins: [origin] } })
    const { ticket } = await ticketOf(server, await server.token(alice))
    const cookie = cookieOf(await redeem(server, ticket))
    const response = await redeem(server, ticket, { cookie, origin })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-credentials')).toBe('true')
  })

  it('is replaced for another caller of the same browser, and kept for the same one', async () => {
    const { server, cookie } = await createRedeemed()
    const redeemAs = async (token: string, user: string) => {
      const { ticket } = await ticketOf(server, token, { users: [user] })
      return cookieOf(await redeem(server, ticket, { cookie }))
    }
    expect(await redeemAs(server.alice, alice)).toBe(cookie)
    expect(await redeemAs(server.bob, bob)).not.toBe(cookie)
  })
})

describe('a connection whose token expires', () => {
  it('announces it 30 s ahead, and ends no later', async () => {
    const server = await createServer()
    const feed = await server.subscribeAs(server.alice, own)
    const expiresAtMs = server.time.clock.nowMs() + 3_600_000
    await server.time.advance(3_569_000)
    expect(feed.all('expiring')).toEqual([])
    await server.time.advance(1_500)
    expect(feed.all('expiring')).toEqual([{ kind: 'expiring', expiresAtMs }])
    await server.time.advance(28_500)
    expect(feed.isEnded).toBe(false)
    await server.time.advance(1_000)
    expect(feed.frames.at(-1)).toEqual({ kind: 'bye', reason: 'token_expired' })
    expect(feed.isEnded).toBe(true)
    expect(server.server.hub.counts.closed.expired).toBe(1)
  })

  it('ends no later where the time of the ledger is behind the clock that checked the token', async () => {
    const still = createStillTime()
    let aheadMs = 0
    const clock = { ...still.clock, nowMs: () => still.clock.nowMs() + aheadMs }
    const server = createGuarded({ time: { ...still, clock } })
    aheadMs = 4_500
    const token = await server.token(alice, { lifetimeSeconds: 60 })
    const feed = await server.subscribeAs(token, own)
    await still.advance(59_000)
    expect(feed.isEnded).toBe(false)
    await still.advance(1_500)
    expect(feed.isEnded).toBe(true)
  })

  it('begins with the greeting even if the token is nearly over', async () => {
    const server = await createServer()
    const token = await server.token(alice, { lifetimeSeconds: 10 })
    const feed = await server.subscribeAs(token, own)
    await server.time.advance(1_000)
    expect(feed.frames.map(({ kind }) => kind)).toEqual(['connected', 'expiring'])
    await server.time.advance(9_000)
    expect(feed.isEnded).toBe(true)
  })

  it('costs no timer of its own', async () => {
    const server = await createServer()
    await server.subscribeAs(server.alice, own)
    const before = server.time.pendingTimers
    for (let n = 0; n < 10; n++) await server.subscribeAs(server.alice, own)
    expect(server.time.pendingTimers).toBe(before)
  })
})

describe('a renewal', () => {
  const clientIdOf = (feed: Awaited<ReturnType<Guarded['subscribeAs']>>) =>
    feed.all('connected')[0]?.clientId ?? ''

  it('lets the connection last as long as the new token', async () => {
    const server = await createServer()
    const feed = await server.subscribeAs(server.alice, own)
    await server.time.advance(3_580_000)
    const fresh = await server.token(alice)
    const { status, body } = await server.callAs(fresh, 'POST', '/events/refresh', {
      clientId: clientIdOf(feed),
    })
    const expiresAtMs = server.time.clock.nowMs() + 3_600_000
    expect({ status, body }).toEqual({ status: 200, body: { expiresAtMs } })
    await server.time.advance(3_580_000)
    expect(feed.isEnded).toBe(false)
    expect(feed.all('expiring').at(-1)).toMatchObject({ expiresAtMs })
    await server.time.advance(20_000)
    expect(feed.isEnded).toBe(true)
  })

  it('renews the cookie of a ticket', async () => {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    const response = await redeem(server, ticket)
    const cookie = cookieOf(response)
    const feed = readFeed(response)
    await server.time.advance(3_000_000)
    const renewed = await server.fetch('/events/refresh', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await server.token(alice)}`,
        cookie,
      },
      body: JSON.stringify({ clientId: clientIdOf(feed) }),
    })
    expect(cookieOf(renewed)).toBe(cookie)
    expect(renewed.headers.get('set-cookie')).toContain('Max-Age=3600')
    // Past the end of the first token: the address of the ticket outlives it as well.
    expect((await redeem(server, ticket, { cookie })).status).toBe(200)
    await server.time.advance(1_000_000)
    expect((await redeem(server, ticket, { cookie })).status).toBe(200)
  })

  it('is refused to another caller as if there was no such connection', async () => {
    const server = await createServer()
    const feed = await server.subscribeAs(server.alice, own)
    const clientId = clientIdOf(feed)
    const asBob = await server.callAs(server.bob, 'POST', '/events/refresh', { clientId })
    const unknown = await server.callAs(server.bob, 'POST', '/events/refresh', { clientId: 'x' })
    expect(asBob).toMatchObject({ status: 404, body: { detail: unknown.body['detail'] } })
    const otherTenant = await server.token(alice, { tenant: 'acme' })
    const ofTenant = await server.callAs(otherTenant, 'POST', '/events/refresh', { clientId })
    expect(ofTenant.status).toBe(404)
  })

  it('with fewer rights is refused, and the connection ends with the first token', async () => {
    const server = await createServer()
    const wide = await server.token(alice, { scopes: ['streams:read:all'] })
    const feed = await server.subscribeAs(wide, 'all=true')
    const { body } = await server.callAs(server.alice, 'POST', '/events/refresh', {
      clientId: clientIdOf(feed),
    })
    expect(body).toMatchObject({ code: 'forbidden_topics', topics: ['all'] })
    await server.time.advance(3_600_000)
    expect(feed.isEnded).toBe(true)
  })

  it('needs the rights to everything that the connection was opened with, its snapshot included', async () => {
    const server = await createServer()
    const wide = await server.token(alice, { scopes: ['streams:read:all'] })
    const feed = await server.subscribeAs(wide, `users=${alice}&snapshot=${bob}`)
    const renew = (token: string) =>
      server.callAs(token, 'POST', '/events/refresh', { clientId: clientIdOf(feed) })
    const { body } = await renew(server.alice)
    expect(body).toMatchObject({ code: 'forbidden_topics', topics: [`user:${bob}`] })
    expect((await renew(wide)).status).toBe(200)
  })

  it('with other rights counts for every event from then on', async () => {
    const server = await createServer()
    const wide = await server.token(alice, { scopes: ['streams:read:all'] })
    const feed = await server.subscribeAs(wide, 'streams=1')
    await server.callAs(server.alice, 'POST', '/events/refresh', { clientId: clientIdOf(feed) })
    // Created after the renewal, between others: with the first token it would have been sent.
    await server.server.ledger.create({
      sender: bob,
      recipient: carol,
      tokenAddress: carol,
      ratePerSecond: 1n,
      depositedAmount: 10n,
    })
    await server.time.settle()
    expect(feed.offsets()).toEqual([])
  })
})

describe('a revocation', () => {
  it('ends the connections of a subject at once, and refuses its tokens', async () => {
    const server = await createServer()
    const feed = await server.subscribeAs(server.alice, own)
    const other = await server.subscribeAs(server.bob, `users=${bob}`)
    await server.server.revoke({ subject: alice })
    await server.time.settle()
    expect(feed.frames.at(-1)).toEqual({ kind: 'bye', reason: 'revoked' })
    expect(feed.isEnded).toBe(true)
    expect(other.isEnded).toBe(false)
    expect(await server.callAs(server.alice, 'GET', '/streams')).toMatchObject({
      status: 401,
      body: { code: 'token_revoked' },
    })
    expect((await server.callAs(server.bob, 'GET', '/streams')).status).toBe(200)
  })

  it('leaves tokens that the subject gets later', async () => {
    const server = await createServer()
    await server.server.revoke({ subject: alice })
    await server.time.advance(1_000)
    const fresh = await server.token(alice)
    expect((await server.callAs(fresh, 'GET', '/streams')).status).toBe(200)
    expect((await server.callAs(server.alice, 'GET', '/streams')).status).toBe(401)
  })

  it('of one token leaves the others of its subject', async () => {
    const server = await createServer()
    const lost = await server.token(alice, { tokenId: 'lost' })
    const feeds = [await server.subscribeAs(lost, own), await server.subscribeAs(server.alice, own)]
    await server.server.revoke({ credentialId: 'lost' })
    await server.time.settle()
    expect(feeds.map(({ isEnded }) => isEnded)).toEqual([true, false])
    expect((await server.callAs(lost, 'GET', '/streams')).status).toBe(401)
    expect((await server.callAs(server.alice, 'GET', '/streams')).status).toBe(200)
  })

  it('refuses tickets and cookies of the subject', async () => {
    const server = await createServer()
    const { ticket } = await ticketOf(server, server.alice)
    const spent = await ticketOf(server, server.alice)
    const cookie = cookieOf(await redeem(server, spent.ticket))
    await server.server.revoke({ subject: alice })
    expect(await codeOf(await redeem(server, ticket))).toBe('token_revoked')
    expect(await codeOf(await redeem(server, spent.ticket, { cookie }))).toBe('token_revoked')
  })

  it('finds a connection that was being opened', async () => {
    const server = await createServer()
    const opening = server.fetch(`/events/subscribe?${own}`, {
      headers: { authorization: `Bearer ${server.alice}` },
    })
    const revoking = server.server.revoke({ subject: alice })
    const response = await opening
    await revoking
    await server.time.settle()
    if (response.status === 200) {
      const feed = readFeed(response)
      await server.time.settle()
      expect(feed.frames.at(-1)).toMatchObject({ reason: 'revoked' })
    } else expect(await codeOf(response)).toBe('token_revoked')
    expect(server.server.hub.connections).toBe(0)
  })

  it('holds on every server of the log, and after a restart', async () => {
    const time = createStillTime()
    const log = memoryLog(time)
    const [one, other] = [createGuarded({ time, log }), createGuarded({ time, log })]
    const token = await one.token(alice)
    const feed = await other.subscribeAs(token, own)
    await one.server.revoke({ subject: alice })
    await time.settle()
    expect(feed.frames.at(-1)).toEqual({ kind: 'bye', reason: 'revoked' })
    const restarted = createGuarded({ time, log })
    expect((await restarted.callAs(token, 'GET', '/streams')).status).toBe(401)
  })

  it('is forgotten when no token can be that old, and not before', async () => {
    const server = await createServer()
    const dayMs = 86_400_000
    const longest = await server.token(alice, { lifetimeSeconds: 30 * 86_400 })
    await server.server.revoke({ subject: alice })
    await server.time.advance(29 * dayMs)
    await server.server.revoke({ subject: bob })
    expect((await server.callAs(longest, 'GET', '/streams')).status).toBe(401)
    await server.time.advance(2 * dayMs)
    await server.server.revoke({ subject: bob })
    const { values } = await server.log.states('.revocations', { prefix: '' }, 10)
    expect(values.map(({ key }) => key)).toEqual([`subject/${bob}`])
  })

  it('that cannot be read refuses every caller', async () => {
    const server = await createServer()
    await server.log.close()
    expect(await server.callAs(server.alice, 'GET', '/streams')).toMatchObject({
      status: 503,
      body: { code: 'log_unavailable' },
    })
  })
})
