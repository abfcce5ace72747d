/**
 * Why an element cannot show anything, from what it was given: an attribute that is not valid, or nothing to show. Reads
 * values only; unavailable.tsx shows it.
 *
 * F1 A source that is not valid is never replaced by another one: the balance of the page's account in the place of a
 *    misspelled one would be a wrong number.
 *    So is a word that decides which amount it is, or whether that is up to date: the default would be another claim.
 * F2 What is missing may still be set by a program, so it is a fault only once the element has waited.
 */
import type { ElementEntry } from './element-entry.ts'
import { attributeOf } from './property.ts'

/** What is said on the page: there is no such stream, what was given cannot be read, or nothing was given. */
export type Fault = 'missing' | 'invalid' | 'unavailable'

/** Any of these is something to show. */
const sources = ['streamId', 'stream', 'streams', 'values', 'units', 'address']
/** Those that a page has for dashboards: without any of them these are loading, as documented. */
const dashboardSources = ['value', 'flags', 'rows', 'company', 'metric', 'journey', 'feed']

/** What the amount is, and whether it may be believed. */
const claims = ['kind', 'phase', 'freshness']

/** The properties of which an element needs one; empty if it has something to show without. */
export function sourcesOf({ properties }: ElementEntry): readonly string[] {
  const own = sources.filter((name) => name in properties)
  return 'streams' in properties ? [...own, 'account'] : own
}

/** The properties that decide what is shown: not valid, they leave nothing to show. */
export function decisiveOf(entry: ElementEntry): readonly string[] {
  const others = [...dashboardSources, ...claims].filter((name) => name in entry.properties)
  return [...sourcesOf(entry), ...others]
}

/** What a fault is decided by. */
export interface FaultFacts {
  readonly entry: ElementEntry
  /** Properties whose attribute is not valid. */
  readonly invalid: ReadonlySet<string>
  /** Properties that are set. */
  readonly values: Readonly<Record<string, unknown>>
  /** The same, and the account of the page. */
  readonly isSet: (name: string) => boolean
  readonly hasServer: boolean
}

export interface FoundFault {
  readonly fault: Fault
  /** F2 Only once the element has waited. */
  readonly isLater: boolean
  /** The properties of which one is missing; empty if that is not what is wrong. */
  readonly missing: readonly string[]
}

/** Why nothing can be shown as it is now; null if something can. */
export function faultOf({
  entry,
  invalid,
  values,
  isSet,
  hasServer,
}: FaultFacts): FoundFault | null {
  const refused = decisiveOf(entry).find((name) => invalid.has(name))
  if (refused !== undefined) {
    const fault = refused === 'streamId' ? 'missing' : 'invalid'
    return { fault, isLater: false, missing: [] }
  }
  const needed = sourcesOf(entry)
  if (needed.length > 0 && !needed.some(isSet)) {
    const fault = needed[0] === 'streamId' ? 'missing' : 'unavailable'
    return { fault, isLater: true, missing: needed }
  }
  const { data = ['stream', 'streams'] } = entry
  if (data.some(isSet)) return null
  const other = entry.incomplete?.(values) ?? null
  if (other !== null) return { fault: 'unavailable', isLater: true, missing: [other] }
  const isAsking = [...needed, 'company', 'feed'].some(isSet)
  return isAsking && !hasServer ? { fault: 'unavailable', isLater: true, missing: [] } : null
}

/** Properties as warnings name their attributes. */
export function printAttributes(properties: readonly string[]): string {
  const names = properties.map(attributeOf)
  const last = names.at(-1)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${last}` : `${last}`
}
