/**
 * A page of the history of one payment stream, as `GET /events` answers it: which path asks for it, and what its body
 * means. Sends nothing.
 */
import { type Position, parseEventId } from '../../protocol/event-id.ts'
import type { PaymentEvent } from './events.ts'
import { payments } from './payments.ts'

/** One event of a page. */
export interface PageEvent {
  readonly position: Position
  /** Null for one that cannot be read, or of a type that this version does not have. */
  readonly event: PaymentEvent | null
  /** When the server recorded it, Unix ms. */
  readonly atMs: number
}

/** A part of the history, newest first. */
export interface HistoryPage {
  /** There may be fewer than were asked for, even none, although there are earlier ones. */
  readonly events: readonly PageEvent[]
  /** Every event up to here was looked at, as far as the page reaches. */
  readonly position: Position
  /** Where the next page begins: every event from here on is in the page. Null: there is nothing before it. */
  readonly next: Position | null
}

/** Which part of the history. */
export interface HistoryPageQuery {
  readonly streamId: string
  /** At most so many events. */
  readonly limit: number
  /** The `next` of the page before. Null: the newest events. */
  readonly cursor: string | null
}

/** The path of a page, with its query. */
export function historyPagePath({ streamId, limit, cursor }: HistoryPageQuery): string {
  const query = new URLSearchParams({ streams: streamId, limit: String(limit) })
  if (cursor !== null) query.set('cursor', cursor)
  return `/events?${query}`
}

/** @returns what is wrong with the body, if it is no page: `field: what was expected` */
export function decodeHistoryPage(json: unknown): HistoryPage | string {
  const { events, position, nextCursor } = fieldsOf(json)
  const at = positionOf(position)
  if (at === null) return 'position: expected an id'
  const next = nextCursor === null ? null : positionOf(nextCursor)
  if (nextCursor !== null && next === null) return 'nextCursor: expected an id, or null'
  if (!Array.isArray(events)) return 'events: expected a list'
  const decoded: PageEvent[] = []
  for (const each of events as readonly unknown[]) {
    const { id, type, time, data } = fieldsOf(each)
    const own = positionOf(id)
    if (own === null) return 'events: expected events with an id'
    const event = typeof type === 'string' ? payments.decodeEvent(type, data) : ''
    decoded.push({
      position: own,
      event: typeof event === 'string' ? null : event,
      atMs: typeof time === 'number' ? time : 0,
    })
  }
  return { events: decoded, position: at, next }
}

const positionOf = (id: unknown) => (typeof id === 'string' ? parseEventId(id) : null)

const fieldsOf = (json: unknown) => Object(json) as Readonly<Record<string, unknown>>
