/**
 * What is known of the history of one payment stream: pages of the server and live events, joined by their positions.
 * Pure.
 *
 * H1 Between two events of one stretch there is no other event of the stream; what is not known to be complete is another
 *    stretch.
 * H2 An event is in the history once, whether a page or the feed brought it.
 * H3 A stretch is joined to the one below it only if a page has reached that one.
 */
import type { PaymentEvent } from '../../feeds/payments/events.ts'
import type { HistoryPage, PageEvent } from '../../feeds/payments/history-page.ts'
import { idOf, type Position } from '../../protocol/event-id.ts'

/** One event, from a page or from the feed. */
export interface TimelineEvent {
  /** Unique and stable. */
  readonly key: string
  /** Null from a server without ids. */
  readonly position: Position | null
  /** Null if it cannot be read. */
  readonly event: PaymentEvent | null
  /** When it was recorded or received, Unix ms: for events without a time of their own. */
  readonly atMs: number
}

/** Why a stretch is not continued by the next one. */
export type HistoryBreak = 'gap' | 'reset'

/** A part of the history without a hole. */
export interface Stretch {
  /** Null while no position is known. */
  readonly epoch: string | null
  /** Newest first. */
  readonly events: readonly TimelineEvent[]
  /** Every event up to this offset is known. */
  readonly upTo: number
  /** Where the page below begins; null: the server has nothing below; undefined: no page was read. */
  readonly next: Position | null | undefined
  /** What separates it from the stretch below; null for the last one. */
  readonly brokenBy: HistoryBreak | null
}

/** Stretches, newest first; never empty. Live events belong to the first. */
export type TimelineHistory = readonly [Stretch, ...Stretch[]]

const unread: Stretch = { epoch: null, events: [], upTo: 0, next: undefined, brokenBy: null }

/** Nothing is known. */
export const emptyHistory: TimelineHistory = [unread]

/** A live event: above everything that is known. */
export function addLive(history: TimelineHistory, added: TimelineEvent): TimelineHistory {
  const [top, ...below] = history
  const { position } = added
  const isOther = position !== null && top.epoch !== null && position.epoch !== top.epoch
  // The greeting of the new log was not seen: the old one ends here all the same.
  if (isOther) return addLive(addBreak(history, 'reset'), added)
  const isKnown =
    (position !== null && top.next !== undefined && position.offset <= top.upTo) ||
    top.events.some(({ key }) => key === added.key)
  if (isKnown) return history
  const epoch = position?.epoch ?? top.epoch
  const upTo = Math.max(top.upTo, position?.offset ?? 0)
  return [{ ...top, epoch, upTo, events: [added, ...top.events] }, ...below]
}

/** Events may be missing above everything that is known, until a page is read. */
export function addBreak(history: TimelineHistory, brokenBy: HistoryBreak): TimelineHistory {
  // Cursors of the old log mean nothing in the new one.
  const [top, ...below] =
    brokenBy === 'reset' ? (history.map(withoutCursor) as [Stretch, ...Stretch[]]) : history
  if (top.events.length > 0 || history[0].next !== undefined) {
    return [{ ...unread, brokenBy }, top, ...below]
  }
  const isReset = brokenBy === 'reset' || top.brokenBy === 'reset'
  return below.length === 0
    ? emptyHistory
    : [{ ...unread, brokenBy: isReset ? 'reset' : 'gap' }, ...below]
}

const withoutCursor = (stretch: Stretch): Stretch => ({ ...stretch, next: null })

/**
 * The page that continues a stretch, or the newest page for a stretch without one.
 *
 * @returns null when the page belongs to another log than the stretch, so that it has to be read again
 */
export function addPage(
  history: TimelineHistory,
  index: number,
  page: HistoryPage,
): TimelineHistory | null {
  const stretch = history[index]
  const { epoch } = page.position
  if (!stretch || (stretch.epoch !== null && stretch.epoch !== epoch)) return null
  const isNewest = stretch.next === undefined
  const from = page.next?.offset ?? 0
  const events = unite(
    // Below the page, earlier pages will bring them again.
    isNewest
      ? stretch.events.filter(({ position }) => (position?.offset ?? from) >= from)
      : stretch.events,
    page.events.map(eventOfPage),
  )
  const upTo = isNewest
    ? Math.max(stretch.upTo, page.position.offset, events[0]?.position?.offset ?? 0)
    : stretch.upTo
  const read: Stretch = { ...stretch, epoch, events, upTo, next: page.next }
  const [joined, ...rest] = joinBelow(read, history.slice(index + 1))
  const above = history.slice(0, index)
  return [...above, joined, ...rest] as unknown as TimelineHistory
}

/** H3: takes the stretches below in that the page has reached. */
function joinBelow(top: Stretch, below: readonly Stretch[]): readonly [Stretch, ...Stretch[]] {
  const [next, ...rest] = below
  if (!next) return [top]
  if (next.epoch !== top.epoch || !isReached(top, next)) return [top, ...below]
  const from = top.next?.offset ?? 0
  const reachesPast = next.next === undefined || (next.next !== null && next.next.offset >= from)
  return joinBelow(
    {
      ...top,
      events: unite(top.events, next.events),
      next: reachesPast ? top.next : next.next,
      brokenBy: next.brokenBy,
    },
    rest,
  )
}

function isReached({ events, next }: Stretch, below: Stretch): boolean {
  if (next) return next.offset <= below.upTo + 1
  // Nothing is said about where the log begins: only an event that is in both shows that they meet.
  const [newest] = below.events
  return !newest || events.some(({ key }) => key === newest.key)
}

function eventOfPage({ position, event, atMs }: PageEvent): TimelineEvent {
  return { key: idOf(position), position, event, atMs }
}

/** H2: both lists, newest first. */
function unite(
  some: readonly TimelineEvent[],
  others: readonly TimelineEvent[],
): readonly TimelineEvent[] {
  const byKey = new Map([...others, ...some].map((each) => [each.key, each]))
  return [...byKey.values()].sort((a, b) => (b.position?.offset ?? 0) - (a.position?.offset ?? 0))
}

/** What is between a stretch and the one below it. */
export type StretchEnd = 'filling' | 'lost' | 'reset'

/** See {@link StretchEnd}; null for the last stretch. */
export function endOf(history: TimelineHistory, index: number): StretchEnd | null {
  const stretch = history[index]
  const below = history[index + 1]
  if (!stretch || !below) return null
  if (stretch.brokenBy === 'reset') return 'reset'
  return stretch.next === null ? 'lost' : 'filling'
}

/** The stretch whose next page is needed without being asked for: a gap that can be closed. */
export function gapToFill(history: TimelineHistory): number {
  return history.findIndex(({ next }, index) => next != null && endOf(history, index) === 'filling')
}

/** The stretch whose next page has the earlier events; -1: there are none. */
export function earlierOf(history: TimelineHistory): number {
  return history.findIndex(({ next }) => next != null)
}
