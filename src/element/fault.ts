/**
 * Why an element cannot show anything, from what it was given: an attribute that is not valid, or nothing to show. Reads
 * values only; unavailable.tsx shows it.
 *
 * F1 A source that is not valid is never replaced by another one: the balance of the page's account in the place of a
 *    misspelled one would be a wrong number.
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

/** The properties of which an element needs one; empty if it has something to show without. */
export function sourcesOf({ properties }: ElementEntry): readonly string[] {
  const own = sources.filter((name) => name in properties)
  return 'streams' in properties ? [...own, 'account'] : own
}

/** The properties that decide what is shown: not valid, they leave nothing to show. */
export function decisiveOf(entry: ElementEntry): readonly string[] {
  return [...sourcesOf(entry), ...dashboardSources.filter((name) => name in entry.properties)]
}

/** What a fault is decided by. */
export interface FaultFacts {
  readonly entry: ElementEntry
  /** Properties whose attribute is not valid. */
  readonly invalid: ReadonlySet<string>
  /** Properties that are set, and the account of the page. */
  readonly isSet: (name: string) => boolean
  readonly hasServer: boolean
}

export interface FoundFault {
  readonly fault: Fault
  /** F2 Only once the element has waited. */
  readonly isLater: boolean
}

/** Why nothing can be shown as it is now; null if something can. */
export function faultOf({ entry, invalid, isSet, hasServer }: FaultFacts): FoundFault | null {
  const refused = decisiveOf(entry).find((name) => invalid.has(name))
  if (refused !== undefined) {
    return { fault: refused === 'streamId' ? 'missing' : 'invalid', isLater: false }
  }
  const needed = sourcesOf(entry)
  if (needed.length > 0 && !needed.some(isSet)) {
    return { fault: needed[0] === 'streamId' ? 'missing' : 'unavailable', isLater: true }
  }
  const { data = ['stream', 'streams'] } = entry
  const isAsking = [...needed, 'company', 'feed'].some(isSet)
  if (isAsking && !hasServer && !data.some(isSet)) return { fault: 'unavailable', isLater: true }
  return null
}

/** The attributes of which an element needs one, as warnings name them. */
export function namesOfSources(entry: ElementEntry): string {
  const names = sourcesOf(entry).map(attributeOf)
  const last = names.at(-1)
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${last}` : `${last}`
}
