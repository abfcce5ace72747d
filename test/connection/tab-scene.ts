/** Real connections in several tabs of one browser (fake-tabs.ts) against one scripted server. */
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
} from '../../src/connection/index.ts'
// Loaded in advance: the fake time of a test does not wait for a real dynamic import.
import '../../src/connection/polls.ts'
import '../../src/connection/sharing.ts'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { createFakeFeed } from '../support/fake-feed.ts'
import { createFakeTabs, type FakeTab } from '../support/fake-tabs.ts'
import type { DeliveredPaymentsFrame } from '../support/payments-frames.ts'
import { accounts, createPartyLogServer } from './party-log-server.ts'

export const [alice = '', bob = '', carol = '', dave = ''] = accounts

export interface SharedTab {
  readonly tab: FakeTab
  readonly connection: Connection<typeof payments>
  readonly frames: DeliveredPaymentsFrame[]
  offsets(): readonly (number | undefined)[]
  look(): string
}

export function createScene() {
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
export async function createPair() {
  const scene = createScene()
  const [a, b] = await scene.openAll({ all: true }, { all: true })
  if (!a || !b) throw new Error('unreachable')
  return { ...scene, a, b }
}
