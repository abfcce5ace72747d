/**
 * The doors between tenants in a browser: tabs that share a connection, cursors that are kept over a reload, and the
 * state of a session. The server's doors are in test/server/feeds/company.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { createFeedSession } from '../../src/connected-session.ts'
import { type Connection, createConnection } from '../../src/connection/index.ts'
// Loaded in advance: the fake time of a test does not wait for a real dynamic import.
import '../../src/connection/sharing.ts'
import { company } from '../../src/feeds/company/company.ts'
import { createCompanyServer, metric } from '../support/company-server.ts'
import { createFakeTabs, type FakeTab } from '../support/fake-tabs.ts'

type CompanyConnection = Connection<ReturnType<typeof company>>

const open: { close(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

function createScene() {
  const server = createCompanyServer()
  const browser = createFakeTabs()
  const requests: URL[] = []
  const cursors: (string | null)[] = []
  const fetch: typeof server.fetch = (input, init) => {
    requests.push(new URL(input))
    cursors.push(new Headers(init?.headers).get('last-event-id'))
    return server.fetch(input, init)
  }

  function connect(companyId: string, options: { share?: string | boolean; tab?: FakeTab } = {}) {
    const { share = false, tab = browser.open(fetch) } = options
    const connection: CompanyConnection = createConnection({
      feed: company(companyId),
      url: 'http://wired.test',
      filter: { all: true },
      platform: tab.platform,
      share,
    })
    const values: number[] = []
    connection.on('metric_updated', ({ value }) => values.push(value))
    connection.open()
    open.push(connection)
    return { connection, values, tab }
  }

  async function publish(tenant: string, value: number): Promise<void> {
    await server.feed.publish(metric(value), { tenant })
    await server.time.settle()
    await browser.advance(100)
  }

  return { server, browser, requests, cursors, connect, publish, fetch }
}

describe('company A never sees company B in a browser', () => {
  it.each([true, 'dashboard'])('through tabs that share (share: %j)', async (share) => {
    const { server, browser, requests, connect, publish } = createScene()
    const ofA = connect('a', { share })
    await browser.advance(1000)
    const ofB = connect('b', { share })
    await browser.advance(1000)
    const alsoOfA = connect('a', { share })
    await browser.advance(1000)
    await publish('a', 1)
    await publish('b', 2)
    expect([ofA.values, alsoOfA.values, ofB.values]).toEqual([[1], [1], [2]])
    // Two companies, two connections; the second tab of A shares the one of the first.
    const named = requests.map(({ searchParams }) => searchParams.get('companyId'))
    expect(new Set(named)).toEqual(new Set(['a', 'b']))
    const openOf = (companyId: string) => server.app.hubs.get(`company:${companyId}`)?.connections
    expect([openOf('a'), openOf('b')]).toEqual([1, 1])
    expect(alsoOfA.connection.getSnapshot()).toMatchObject({ transport: 'follower' })
  })

  it('through a cursor that was kept over a reload', async () => {
    const { browser, cursors, connect, publish } = createScene()
    const first = connect('a')
    await browser.advance(1000)
    await publish('a', 1)
    await browser.advance(2000)
    first.connection.close()
    expect(cursors).toEqual([null])
    const { tab } = first
    connect('b', { tab })
    await browser.advance(1000)
    expect(cursors).toEqual([null, null])
    connect('a', { tab })
    await browser.advance(1000)
    expect(cursors[2]).toMatch(/\.1$/)
  })

  it('through the state of its sessions', async () => {
    const { browser, publish, fetch } = createScene()
    const { platform } = browser.open(fetch)
    const sessions = ['a', 'b'].map((companyId) =>
      createFeedSession({
        feed: company(companyId),
        url: 'http://wired.test',
        filter: { all: true },
        platform,
      }),
    )
    for (const session of sessions) {
      session.start()
      open.push({ close: () => session.stop() })
    }
    await browser.advance(1000)
    await publish('a', 1)
    await publish('b', 2)
    const valuesOf = (session: (typeof sessions)[number] | undefined) => [
      ...(session?.store.getState().items.values() ?? []),
    ]
    expect(valuesOf(sessions[0])).toMatchObject([{ value: 1 }])
    expect(valuesOf(sessions[1])).toMatchObject([{ value: 2 }])
  })
})

describe('a page whose company is switched off', () => {
  it('ends its connection as failed, with the code of the answer', async () => {
    const { server, browser, connect } = createScene()
    const { connection } = connect('a')
    await browser.advance(1000)
    expect(connection.getSnapshot().status).toBe('open')
    await server.feed.setStreaming('a', false)
    await server.time.settle()
    await browser.advance(10)
    expect(connection.getSnapshot()).toMatchObject({
      status: 'failed',
      error: { code: 'rejected', status: 501 },
    })
  })
})
