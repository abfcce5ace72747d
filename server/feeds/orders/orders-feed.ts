/**
 * The orders feed as a server runs it: totals and times are set here, and a customer has its own orders.
 */
import { isCustomerId, type Order, totalOf } from '../../../src/feeds/orders/order.ts'
import { orders } from '../../../src/feeds/orders/orders.ts'
import {
  type ResourceFeed,
  type ResourceFeedOptions,
  resourceFeed,
} from '../resource/resource-feed.ts'
import type { ServerFeed } from '../server-feed.ts'

/** Options of {@link ordersFeed}: as of any resource, without what makes an order. */
export type OrdersFeedOptions = Pick<
  ResourceFeedOptions<Order>,
  'log' | 'ifMatch' | 'coalesceMs' | 'clock' | 'timers' | 'random'
>

/** The orders feed, with its commands and reads. */
export type OrdersFeed = ResourceFeed<'order', Order, 'customers'>

/**
 * Serves orders: `createApp({ feeds: [ordersFeed({ log })] })`. A caller whose subject is a customer id has the
 * orders of that customer; the scope `orders:read:all` allows all of them.
 *
 * @throws ProtocolError `bad_feed` as `resourceFeed`
 */
export function ordersFeed(options: OrdersFeedOptions): OrdersFeed {
  return resourceFeed(orders, {
    ...options,
    idPrefix: 'ord',
    readOnly: ['total', 'createdAt', 'updatedAt'],
    derive(order, { ts, before }) {
      const updatedAt = new Date(ts).toISOString()
      const createdAt = before?.createdAt ?? updatedAt
      return { ...order, total: totalOf(order.items), createdAt, updatedAt }
    },
    ownTopics: ({ subject }) =>
      subject !== null && isCustomerId(subject) ? [`customer:${subject}`] : [],
  })
}

/** Whether a feed is one that {@link ordersFeed} made. */
export function isOrdersFeed(feed: ServerFeed): feed is OrdersFeed {
  return feed.definition.name === orders.name && 'store' in feed
}
