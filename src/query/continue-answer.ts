/**
 * Where an answer of the server stands in what was delivered: what it lacks, or that this is not known (Q1 of
 * bind-query-client.ts). Pure.
 */
import { offsetsBetween } from '../protocol/event-id.ts'
import type { EventJournal, JournalEntry } from './event-journal.ts'
import { positionOf } from './list-pages.ts'
import type { Mark } from './query-draft.ts'

/** When data was requested. */
export interface Read {
  /** How many events had been delivered then. */
  readonly count: number
  /** In which unbroken history; null: the connection had not joined one. */
  readonly history: number | null
}

/** Where data comes from: an answer, the page itself (an optimistic update), or it was there before. */
export type Origin = Read | 'page' | 'unknown'

/** How far the feed is. */
export interface FeedProgress {
  readonly journal: EventJournal
  /** Counts the unbroken histories. */
  readonly history: number
  /** The connection has been live since this one began. */
  readonly hasJoined: boolean
}

/** What an answer lacks; `behind`: more than is known; `later`: the feed has not come that far. */
export type Continuation =
  | { readonly mark: Mark; readonly lacking: readonly JournalEntry[] }
  | 'behind'
  | 'later'

export function continueAnswer(
  data: unknown,
  origin: Origin,
  { journal, history, hasJoined }: FeedProgress,
  positionField: string | null,
): Continuation {
  const at = positionOf(data, positionField)
  const { start, position } = journal
  if (at && journal.reaches(at)) {
    const ahead = offsetsBetween(position, at) > 0 ? at : null
    return { mark: { isExact: true, ahead }, lacking: journal.since(at) }
  }
  const isOtherLog = at !== null && start !== null && at.epoch !== start.epoch
  const isContinued =
    typeof origin === 'object' && origin.history === history && journal.reaches(origin.count)
  if (isContinued && !isOtherLog) {
    return { mark: { isExact: at !== null, ahead: at }, lacking: journal.since(origin.count) }
  }
  if (origin === 'page' && hasJoined) {
    return { mark: { isExact: false, ahead: null }, lacking: [] }
  }
  // An answer of a log that the connection has not joined yet.
  return !hasJoined || (isOtherLog && typeof origin === 'object') ? 'later' : 'behind'
}
