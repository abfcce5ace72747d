/**
 * Warns if events arrive and the cache has queries, and none of them belongs to the feed: its keys are probably
 * others. For development only (warnings.ts).
 */
import { warnOnce } from '../warnings.ts'
import type { QueryClientLike } from './query-client.ts'
import type { QueryLookup } from './query-lookup.ts'
import type { FeedQueries } from './query-options.ts'

/** A page may begin to show items after the first events. */
const patientEvents = 20

const counts = new WeakMap<QueryLookup, number>()

/** @param count how many frames have arrived */
export function watchKeys(
  client: QueryClientLike,
  { detailKey, listKeys }: FeedQueries,
  lookup: QueryLookup,
  count: number,
): void {
  const seen = (counts.get(lookup) ?? 0) + count
  counts.set(lookup, seen)
  if (seen < patientEvents) return
  // Once for a binding.
  counts.set(lookup, -Infinity)
  const cached = client.getQueryCache().getAll()
  if (!cached.some(({ state }) => state.data !== undefined) || lookup.all().length > 0) return
  warnOnce(
    'query_keys_unmatched',
    [detailKey('id'), ...listKeys].map((key) => JSON.stringify(key)).join(', '),
  )
}
