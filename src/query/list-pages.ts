/**
 * What a query holds, as pages of items, whatever its shape: one item, an array, an object with the array in
 * one of its fields, or the pages of an infinite query with either. Pure; never changes what it is given.
 */
import { idOf, type Position, parseEventId } from '../protocol/event-id.ts'

type Fields = Readonly<Record<string, unknown>>

/** An object that is neither null nor a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether data is that of an infinite query. */
export function isInfinite(data: unknown): data is Fields & { readonly pages: readonly unknown[] } {
  return isFields(data) && Array.isArray(data['pages']) && Array.isArray(data['pageParams'])
}

/** The pages of an infinite query, or the data as the only one. */
export function pagesOf(data: unknown): readonly unknown[] {
  return isInfinite(data) ? data.pages : [data]
}

/** The data with other pages. */
export function withPages(data: unknown, pages: readonly unknown[]): unknown {
  return isInfinite(data) ? { ...data, pages } : pages[0]
}

/** The items of a page; null where it has another shape. */
export function itemsOf(page: unknown, field: string): readonly object[] | null {
  const items = Array.isArray(page) ? page : isFields(page) ? page[field] : null
  const isItem = (item: unknown) => typeof item === 'object' && item !== null
  return Array.isArray(items) && items.every(isItem) ? items : null
}

/** The page with other items. */
export function withItems(page: unknown, field: string, items: readonly object[]): unknown {
  return Array.isArray(page) ? items : { ...(page as Fields), [field]: items }
}

/** Whether there may be more after the last page; `unknown` where its answer does not say. */
export function hasMore(data: unknown): boolean | 'unknown' {
  const last = pagesOf(data).at(-1)
  if (isFields(last)) return (last['nextCursor'] ?? null) !== null
  return isInfinite(data) ? 'unknown' : false
}

/** Up to where the log is contained in an answer that says so; null for others. */
export function positionOf(data: unknown, field: string | null): Position | null {
  const id = field !== null && isFields(data) ? data[field] : null
  return typeof id === 'string' ? parseEventId(id) : null
}

/** The data as of another position, where it has one. */
export function withPosition(
  data: unknown,
  field: string | null,
  position: Position | null,
): unknown {
  if (field === null || !position || !isFields(data)) return data
  return { ...data, [field]: idOf(position) }
}
