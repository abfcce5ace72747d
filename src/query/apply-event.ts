/**
 * What one event does to the data of a query: patches an item, moves it in a list, brings it into one or
 * takes it out; or says that it has to be read again. Pure but for the drafts that it is given.
 *
 * A1 An event is applied once: by position where the data has one, else by what the item shows (`includes`
 *    of the feed: an older `ts` is ignored).
 * A2 Nothing is guessed: an item enters a list where `belongs` and `compare` say so, else the list is read again.
 */
import type { JournalEntry } from './event-journal.ts'
import { hasMore } from './list-pages.ts'
import { lacks, type PageDraft, type QueryDraft } from './query-draft.ts'
import type { FeedQueries } from './query-options.ts'

/** Applies an event to the query of its own item. @returns the item after it, if that is known */
export function applyToDetail(
  draft: QueryDraft,
  entry: JournalEntry,
  queries: FeedQueries,
): object | undefined {
  const page = draft.pages[0] as PageDraft
  const { rules } = queries
  if (page.data === null) {
    // A query that answers null where there is no item.
    const made = rules.reduce(undefined, entry.event)
    if (made) change(page, made, { isExact: entry.position !== null, ahead: null })
    return made
  }
  const { mark } = page
  if (!mark || typeof page.data !== 'object') return undefined
  if (isApplied(page.data, mark, entry, queries)) return page.data
  const after = rules.reduce(page.data, entry.event)
  if (after === undefined) {
    // The server says what becomes of a query whose item is gone; until then nothing is known.
    draft.isRefetchNeeded = true
    page.mark = undefined
  } else if (after !== page.data) change(page, keepPosition(page.data, after, queries), mark)
  return after
}

function change(page: PageDraft, data: object, mark: PageDraft['mark']): void {
  page.data = data
  page.mark = mark
  page.isChanged = true
}

/** Reducers return what the feed knows; the position of the answer is to stay with it. */
function keepPosition(
  before: object,
  after: object,
  { positionField: field }: FeedQueries,
): object {
  if (field === null || !Object.hasOwn(before, field)) return after
  return { ...after, [field]: (before as Readonly<Record<string, unknown>>)[field] }
}

/** A1 */
function isApplied(
  item: object,
  mark: NonNullable<PageDraft['mark']>,
  entry: JournalEntry,
  { rules }: FeedQueries,
): boolean {
  const isLacking = lacks(mark, entry)
  return isLacking === 'unknown' ? rules.includes(item, entry.event) : !isLacking
}

/**
 * Applies an event to a list.
 *
 * @param known the item after the event, where another query has it
 * @param only the pages that lack the event. Default: all
 */
export function applyToList(
  draft: QueryDraft,
  entry: JournalEntry,
  queries: FeedQueries,
  known?: object,
  only: readonly PageDraft[] = draft.pages,
): void {
  const { rules } = queries
  const key = rules.keyOfEvent(entry.event)
  const pages = only.filter(({ mark }) => mark && lacks(mark, entry) !== false)
  if (key === null || pages.length === 0) return
  if (draft.pages.some(({ items }) => items === null)) {
    draft.isRefetchNeeded = true
    return
  }
  for (const page of draft.pages) {
    const at = page.items?.findIndex((item) => rules.keyOf(item) === key) ?? -1
    if (at < 0) continue
    if (pages.includes(page)) changeItem(draft, page, at, entry, queries)
    return
  }
  const made = rules.reduce(undefined, entry.event)
  const item = made ?? known
  const { queryKey } = draft.query
  const { belongs, mayEnter } = queries
  if (item === undefined) {
    draft.isRefetchNeeded ||= mayEnter?.(entry.event, queryKey) ?? false
    return
  }
  if (belongs ? !belongs(item, queryKey) : made === undefined) return
  insert(
    draft,
    item,
    pages.length === draft.pages.length ? queries : { ...queries, compare: undefined },
  )
}

/** The item of an event after it, where one of these lists has it and it may enter another. */
export function itemAfter(
  lists: readonly QueryDraft[],
  entry: JournalEntry,
  queries: FeedQueries,
): object | undefined {
  const { rules, belongs } = queries
  if (!belongs) return undefined
  const key = rules.keyOfEvent(entry.event)
  for (const { items, mark } of lists.flatMap(({ pages }) => pages)) {
    const item = mark && items?.find((each) => rules.keyOf(each) === key)
    if (!mark || !item) continue
    return isApplied(item, mark, entry, queries) ? item : rules.reduce(item, entry.event)
  }
  return undefined
}

function changeItem(
  draft: QueryDraft,
  page: PageDraft,
  at: number,
  entry: JournalEntry,
  queries: FeedQueries,
): void {
  const items = page.items as object[]
  const item = items[at] as object
  const { rules, belongs, compare } = queries
  const { queryKey } = draft.query
  if (isApplied(item, page.mark as NonNullable<PageDraft['mark']>, entry, queries)) return
  const after = rules.reduce(item, entry.event)
  if (after === item) return
  page.isChanged = true
  if (after === undefined || belongs?.(after, queryKey) === false) {
    items.splice(at, 1)
    return
  }
  items[at] = after
  if (!compare || isInSequence(draft, after, compare)) return
  items.splice(at, 1)
  insert(draft, after, queries)
}

function isInSequence(
  draft: QueryDraft,
  item: object,
  compare: NonNullable<FeedQueries['compare']>,
): boolean {
  const all = draft.pages.flatMap(({ items }) => items ?? [])
  const at = all.indexOf(item)
  const { queryKey } = draft.query
  const [before, after] = [all[at - 1], all[at + 1]]
  return (
    (!before || compare(before, item, queryKey) <= 0) &&
    (!after || compare(item, after, queryKey) <= 0)
  )
}

/** A2 */
function insert(draft: QueryDraft, item: object, { compare }: FeedQueries): void {
  if (!compare) {
    draft.isRefetchNeeded = true
    return
  }
  const { queryKey } = draft.query
  for (const page of draft.pages) {
    const at = page.items?.findIndex((other) => compare(item, other, queryKey) < 0) ?? -1
    if (at < 0) continue
    page.items?.splice(at, 0, item)
    page.isChanged = true
    return
  }
  const isMore = hasMore(draft.data)
  const last = draft.pages.at(-1)
  // Behind the part of the list that was read.
  if (isMore === true || !last) return
  if (isMore === 'unknown') draft.isRefetchNeeded = true
  else {
    last.items?.push(item)
    last.isChanged = true
  }
}
