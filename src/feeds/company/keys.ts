/** The keys of what a company's dashboard shows, and what can be asked for. */

/** What one item is: a metric, the social return on investment, the volunteer impact score, or a flag. */
export const companyKinds = ['metric', 'sroi', 'vis', 'journey_flag'] as const
/** See {@link companyKinds}. */
export type CompanyKind = (typeof companyKinds)[number]

/** The key of the social return on investment. */
export const sroiKey = 'sroi'
/** The key of the volunteer impact score. */
export const visKey = 'vis'

/** The key of a metric, such as `metric:active_volunteers`. */
export function metricKey(metric: string): string {
  return `metric:${metric}`
}

/** The key of one flag of a journey, such as `flag:onboarding:profile_complete`. */
export function journeyFlagKey(journey: string, flag: string): string {
  return `flag:${journey}:${flag}`
}

/** The topic of the item with this key. */
export function keyTopic(key: string): string {
  return `key:${key}`
}

/** The topic of all items of one kind. */
export function kindTopic(kind: CompanyKind): string {
  return `kind:${kind}`
}

/** The topic of all flags of one journey. */
export function journeyTopic(journey: string): string {
  return `journey:${journey}`
}

/** What metrics, journeys and flags can be called. */
export function isCompanyName(text: string): boolean {
  return /^[A-Za-z\d][\w.-]{0,47}$/.test(text)
}

/** Whether an item can have this key. */
export function isCompanyKey(text: string): boolean {
  const [kind, ...names] = text.split(':')
  const count = { sroi: 0, vis: 0, metric: 1, flag: 2 }[kind ?? '']
  return names.length === count && names.every(isCompanyName)
}
