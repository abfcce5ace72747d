/**
 * TanStack Query with feeds, in React: every public name of `streamgauge/query/react`.
 *
 * @packageDocumentation
 */
export type { FeedStatus } from '../../react/feed-status.ts'
export { type UsedResource, useResource } from '../../react/use-resource.ts'
export { type UseFeedQueriesOptions, useFeedQueries } from './use-feed-queries.ts'
