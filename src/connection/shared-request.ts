/**
 * Merges the subscription requests of several tabs into one. Pure; knows tabs by id and request only.
 *
 * The merged request resumes from the cursor of the slowest tab, and the others drop the duplicates.
 * A tab that cannot be served that way gets a history break (history-break.ts) and its state again, so
 * that neither a tab that slept for a day nor one with the cursor of a replaced log causes a gap in
 * the other tabs.
 */
import type { SnapshotRequest } from '../feeds/filter-query.ts'
import { parseEventId } from '../protocol/event-id.ts'
import { isWithin, maxTopics, noTopics, type TopicSet, uniteTopics } from '../protocol/topic-set.ts'
import type { FeedRequest } from './feed-request.ts'
import { findHistoryBreak } from './history-break.ts'

export interface TabRequest {
  readonly id: string
  readonly request: FeedRequest
}

export interface SharedRequest {
  readonly request: FeedRequest
  /** The tabs that it serves, the first one included. */
  readonly served: readonly string[]
  /** The tabs that have to make a request of their own. */
  readonly excluded: readonly string[]
}

/** A tab further behind than this does not hold up the others: servers replay about as many. */
const maxOffsetsBehind = 1000

/**
 * @param tabs the first one makes the request, and is always served
 * @param isAllowed false for a tab whose topics the server may have refused to the first one
 */
export function mergeRequests(
  tabs: readonly [TabRequest, ...TabRequest[]],
  isAllowed: (id: string) => boolean = () => true,
): SharedRequest {
  const [first] = tabs
  let topics: TopicSet = uniteTopics([first.request.topics])
  const included: TabRequest[] = []
  const excluded: string[] = []
  for (const tab of tabs) {
    const wider = uniteTopics([topics, tab.request.topics])
    const mayServe = isAllowed(tab.id) || isWithin(tab.request.topics, first.request.topics)
    if (tab === first || (mayServe && wider.length <= maxTopics)) {
      included.push(tab)
      topics = wider
    } else excluded.push(tab.id)
  }
  const cursor = decideCursor(first, included)
  const snapshot = decideSharedSnapshot(included, topics, cursor)
  return { request: { topics, cursor, snapshot }, served: included.map(({ id }) => id), excluded }
}

/** The oldest position in the first tab's history that is not too far behind. */
function decideCursor(first: TabRequest, tabs: readonly TabRequest[]): string {
  const firstCursor = first.request.cursor
  // A cursor that is not a position cannot be compared with any other.
  if (firstCursor !== '' && parseEventId(firstCursor) === null) return firstCursor
  const positions = tabs.flatMap(({ request: { cursor } }) => {
    const position = parseEventId(cursor)
    return position ? [{ cursor, ...position }] : []
  })
  const [base] = positions
  if (base === undefined) {
    return tabs.find(({ request }) => request.cursor !== '')?.request.cursor ?? ''
  }
  const comparable = positions
    .filter(({ epoch }) => epoch === base.epoch)
    .sort((a, b) => a.offset - b.offset)
  const newest = comparable.at(-1)?.offset ?? 0
  return comparable.find(({ offset }) => newest - offset <= maxOffsetsBehind)?.cursor ?? base.cursor
}

/** A tab that cannot resume from the shared cursor needs the state of its whole filter. */
function decideSharedSnapshot(
  tabs: readonly TabRequest[],
  topics: TopicSet,
  cursor: string,
): SnapshotRequest {
  if (tabs.every(({ request }) => request.snapshot === false)) return false
  if (cursor === '') return true
  const needed = uniteTopics(
    tabs.map(({ request }) => {
      const { snapshot } = request
      if (snapshot === false) return noTopics
      const isWhole =
        request.cursor === '' || snapshot === 'always' || findHistoryBreak(request.cursor, cursor)
      if (isWhole) return request.topics
      return snapshot === true ? noTopics : snapshot
    }),
  )
  if (needed.length === 0) return true
  return isWithin(topics, needed) ? 'always' : needed
}
