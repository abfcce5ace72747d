/** Many tenants of one feed on one server: when their hubs are opened and closed, and what all of them share. */
import { describe, expect, it } from 'vitest'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createCompanyServer, metric } from '../../support/company-server.ts'
import { readFeed } from '../../support/feed-reader.ts'
import { shipments } from '../../support/shipments.ts'

const minuteMs = 60_000

/** A log that counts how often each of its logs is followed now. */
function followedLog() {
  const log = memoryLog()
  const followed = new Map<string, number>()
  const forgotten: string[] = []
  const tail: EventLog['tail'] = (name, ...rest) => {
    const stop = log.tail(name, ...rest)
    followed.set(name, (followed.get(name) ?? 0) + 1)
    return () => {
      followed.set(name, (followed.get(name) ?? 0) - 1)
      stop()
    }
  }
  const forget = (name: string) => {
    forgotten.push(name)
    log.forget?.(name)
  }
  return { log: { ...log, tail, forget }, followed, forgotten }
}

describe('the hubs of tenants', () => {
  it('are opened on demand, and closed when nothing has held them for five minutes', async () => {
    const { log, followed, forgotten } = followedLog()
    const { app, subscribe, time } = createCompanyServer({ log })
    expect(app.hubs.size).toBe(0)
    const reader = await subscribe('companyId=acme')
    expect([...app.hubs.keys()]).toEqual(['company:acme'])
    await time.advance(10 * minuteMs)
    expect(app.hubs.get('company:acme')?.connections).toBe(1)

    await reader.leave()
    await time.advance(4 * minuteMs)
    expect(app.hubs.size).toBe(1)
    await time.advance(3 * minuteMs)
    expect(app.hubs.size).toBe(0)
    expect(followed.get('company:acme')).toBe(0)
    expect(forgotten).toEqual(['company:acme'])
  })

  it('continue exactly for clients that return after that', async () => {
    const { app, subscribe, time, feed } = createCompanyServer()
    const reader = await subscribe('companyId=acme')
    await feed.publish(metric(1), { tenant: 'acme' })
    await time.settle()
    await reader.leave()
    await time.advance(10 * minuteMs)
    expect(app.hubs.size).toBe(0)
    await feed.publish(metric(2), { tenant: 'acme' })
    const again = await subscribe(`companyId=acme&lastEventId=${reader.cursor}`)
    expect(again.text).toContain('"recovered":true,"replayed":1')
    expect((await app.measure()).feeds['company']).toMatchObject({
      connections: 1,
      openTenants: 1,
      delivered: 2,
      resumes: { none: 1, exact: 1 },
    })
  })

  it('are no more than allowed: those without connections make room, then 503', async () => {
    const { app, call, subscribe, time } = createCompanyServer({ config: { maxOpenTenants: 2 } })
    const one = await subscribe('companyId=one')
    await subscribe('companyId=two')
    const refused = await call('GET', '/stream/updates?companyId=three')
    expect(refused).toMatchObject({ status: 503, body: { code: 'too_many_tenants' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    // Nothing of the refused attempt is left over.
    expect((await call('GET', '/stream/stats')).body).toMatchObject({ activeConnections: 2 })
    await one.leave()
    await time.settle()
    expect((await subscribe('companyId=three')).text).toContain('event: connected')
    expect([...app.hubs.keys()]).toEqual(['company:two', 'company:three'])
  })

  it('keep no history of names that were only tried', async () => {
    const { log, call, time } = createCompanyServer()
    const epochOf = async () => (await log.bounds('company:typo')).epoch
    await call('GET', '/stream/snapshot?companyId=typo')
    const before = await epochOf()
    await time.advance(10 * minuteMs)
    expect(await epochOf()).not.toBe(before)
  })

  it('are drained, also one that is opened meanwhile', async () => {
    const inner = memoryLog()
    let answer = () => {}
    const isAsked = new Promise<void>((resolve) => {
      answer = resolve
    })
    // The first subscription has its slot, and waits until the switches have been read.
    const states: EventLog['states'] = async (...query) => {
      await isAsked
      return inner.states(...query)
    }
    const { app, fetch, time } = createCompanyServer({ log: { ...inner, states } })
    const early = fetch('/stream/updates?companyId=a')
    await time.settle()
    await app.drain(1_000)
    answer()
    const reader = readFeed(await early)
    await time.advance(2_000)
    expect(reader.text).toContain('event: reconnect')
    expect(reader.isEnded).toBe(true)
  })

  it('are all drained, each connection within the window', async () => {
    const { app, subscribe, time } = createCompanyServer()
    const readers = [await subscribe('companyId=a'), await subscribe('companyId=b')]
    const drained = app.drain(1_000)
    await time.advance(2_000)
    await drained
    for (const reader of readers) {
      expect(reader.text).toContain('event: reconnect')
      expect(reader.isEnded).toBe(true)
    }
  })

  it('are all closed together with the application', async () => {
    const { app, subscribe, time } = createCompanyServer()
    const readers = [await subscribe('companyId=a'), await subscribe('companyId=b')]
    app.close()
    await time.settle()
    for (const reader of readers) expect(reader.isEnded).toBe(true)
    expect(time.pendingTimers).toBe(0)
  })

  it('end the connections of revoked credentials, of whatever tenant', async () => {
    const { app, subscribe, time, token } = createCompanyServer({ auth: true })
    const mine = await subscribe('companyId=a', { token: await token('a', { subject: 'eve' }) })
    const own = await subscribe('companyId=b', { token: await token('b', { subject: 'eve' }) })
    const other = await subscribe('companyId=a', { token: await token('a', { subject: 'bob' }) })
    await time.advance(1_000)
    await app.revoke({ subject: 'eve' })
    await time.settle()
    expect([mine.isEnded, own.isEnded, other.isEnded]).toEqual([true, true, false])
    expect(mine.text).toContain('event: bye\ndata: {"reason":"revoked"}')
  })

  it('are looked at by the readiness probe while they are open', async () => {
    const { log, call, subscribe, time } = createCompanyServer()
    await subscribe('companyId=a')
    const answer = call('GET', '/readyz')
    await time.advance(100)
    expect(await answer).toMatchObject({ status: 200 })
    await time.advance(3_000)
    // A hub that no longer receives what its log has.
    const { bounds } = log
    Object.assign(log, {
      bounds: async (name: string) => {
        const found = await bounds(name)
        return name === 'company:a' ? { ...found, top: found.top + 1 } : found
      },
    })
    const late = call('GET', '/readyz')
    await time.advance(3_000)
    expect(await late).toMatchObject({ status: 503, body: { reasons: ['probe_lost'] } })
  })
})

describe('publishing', () => {
  it('names the tenant of a feed that has tenants, and no other', async () => {
    const { feed } = createCompanyServer()
    const others = serveFeed(shipments, { log: memoryLog() })
    const moved = { type: 'shipment.registered', id: '7', hub: 'OSL' } as const
    await expect(feed.publish(metric(1))).rejects.toMatchObject({ code: 'bad_tenant' })
    await expect(feed.publish(metric(1), { tenant: 'a/b' })).rejects.toMatchObject({
      code: 'bad_tenant',
    })
    await expect(others.publish(moved, { tenant: 'a' })).rejects.toMatchObject({
      code: 'bad_tenant',
    })
  })

  it('is harmless when it is repeated, for each tenant by itself', async () => {
    const { feed } = createCompanyServer()
    const publish = (tenant: string) => feed.publish(metric(1), { tenant, dedupeKey: 'k' })
    const first = await publish('a')
    expect(await publish('a')).toEqual(first)
    expect((await publish('b')).epoch).not.toBe(first.epoch)
  })
})
