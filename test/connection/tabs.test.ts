/**
 * One connection for all tabs: real connections in several tabs of one browser (fake-tabs.ts) against
 * one scripted server. T1 … T6 are the invariants of tab-transport.ts; tabs-law.test.ts checks T1 and T2
 * over random schedules.
 */
import { describe, expect, it } from 'vitest'
import { ConnectionError } from '../../src/connection/errors.ts'
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
} from '../../src/connection/index.ts'
import { createRunner, type Runner } from '../../src/connection/runner.ts'
// Loaded in advance: the fake time of a test does not wait for a real dynamic import.
import '../../src/connection/sharing.ts'
import type { RunFeedRequest } from '../../src/connection/attempt.ts'
import type { FeedRequest } from '../../src/connection/feed-request.ts'
import { type TabMessage, tabProtocol } from '../../src/connection/tab-message.ts'
import { createTabTransport } from '../../src/connection/tab-transport.ts'
import { rulesOf } from '../../src/connection/transport.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeTabs, type FakeTab } from '../support/fake-tabs.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { accounts, createPartyLogServer } from './party-log-server.ts'
import { wordsOf } from './scene.ts'

const [alice = '', bob = '', carol = '', dave = ''] = accounts

interface SharedTab {
  readonly tab: FakeTab
  readonly connection: Connection<typeof payments>
  readonly frames: DeliveredPaymentsFrame[]
  offsets(): readonly (number | undefined)[]
  look(): string
}

function createScene() {
  const feed = createFakeFeed()
  const server = createPartyLogServer(feed)
  const browser = createFakeTabs()
  server.create(0, 1)

  function open(
    filter: PaymentsFilter,
    options: Partial<ConnectionOptions<typeof payments>> = {},
  ): SharedTab {
    const tab = browser.open(feed.fetch)
    const connection = createConnection({
      feed: payments,
      url: 'http://log.test',
      filter,
      share: 'tabs',
      platform: tab.platform,
      ...options,
    })
    const frames: DeliveredPaymentsFrame[] = []
    connection.onFrames((batch) => frames.push(...batch))
    connection.open()
    return {
      tab,
      connection,
      frames,
      offsets: () =>
        frames.flatMap(({ kind, position }) => (kind === 'event' ? position?.offset : [])),
      look() {
        const { status, transport } = connection.getSnapshot()
        return `${status} ${transport}`
      },
    }
  }

  /** Opens one tab a second; the first one leads. */
  async function openAll(...filters: readonly PaymentsFilter[]): Promise<SharedTab[]> {
    const opened: SharedTab[] = []
    for (const filter of filters) {
      opened.push(open(filter))
      await browser.advance(1000)
    }
    return opened
  }

  const query = () => feed.latest().url.searchParams
  return { feed, server, browser, open, openAll, query }
}

/** Two tabs without a filter; the first one leads. */
async function createPair() {
  const scene = createScene()
  const [a, b] = await scene.openAll({ all: true }, { all: true })
  if (!a || !b) throw new Error('unreachable')
  return { ...scene, a, b }
}

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
    const name = `streamgauge:tabs:${tabProtocol}`
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

