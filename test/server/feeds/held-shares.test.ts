/** Callers that do not read their answers: each uses up its own share of the memory, and nothing of the others'. */
import { describe, expect, it } from 'vitest'
import type { AppConfig } from '../../../server/app-config.ts'
import type { Authenticator } from '../../../server/auth/authenticator.ts'
import { paymentsScopes } from '../../../server/feeds/payments/rights.ts'
import { alice, bob, createWired } from '../../support/wired.ts'

/** The caller is the one that its header names; without the header it is trusted, and has no name. */
const byName: Authenticator = {
  name: 'test',
  async authenticate({ headers }) {
    const subject = headers.get('x-caller')
    return {
      ok: true,
      identity: { subject, isTrusted: subject === null, scopes: [paymentsScopes.readAll] },
    }
  },
}

/** A server with 110 streams, which keeps at most 440 items, and 220 of one caller. */
async function createServer(config: Partial<AppConfig> = {}) {
  const wired = createWired({
    authenticator: byName,
    config: { maxHeldItems: 440, maxHeldItemsPerCaller: 220, maxWaitingReads: 0, ...config },
  })
  for (let n = 0; n < 110; n++) await wired.createStream()
  /** The nth address reads, and does not take the body. */
  const read = (n: number, subject: string | null, path = '/streams?limit=110') =>
    wired.server.app.fetch(
      new Request(`http://wired.test${path}`, {
        ...(subject !== null && { headers: { 'x-caller': subject } }),
      }),
      { remoteAddress: `192.0.2.${n}` },
    )
  return { ...wired, read }
}

describe('lists that are not read', () => {
  it('of one subject over many addresses leave room for others', async () => {
    const { read } = await createServer()
    const unread: Response[] = []
    for (let n = 1; n <= 20; n++) unread.push(await read(n, alice))
    expect(unread.map(({ status }) => status)).toEqual([200, 200, ...Array(18).fill(429)])
    expect(await unread[2]?.json()).toMatchObject({ code: 'too_many_reads' })
    expect(unread[2]?.headers.get('retry-after')).toBe('5')
    expect((await read(1, bob)).status).toBe(200)
  })

  it('of one address leave room for others when callers have no subject', async () => {
    const { read } = await createServer()
    const statuses = []
    for (let n = 0; n < 4; n++) statuses.push((await read(7, null)).status)
    expect(statuses).toEqual([200, 200, 429, 429])
    expect((await read(8, null)).status).toBe(200)
  })

  it('are not begun at once beyond the share, and others come first when they are', async () => {
    const { read } = await createServer({ maxReads: 1, maxWaitingReads: 30 })
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => read(n + 1, alice)))
    expect(all.filter(({ status }) => status === 200)).toHaveLength(2)
    expect((await read(1, bob)).status).toBe(200)
  })

  it('give the share back when they have been read, cancelled or dropped', async () => {
    const { read, time } = await createServer()
    const [first, second] = [await read(1, alice), await read(2, alice)]
    expect((await read(3, alice)).status).toBe(429)
    await first?.text()
    expect((await read(3, alice)).status).toBe(200)
    expect((await read(4, alice)).status).toBe(429)
    await second?.body?.cancel()
    expect((await read(4, alice)).status).toBe(200)
    expect((await read(5, alice)).status).toBe(429)
    await time.advance(60_500)
    expect((await read(5, alice)).status).toBe(200)
  })
})

describe('snapshots that are not read', () => {
  it('count once for a caller that shares them, and in its own share only', async () => {
    const { read } = await createServer({ maxHeldItems: 880, maxHeldItemsPerCaller: 264 })
    // 110 items for the snapshot that the two share, and 110 for each list that is being sent.
    expect((await read(1, alice, '/events/snapshot?all=true')).status).toBe(200)
    expect((await read(2, alice, '/events/snapshot?all=true')).status).toBe(200)
    expect((await read(3, alice, '/events/snapshot?all=true')).status).toBe(429)
    expect((await read(3, bob, '/events/snapshot?all=true')).status).toBe(200)
  })

  it('refuse further subscriptions with a snapshot, and none without', async () => {
    const { read } = await createServer()
    await read(1, alice)
    await read(2, alice)
    const withSnapshot = await read(3, alice, '/events/subscribe?all=true&snapshot=true')
    expect(withSnapshot.status).toBe(429)
    expect((await read(3, alice, '/events/subscribe?all=true')).status).toBe(200)
    expect((await read(4, bob, '/events/subscribe?all=true&snapshot=true')).status).toBe(200)
  })
})
