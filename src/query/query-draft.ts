/**
 * The data of one query while events are applied to it: its pages, how current each of them is, and whether
 * the query has to be fetched again. A draft lives for one batch; what is cached is not changed by it.
 */
import { offsetsBetween, type Position } from '../protocol/event-id.ts'
import type { JournalEntry } from './event-journal.ts'
import {
  isFields,
  itemsOf,
  pagesOf,
  positionOf,
  withItems,
  withPages,
  withPosition,
} from './list-pages.ts'
import type { CachedQuery, QueryClientLike } from './query-client.ts'
import type { FeedQueries } from './query-options.ts'

/** How a piece of data relates to the events: every one of them is applied to it, or contained in it. */
export interface Mark {
  /** It was read at a known position, so that positions decide what it contains. */
  readonly isExact: boolean
  /** It contains everything up to here, which has not all been delivered yet. */
  readonly ahead: Position | null
}

/** By page: the object that is cached. A new answer is another object. */
export type Marks = WeakMap<object, Mark>

export interface PageDraft {
  /** The item, or the page of a list. */
  data: unknown
  /** Null for one item, and for a list of an unknown shape. */
  items: object[] | null
  /** Undefined: nothing is known about how current it is, and no event is applied. */
  mark: Mark | undefined
  isChanged: boolean
}

export interface QueryDraft {
  readonly query: CachedQuery
  readonly isList: boolean
  readonly data: unknown
  readonly pages: readonly PageDraft[]
  /** It is not known what the data would be after an event. */
  isRefetchNeeded: boolean
}

export function draftOf(
  query: CachedQuery,
  isList: boolean,
  { listField }: FeedQueries,
  marks: Marks,
): QueryDraft {
  const { data } = query.state
  const pages = (isList ? pagesOf(data) : [data]).map((page): PageDraft => {
    const items = isList ? itemsOf(page, listField) : null
    return { data: page, items: items && [...items], mark: markOf(marks, page), isChanged: false }
  })
  return { query, isList, data, pages, isRefetchNeeded: false }
}

/** Whether data with this mark lacks an event, as far as positions decide; `unknown` if they do not. */
export function lacks({ isExact, ahead }: Mark, { position }: JournalEntry): boolean | 'unknown' {
  if (position === null) return 'unknown'
  // Positions of another history are not below this one: the answer is newer than that.
  if (ahead && !(offsetsBetween(ahead, position) > 0)) return false
  return isExact || 'unknown'
}

/**
 * Takes the item of a snapshot, unless the query is current, newer, or holds more than the item.
 *
 * @returns whether it did
 */
export function takeItem(
  { pages }: QueryDraft,
  item: object,
  at: Position | null,
  positionField: string | null,
): boolean {
  const page = pages[0] as PageDraft
  if (page.mark || !isFields(page.data)) return false
  if (offsetsBetween(at, positionOf(page.data, positionField)) >= 0) return false
  const { [positionField ?? '']: id, ...own } = page.data
  if (!Object.keys(own).every((name) => Object.hasOwn(item, name))) return false
  page.data = id === undefined ? item : { ...item, [positionField ?? '']: id }
  page.mark = { isExact: at !== null, ahead: null }
  page.isChanged = true
  return true
}

/** Puts a changed draft into the cache, and marks what is cached then. */
export function writeDraft(
  client: QueryClientLike,
  { query, isList, data, pages }: QueryDraft,
  { listField, positionField }: FeedQueries,
  marks: Marks,
  position: Position | null,
): void {
  const written = pages.map((page) => {
    if (!page.isChanged) return page.data
    const { ahead = null } = page.mark ?? {}
    const hasPosition = positionField !== null && Object.hasOwn(Object(page.data), positionField)
    const next = page.items ? withItems(page.data, listField, page.items) : page.data
    const reached = ahead && !(offsetsBetween(ahead, position) > 0) ? ahead : position
    return hasPosition ? withPosition(next, positionField, reached) : next
  })
  const { isInvalidated } = query.state
  const cached = client.setQueryData(query.queryKey, isList ? withPages(data, written) : written[0])
  // The cache keeps the parts that are equal to what it had.
  const cachedPages = isList ? pagesOf(cached) : [cached]
  for (const [index, { mark }] of pages.entries()) {
    const page = cachedPages[index]
    if (mark && typeof page === 'object' && page !== null) marks.set(page, mark)
  }
  // What was stale for another reason still is: a patch does not bring what it lacks.
  if (isInvalidated) query.invalidate()
}

export function markOf(marks: Marks, page: unknown): Mark | undefined {
  return typeof page === 'object' && page !== null ? marks.get(page) : undefined
}
