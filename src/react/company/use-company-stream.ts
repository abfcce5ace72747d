/** The events and the connection status of one company, on the connection of its provider. */
import { useMemo } from 'react'
import type { CompanyEvent, CompanyFilter } from '../../feeds/company/company.ts'
import type { FeedStatus } from '../feed-status.ts'
import { useFeedEvents } from '../use-feed.ts'
import { useFeedStatus } from '../use-feed-status.ts'
import { useCompanyFeed } from './company-provider.tsx'

/** What {@link useCompanyStream} returns. */
export interface CompanyStream extends FeedStatus {
  /** What happened last, since this is followed; null before. */
  readonly lastEvent: CompanyEvent | null
  /** What happened, newest first, at most 200. */
  readonly events: readonly CompanyEvent[]
}

const everything: CompanyFilter = { all: true }

/**
 * What happens in a company, followed while this is mounted. All components of the provider share its
 * connection.
 *
 * @param companyId Default: that of the nearest `CompanyProvider`
 * @param filter which events. Default: all
 * @throws GaugeError `provider_missing` outside a `CompanyProvider` of this company
 * @example
 * const { lastEvent, connected } = useCompanyStream('acme')
 */
export function useCompanyStream(
  companyId?: string,
  filter: CompanyFilter = everything,
): CompanyStream {
  const feed = useCompanyFeed(companyId)
  const status = useFeedStatus(feed)
  const entries = useFeedEvents(feed, filter)
  const events = useMemo(
    () => entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : [])),
    [entries],
  )
  return { ...status, events, lastEvent: events[0] ?? null }
}
