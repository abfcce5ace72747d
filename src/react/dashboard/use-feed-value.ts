/** One value of a feed outside of React, for LiveNumber: an event that changes it renders nothing. */
import { useInsertionEffect, useMemo, useRef } from 'react'
import type { FeedDefinition, FeedItemOf } from '../../feeds/definition.ts'
import { selectItem, selectItemPhase } from '../../store/selectors.ts'
import { useFeedSession } from '../feed-context.ts'
import { useItemTopic } from '../use-feed.ts'
import { useFreshnessSource } from '../use-feed-freshness.ts'
import type { LiveValue } from './exact-decimal.ts'
import type { ValueSource } from './value-source.ts'

/**
 * A value of one item, followed while this is mounted. Does not render when it changes. It is as fresh as the
 * connection of the feed.
 *
 * @param key undefined follows nothing, and is loading
 * @param select the value of the item; null for none. May be a new function at every render
 * @throws GaugeError `provider_missing`
 * @example
 * const weight = useFeedValue(shipments, '7', (shipment) => shipment.weight)
 * return <LiveNumber label="Weight" source={weight} unit="kg" />
 */
export function useFeedValue<Feed extends FeedDefinition>(
  feed: Feed,
  key: string | undefined,
  select: (item: FeedItemOf<Feed>) => LiveValue | null | undefined,
): ValueSource {
  const { store } = useFeedSession(feed)
  useItemTopic(feed, key)
  const connection = useFreshnessSource(feed)
  const latest = useRef(select)
  useInsertionEffect(() => {
    latest.current = select
  })
  return useMemo(() => {
    const itemOf = selectItem<FeedItemOf<Feed>>(key ?? '')
    const phaseOf = selectItemPhase(feed, key ?? '')
    return {
      subscribe(listener) {
        const unsubscribe = store.subscribe(listener)
        const disconnect = connection.subscribe(listener)
        return () => {
          unsubscribe()
          disconnect()
        }
      },
      read() {
        const state = store.getState()
        const item = key === undefined ? undefined : itemOf(state)
        if (item !== undefined) return latest.current(item) ?? null
        return key === undefined || phaseOf(state) === 'loading' ? undefined : null
      },
      phase: () => (key === undefined ? 'loading' : phaseOf(store.getState())),
      freshness: () => connection.read().freshness,
      asOfMs: () => connection.read().asOfMs,
    }
  }, [store, connection, feed, key])
}
