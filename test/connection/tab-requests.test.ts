/** What the tabs of one connection ask for together, and what each of them is given: T2 of tab-transport.ts. */
import { describe, expect, it } from 'vitest'
import { type TabMessage, tabProtocol } from '../../src/connection/tab-message.ts'
import { freshnessOf } from '../../src/react/freshness.ts'
import { wordsOf } from './scene.ts'
import { alice, bob, carol, createPair, createScene, dave, type SharedTab } from './tab-scene.ts'

describe('T2 a shared request', () => {
  it('merges the filters, and asks for the state of new topics only', async () => {
    const { browser, server, openAll, query } = createScene()
    server.create(2, 3)
    const [a, b] = await openAll({ users: [alice] }, { users: [carol], streams: ['1'] })
    expect(query().getAll('users')).toEqual([alice, carol])
    expect(query().getAll('streams')).toEqual(['1'])
    expect(query().get('snapshot')).toBe(`1,${carol}`)
    server.append('1')
    server.append('2')
    await browser.advance(100)
    expect(a?.offsets()).toEqual([3])
    expect(b?.offsets()).toEqual([3, 4])
    expect(a?.connection.coverage()).toEqual([`user:${alice}`])
  })

  it('resumes from the cursor of the slowest tab', async () => {
    const { a, b, server, browser, feed } = await createPair()
    b.tab.page.setFrozen(true)
    server.append('1')
    await browser.advance(1000)
    server.append('1')
    await browser.advance(1000)
    b.tab.page.setFrozen(false)
    await browser.advance(2000)
    expect(feed.latest().headers.get('last-event-id')).toBe('e1.1')
    expect(a.offsets()).toEqual([2, 3])
    expect(b.offsets()).toEqual([2, 3])
    expect(a.connection.getSnapshot().duplicatesDropped).toBe(2)
  })

  it('resumes a reloaded tab from its own cursor, without a gap', async () => {
    const { a, b, server, browser, feed, open } = await createPair()
    server.append('1')
    await browser.advance(1000)
    b.connection.close()
    server.append('1')
    server.append('1')
    await browser.advance(1000)
    const { platform } = browser.open(feed.fetch)
    const reloaded = open(
      { all: true },
      { platform: { ...platform, storage: b.tab.platform.storage } },
    )
    await browser.advance(2000)
    expect(feed.latest().headers.get('last-event-id')).toBe('e1.2')
    expect(reloaded.look()).toBe('open follower')
    expect(reloaded.offsets()).toEqual([3, 4])
    expect(reloaded.connection.getSnapshot()).toMatchObject({ gaps: 0, phase: 'live' })
    expect(a.offsets()).toEqual([2, 3, 4])
  })

  it('declares a gap only to the tab that is far behind', async () => {
    const { a, b, server, browser, feed } = await createPair()
    b.tab.page.setFrozen(true)
    for (let n = 0; n < 1100; n++) server.append('1')
    await browser.advance(1000)
    b.tab.page.setFrozen(false)
    await browser.advance(2000)
    expect(feed.latest().headers.get('last-event-id')).toBe('e1.1101')
    expect(a.connection.getSnapshot()).toMatchObject({ gaps: 0, phase: 'live' })
    expect(b.connection.getSnapshot()).toMatchObject({ gaps: 1, phase: 'live' })
    expect(b.frames.map(wordsOf).slice(-3)).toEqual([
      'gap 2-1101 too_far',
      'snapshot 1/2',
      'snapshot 2/2',
    ])
    expect(feed.requests).toHaveLength(3)
  })

  it('sends a reset only to a tab whose cursor belongs to a replaced log', async () => {
    const { a, b, server, browser } = await createPair()
    b.tab.page.setFrozen(true)
    server.newEpoch()
    server.append('1')
    await browser.advance(10_000)
    const gaps = a.connection.getSnapshot().gaps
    b.tab.page.setFrozen(false)
    await browser.advance(2000)
    expect(a.connection.getSnapshot().gaps).toBe(gaps)
    expect(b.frames.map(wordsOf).slice(-3)).toEqual(['reset epoch', 'snapshot 1/2', 'snapshot 2/2'])
    expect(b.connection.getSnapshot()).toMatchObject({ phase: 'live', lastEventId: 'e2.1' })
  })

  it('keeps every tab fresh with any byte, even half a line', async () => {
    const { b, server, browser } = await createPair()
    for (let n = 0; n < 12; n++) {
      await browser.advance(9000)
      server.write('x')
    }
    await browser.advance(1000)
    expect(b.connection.getSnapshot()).toMatchObject({
      status: 'open',
      isFresh: true,
      reconnects: 0,
    })
  })

  it('is relayed with one message per chunk, and at most four a second for bytes without frames', async () => {
    const { server, browser } = await createPair()
    const before = browser.posted.length
    server.write(': one\n\n: two\n\nid: e1.1\n\nretry: 3000\n\n: three\n')
    await browser.advance(10)
    expect(browser.posted.slice(before)).toMatchObject([
      {
        type: 'chunk',
        items: [
          ['comment', 'one'],
          ['comment', 'two'],
          ['id', 'e1.1'],
          ['retryField', 3000],
          ['comment', 'three'],
        ],
      },
    ])
    for (let n = 0; n < 100; n++) {
      server.write('x')
      await browser.advance(10)
    }
    expect(browser.posted.length - before).toBeLessThanOrEqual(1 + 4)
  })

  it('changes with the filter of a follower', async () => {
    const { server, browser, openAll, query } = createScene()
    server.create(2, 3)
    const [, b] = await openAll({ users: [alice] }, { users: [bob] })
    b?.connection.setFilter({ users: [bob, dave] })
    await browser.advance(1000)
    expect(query().getAll('users')).toEqual([alice, bob, dave])
    expect(query().get('snapshot')).toBe(dave)
    expect(b?.connection.coverage()).toEqual([`user:${bob}`, `user:${dave}`])
    server.append('2')
    await browser.advance(100)
    expect(b?.offsets()).toEqual([3])
  })

  it('is not taken for the response to a later request of the same tab', async () => {
    const { browser, open, feed } = createScene()
    // A leader of which this test is the voice: it holds the lock.
    const { platform } = browser.open(feed.fetch)
    const name = `streamgauge:payments:tabs:${tabProtocol}`
    platform.tabs.lock(name, false, { acquired() {}, lost() {}, failed() {} })
    const b = open({ users: [bob] })
    await browser.advance(10)
    b.connection.pause()
    b.connection.setFilter({ users: [bob, dave] })
    b.connection.resume()
    await browser.advance(10)
    const requests = (browser.posted as readonly TabMessage[]).filter(
      (message) => message.type === 'request',
    )
    expect(requests.map(({ attempt }) => attempt)).toEqual([1, 2])
    const from = { from: 'leader', leaderEpoch: 1e15 }
    const serve = (attempt: number) => {
      const served = { [requests[0]?.from ?? '']: attempt }
      const shared = { ...from, sharedAttempt: attempt }
      browser.postToAll({ type: 'start', ...shared, served, cursor: '' })
      browser.postToAll({ type: 'head', ...shared })
    }
    serve(1)
    expect(b.connection.getSnapshot().status).toBe('connecting')
    serve(2)
    expect(b.connection.getSnapshot().status).toBe('open')
  })

  it('excludes a tab whose topics exceed the limit: it connects directly', async () => {
    const { feed, server, browser, openAll } = createScene()
    const ids = (from: number) => Array.from({ length: 60 }, (_, n) => String(from + n))
    const [a, b, c] = await openAll(
      { streams: ids(1) },
      { streams: ids(100) },
      { streams: ids(20) },
    )
    expect([a?.look(), b?.look(), c?.look()]).toEqual([
      'open leader',
      'open direct',
      'open follower',
    ])
    // One for each tab: the excluded one made no second request.
    expect(feed.requests).toHaveLength(3)
    expect(feed.openCount()).toBe(2)
    server.append('1')
    await browser.advance(100)
    expect([a, b, c].map((tab) => tab?.offsets())).toEqual([[2], [], []])
  })

  it('ignores anything else that is posted on the channel', async () => {
    const { a, b, server, browser, feed } = await createPair()
    const chunk = browser.posted.findLast(
      (message) => (message as { type: string }).type === 'chunk',
    )
    for (const message of [
      null,
      'hello',
      {},
      { type: 'request', from: 'x' },
      { type: 'request', from: 'x', attempt: 1, request: { cursor: '', topics: [1] } },
      { type: 'toString', from: 'x' },
      { type: 'handshake', from: 'x', leaderEpoch: Number.NaN, sharedAttempt: 1 },
      // A leader that was replaced, and a shared attempt that is over.
      { type: 'handshake', from: 'x', leaderEpoch: 1, sharedAttempt: 1 },
      { ...(chunk as object), sharedAttempt: 0, number: 1 },
      { ...(chunk as object), items: [['frame', {}]] },
      {
        type: 'lost',
        from: 'x',
        leaderEpoch: 1,
        sharedAttempt: 1,
        failure: { code: 'network', message: '' },
        retryAfterMs: 1,
        isFinal: false,
      },
    ]) {
      browser.postToAll(message)
    }
    await browser.advance(1000)
    server.append('1')
    await browser.advance(100)
    expect([a.look(), b.look()]).toEqual(['open leader', 'open follower'])
    expect([a.offsets(), b.offsets()]).toEqual([[2], [2]])
    expect(feed.requests).toHaveLength(2)
  })

  it('is lost and resumed in a tab that misses a message', async () => {
    const { a, b, server, browser } = await createPair()
    const chunk = browser.posted.findLast(
      (message) => (message as { type: string }).type === 'chunk',
    )
    browser.postToAll({ ...(chunk as object), number: 99 })
    server.append('1')
    await browser.advance(5000)
    server.append('1')
    await browser.advance(100)
    expect(b.connection.getSnapshot().lastError?.message).toContain('is missing')
    expect([a.offsets(), b.offsets()]).toEqual([
      [2, 3],
      [2, 3],
    ])
  })
})

