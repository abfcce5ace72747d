/**
 * One connection for all tabs: which tab leads, and what becomes of a refusal. T1 … T6 are the invariants of
 * tab-transport.ts; tab-requests.test.ts and tab-handover.test.ts hold the others, and tabs-law.test.ts checks
 * T1 and T2 over random schedules.
 */
import { describe, expect, it } from 'vitest'
import { alice, bob, carol, createPair, createScene } from './tab-scene.ts'

describe('the first tab', () => {
  it('leads, and makes its request within 60 ms', async () => {
    const { feed, browser, open } = createScene()
    const a = open({ all: true })
    await browser.advance(60)
    expect(feed.requests).toHaveLength(1)
    await browser.advance(20)
    expect(a.look()).toBe('open leader')
  })

  it('makes a new request at once for a new filter while it is alone', async () => {
    const { feed, browser, openAll, query } = createScene()
    const [a] = await openAll({ streams: ['1'] })
    a?.connection.setFilter({ streams: ['1', '2'] })
    await browser.advance(20)
    expect(feed.requests).toHaveLength(2)
    expect(query().getAll('streams')).toEqual(['1', '2'])
    expect(query().get('snapshot')).toBe('2')
  })

  it('connects directly where tabs cannot share', async () => {
    const { feed, browser, open } = createScene()
    const tab = browser.open(feed.fetch)
    const platform = { ...tab.platform, tabs: { ...tab.platform.tabs, isAvailable: () => false } }
    const a = open({ all: true }, { platform })
    await browser.advance(20)
    expect(a.look()).toBe('open direct')
    expect(browser.openPorts()).toBe(0)
  })

  it('releases the channel, the lock and its timers when it is closed', async () => {
    const { browser, openAll } = createScene()
    const [a] = await openAll({ all: true })
    a?.connection.close()
    await browser.advance(2000)
    expect(browser.openPorts()).toBe(0)
    expect(browser.pending()).toBe(0)
  })
})

describe('T6 a tab where the browser refuses to share', () => {
  it.each(['lock', 'channel'] as const)('connects directly without a %s', async (refuses) => {
    const { feed, server, browser, open } = createScene()
    const { platform } = browser.open(feed.fetch, { refuses })
    const a = open({ all: true }, { platform })
    await browser.advance(20)
    expect(a.look()).toBe('open direct')
    server.append('1')
    await browser.advance(100)
    expect(a.offsets()).toEqual([2])
    expect(browser.openPorts()).toBe(0)
  })

  it.each(['lock', 'channel'] as const)('reconnects directly without a %s', async (refuses) => {
    const { feed, server, browser, open } = createScene()
    const { platform } = browser.open(feed.fetch, { refuses })
    const a = open({ all: true }, { platform })
    await browser.advance(10_000)
    server.cutNow('fail')
    server.append('1')
    await browser.advance(10_000)
    expect(a.look()).toBe('open direct')
    expect(a.offsets()).toEqual([2])
    expect(feed.requests).toHaveLength(2)
    a.connection.close()
    await browser.advance(2000)
    expect(browser.openPorts()).toBe(0)
    expect(browser.pending()).toBe(0)
  })

  it('connects directly even if another tab leads', async () => {
    const { feed, browser, openAll, open } = createScene()
    const [a] = await openAll({ all: true })
    const { platform } = browser.open(feed.fetch, { refuses: 'lock' })
    const b = open({ all: true }, { platform })
    await browser.advance(1000)
    expect([a?.look(), b.look()]).toEqual(['open leader', 'open direct'])
    expect(feed.openCount()).toBe(2)
  })
})

describe('T1, T3 tabs that open and close', () => {
  it('make one request when they open together', async () => {
    const { feed, browser, open } = createScene()
    const all = [1, 2, 3, 4, 5].map(() => open({ all: true }))
    await browser.advance(2000)
    expect(feed.requests).toHaveLength(1)
    expect(all.map(({ look }) => look()).sort()).toEqual([
      ...Array(4).fill('open follower'),
      'open leader',
    ])
  })

  it('make one request each when they open one after the other, and one when the leader closes', async () => {
    const { feed, browser, openAll } = createScene()
    const all = await openAll(...Array(5).fill({ all: true }))
    expect(feed.requests).toHaveLength(5)
    expect(feed.openCount()).toBe(1)
    all[2]?.connection.close()
    await browser.advance(1000)
    expect(feed.requests).toHaveLength(5)
    all[0]?.connection.close()
    await browser.advance(1000)
    expect(feed.requests).toHaveLength(6)
    expect(feed.openCount()).toBe(1)
  })

  it('make the leader send a new request at most every 250 ms', async () => {
    const { feed, browser, open, openAll } = createScene()
    await openAll({ all: true })
    for (let n = 0; n < 10; n++) {
      open({ all: true })
      await browser.advance(30)
    }
    await browser.advance(1000)
    expect(feed.requests.length).toBeLessThanOrEqual(4)
    expect(feed.openCount()).toBe(1)
  })
})

describe('T5 a refusal', () => {
  it('with 403 fails the leader only, and the next tab leads', async () => {
    const { feed, server, browser, open } = createScene()
    server.intercept = (request) => {
      if (request.headers.get('authorization') !== 'Bearer bad') return false
      request.answer(403)
      return true
    }
    const a = open({ all: true }, { getToken: () => 'bad' })
    const b = open({ all: true }, { getToken: () => 'good' })
    await browser.advance(1000)
    expect([a.look(), b.look()]).toEqual(['failed direct', 'open leader'])
    expect(feed.openCount()).toBe(1)
  })

  it('of the merged filter fails only the tab with the refused topics', async () => {
    const { server, browser, open, openAll, feed } = createScene()
    server.intercept = (request) => {
      if (!request.url.search.includes(carol)) return false
      request.answer(403)
      return true
    }
    const [a] = await openAll({ users: [alice] })
    const b = open({ users: [carol] })
    const c = open({ users: [bob] })
    await browser.advance(3000)
    expect(b.look()).toBe('failed direct')
    expect(a?.look()).toBe('open leader')
    server.append('1')
    await browser.advance(100)
    expect([a?.offsets(), c.offsets()]).toEqual([[2], [2]])
    expect(feed.requests.length).toBeLessThanOrEqual(5)
  })

  it('to provide credentials lets another tab lead', async () => {
    const { browser, openAll, open } = createScene()
    const a = open({ all: true }, { getToken: () => Promise.reject(new Error('Signed out.')) })
    await browser.advance(30)
    await openAll()
    const b = open({ all: true })
    await browser.advance(2000)
    expect(b.look()).toMatch('open')
    expect(a.connection.getSnapshot().lastError?.code).toBe('credentials')
  })

  it('after the token was revoked closes the leader only', async () => {
    const { a, b, server, browser } = await createPair()
    server.write('event: bye\ndata: {"reason":"revoked"}\n\n')
    await browser.advance(1000)
    expect(a.look()).toBe('closed direct')
    expect(b.look()).toBe('open leader')
  })

  it('with 204 closes all tabs', async () => {
    const { server, browser, open } = createScene()
    server.intercept = (request) => {
      request.answer(204)
      return true
    }
    const a = open({ all: true })
    const b = open({ all: true })
    await browser.advance(1000)
    expect([a, b].map(({ connection }) => connection.getSnapshot())).toMatchObject([
      { status: 'closed', by: 'server-204' },
      { status: 'closed', by: 'server-204' },
    ])
  })
})
