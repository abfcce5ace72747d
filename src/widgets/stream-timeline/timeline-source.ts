/**
 * The history of one payment stream, as far as it was asked for, and continued live: one for all widgets of a session
 * that show the stream. Runs while something subscribes to it. Does not depend on React.
 *
 * S1 The newest page is read after the stream is followed, so that whatever is above it comes by the feed.
 * S2 After a gap or reset, and when the store has dropped events that were not seen here, the newest page is read again, and
 *    further ones until they meet what was known (H3).
 */
import { decodeHistoryPage, historyPagePath } from '../../feeds/payments/history-page.ts'
import { type PaymentsHistoryEntry, selectStreamPhase } from '../../feeds/payments/selectors.ts'
import type { Session } from '../../payments-session.ts'
import {
  addBreak,
  addLive,
  addPage,
  earlierOf,
  emptyHistory,
  gapToFill,
  type HistoryBreak,
  type TimelineHistory,
} from './timeline-history.ts'

/** What is known, and what is being requested. */
export interface TimelineSnapshot {
  readonly history: TimelineHistory
  /** `live`: this kind of server sends no history; `none`: there is no server; `given`: a list of events. */
  readonly source: 'server' | 'live' | 'none' | 'given'
  /** The last request failed: nothing is requested until it is retried. */
  readonly hasFailed: boolean
  readonly isLoadingEarlier: boolean
}

export interface TimelineSource {
  getSnapshot(): TimelineSnapshot
  subscribe(listener: () => void): () => void
  /** Reads the page below the last event. Does nothing if there is none. */
  loadEarlier(): void
  /** Repeats the request that has failed. */
  retry(): void
}

/** How many pages are read to close a gap, before it is shown as one that stays. */
const mostFills = 10

/** Sources by session and stream, while something shows them. */
const sources = new WeakMap<Session, Map<string, TimelineSource>>()

/** The source of a stream: the same for every widget of the session. */
export function timelineSourceOf(
  session: Session,
  streamId: string,
  pageSize: number,
): TimelineSource {
  const key = `${pageSize} ${streamId}`
  const own = sources.get(session) ?? new Map<string, TimelineSource>()
  sources.set(session, own)
  const source =
    own.get(key) ?? createTimelineSource(session, streamId, pageSize, () => own.delete(key))
  own.set(key, source)
  return source
}

async function requestFrom(
  connection: NonNullable<Session['connection']>,
  path: string,
  signal: AbortSignal,
): Promise<Response> {
  const send = async (isRefresh: boolean) => {
    const { baseUrl, headers, fetch } = await connection.requestContext({ signal, isRefresh })
    return fetch(baseUrl + path, { headers, signal })
  }
  const answer = await send(false)
  // A token that has expired meanwhile.
  return answer.status === 401 ? send(true) : answer
}

/** @param ended called when nothing subscribes any more */
export function createTimelineSource(
  session: Pick<Session, 'store' | 'connection' | 'feed'>,
  streamId: string,
  pageSize: number,
  ended: () => void = () => {},
): TimelineSource {
  const { store, connection, feed } = session
  const canRead = connection !== null && feed.endpoint === undefined
  const selectPhase = selectStreamPhase(streamId)
  const listeners = new Set<() => void>()
  let snapshot: TimelineSnapshot = {
    history: emptyHistory,
    source: canRead ? 'server' : connection ? 'live' : 'none',
    hasFailed: false,
    isLoadingEarlier: false,
  }
  /** The newest entry of the store that was looked at. */
  let lastKey: string | null = null
  let fills = 0
  let breaks = 0
  let reading: AbortController | null = null
  let leaveStore: (() => void) | null = null

  function change(changes: Partial<TimelineSnapshot>): void {
    snapshot = { ...snapshot, ...changes }
    for (const listener of listeners) listener()
  }

  function takeLive(): void {
    const { history } = store.getState()
    const [newest] = history
    if (newest && newest.key !== lastKey) {
      const index = history.findIndex(({ key }) => key === lastKey)
      const added = index < 0 ? history : history.slice(0, index)
      const isCut = index < 0 && lastKey !== null
      lastKey = newest.key
      let next = isCut ? breakOff(snapshot.history, 'gap') : snapshot.history
      for (const entry of [...added].reverse()) next = takeEntry(next, entry)
      if (next !== snapshot.history) change({ history: next })
    }
    advance()
  }

  function takeEntry(history: TimelineHistory, entry: PaymentsHistoryEntry): TimelineHistory {
    if (entry.kind !== 'event') return breakOff(history, entry.kind)
    const { key, event, position, receivedAtMs } = entry
    if (event.streamId !== streamId) return history
    return addLive(history, { key, event, position, atMs: receivedAtMs })
  }

  function breakOff(history: TimelineHistory, brokenBy: HistoryBreak): TimelineHistory {
    fills = 0
    breaks += 1
    return addBreak(history, brokenBy)
  }

  /** Requests what is needed next, one page at a time. */
  function advance(): void {
    const { history, hasFailed, isLoadingEarlier } = snapshot
    if (!canRead || reading || hasFailed || leaveStore === null) return
    if (history[0].next === undefined) {
      // S1
      if (selectPhase(store.getState()) !== 'loading') void read(0)
      return
    }
    const gap = gapToFill(history)
    if (gap >= 0 && fills < mostFills) {
      fills += 1
      void read(gap)
    } else if (isLoadingEarlier) void read(earlierOf(history))
  }

  async function read(index: number): Promise<void> {
    const stretch = snapshot.history[index]
    if (!stretch || !connection) return
    const controller = new AbortController()
    reading = controller
    const { next } = stretch
    const before = breaks
    const cursor = next ? `${next.epoch}.${next.offset}` : null
    let page: ReturnType<typeof decodeHistoryPage>
    try {
      const path = historyPagePath({ streamId, limit: pageSize, cursor })
      const answer = await requestFrom(connection, path, controller.signal)
      page = answer.ok ? decodeHistoryPage(await answer.json()) : String(answer.status)
    } catch (error) {
      page = String(error)
    }
    if (reading !== controller) return
    reading = null
    if (typeof page === 'string') {
      change({ hasFailed: true, isLoadingEarlier: false })
      return
    }
    const { history } = snapshot
    // A break may have put a stretch above it meanwhile, and then the newest page is that of another one.
    const now = next ? history.findIndex((each) => each.next === next) : before === breaks ? 0 : -1
    if (now >= 0) {
      // A page without events is not what was asked for: the next one may have some.
      const isDone = next && (page.events.length > 0 || page.next === null)
      change({
        history: addPage(history, now, page) ?? breakOff(history, 'reset'),
        isLoadingEarlier: snapshot.isLoadingEarlier && !isDone,
      })
    }
    advance()
  }

  function stop(): void {
    leaveStore?.()
    leaveStore = null
    reading?.abort()
    reading = null
    ended()
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      if (leaveStore === null) {
        // What has happened while nothing subscribed was not seen.
        snapshot = { ...snapshot, history: breakOff(snapshot.history, 'gap') }
        leaveStore = store.subscribe(takeLive)
        takeLive()
      }
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop()
      }
    },
    loadEarlier() {
      if (earlierOf(snapshot.history) < 0 || snapshot.isLoadingEarlier) return
      change({ isLoadingEarlier: true, hasFailed: false })
      advance()
    },
    retry() {
      change({ hasFailed: false })
      advance()
    },
  }
}
