/** Revocations of credentials that never expire, that were issued ahead of time, or that are revoked elsewhere. */
import { describe, expect, it } from 'vitest'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createGuarded } from '../../support/guarded.ts'
import { createStillTime } from '../../support/still-time.ts'
import { alice, bob, createWired } from '../../support/wired.ts'

const dayMs = 86_400_000

/** Callers by keys that never expire. */
function byKey(more: Partial<Authenticator> = {}): Authenticator {
  return {
    name: 'keys',
    async authenticate({ headers }) {
      const [subject = '', credentialId = ''] = (headers.get('x-api-key') ?? '').split(' ')
      return { ok: true, identity: { subject, credentialId, isTrusted: false } }
    },
    ...more,
  }
}

function createKeyed(more: Partial<Authenticator> = {}) {
  const wired = createWired({ authenticator: byKey(more) })
  const headersOf = (key: string) => ({ headers: { 'x-api-key': key } })
  return {
    ...wired,
    ask: async (key: string) => (await wired.fetch('/streams', headersOf(key))).status,
    subscribeBy: (key: string, user: string) => wired.subscribe(`users=${user}`, headersOf(key)),
  }
}

describe('a revoked key that never expires', () => {
  it('stays revoked, also after later revocations and a restart', async () => {
    const server = createKeyed()
    await server.server.revoke({ credentialId: 'lost' })
    for (let month = 0; month < 3; month++) {
      await server.time.advance(31 * dayMs)
      await server.server.revoke({ credentialId: `another-${month}` })
      expect(await server.ask(`${alice} lost`)).toBe(401)
    }
    const restarted = createWired({ authenticator: byKey(), log: server.log, time: server.time })
    const headers = { 'x-api-key': `${alice} lost` }
    expect((await restarted.fetch('/streams', { headers })).status).toBe(401)
    expect(await server.ask(`${alice} kept`)).toBe(200)
  })

  it('is forgotten after the lifetime that its authenticator declares', async () => {
    const server = createKeyed({ longestCredentialMs: dayMs })
    await server.server.revoke({ credentialId: 'lost' })
    await server.time.advance(dayMs + 1_000)
    await server.server.revoke({ credentialId: 'another' })
    const { values } = await server.log.states('.revocations', { prefix: '' }, 10)
    expect(values.map(({ key }) => key)).toEqual(['credential/another'])
  })
})

describe('credentials that were revoked in a hole of what is followed', () => {
  it('are read until it works', async () => {
    const time = createStillTime()
    const memory = memoryLog(time)
    let failures = 0
    let gap = () => {}
    const log: EventLog = {
      ...memory,
      async states(...query) {
        if (query[0] === '.revocations' && failures-- > 0) throw new Error('It cannot be reached.')
        return memory.states(...query)
      },
      tail(name, onEntries, onGap) {
        if (name !== '.revocations') return memory.tail(name, onEntries, onGap)
        gap = () => onGap({ kind: 'gap', from: 1, to: 1 })
        return () => {}
      },
    }
    const one = createWired({ authenticator: byKey(), log, time })
    const headers = { 'x-api-key': `${alice} lost` }
    const status = async () => (await one.fetch('/streams', { headers })).status
    expect(await status()).toBe(200)
    const two = createWired({ authenticator: byKey(), log: memory, time })
    await two.server.revoke({ credentialId: 'lost' })
    failures = 2
    gap()
    await time.advance(2_900)
    expect(await status()).toBe(200)
    await time.advance(200)
    expect(await status()).toBe(401)
  })
})

describe('a token that was issued by a clock that is ahead', () => {
  it('is refused beyond a minute, so that no revocation of its subject is older than it', async () => {
    const server = createGuarded()
    const issuedAt = (aheadMs: number) =>
      server.token(alice, { issuedAtMs: server.time.clock.nowMs() + aheadMs })
    const late = await server.callAs(await issuedAt(61_000), 'GET', '/streams')
    expect(late).toMatchObject({ status: 401, body: { code: 'token_invalid' } })
    expect(late.body['detail']).toContain('iat')
    expect((await server.callAs(await issuedAt(60_000), 'GET', '/streams')).status).toBe(200)
  })

  it('loses its connections when its subject is revoked', async () => {
    const server = createGuarded()
    const token = await server.token(alice, { issuedAtMs: server.time.clock.nowMs() + 30_000 })
    const feed = await server.subscribeAs(token, `users=${alice}`)
    await server.server.revoke({ subject: alice })
    await server.time.settle()
    expect(feed.frames.at(-1)).toEqual({ kind: 'bye', reason: 'revoked' })
  })
})

describe('a revocation elsewhere, which the authenticator knows', () => {
  function createInformed() {
    const revoked = new Set<string>()
    const checks = new Set<() => void>()
    const server = createKeyed({
      isRevoked: ({ credentialId }) => revoked.has(credentialId ?? ''),
      onRevoked(check) {
        checks.add(check)
        return () => checks.delete(check)
      },
    })
    return {
      ...server,
      checks,
      revokeElsewhere(id: string) {
        revoked.add(id)
        for (const check of checks) check()
      },
    }
  }

  it('ends the connections, refuses requests and tickets, and leaves others', async () => {
    const server = createInformed()
    const feed = await server.subscribeBy(`${alice} lost`, alice)
    const other = await server.subscribeBy(`${bob} kept`, bob)
    const issued = await server.fetch('/events/ticket', {
      method: 'POST',
      headers: { 'x-api-key': `${alice} lost`, 'content-type': 'application/json' },
      body: JSON.stringify({ users: [alice] }),
    })
    const { ticket } = (await issued.json()) as { ticket: string }
    server.revokeElsewhere('lost')
    await server.time.settle()
    expect(feed.frames.at(-1)).toEqual({ kind: 'bye', reason: 'revoked' })
    expect(other.isEnded).toBe(false)
    expect(await server.ask(`${alice} lost`)).toBe(401)
    expect((await server.fetch(`/events/subscribe?ticket=${ticket}`)).status).toBe(401)
    expect(await server.ask(`${bob} kept`)).toBe(200)
  })

  it('is not listened to any more by an application that was closed', () => {
    const server = createInformed()
    expect(server.checks.size).toBe(1)
    server.server.close()
    expect(server.checks.size).toBe(0)
  })
})
