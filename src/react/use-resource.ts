/** One resource of a feed, as a data hook: what it is, and whether it is current. */
import type { FeedDefinition, FeedItemOf } from '../feeds/definition.ts'
import type { FeedStatus } from './feed-status.ts'
import { useFeedItem } from './use-feed.ts'
import { useFeedStatus } from './use-feed-status.ts'

/** What {@link useResource} returns. */
export interface UsedResource<Item> extends FeedStatus {
  /** The resource as of the last event; undefined while it is loading, and where there is none. */
  readonly data: Item | undefined
  /** Its state is on its way. */
  readonly isPending: boolean
  /** There is none with this id. */
  readonly isMissing: boolean
}

/**
 * One resource, followed while this is mounted and current with every event. It comes with the feed's
 * snapshots, so its provider must not have `snapshot={false}`.
 *
 * @param id undefined follows nothing, and is pending
 * @throws GaugeError `provider_missing`
 * @example
 * const { data: parcel, isPending, connected } = useResource(parcels, 'p1')
 */
export function useResource<Feed extends FeedDefinition>(
  feed: Feed,
  id: string | undefined,
): UsedResource<FeedItemOf<Feed>> {
  const { item, phase } = useFeedItem(feed, id)
  const status = useFeedStatus(feed)
  return {
    ...status,
    data: item ?? undefined,
    isPending: phase === 'loading',
    isMissing: item === null && phase === 'ready',
  }
}
