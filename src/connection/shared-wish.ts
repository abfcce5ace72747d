/**
 * The one request that serves several tabs: what they want, united. Pure; knows no tabs, only their
 * names and wishes.
 *
 * The request goes on from where the slowest tab was, and the others drop what they have. A tab that
 * cannot be served that way gets a rift: it is told, as the server would have told it alone, that its
 * history breaks here, and it is given its state anew. So nobody drags the others into a hole: neither
 * a tab that slept for a day, nor one that remembers a log which is gone.
 */
import type { SnapshotRequest } from '../feeds/filter-query.ts'
import { parseEventId } from '../protocol/event-id.ts'
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import { isWithin, maxTopics, noTopics, type TopicSet, uniteTopics } from '../protocol/topic-set.ts'
import type { AttemptListener } from './attempt.ts'
import type { FeedRequest as Wish } from './feed-request.ts'

/** Where the history of one tab does not lead to the shared cursor. */
export type Rift =
  | { readonly kind: 'reset' }
  /** Offsets that will not be sent for this tab alone. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number }

export interface TabWish {
  readonly id: string
  readonly wish: Wish
}

export interface SharedWish {
  readonly wish: Wish
  /** Who is served, the first tab included. */
  readonly guests: ReadonlyMap<string, Rift | null>
  /** Who needs a request of its own. */
  readonly apart: readonly string[]
}

/** A tab further behind than this does not hold up the others: servers replay about as many. */
const maxOffsetsBehind = 1000

/**
 * @param tabs the first one makes the request, and is always served
 * @param isWelcome whether the server has not refused what this tab wants to the first one
 */
export function shareWish(
  tabs: readonly [TabWish, ...TabWish[]],
  isWelcome: (id: string) => boolean = () => true,
): SharedWish {
  const [first] = tabs
  let topics: TopicSet = uniteTopics([first.wish.topics])
  const served: TabWish[] = []
  const apart: string[] = []
  for (const tab of tabs) {
    const wider = uniteTopics([topics, tab.wish.topics])
    const isWanted = isWelcome(tab.id) || isWithin(tab.wish.topics, first.wish.topics)
    if (tab === first || (isWanted && wider.length <= maxTopics)) {
      served.push(tab)
      topics = wider
    } else apart.push(tab.id)
  }
  const cursor = decideCursor(first, served)
  const guests = new Map(served.map(({ id, wish }) => [id, riftBetween(wish.cursor, cursor)]))
  const snapshot = decideState(served, guests, topics, cursor)
  return { wish: { topics, cursor, snapshot }, guests, apart }
}

/** The oldest position of the first tab's history that is not too far behind. */
function decideCursor(first: TabWish, tabs: readonly TabWish[]): string {
  // A cursor that is no position cannot be compared with any other.
  if (first.wish.cursor !== '' && parseEventId(first.wish.cursor) === null) return first.wish.cursor
  const known = tabs.flatMap(({ wish: { cursor } }) => {
    const position = parseEventId(cursor)
    return position ? [{ cursor, ...position }] : []
  })
  const [base] = known
  if (base === undefined) return tabs.find(({ wish }) => wish.cursor !== '')?.wish.cursor ?? ''
  const comparable = known
    .filter(({ epoch }) => epoch === base.epoch)
    .sort((a, b) => a.offset - b.offset)
  const newest = comparable.at(-1)?.offset ?? 0
  return comparable.find(({ offset }) => newest - offset <= maxOffsetsBehind)?.cursor ?? base.cursor
}

function riftBetween(own: string, shared: string): Rift | null {
  if (own === '' || own === shared) return null
  const mine = parseEventId(own)
  const theirs = parseEventId(shared)
  if (mine === null || theirs === null || mine.epoch !== theirs.epoch) return { kind: 'reset' }
  return mine.offset < theirs.offset
    ? { kind: 'gap', from: mine.offset + 1, to: theirs.offset }
    : null
}

/** Whoever cannot go on from the shared cursor needs the state of its whole filter. */
function decideState(
  tabs: readonly TabWish[],
  guests: ReadonlyMap<string, Rift | null>,
  topics: TopicSet,
  cursor: string,
): SnapshotRequest {
  if (tabs.every(({ wish }) => wish.snapshot === false)) return false
  if (cursor === '') return true
  const needed = uniteTopics(
    tabs.map(({ id, wish }) => {
      if (wish.snapshot === false) return noTopics
      if (wish.cursor === '' || wish.snapshot === 'always' || guests.get(id)) return wish.topics
      return wish.snapshot === true ? noTopics : wish.snapshot
    }),
  )
  if (needed.length === 0) return true
  return isWithin(topics, needed) ? 'always' : needed
}

/**
 * The listener of a tab with a rift: between the greeting and everything else it hears of the break.
 *
 * @param cursor the shared one
 */
export function acrossRift(
  on: AttemptListener,
  rift: Rift | null,
  wish: Wish,
  cursor: string,
): AttemptListener {
  if (rift === null) return on
  // P1: where state follows, only its last part may move the cursor.
  const id = wish.snapshot === false ? cursor : undefined
  let isTold = false

  function tell(): void {
    isTold = true
    const body =
      rift?.kind === 'gap'
        ? { from: rift.from, to: rift.to, reason: 'too_far' }
        : { reason: 'epoch' }
    if (id !== undefined) on.id(id)
    on.frame({
      type: rift?.kind ?? 'reset',
      data: JSON.stringify(body),
      lastEventId: id ?? wish.cursor,
      ...(id !== undefined && { id }),
    })
  }

  return {
    ...on,
    id(given) {
      // Until then the shared cursor says nothing about this tab.
      if (isTold) on.id(given)
    },
    frame(frame) {
      if (isTold) {
        on.frame(frame)
        return
      }
      const greeting = wish.snapshot === false ? frame : unrecovered(frame)
      if (isGreeting(frame)) on.frame({ ...greeting, lastEventId: wish.cursor })
      tell()
      if (!isGreeting(frame)) on.frame(frame)
    },
  }
}

function isGreeting({ type, data }: ParsedFrame): boolean {
  return type === 'connected' || (type === 'message' && /^\{\s*"type"\s*:\s*"connected"/.test(data))
}

function unrecovered(frame: ParsedFrame): ParsedFrame {
  if (!isGreeting(frame)) return frame
  try {
    return { ...frame, data: JSON.stringify({ ...JSON.parse(frame.data), recovered: false }) }
  } catch {
    return frame
  }
}
