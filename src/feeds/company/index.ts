/**
 * The company feed: every public name of `streamgauge/company`.
 *
 * @packageDocumentation
 */
export {
  type CompanyEvent,
  type CompanyFilter,
  type CompanyItem,
  type CompanyJourneyFlag,
  type CompanyMetric,
  type CompanySroi,
  type CompanyVis,
  company,
  companyDefinition,
  companyKeyOf,
  type JourneyFlagBody,
  type MetricBody,
  type NumberBody,
} from './company.ts'
export {
  type CompanyKind,
  companyKinds,
  isCompanyKey,
  journeyFlagKey,
  journeyTopic,
  keyTopic,
  kindTopic,
  metricKey,
  sroiKey,
  visKey,
} from './keys.ts'
export { type CompanyProblemCode, companyProblems } from './problems.ts'
