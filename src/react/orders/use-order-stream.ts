/** Keeps cached orders current, on the connection of the nearest provider. */
import { orders } from '../../feeds/orders/orders.ts'
import { type UseFeedQueriesOptions, useFeedQueries } from '../../query/react/use-feed-queries.ts'
import type { FeedStatus } from '../feed-status.ts'

/** Options of {@link useOrderStream}: whose orders, and the keys of their queries. */
export type OrderStreamOptions = UseFeedQueriesOptions<typeof orders>

/**
 * Keeps the orders in the cache of TanStack Query current while this is mounted: patches
 * `['orders', 'detail', id]` with `setQueryData`, patches lists below `['orders', 'list']` and fetches them
 * again for new orders, all of it once per animation frame, and ignores changes whose `ts` is not newer.
 *
 * @param options by default all orders, under the keys above
 * @throws GaugeError `provider_missing` outside `<FeedProvider feed={orders}>`
 * @example
 * const { connected } = useOrderStream()
 */
export function useOrderStream(options: OrderStreamOptions = {}): FeedStatus {
  return useFeedQueries(orders, options)
}
