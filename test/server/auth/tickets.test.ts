/** What spends a ticket, and what does not; and callers that ask for more than their share of tickets. */
import { describe, expect, it } from 'vitest'
import { createSecretStore, type SecretStore } from '../../../server/auth/secret-store.ts'
import { createTickets } from '../../../server/auth/tickets.ts'
import { refuse } from '../../../server/ops/problem-response.ts'
import { createGuarded, type Guarded } from '../../support/guarded.ts'
import { createStillTime } from '../../support/still-time.ts'
import { alice } from '../../support/wired.ts'

async function issue(server: Guarded) {
  const token = await server.token(alice)
  const { body } = await server.callAs(token, 'POST', '/events/ticket', { users: [alice] })
  return `/events/subscribe?ticket=${body['ticket']}`
}

describe('a ticket', () => {
  it('is not spent by HEAD, not even while a GET uses it', async () => {
    const server = createGuarded()
    const path = await issue(server)
    const head = () => server.fetch(path, { method: 'HEAD' })
    expect((await head()).status).toBe(200)
    expect((await head()).headers.get('set-cookie')).toBeNull()
    const [, get] = await Promise.all([head(), server.fetch(path)])
    expect(get.status).toBe(200)
    expect((await head()).status).toBe(401)
  })

  it('is not spent by a use that is refused', async () => {
    const server = createGuarded({ config: { maxConnectionsPerUser: 1 } })
    const path = await issue(server)
    const other = await server.subscribeAs(await server.token(alice), `users=${alice}`)
    const refused = await server.fetch(path)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('set-cookie')).toBeNull()
    const inBand = await server.fetch(`${path}&errors=inline`)
    expect(await inBand.text()).toContain('too_many_user_connections')
    await other.leave()
    expect((await server.fetch(path)).status).toBe(200)
  })

  it('lets in one of 200 that use it at the same time', async () => {
    const server = createGuarded()
    const path = await issue(server)
    const answers = await Promise.all(Array.from({ length: 200 }, () => server.fetch(path)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 401)).toHaveLength(199)
    expect(server.server.hub.connections).toBe(1)
  })

  it('lets in none of them twice if the first one is refused while the others wait', async () => {
    const server = createGuarded({ config: { maxConnectionsPerUser: 1 } })
    const path = await issue(server)
    const other = await server.subscribeAs(await server.token(alice), `users=${alice}`)
    const answers = await Promise.all(Array.from({ length: 200 }, () => server.fetch(path)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(0)
    await other.leave()
    const again = await Promise.all(Array.from({ length: 200 }, () => server.fetch(path)))
    expect(again.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('a ticket that a GET uses', () => {
  it('stays in use when a HEAD that came before it ends', async () => {
    const { clock } = createStillTime()
    const tickets = createTickets({ clock, expectOwnPage: () => {} })
    const identity = { subject: alice, isTrusted: false }
    const asked = { topics: ['all'], snapshot: false, tenant: null } as const
    const { ticket } = await tickets.issue('payments', identity, asked, undefined)
    const use = (method: string) =>
      tickets.redeem('payments', ticket, new Request('http://localhost/', { method }), async () => {
        throw refuse('token_missing', 'There is none.')
      })
    const head = await use('HEAD')
    const first = await use('GET')
    head.abandon()
    await expect(use('GET')).rejects.toThrow('it was used before')
    first.abandon()
    await expect(use('GET')).resolves.toMatchObject({ identity })
  })
})

describe('the cookie of a ticket', () => {
  it.each([
    ['http://localhost/', false],
    ['http://app.localhost:3001/', false],
    ['http://127.0.0.1/', false],
    ['https://localhost/', true],
    ['http://api.example/', true],
    ['http://127.api.example/', true],
  ])('on %s is for secure connections only: %s', async (url, isSecure) => {
    const { clock } = createStillTime()
    const tickets = createTickets({ clock, expectOwnPage: () => {} })
    const identity = { subject: alice, isTrusted: false }
    const asked = { topics: ['all'], snapshot: false, tenant: null } as const
    const { ticket } = await tickets.issue('payments', identity, asked, undefined)
    const use = await tickets.redeem('payments', ticket, new Request(url), async () => identity)
    expect((await use.accept())?.includes('; Secure')).toBe(isSecure)
  })
})

describe('tickets that are kept until the credentials expire', () => {
  it('of one address without subjects take no places from another address', async () => {
    const { clock } = createStillTime()
    const tickets = createTickets({ clock, expectOwnPage: () => {} })
    const unnamed = { subject: null, isTrusted: true } as const
    const asked = { topics: ['all'], snapshot: false, tenant: null } as const
    const issueTo = async (address: string) =>
      (await tickets.issue('payments', unnamed, asked, address)).ticket
    const use = (ticket: string) =>
      tickets.redeem('payments', ticket, new Request('http://localhost/'), async () => unnamed)
    const first = await issueTo('192.0.2.1')
    const own = await issueTo('198.51.100.7')
    await (await use(own)).accept()
    for (let n = 0; n < 5_000; n++) await (await use(await issueTo('198.51.100.7'))).accept()
    await expect(use(first)).resolves.toMatchObject({ identity: unnamed })
    await expect(use(own)).rejects.toThrow('unknown, older than 30 s')
  })
})

describe('a store of secrets that is full', () => {
  const owner = (key: string, most = 100) => ({ key, most })
  const untilMs = 1_790_000_030_000

  async function createFull(owners: number, ofEach: number) {
    const { clock, advance } = createStillTime()
    const store = createSecretStore<string>({ clock, total: owners * ofEach })
    for (let n = 0; n < owners * ofEach; n++) {
      await store.add(owner(`flood-${n % owners}`), '', untilMs)
    }
    return { store, advance }
  }
  const isKept = async (store: SecretStore<string>, secret: string | null) =>
    secret !== null && (await store.find(secret)) !== null

  it('takes places from the owner with the most, its oldest ones first', async () => {
    const { store } = await createFull(5, 10)
    const large = await store.add(owner('flood-3', 100), 'oldest of a larger one', untilMs)
    const alices: (string | null)[] = []
    for (let n = 0; n < 5; n++) alices.push(await store.add(owner('alice'), '', untilMs))
    const kept = () => Promise.all(alices.map((secret) => isKept(store, secret)))
    expect(await kept()).toEqual(alices.map(() => true))
    expect(await isKept(store, large)).toBe(true)
    for (let n = 0; n < 1_000; n++) await store.add(owner(`flood-${n % 5}`), '', untilMs)
    expect(await kept()).toEqual(alices.map(() => true))
  })

  it('takes none from an owner that has one, and refuses a new owner', async () => {
    const { store } = await createFull(50, 1)
    expect(await store.add(owner('alice'), '', untilMs)).toBeNull()
    expect(await store.add(owner('flood-7'), '', untilMs)).not.toBeNull()
  })

  it('has room again when the time of its values is over', async () => {
    const { store, advance } = await createFull(50, 1)
    await advance(30_000)
    expect(await store.add(owner('alice'), '', untilMs + 30_000)).not.toBeNull()
  })
})
