/**
 * One connection for all tabs: real connections in several tabs of one browser (fake-tabs.ts) against
 * one scripted server. T1 … T5 are the promises of tabs.ts.
 */
import { describe, expect, it } from 'vitest'
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
} from '../../src/connection/index.ts'
import '../../src/connection/sieve.ts'
import '../../src/connection/tabs.ts'
import type { DeliveredFrame } from '../../src/protocol/feed-frames.ts'
import type { PaymentsFilter } from '../../src/protocol/filter.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeTabs, type FakeTab } from '../support/fake-tabs.ts'
import { accounts, createPartyLogServer } from './party-log-server.ts'

interface Scene {
  readonly tab: FakeTab
  readonly connection: Connection
  readonly frames: DeliveredFrame[]
  offsets(): (number | undefined)[]
  look(): string
}

function createScene() {
  const feed = createFakeFeed()
  const server = createPartyLogServer(feed)
  const browser = createFakeTabs()

  function open(filter: PaymentsFilter, options: Partial<ConnectionOptions> = {}): Scene {
    const tab = browser.open(feed.fetch)
    const connection = createConnection({
      url: 'http://log.test',
      filter,
      share: 'tabs',
      platform: tab.platform,
      ...options,
    })
    const frames: DeliveredFrame[] = []
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
  return { feed, server, browser, open }
}

describe('the first tab', () => {
  it('leads, and asks within 60 ms', async () => {
    const { feed, server, browser, open } = createScene()
    server.create(0, 1)
    const a = open({ all: true })
    await browser.advance(60)
    expect(feed.requests).toHaveLength(1)
    await browser.advance(20)
    expect(a.look()).toBe('open leader')
  })
})

describe('a second tab', () => {
  it('follows, and both are given everything', async () => {
    const { feed, server, browser, open } = createScene()
    server.create(0, 1)
    const a = open({ all: true })
    await browser.advance(1000)
    const b = open({ all: true })
    await browser.advance(1000)
    server.append('1')
    await browser.advance(100)
    expect([a.look(), b.look()]).toEqual(['open leader', 'open follower'])
    expect(feed.openCount()).toBe(1)
    expect(feed.requests).toHaveLength(2)
    expect(a.offsets()).toEqual([2])
    expect(b.offsets()).toEqual([2])
  })

  it('takes over when the first one closes', async () => {
    const { feed, server, browser, open } = createScene()
    server.create(0, 1)
    const a = open({ all: true })
    await browser.advance(1000)
    const b = open({ all: true })
    await browser.advance(1000)
    server.append('1')
    await browser.advance(100)
    a.connection.close()
    server.append('1')
    await browser.advance(100)
    expect(b.look()).toBe('open leader')
    expect(feed.latest().headers.get('last-event-id')).toBe('e1.2')
    expect(feed.requests).toHaveLength(3)
    expect(b.offsets()).toEqual([2, 3])
    expect(accounts).toHaveLength(5)
  })
})
