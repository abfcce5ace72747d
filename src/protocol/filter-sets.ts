/**
 * Filters as sets of topics: union, difference, intersection. Pure; knows nothing of queries
 * (filter.ts) and of which payment stream belongs to whom: `users: [A]` and `streams: ['7']` are
 * different topics, even where A's only stream is 7.
 */
import type { PaymentsFilter } from './filter.ts'

/** A filter that names nothing. */
export const emptyFilter: PaymentsFilter = {}

export function isEmptyFilter({ all, streams = [], users = [] }: PaymentsFilter): boolean {
  return !all && streams.length + users.length === 0
}

/** Everything that one of them names; only `all` when one of them does. */
export function uniteFilters(filters: readonly PaymentsFilter[]): PaymentsFilter {
  if (filters.some(({ all }) => all)) return { all: true }
  return filterOf(
    filters.flatMap(({ streams = [] }) => streams),
    filters.flatMap(({ users = [] }) => users),
  )
}

/** What `filter` names and `other` does not. Of `all` nothing can be taken away but `all`. */
export function subtractFilter(filter: PaymentsFilter, other: PaymentsFilter): PaymentsFilter {
  if (other.all) return emptyFilter
  if (filter.all) return { all: true }
  return filterOf(
    (filter.streams ?? []).filter((id) => !other.streams?.includes(id)),
    (filter.users ?? []).filter((address) => !other.users?.includes(address)),
  )
}

/** What both name. */
export function intersectFilters(filter: PaymentsFilter, other: PaymentsFilter): PaymentsFilter {
  if (other.all) return filter
  if (filter.all) return other
  return filterOf(
    (filter.streams ?? []).filter((id) => other.streams?.includes(id)),
    (filter.users ?? []).filter((address) => other.users?.includes(address)),
  )
}

/** Whether `other` names everything that `filter` does. */
export function isWithin(filter: PaymentsFilter, other: PaymentsFilter): boolean {
  return isEmptyFilter(subtractFilter(filter, other))
}

export function isSameFilter(filter: PaymentsFilter, other: PaymentsFilter): boolean {
  return isWithin(filter, other) && isWithin(other, filter)
}

function filterOf(streams: readonly string[], users: readonly string[]): PaymentsFilter {
  return {
    ...(streams.length > 0 && { streams: [...new Set(streams)] }),
    ...(users.length > 0 && { users: [...new Set(users)] }),
  }
}