describe('a server that is degraded', () => {
  const reasons = (...tabs: readonly SharedTab[]) =>
    tabs.map(({ connection }) => {
      const snapshot = connection.getSnapshot()
      return snapshot.status === 'open' ? snapshot.degradedReason : snapshot.status
    })
  const reason = 'log_unavailable'

  it('is degraded in every tab, until it has recovered', async () => {
    const { a, b, server, browser } = await createPair()
    server.setDegraded(true)
    await browser.advance(100)
    expect(reasons(a, b)).toEqual([reason, reason])
    server.setDegraded(false)
    await browser.advance(100)
    expect(reasons(a, b)).toEqual([null, null])
  })

  it('is degraded in a tab that joins meanwhile, and never looks live there before', async () => {
    const { a, b, server, browser, open } = await createPair()
    server.setDegraded(true)
    await browser.advance(100)
    const c = open({ all: true })
    const seen = new Set<string>()
    c.connection.subscribe(() => seen.add(freshnessOf(c.connection.getSnapshot())))
    await browser.advance(2000)
    expect([a.look(), b.look(), c.look()]).toEqual([
      'open leader',
      'open follower',
      'open follower',
    ])
    expect(reasons(a, b, c)).toEqual([reason, reason, reason])
    expect([...seen]).toEqual(['stale'])
    server.setDegraded(false)
    await browser.advance(100)
    expect(reasons(a, b, c)).toEqual([null, null, null])
  })
})
