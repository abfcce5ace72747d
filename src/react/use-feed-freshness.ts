/** How fresh the state of a feed is, as widgets show it: short renewals of the connection are hidden. */
import { useMemo, useSyncExternalStore } from 'react'
import type { FeedDefinition } from '../feeds/definition.ts'
import { debouncedConnection } from './debounced-connection.ts'
import { useFeedSession } from './feed-context.ts'
import { type Freshness, freshnessOf } from './freshness.ts'

/** What {@link useFeedFreshness} returns. */
export interface FeedFreshness {
  /** Whether the state is up to date. */
  readonly freshness: Freshness
  /** When it stopped being live, server time in Unix ms; null while it is. */
  readonly asOfMs: number | null
}

const live: FeedFreshness = { freshness: 'live', asOfMs: null }
const subscribeToNothing = () => () => {}

/**
 * How fresh the state of a feed is. Renders when that changes.
 *
 * @throws GaugeError `provider_missing`
 * @example
 * <LiveTable {...useFeedFreshness(shipments)} label="Shipments" rows={rows} columns={columns} keyOf={keyOf} />
 */
export function useFeedFreshness(feed: FeedDefinition): FeedFreshness {
  const source = useFreshnessSource(feed)
  return useSyncExternalStore(source.subscribe, source.read, () => live)
}

/** The same without renders: `read` returns the same object until it changes. */
export function useFreshnessSource(feed: FeedDefinition) {
  const { connection, platform, ticker } = useFeedSession(feed)
  return useMemo(() => {
    if (!connection) return { subscribe: subscribeToNothing, read: () => live }
    const shown = debouncedConnection(connection, platform, ticker)
    let last = live
    return {
      subscribe: shown.subscribe,
      read() {
        const freshness = freshnessOf(shown.getSnapshot())
        const asOfMs = freshness === 'live' ? null : shown.asOfMs()
        const isSame = last.freshness === freshness && last.asOfMs === asOfMs
        if (!isSame) last = { freshness, asOfMs }
        return last
      },
    }
  }, [connection, platform, ticker])
}
