/**
 * The headless hook of StreamTimeline: the events of one payment stream as text, newest first. Those of the server are loaded
 * in pages and continued live; or a given list.
 */
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { PaymentEvent } from '../../feeds/payments/events.ts'
import { payments } from '../../feeds/payments/payments.ts'
import { timelineEnglish } from '../../messages/detail-english.ts'
import { activityEnglish } from '../../messages/english.ts'
import type { Freshness } from '../../react/freshness.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { useConnectionHealth } from '../../react/use-connection.ts'
import { useFollow } from '../../react/use-follow.ts'
import { useTickedValue } from '../../react/use-ticked-value.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import type { NameOf } from '../formatting/addresses.ts'
import { type StreamSource, useStreamView } from '../stream-view/use-stream-view.ts'
import { describeHistory, type TimelineEntry } from './timeline-entry.ts'
import { earlierOf, emptyHistory, type TimelineHistory } from './timeline-history.ts'
import { type TimelineSnapshot, type TimelineSource, timelineSourceOf } from './timeline-source.ts'

/** Which stream, where its events come from, and how they are shown. */
export interface StreamTimelineOptions extends StreamSource {
  /**
   * The events themselves, in any order; nothing is loaded then. Keep the list between renders. Default: those of the
   * server.
   */
  readonly events?: readonly PaymentEvent[] | undefined
  /** How many events one request loads. Default 20. */
  readonly pageSize?: number | undefined
  /** Names for addresses. */
  readonly nameOf?: NameOf | undefined
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
  /**
   * Address of a transaction, such as that of an explorer: its row links to it. Default: none. Keep the function between
   * renders.
   */
  readonly transactionUrl?: ((hash: string) => string | null | undefined) | undefined
}

/** State of {@link useStreamTimeline}. */
export interface StreamTimelineState {
  /** Whether there is something to show. `idle`: there is neither a server nor a list of events. */
  readonly phase: 'idle' | 'loading' | 'ready' | 'empty' | 'error'
  /** Whether what is shown is up to date. */
  readonly freshness: Freshness
  /**
   * What is after the last event: `earlier` ones, which can be loaded; the `start` of the stream; `trimmed`: there were
   * earlier ones, which the server no longer has; `live`: this kind of server sends no earlier ones. Null: nothing is loaded.
   */
  readonly end: 'earlier' | 'start' | 'trimmed' | 'live' | null
  /** The last request failed. */
  readonly hasFailed: boolean
  /** Earlier events are being loaded. */
  readonly isLoadingEarlier: boolean
}

/** What {@link useStreamTimeline} returns. */
export interface StreamTimelineView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamTimelineState
  /** Newest first, with an entry where some may be missing. */
  readonly entries: readonly TimelineEntry[]
  /** Loads the page of events before the last one. */
  loadEarlier(): void
  /** Repeats the request that has failed. */
  retry(): void
}

const usualPageSize = 20

/** The headless hook of the timeline. */
export function useStreamTimeline(options: StreamTimelineOptions = {}): StreamTimelineView {
  const { events, pageSize, nameOf, timeZone: ownTimeZone, transactionUrl, ...source } = options
  const { stream, streamId, token } = useStreamView(source)
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const timeZone = ownTimeZone ?? pageTimeZone
  const messages = useMessages('timeline', timelineEnglish)
  const activity = useMessages('activity', activityEnglish)
  const { snapshot, loadEarlier, retry } = useHistorySource(events, streamId, pageSize)
  const { failure, freshness } = useConnectionHealth(events ? undefined : streamId, false)
  const { history } = snapshot
  const nowMs = useTickedValue(minutes) ?? 0

  const sender = stream?.sender
  const entries = useMemo(
    () =>
      describeHistory(history, {
        ...{ activity, messages, token, sender, nameOf, transactionUrl, locale, timeZone, nowMs },
      }),
    [history, activity, messages, token, sender, nameOf, transactionUrl, locale, timeZone, nowMs],
  )
  const phase = phaseOf(snapshot, entries.length > 0, failure !== null)
  useEventAnnouncements(entries, phase)
  const state: StreamTimelineState = {
    phase,
    freshness: events ? 'live' : freshness,
    end: entries.length > 0 ? endOf(snapshot) : null,
    hasFailed: snapshot.hasFailed,
    isLoadingEarlier: snapshot.isLoadingEarlier,
  }
  return { state, entries, loadEarlier, retry }
}

