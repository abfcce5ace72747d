/**
 * What keeps the feeds of a server busy: one simulator for each feed that there is one for. For `npm start`, mocks and
 * demos; runs in Node and in a browser tab.
 */
import type { Clock, Timers } from '../../src/platform/ports.ts'
import { isCompanyFeed } from '../feeds/company/company-feed.ts'
import { createCompanySimulator } from '../feeds/company/company-simulator.ts'
import { createOrderSimulator } from '../feeds/orders/order-simulator.ts'
import { isOrdersFeed } from '../feeds/orders/orders-feed.ts'
import type { ServerFeed } from '../feeds/server-feed.ts'
import { createSeededRandom } from '../ledger/seeded-random.ts'
import type { Logger } from '../ops/logger.ts'

/** Something that keeps a feed busy. */
export interface FeedSimulator {
  /** Continues until `stop`. Starting twice has no effect. */
  start(): void
  /** No further step begins; one that is under way is finished. */
  stop(): void
  /** One step now, even if not started. */
  step(): Promise<void>
}

export interface FeedSimulatorsOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  /** The same seed, clock and feeds give the same events. */
  readonly seed: number
}

/** The simulators of the companies and orders among some feeds. That of payments is made where its scenario is chosen. */
export function feedSimulatorsOf(
  feeds: readonly ServerFeed[],
  { seed, ...world }: FeedSimulatorsOptions,
): readonly FeedSimulator[] {
  const random = () => createSeededRandom(seed)
  return [
    ...feeds
      .filter(isCompanyFeed)
      .map((feed) => createCompanySimulator({ ...world, feed, random: random() })),
    ...feeds.filter(isOrdersFeed).map((feed) => {
      const past = { feed, clock: world.clock }
      return createOrderSimulator({ ...world, store: feed.store, random: random(), past })
    }),
  ]
}