describe('T3 a leader that goes', () => {
  it('is replaced within 20 ms when it closes, from the same cursor', async () => {
    const { a, b, server, browser, feed } = await createPair()
    server.append('1')
    await browser.advance(100)
    a.connection.close()
    server.append('1')
    await browser.advance(20)
    expect(feed.latest().headers.get('last-event-id')).toBe('e1.2')
    await browser.advance(100)
    expect(b.look()).toBe('open leader')
    expect(b.offsets()).toEqual([2, 3])
    expect(feed.requests).toHaveLength(3)
  })

  it('is replaced for all other tabs when it crashes', async () => {
    const { server, browser, feed, openAll } = createScene()
    const [a, b, c] = await openAll({ all: true }, { users: [alice] }, { users: [carol] })
    a?.tab.kill()
    server.append('1')
    await browser.advance(100)
    expect([b?.look(), c?.look()]).toEqual(['open leader', 'open follower'])
    expect([b?.offsets(), c?.offsets()]).toEqual([[2], []])
    expect(feed.requests).toHaveLength(4)
  })

  it('is replaced without a wait if its successor has the requests of the other tabs', async () => {
    const { browser, feed, openAll } = createScene()
    const [a, b] = await openAll({ all: true }, { all: true }, { all: true })
    a?.connection.close()
    await browser.advance(1000)
    expect(b?.look()).toBe('open leader')
    const before = feed.requests.length
    b?.tab.kill()
    await browser.advance(20)
    expect(feed.requests).toHaveLength(before + 1)
  })

  it('is replaced without a wait for a tab that crashed long ago', async () => {
    const { browser, feed, open, openAll } = createScene()
    const [a, , , d] = await openAll(...Array(4).fill({ all: true }))
    d?.tab.kill()
    open({ all: true })
    await browser.advance(1000)
    const before = feed.requests.length
    a?.connection.close()
    await browser.advance(10)
    expect(feed.requests).toHaveLength(before + 1)
  })

  it('disconnects the followers when the server asks it to reconnect, and all reconnect', async () => {
    const { a, b, server, browser, feed } = await createPair()
    await browser.advance(6000)
    server.goodbye(3000)
    await browser.advance(100)
    for (const { connection } of [a, b]) {
      expect(connection.getSnapshot()).toMatchObject({ status: 'waiting', cause: 'goodbye' })
    }
    await browser.advance(4000)
    expect([a.look(), b.look()]).toEqual(['open leader', 'open follower'])
    expect(feed.requests).toHaveLength(3)
  })

  it('resigns when its page begins a navigation, and follows with one request', async () => {
    const { browser, feed, server, openAll } = createScene()
    const [a, b, c] = await openAll(...Array(3).fill({ all: true }))
    const before = feed.requests.length
    const shown: string[] = []
    for (const each of [a, b, c]) {
      each?.connection.subscribe(() => shown.push(each.connection.getSnapshot().status))
    }
    a?.tab.page.beginNavigation()
    server.append('1')
    await browser.advance(200)
    expect([a, b, c].map((each) => each?.look())).toEqual([
      'open follower',
      'open leader',
      'open follower',
    ])
    expect(shown).not.toContain('waiting')
    expect([a?.offsets(), b?.offsets(), c?.offsets()]).toEqual([[2], [2], [2]])
    await browser.advance(2000)
    expect(feed.requests).toHaveLength(before + 1)
    expect(feed.openCount()).toBe(1)
  })

  it('keeps the request when its page begins a navigation while there is no other tab', async () => {
    const { browser, feed, openAll } = createScene()
    const [a, b] = await openAll({ all: true }, { all: true })
    b?.connection.close()
    await browser.advance(1000)
    const before = feed.requests.length
    a?.tab.page.beginNavigation()
    await browser.advance(1000)
    expect(feed.requests).toHaveLength(before)
    expect(a?.look()).toBe('open leader')
  })

  it('is replaced while it is frozen, and follows when it resumes', async () => {
    const { a, b, server, browser, feed } = await createPair()
    a.tab.page.setFrozen(true)
    a.tab.hang()
    server.append('1')
    await browser.advance(100)
    expect(b.look()).toBe('open leader')
    a.tab.wake()
    a.tab.page.setFrozen(false)
    await browser.advance(2000)
    expect([a.look(), b.look()]).toEqual(['open follower', 'open leader'])
    expect([a.offsets(), b.offsets()]).toEqual([[2], [2]])
    expect(feed.openCount()).toBe(1)
  })
})