/** Changes of relative times: once a minute for all rows. */
const minutes = {
  valueAt: (nowMs: number) => nowMs - (nowMs % 60_000),
  nextChangeMs: (afterMs: number) => afterMs - (afterMs % 60_000) + 60_000,
}

/** Nothing to load. */
function givenSource(history: TimelineHistory, source: TimelineSnapshot['source']): TimelineSource {
  const snapshot: TimelineSnapshot = { history, source, hasFailed: false, isLoadingEarlier: false }
  const nothing = () => {}
  return {
    getSnapshot: () => snapshot,
    subscribe: () => nothing,
    loadEarlier: nothing,
    retry: nothing,
  }
}

function useHistorySource(
  events: readonly PaymentEvent[] | undefined,
  streamId: string | undefined,
  pageSize = usualPageSize,
) {
  const session = useSession()
  useFollow(events || streamId === undefined ? {} : { streams: [streamId] })
  const source = useMemo<TimelineSource>(() => {
    if (events) return givenSource(historyOf(events), 'given')
    // An id that is still to come.
    if (streamId === undefined) return givenSource(emptyHistory, 'server')
    return timelineSourceOf(session, streamId, pageSize)
  }, [session, events, streamId, pageSize])
  const { subscribe, getSnapshot } = source
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot)
  return { snapshot, loadEarlier: source.loadEarlier, retry: source.retry }
}

/** A list as one stretch, newest first. Events without a time stay next to those that they were given with. */
function historyOf(events: readonly PaymentEvent[]): TimelineHistory {
  const placed = events.map((event, index) => ({
    key: `${index}:${payments.identityOf(event)}`,
    position: null,
    event,
    atMs: (event.timestamp ?? 0) * 1000,
  }))
  // Equal times keep the order of the list, which is reversed if it is oldest first.
  const isOldestFirst = (placed.at(0)?.atMs ?? 0) < (placed.at(-1)?.atMs ?? 0)
  const list = isOldestFirst ? placed.reverse() : placed
  list.sort((a, b) => b.atMs - a.atMs)
  return [{ ...emptyHistory[0], events: list, next: null }]
}

function phaseOf(
  { history, source, hasFailed }: TimelineSnapshot,
  hasEntries: boolean,
  hasConnectionFailed: boolean,
): StreamTimelineState['phase'] {
  const isUnread = source === 'server' && history.length === 1 && history[0].next === undefined
  if (isUnread) return hasFailed || hasConnectionFailed ? 'error' : 'loading'
  if (hasEntries) return 'ready'
  return source === 'none' ? 'idle' : 'empty'
}

function endOf({ history, source }: TimelineSnapshot): StreamTimelineState['end'] {
  const last = history.at(-1)?.events.at(-1)?.event
  if (last?.type === 'stream.created') return 'start'
  if (source !== 'server') return source === 'live' ? 'live' : null
  return earlierOf(history) < 0 ? 'trimmed' : 'earlier'
}

/** Announces the newest event if it arrived live: as the activity feed does, so that it is announced once. */
function useEventAnnouncements(
  entries: readonly TimelineEntry[],
  phase: StreamTimelineState['phase'],
): void {
  const announce = useAnnounce()
  const newest = entries.find(({ kind }) => kind === 'event')
  const known = useRef<{ readonly key: string | undefined } | null>(null)
  useEffect(() => {
    const { current: before } = known
    known.current = phase === 'ready' || phase === 'empty' ? { key: newest?.key } : before
    if (!before || !newest || before.key === newest.key) return
    announce(`event:${newest.key}`, newest.announcement)
  }, [announce, newest, phase])
}
