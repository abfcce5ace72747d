/**
 * The hooks of the company feed: every public name of `streamgauge/company/react`.
 *
 * @packageDocumentation
 */
export type { FeedStatus } from '../feed-status.ts'
export { CompanyProvider, type CompanyProviderProps } from './company-provider.tsx'
export { type CompanyStream, useCompanyStream } from './use-company-stream.ts'
export {
  type UsedJourneyFlags,
  type UsedMetric,
  useJourneyFlags,
  useMetric,
  useMetricSource,
} from './use-metric.ts'
