/** Single numbers and flags of a company as they are now. */
import type { CompanyJourneyFlag, CompanyMetric } from '../../feeds/company/company.ts'
import { isCompanyKey, metricKey } from '../../feeds/company/keys.ts'
import type { ItemPhase } from '../../store/selectors.ts'
import { useFeedValue } from '../dashboard/use-feed-value.ts'
import type { ValueSource } from '../dashboard/value-source.ts'
import { useFeedItem, useFeedItems } from '../use-feed.ts'
import { type FeedFreshness, useFeedFreshness } from '../use-feed-freshness.ts'
import { useFeedStatus } from '../use-feed-status.ts'
import { useCompanyFeed } from './company-provider.tsx'

/** What {@link useMetric} returns. */
export interface UsedMetric extends FeedFreshness {
  /** As it is now; null while it is loading, and where there is none. */
  readonly value: number | null
  /** The value before the last change; null where none is known. */
  readonly previousValue: number | null
  /** Such as `hours`; null where the sender gave none. */
  readonly unit: CompanyMetric['unit'] | null
  /** What it is about, such as `2026-Q3`; null where the sender gave none. */
  readonly period: string | null
  /** When it was measured, Unix milliseconds; null where the sender did not say. */
  readonly atMs: number | null
  /** `loading` while its state is on its way; else a metric without value does not exist. */
  readonly phase: ItemPhase
  /** The connection is open and caught up. */
  readonly connected: boolean
}

/**
 * One number of the nearest company, followed while this is mounted. Renders when it changes.
 *
 * @param id the name of a metric, such as `active_volunteers`; or `sroi`, or `vis`
 * @param companyId Default: that of the nearest `CompanyProvider`
 * @throws GaugeError `provider_missing`
 * @example
 * const { value, previousValue, unit } = useMetric('active_volunteers')
 */
export function useMetric(id: string, companyId?: string): UsedMetric {
  const feed = useCompanyFeed(companyId)
  const { item, phase } = useFeedItem(feed, isCompanyKey(id) ? id : metricKey(id))
  const { connected } = useFeedStatus(feed)
  const found = item === null || item.kind === 'journey_flag' ? null : item
  return {
    value: found?.value ?? null,
    previousValue: found?.previousValue ?? null,
    unit: (found?.kind === 'metric' ? found.unit : undefined) ?? null,
    period: found?.period ?? null,
    atMs: found?.atMs ?? null,
    phase,
    connected,
    ...useFeedFreshness(feed),
  }
}

/**
 * One number of the nearest company as a source for a `LiveNumber` of `streamgauge/dashboard`, followed while this is
 * mounted. Does not render when it changes.
 *
 * @param id as for {@link useMetric}
 * @param companyId Default: that of the nearest `CompanyProvider`
 * @throws GaugeError `provider_missing`
 * @example
 * <LiveNumber label="Active volunteers" source={useMetricSource('active_volunteers')} />
 */
export function useMetricSource(id: string, companyId?: string): ValueSource {
  const feed = useCompanyFeed(companyId)
  return useFeedValue(feed, isCompanyKey(id) ? id : metricKey(id), (item) =>
    item.kind === 'journey_flag' ? null : item.value,
  )
}

/** What {@link useJourneyFlags} returns. */
export interface UsedJourneyFlags extends FeedFreshness {
  /** In the order in which they became known. */
  readonly flags: readonly CompanyJourneyFlag[]
  /** `loading` until all flags of the journey have arrived: an empty list may still fill. */
  readonly phase: 'loading' | 'ready'
  /** The connection is open and caught up. */
  readonly connected: boolean
}

/**
 * The flags of one journey, followed while this is mounted.
 *
 * @param companyId Default: that of the nearest `CompanyProvider`
 * @throws GaugeError `provider_missing`
 * @example
 * const { flags } = useJourneyFlags('onboarding')
 */
export function useJourneyFlags(journey: string, companyId?: string): UsedJourneyFlags {
  const feed = useCompanyFeed(companyId)
  const { items, phase } = useFeedItems(feed, { journeys: [journey] })
  const { connected } = useFeedStatus(feed)
  // A topic of journeys has flags only.
  return {
    flags: items as readonly CompanyJourneyFlag[],
    phase,
    connected,
    ...useFeedFreshness(feed),
  }
}
