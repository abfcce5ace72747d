/**
 * What is cached and what was delivered, brought together: applies events to queries, and answers of the
 * server to what was delivered meanwhile. Decides which data is current (Q1 to Q4 of bind-query-client.ts);
 * when to look is decided there.
 */
import type { Position } from '../protocol/event-id.ts'
import type { EventFrame } from '../protocol/feed-frames.ts'
import { applyToDetail, applyToList, itemAfter } from './apply-event.ts'
import { continueAnswer, type Origin, type Read } from './continue-answer.ts'
import { createEventJournal, type JournalEntry } from './event-journal.ts'
import { isFields } from './list-pages.ts'
import { type CachedQuery, inOneBatch, type QueryClientLike } from './query-client.ts'
import { draftOf, type Marks, type QueryDraft, takeItem, writeDraft } from './query-draft.ts'
import type { QueryLookup } from './query-lookup.ts'
import type { FeedQueries } from './query-options.ts'
import type { Refetches } from './refetches.ts'

export interface QuerySync {
  /** Applies events, one write for each query. */
  apply(frames: readonly EventFrame[]): void
  /** Takes the items of a whole snapshot. */
  takeItems(items: ReadonlyMap<string, object>, at: Position | null): void
  /** Whether the data is now known to be current; `later` if that cannot be known yet. */
  consider(query: CachedQuery, origin: Origin): 'current' | 'behind' | 'later'
  /** A read begins now. */
  beginRead(query: CachedQuery): void
  /** A read has ended. @returns when it began */
  endRead(query: CachedQuery): Origin
  /** What follows does not continue what was delivered. */
  breakHistory(position: Position | null): void
  /** Everything up to here was delivered. */
  moveTo(position: Position): void
  /** The connection is live: reads that begin from now on contain everything that was delivered. */
  join(): void
  /** Topics were added: their events are delivered from here on. */
  widen(from: Position | null): void
  /** Nothing is known about this query any more. */
  unmark(query: CachedQuery): void
  /** Whether the cache is being written by this: what it reports then is no news. */
  isWriting(): boolean
}

export function createQuerySync(
  client: QueryClientLike,
  queries: FeedQueries,
  lookup: QueryLookup,
  refetches: Refetches,
): QuerySync {
  const { rules, positionField } = queries
  const journal = createEventJournal()
  const reads = new Map<CachedQuery, Read>()
  let marks: Marks = new WeakMap()
  let history = 0
  let hasJoined = false
  let isWriting = false

  function write(drafts: readonly QueryDraft[]): void {
    const changed = drafts.filter(
      ({ pages, isRefetchNeeded }) => isRefetchNeeded || pages.some(({ isChanged }) => isChanged),
    )
    const [first] = changed
    if (!first) return
    inOneBatch(client, first.query, () => {
      for (const draft of changed) {
        for (const { data, mark } of draft.pages) {
          if (!mark && typeof data === 'object' && data !== null) marks.delete(data)
        }
        if (draft.pages.some(({ isChanged }) => isChanged)) put(draft)
        if (draft.isRefetchNeeded) refetches.request(draft.query)
      }
    })
  }

  function put(draft: QueryDraft): void {
    isWriting = true
    try {
      writeDraft(client, draft, queries, marks, journal.position)
    } finally {
      isWriting = false
    }
  }

  function apply(frames: readonly EventFrame[]): void {
    const keepFrom = Math.min(journal.count, ...[...reads.values()].map(({ count }) => count))
    const entries = frames.map(({ event, position }) => journal.add(event, position, keepFrom))
    const details = new Map<CachedQuery, QueryDraft>()
    const lists = lookup.lists().map((query) => draftOf(query, true, queries, marks))
    for (const entry of entries) {
      const key = rules.keyOfEvent(entry.event)
      if (key === null) continue
      const query = lookup.detail(key)
      const detail = query && (details.get(query) ?? draftOf(query, false, queries, marks))
      if (detail) details.set(detail.query, detail)
      const inDetail = detail && applyToDetail(detail, entry, queries)
      // Its last read has failed, or was too old: something has happened that another one can bring.
      if (detail && hasJoined && !detail.pages[0]?.mark) detail.isRefetchNeeded = true
      const known = inDetail ?? itemAfter(lists, entry, queries)
      for (const list of lists) applyToList(list, entry, queries, known)
    }
    write([...details.values(), ...lists])
  }

  function consider(query: CachedQuery, origin: Origin): 'current' | 'behind' | 'later' {
    const isList = lookup.kindOf(query) === 'list'
    const draft = draftOf(query, isList, queries, marks)
    const unknown = draft.pages.filter(({ mark }) => mark === undefined)
    let result: 'current' | 'behind' | 'later' = 'current'
    for (const page of unknown) {
      const found = continueAnswer(
        page.data,
        origin,
        { journal, history, hasJoined },
        positionField,
      )
      if (typeof found === 'string') {
        result = found
        continue
      }
      page.mark = found.mark
      if (typeof page.data === 'object' && page.data !== null) marks.set(page.data, found.mark)
      for (const entry of found.lacking) {
        if (isList) applyToList(draft, entry, queries, knownItem(entry), [page])
        else if (rules.keyOfEvent(entry.event) === keyOfDetail(page.data)) {
          applyToDetail(draft, entry, queries)
        }
      }
    }
    write([draft])
    return result
  }

  /** The item of an event as it is now, where a query has it. */
  function knownItem({ event }: JournalEntry): object | undefined {
    const key = rules.keyOfEvent(event)
    const data = key === null ? null : lookup.detail(key)?.state.data
    return isFields(data) && marks.has(data) ? data : undefined
  }

  function keyOfDetail(data: unknown): string | null {
    return isFields(data) ? rules.keyOf(data) : null
  }

  return {
    apply,
    consider,
    takeItems(items, at) {
      if (at) journal.moveTo(at)
      write(
        [...items].flatMap(([key, item]) => {
          const query = lookup.detail(key)
          const draft = query && draftOf(query, false, queries, marks)
          return draft && takeItem(draft, item, at, positionField) ? draft : []
        }),
      )
    },
    beginRead(query) {
      reads.set(query, { count: journal.count, history: hasJoined ? history : null })
    },
    endRead(query) {
      const read = reads.get(query) ?? 'unknown'
      reads.delete(query)
      return read
    },
    breakHistory(position) {
      history++
      hasJoined = false
      marks = new WeakMap()
      journal.restart(position)
    },
    moveTo: journal.moveTo,
    join() {
      hasJoined = true
    },
    widen(from) {
      // Reads under way may lack events of the new topics.
      history++
      journal.raise(from)
    },
    unmark(query) {
      const { pages } = draftOf(query, lookup.kindOf(query) === 'list', queries, marks)
      for (const { data, mark } of pages) if (mark) marks.delete(data as object)
    },
    isWriting: () => isWriting,
  }
}
