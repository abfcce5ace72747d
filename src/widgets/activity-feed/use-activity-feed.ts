/**
 * The headless hook of ActivityFeed: the history as text, paused while it is read.
 *
 * F1 While the list is scrolled, hovered or focused the feed is paused: new entries are counted, and
 *    nothing that is being read moves.
 * F2 Events that arrive while the feed is mounted are announced, together (see announcer.tsx).
 * F3 A gap is shown in its place in the list. That balances were refreshed is shown and announced once
 *    the snapshot after the gap has arrived, not before.
 * F4 The list changes at most five times a second: the first entry after a pause shows at once, and the
 *    newest one is always shown in the end (docs/decisions/0013).
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type {
  HistoryFilter,
  PaymentsHistoryEntry,
  PaymentsState,
  PaymentsStoreState,
} from '../../feeds/payments/selectors.ts'
import { activityEnglish } from '../../messages/english.ts'
import type { Session } from '../../payments-session.ts'
import type { Position } from '../../protocol/event-id.ts'
import type { Freshness } from '../../react/freshness.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge, useSession } from '../../react/session-context.ts'
import { useConnectionHealth } from '../../react/use-connection.ts'
import { useFollow } from '../../react/use-follow.ts'
import { useIsPaused } from '../../react/use-motion.ts'
import { useGaugeState, useStorePhase, useThrottledState } from '../../react/use-stream.ts'
import type { Selector } from '../../store/selectors.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import type { NameOf } from '../formatting/addresses.ts'
import { isoDateTime, printDateOrTime } from '../formatting/date-time.ts'
import { describeEntry, type EntryText } from './event-text.ts'
import { type FeedLine, selectFeedLines } from './feed-lines.ts'
import { selectVisibleEntries } from './visible-entries.ts'

/** What a feed shows, and how. */
export interface ActivityFeedOptions extends HistoryFilter {
  /** Names for addresses. */
  readonly nameOf?: NameOf | undefined
  /** IANA time zone. Default: the provider's. */
  readonly timeZone?: string | undefined
  /** Pauses the feed for a reason of the application: new entries are counted, not shown. Default false. */
  readonly isPaused?: boolean | undefined
}

/** One entry of the feed. */
export interface ActivityEntry extends EntryText {
  /** Unique and stable: the key of its list item. */
  readonly key: string
  /** Which stream; null for a gap or reset. */
  readonly streamId: string | null
  /** The event or the gap that it was made of. */
  readonly entry: PaymentsHistoryEntry
  /** When it happened according to the event, else when this page received it. */
  readonly time: string
  /** The same for the `datetime` attribute. */
  readonly isoTime: string | undefined
}

/** State of {@link useActivityFeed}. */
export interface ActivityFeedState {
  /** Whether the history has arrived; `error`: it could not be requested; `idle`: nothing is followed. */
  readonly phase: 'idle' | 'loading' | 'ready' | 'empty' | 'error'
  /** Whether what is shown is up to date. */
  readonly freshness: Freshness
  /** The feed is being read: new entries are counted and not shown. */
  readonly isPaused: boolean
}

/** What {@link useActivityFeed} returns. */
export interface ActivityFeedView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: ActivityFeedState
  /** Newest first. */
  readonly entries: readonly ActivityEntry[]
  /** How many newer entries are not shown. */
  readonly newCount: number
  /** Shows the newer entries. */
  showNew(): void
  /** Pauses the feed for a reason such as `pointer`, or ends that reason. */
  setPaused(reason: string, isPaused: boolean): void
}

const defaultLimit = 50
/** The reason of {@link ActivityFeedOptions.isPaused}. */
const application = 'application'
/** The page is paused: LiveControl, `useMotion`. */
const page = 'page'
/** F4 Faster than people read; each entry costs an insertion, a layout and a paint. */
const throttleMs = 200

/** The headless hook of the feed. */
export function useActivityFeed(options: ActivityFeedOptions = {}): ActivityFeedView {
  const { nameOf, timeZone, isPaused = false, limit = defaultLimit, ...filter } = options
  const source = useFeedSource({ ...filter, limit })
  const lines = useThrottledState(source.select, throttleMs)
  const storePhase = useStorePhase()
  const { freshness, failure } = useConnectionHealth('', false)
  const { pausedLines, setPaused, showNew } = usePause(lines, source)
  useEffect(() => setPaused(application, isPaused), [isPaused, setPaused])
  const isPagePaused = useIsPaused(true)
  useEffect(() => setPaused(page, isPagePaused), [isPagePaused, setPaused])
  const { visible, newCount } = useMemo(
    () => selectVisibleEntries(lines, pausedLines),
    [lines, pausedLines],
  )

  const describe = useDescription({ nameOf, timeZone })
  const entries = useMemo(() => visible.map(describe), [visible, describe])
  useEventAnnouncements(lines, describe, storePhase)

  const absence = useIsIdle()
    ? 'idle'
    : storePhase === 'ready'
      ? 'empty'
      : failure
        ? 'error'
        : 'loading'
  const phase = lines.length > 0 ? 'ready' : absence
  const state = { phase, freshness, isPaused: pausedLines !== null } as const
  return { state, entries, newCount, showNew, setPaused }
}

/** Whether nothing is followed, here or elsewhere on the page, so that no event can arrive. */
function useIsIdle(): boolean {
  const { connection } = useSession()
  const isAsking = useGaugeState(selectIsAsking)
  // What is below a provider follows in effects, so the first render cannot say.
  const [isMounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])
  return !isAsking && (isMounted || connection === null)
}

const selectIsAsking = ({ following }: PaymentsStoreState) => following.wanted.length > 0

