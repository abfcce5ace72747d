/** How tabs that share replace a leader that goes, hangs or waits: T3 and T4 of tab-transport.ts. */
import { describe, expect, it } from 'vitest'
import type { RunFeedRequest } from '../../src/connection/attempt.ts'
import { ConnectionError } from '../../src/connection/errors.ts'
import type { FeedRequest } from '../../src/connection/feed-request.ts'
import { createRunner, type Runner } from '../../src/connection/runner.ts'
import { tabProtocol } from '../../src/connection/tab-message.ts'
import { createTabTransport } from '../../src/connection/tab-transport.ts'
import { rulesOf } from '../../src/connection/transport.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeTabs, type FakeTab } from '../support/fake-tabs.ts'
import { alice, carol, createPair, createScene } from './tab-scene.ts'

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
    const name = `streamgauge:payments:tabs:${tabProtocol}`
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
