/**
 * TanStack Query with feeds: every public name of `streamgauge/query`. Loads neither TanStack Query nor a
 * framework; the hooks of React are in `streamgauge/query/react`.
 *
 * @packageDocumentation
 */
export { bindQueryClient, type QueryBindingOptions } from './bind-query-client.ts'
export type { CachedQuery, CacheNotice, QueryClientLike, QueryKey } from './query-client.ts'
export type { FeedQueryOptions } from './query-options.ts'