/** Which lines are shown: another object for every other filter or store. */
interface FeedSource {
  readonly store: Session['store']
  readonly select: Selector<readonly FeedLine[], PaymentsState>
}

function useFeedSource(filter: HistoryFilter): FeedSource {
  const { store } = useSession()
  useFollow({ streams: filter.streamIds ?? [], users: filter.accounts ?? [] })
  // Filters contain only strings, numbers and lists of them.
  const content = JSON.stringify(filter)
  return useMemo(() => {
    // A store that is ready from the beginning, and not because its page came with the state, receives no
    // snapshots.
    const { phase, position } = store.getInitialState()
    const hasSnapshots = phase === 'loading' || position !== null
    const select = selectFeedLines(JSON.parse(content) as HistoryFilter, hasSnapshots)
    return { store, select }
  }, [store, content])
}

type Describe = (line: FeedLine) => ActivityEntry

/** Creates the texts of a line once: an entry is the same object until its texts change. */
function useDescription(options: Pick<ActivityFeedOptions, 'nameOf' | 'timeZone'>): Describe {
  const { tokens } = useGauge()
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { nameOf, timeZone = pageTimeZone } = options
  const messages = useMessages('activity', activityEnglish)
  const { ticker } = useSession()
  return useMemo(() => {
    const described = new WeakMap<FeedLine, ActivityEntry>()
    return (line) => {
      const { key, entry, tokenAddress, balances } = line
      const known = described.get(line)
      const atMs = happenedAtMs(entry)
      // At midnight a time of day becomes a date.
      const time = printDateOrTime(atMs, ticker.shownMs(), { locale, timeZone })
      if (known?.time === time) return known
      const token = tokenAddress === undefined ? null : tokens(tokenAddress)
      const text = describeEntry(entry, { messages, token, balances, nameOf, locale })
      const streamId = entry.kind === 'event' ? entry.event.streamId : null
      const isoTime = isoDateTime(atMs)
      const activity: ActivityEntry = { ...text, key, streamId, entry, time, isoTime }
      described.set(line, activity)
      return activity
    }
  }, [ticker, tokens, messages, nameOf, locale, timeZone])
}

function happenedAtMs(entry: PaymentsHistoryEntry): number {
  const seconds = entry.kind === 'event' ? entry.event.timestamp : undefined
  return seconds === undefined ? entry.receivedAtMs : seconds * 1000
}

/** F1: paused as long as there is any reason. */
function usePause(lines: readonly FeedLine[], source: FeedSource) {
  const reasons = useRef(new Set<string>())
  const latest = useRef({ source, lines })
  const [paused, setPausedAt] = useState<typeof latest.current | null>(null)
  // Another list is being read: it is paused from its own beginning.
  if (paused && paused.source !== source) setPausedAt({ source, lines })
  useEffect(() => {
    latest.current = { source, lines }
  }, [source, lines])

  const isEmpty = lines.length === 0
  useEffect(() => {
    const { current } = reasons
    // Without a list there is no element whose events could end the pause. The application's reason stays:
    // it holds for the first lines that come.
    if (isEmpty) for (const reason of current) if (reason !== application) current.delete(reason)
    setPausedAt(current.size > 0 && !isEmpty ? latest.current : null)
  }, [isEmpty])

  const setPaused = useCallback((reason: string, isPaused: boolean) => {
    const { current } = reasons
    const wasPaused = current.size > 0
    if (isPaused) current.add(reason)
    else current.delete(reason)
    if (current.size > 0 === wasPaused) return
    const { lines } = latest.current
    setPausedAt(current.size > 0 && lines.length > 0 ? latest.current : null)
  }, [])
  const showNew = useCallback(() => {
    setPausedAt((before) => (before === null ? null : latest.current))
  }, [])
  return { pausedLines: paused?.lines ?? null, setPaused, showNew }
}

/**
 * F2, F3: announces the newest line. What the first snapshot contains is not announced, even if it is
 * added to the history later.
 */
function useEventAnnouncements(
  lines: readonly FeedLine[],
  describe: Describe,
  storePhase: PaymentsState['phase'],
): void {
  const announceLine = useLineAnnouncement()
  const { store } = useSession()
  const announcedKey = useRef(lines[0]?.key ?? null)
  const pendingKey = useRef<string | null>(null)
  const snapshotPosition = useRef<Position | null>(null)
  useEffect(() => {
    snapshotPosition.current = storePhase === 'ready' ? store.getState().position : null
  }, [store, storePhase])
  useEffect(() => {
    const [newest] = lines
    const pending = lines.find(({ key }) => key === pendingKey.current)
    if (pending?.balances !== 'refreshing') {
      pendingKey.current = null
      if (pending) announceLine(describe(pending))
    }
    if (!newest || newest.key === announcedKey.current) return
    announcedKey.current = newest.key
    if (storePhase === 'loading' || isAtOrBefore(newest.entry, snapshotPosition.current)) return
    if (newest.balances === 'refreshing') pendingKey.current = newest.key
    else announceLine(describe(newest))
  }, [lines, describe, storePhase, announceLine])
}

function useLineAnnouncement(): (line: ActivityEntry) => void {
  const announce = useAnnounce()
  const messages = useMessages('activity', activityEnglish)
  return useCallback(
    (line) => {
      announce(
        `event:${line.key}`,
        line.entry.kind === 'event' ? messages.announceEvent(line) : messages.announceGap(line),
      )
    },
    [announce, messages],
  )
}

function isAtOrBefore(entry: PaymentsHistoryEntry, snapshot: Position | null): boolean {
  if (entry.kind !== 'event' || entry.position === null || snapshot === null) return false
  return entry.position.epoch === snapshot.epoch && entry.position.offset <= snapshot.offset
}
