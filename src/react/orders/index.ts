/**
 * The hooks of the orders feed: every public name of `streamgauge/orders/react`. Needs
 * `@tanstack/react-query` 5, which you install.
 *
 * @packageDocumentation
 */
export type { FeedStatus } from '../feed-status.ts'
export { type UsedResource, useResource } from '../use-resource.ts'
export { type OrderStreamOptions, useOrderStream } from './use-order-stream.ts'