describe('T4 a leader that hangs', () => {
  it('is replaced 1 s after another tab has sent it a request', async () => {
    const { a, server, browser, open, feed } = await createPair()
    a.tab.hang()
    const c = open({ all: true })
    await browser.advance(900)
    expect(c.look()).toBe('connecting direct')
    await browser.advance(500)
    expect(['open leader', 'open follower']).toContain(c.look())
    server.append('1')
    await browser.advance(100)
    expect(c.offsets()).toEqual([2])
    expect(feed.openCount()).toBe(2)
  })

  it('aborts its request as soon as it wakes, and follows', async () => {
    const { a, b, server, browser, open, feed } = await createPair()
    a.tab.hang()
    open({ all: true })
    await browser.advance(2000)
    const hung = feed.requests[1]
    expect(hung?.signal.aborted).toBe(false)
    server.append('1')
    a.tab.wake()
    await browser.settle()
    expect(hung?.signal.aborted).toBe(true)
    await browser.advance(2000)
    expect(a.look()).toBe('open follower')
    expect([a.offsets(), b.offsets()]).toEqual([[2], [2]])
    expect(feed.openCount()).toBe(1)
  })

  it('aborts its request when it loses the lock, even without a message', async () => {
    const { a, browser, feed } = await createPair()
    const other = browser.open(feed.fetch)
    const name = `streamgauge:tabs:${tabProtocol}`
    other.platform.tabs.lock(name, true, { acquired() {}, lost() {}, failed() {} })
    await browser.advance(5)
    expect(feed.openCount()).toBe(0)
    expect(a.look()).toBe('connecting follower')
  })

  it('is replaced once when several tabs time out together', async () => {
    const { a, browser, open, feed } = await createPair()
    a.tab.hang()
    const late = [open({ all: true }), open({ all: true }), open({ all: true })]
    await browser.advance(5000)
    a.tab.wake()
    await browser.advance(2000)
    const roles = [a, ...late].map(({ look }) => look())
    expect(roles.filter((role) => role.startsWith('open'))).toHaveLength(4)
    expect(browser.lockOwners()).toHaveLength(1)
    expect(feed.openCount()).toBe(1)
  })

  it('is replaced before all of the tabs that opened together have stolen the lock', async () => {
    const { a, browser, open } = await createPair()
    a.tab.hang()
    for (let count = 0; count < 5; count++) open({ all: true })
    await browser.advance(1500)
    // Timeouts that fall within two milliseconds of each other still overlap.
    expect(browser.steals()).toBeLessThanOrEqual(2)
  })

  it('keeps the lock when the other tab has been asleep itself', async () => {
    const { a, browser, open } = await createPair()
    const c = open({ all: true })
    // It has sent its request, and hangs before the reply arrives.
    await browser.settle()
    c.tab.hang()
    await browser.advance(3000)
    c.tab.wake()
    await browser.advance(1000)
    expect(a.look()).toBe('open leader')
    expect(c.look()).toBe('open follower')
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

describe('T3 while the leader waits', () => {
  /** Connections without subscription and delivery, so that delays can be compared. */
  function createMachines() {
    const feed = createFakeFeed()
    const browser = createFakeTabs()
    const request: FeedRequest = { topics: ['all'], cursor: '', snapshot: true }

    function open(pinned?: number): Runner & { readonly tab: FakeTab } {
      const tab = browser.open(feed.fetch)
      const random = pinned === undefined ? tab.platform.random : { next: () => pinned }
      const platform = { ...tab.platform, random }
      const direct: RunFeedRequest = async (_request, { signal }, on) => {
        on.sent()
        const response = await platform.fetch('http://log.test', { signal }).catch(() => null)
        if (response !== null && !signal.aborted) {
          if (response.ok) on.head()
          else on.report({ type: 'lost', error: new ConnectionError('status', 'Unavailable.') })
        }
      }
      const share = createTabTransport({
        name: 'machines',
        platform,
        direct,
        renew: () => runner.send({ type: 'renew', cause: 'tabs_changed' }),
        roleChanged() {},
        waitingMs() {
          const { status } = runner.state()
          return status.status === 'waiting' ? status.retryAtMs - platform.clock.nowMs() : null
        },
      })
      const runner: Runner = createRunner({
        platform,
        rules: rulesOf(
          { backoff: { baseMs: 30_000 } },
          {
            pingMs: null,
            isLiveAtOnce: true,
            canRefresh: false,
          },
        ),
        attempt: (_cursor, context, on) => share.attempt(request, context, on),
        on: { frame() {}, id() {}, announcing() {} },
      })
      runner.send({ type: 'open' })
      return { ...runner, tab }
    }
    return { feed, browser, open }
  }

  async function createOutage() {
    const scene = createMachines()
    scene.feed.onRequest = (request) => request.answer(503)
    const machines = [scene.open(), scene.open(), scene.open()]
    await scene.browser.advance(200)
    return { ...scene, machines }
  }

  const dueMs = (machine: Runner) => {
    const { status } = machine.state()
    return status.status === 'waiting' ? status.retryAtMs : 0
  }

  it('followers make no request and show no earlier countdown', async () => {
    const { feed, browser, machines } = await createOutage()
    expect(feed.requests).toHaveLength(1)
    const [first, second, third] = machines.map(dueMs)
    expect(first).toBeGreaterThan(0)
    expect(second).toBeGreaterThanOrEqual(first ?? 0)
    expect(third).toBeGreaterThanOrEqual(first ?? 0)
    const nowMs = machines[0]?.tab.platform.clock.nowMs() ?? 0
    await browser.advance((first ?? 0) - nowMs - 10)
    expect(feed.requests).toHaveLength(1)
    await browser.advance(200)
    expect(feed.requests).toHaveLength(2)
    expect(machines.map((machine) => machine.state().attempt)).toEqual([2, 2, 2])
  })

  it('a follower that timed out at the same time makes no request', async () => {
    const { feed, browser, open } = createMachines()
    const machines = [open(0.9), open(), open(), open()]
    await browser.advance(65_100)
    expect(machines.map((machine) => machine.state().lastError?.code)).toEqual(
      Array(4).fill('timeout'),
    )
    const [first = 0, ...others] = machines.map(dueMs)
    expect(Math.min(...others)).toBeLessThan(first)
    const nowMs = machines[0]?.tab.platform.clock.nowMs() ?? 0
    await browser.advance(first - nowMs - 10)
    expect(feed.requests).toHaveLength(1)
    await browser.advance(200)
    expect(feed.requests).toHaveLength(2)
  })

  it('followers wait too, even if a timeout aborted the request', async () => {
    const { browser, open, feed } = createScene()
    feed.onRequest = () => {}
    open({ all: true }, { connectTimeoutMs: 5000 })
    const b = open({ all: true })
    await browser.advance(5050)
    expect(b.look()).toBe('waiting follower')
  })

  it('a new tab makes it send a request at once', async () => {
    const { feed, browser, machines, open } = await createOutage()
    feed.onRequest = (request) => void request.accept()
    const late = open()
    await browser.advance(400)
    expect(feed.requests).toHaveLength(2)
    for (const machine of [...machines, late]) expect(machine.state().status.status).toBe('open')
  })

  it('retryNow in any tab makes it send a request at once', async () => {
    const { feed, browser, machines } = await createOutage()
    feed.onRequest = (request) => void request.accept()
    await browser.advance(300)
    machines[2]?.send({ type: 'retry_now' })
    await browser.advance(100)
    expect(feed.requests).toHaveLength(2)
    for (const machine of machines) expect(machine.state().status.status).toBe('open')
  })
})
