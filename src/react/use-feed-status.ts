/** The status of a feed's connection, rendered when it changes and not with every byte. */
import { useMemo, useSyncExternalStore } from 'react'
import type { FeedDefinition } from '../feeds/definition.ts'
import { useFeedSession } from './feed-context.ts'
import { type FeedStatus, feedStatusOf } from './feed-status.ts'

const nothing = () => () => {}

/** @throws GaugeError `provider_missing` */
export function useFeedStatus(feed: FeedDefinition): FeedStatus {
  const { connection } = useFeedSession(feed)
  const read = useMemo(() => {
    let last: FeedStatus | null = null
    return () => {
      const next = feedStatusOf(connection?.getSnapshot() ?? null)
      const isSame =
        last?.connected === next.connected &&
        last.reconnecting === next.reconnecting &&
        last.error === next.error
      if (!isSame) last = next
      return last as FeedStatus
    }
  }, [connection])
  return useSyncExternalStore(connection?.subscribe ?? nothing, read, () => idle)
}

const idle: FeedStatus = feedStatusOf(null)
