/**
 * The headless heart of ActivityFeed: the history in words, held still while somebody reads it.
 *
 * F1 While the list is scrolled, hovered or focused, new entries wait and are counted; nothing that
 *    is being read moves.
 * F2 Of events that arrive while the feed is mounted one sentence is said, gathered by the announcer.
 * F3 A gap stands in its place in the list: what is missing is said where it is missing.
 * F4 The list changes at most five times a second, however much happens: the first entry after a
 *    pause is there at once, and the newest in the end (docs/decisions/0013).
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type {
  HistoryFilter,
  PaymentsHistoryEntry,
  PaymentsState,
} from '../../feeds/payments/selectors.ts'
import type { Session } from '../../payments-session.ts'
import type { Position } from '../../protocol/event-id.ts'
import { useGauge, useSession } from '../../react/session-context.ts'
import { type Freshness, useFreshness } from '../../react/use-connection.ts'
import { useFollow } from '../../react/use-follow.ts'
import { useCalmState, useStorePhase } from '../../react/use-stream.ts'
import type { Selector } from '../../store/selectors.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import type { NameOf } from '../wording/addresses.ts'
import { isoMoment, printMoment } from '../wording/moments.ts'
import { describeEntry, type EntryWords } from './event-words.ts'
import { type FeedLine, selectFeedLines } from './feed-lines.ts'
import { holdEntries } from './held-entries.ts'

/** What a feed shows, and how. */
export interface ActivityFeedOptions extends HistoryFilter {
  /** Names for addresses. */
  readonly nameOf?: NameOf | undefined
  /** IANA time zone. Default: the host's. */
  readonly timeZone?: string | undefined
}

/** One line of the feed. */
export interface ActivityEntry extends EntryWords {
  readonly key: string
  readonly entry: PaymentsHistoryEntry
  /** When it happened, as far as the event says, else when this page heard of it. */
  readonly time: string
  /** The same for the `datetime` attribute. */
  readonly isoTime: string | undefined
}

/** State of {@link useActivityFeed}. */
export interface ActivityFeedState {
  readonly phase: 'loading' | 'ready' | 'empty'
  readonly freshness: Freshness
  /** Somebody is reading: new entries wait. */
  readonly isHeld: boolean
}

/** What {@link useActivityFeed} returns. */
export interface ActivityFeedView {
  readonly state: ActivityFeedState
  /** Newest first. */
  readonly entries: readonly ActivityEntry[]
  /** How many newer entries wait. */
  readonly waiting: number
  /** Shows what waits. */
  showNew(): void
  /** Says whether somebody is reading, by the reason's name. */
  hold(reason: string, isHolding: boolean): void
}

const defaultLimit = 50
/** F4 Faster than anybody reads; each entry costs an insertion, a layout and a paint. */
const calmMs = 200

/** The headless hook of the feed. */
export function useActivityFeed(options: ActivityFeedOptions = {}): ActivityFeedView {
  const { nameOf, timeZone, limit = defaultLimit, ...filter } = options
  const subject = useSubject({ ...filter, limit })
  const lines = useCalmState(subject.select, calmMs)
  const storePhase = useStorePhase()
  const freshness = useFreshness()
  const { held, hold, release } = useHold(lines, subject)
  const { shown, waiting } = useMemo(() => holdEntries(lines, held), [lines, held])

  const describe = useDescription({ nameOf, timeZone })
  const entries = useMemo(() => shown.map(describe), [shown, describe])
  const [newest] = lines
  useSayNewest(newest ? describe(newest) : null, storePhase)

  const phase = lines.length > 0 ? 'ready' : storePhase === 'loading' ? 'loading' : 'empty'
  const state = { phase, freshness, isHeld: held !== null } as const
  return { state, entries, waiting, showNew: release, hold }
}

/** Whose lines are shown: another one with every other filter or store. */
interface FeedSubject {
  readonly store: Session['store']
  readonly select: Selector<readonly FeedLine[], PaymentsState>
}

function useSubject(filter: HistoryFilter): FeedSubject {
  const { store } = useSession()
  useFollow({ streams: filter.streamIds ?? [], users: filter.accounts ?? [] })
  // Filters hold only strings, numbers and lists of them.
  const content = JSON.stringify(filter)
  return useMemo(
    () => ({ store, select: selectFeedLines(JSON.parse(content) as HistoryFilter) }),
    [store, content],
  )
}

/** Puts lines into words, each once: an entry is the same object until its words are others. */
function useDescription(
  options: Pick<ActivityFeedOptions, 'nameOf' | 'timeZone'>,
): (line: FeedLine) => ActivityEntry {
  const { nameOf, timeZone } = options
  const { tokens, locale } = useGauge()
  const { ticker } = useSession()
  return useMemo(() => {
    const described = new WeakMap<FeedLine, ActivityEntry>()
    return (line) => {
      const { key, entry, tokenAddress } = line
      const known = described.get(line)
      const atMs = happenedAtMs(entry)
      // At midnight what was a time of day becomes a day.
      const time = printMoment(atMs, ticker.shownMs(), { locale, timeZone })
      if (known?.time === time) return known
      const token = tokenAddress === undefined ? null : tokens(tokenAddress)
      const words = describeEntry(entry, { token, nameOf, locale })
      const activity: ActivityEntry = { ...words, key, entry, time, isoTime: isoMoment(atMs) }
      described.set(line, activity)
      return activity
    }
  }, [ticker, tokens, nameOf, locale, timeZone])
}

function happenedAtMs(entry: PaymentsHistoryEntry): number {
  const seconds = entry.kind === 'event' ? entry.event.timestamp : undefined
  return seconds === undefined ? entry.receivedAtMs : seconds * 1000
}

/** F1: held as long as there is any reason; lets go by itself when the last one ends. */
function useHold(lines: readonly FeedLine[], subject: FeedSubject) {
  const reasons = useRef(new Set<string>())
  const latest = useRef({ subject, lines })
  const [held, setHeld] = useState<typeof latest.current | null>(null)
  // What is read now is another list, and it is held from here on.
  if (held && held.subject !== subject) setHeld({ subject, lines })
  useEffect(() => {
    latest.current = { subject, lines }
  }, [subject, lines])

  const isNothing = lines.length === 0
  useEffect(() => {
    // There is no list, and so nobody who could say that they do not read it any more.
    if (!isNothing) return
    reasons.current.clear()
    setHeld(null)
  }, [isNothing])

  const hold = useCallback((reason: string, isHolding: boolean) => {
    const { current } = reasons
    const wasHeld = current.size > 0
    if (isHolding) current.add(reason)
    else current.delete(reason)
    if (current.size > 0 === wasHeld) return
    setHeld(current.size > 0 ? latest.current : null)
  }, [])
  const release = useCallback(() => {
    setHeld((before) => (before === null ? null : latest.current))
  }, [])
  return { held: held?.lines ?? null, hold, release }
}

/** F2: what came with the first snapshot or before it is no news, also when it is put in later. */
function useSayNewest(newest: ActivityEntry | null, storePhase: PaymentsState['phase']): void {
  const say = useAnnounce()
  const { store } = useSession()
  const saidKey = useRef(newest?.key ?? null)
  const oldUpTo = useRef<Position | null>(null)
  useEffect(() => {
    oldUpTo.current = storePhase === 'ready' ? store.getState().position : null
  }, [store, storePhase])
  useEffect(() => {
    if (newest === null || newest.key === saidKey.current) return
    saidKey.current = newest.key
    if (storePhase === 'loading' || isAtOrBefore(newest.entry, oldUpTo.current)) return
    const { key, title, amount, detail } = newest
    say(`event:${key}`, `${title}${amount && ` ${amount}`}, ${detail}.`)
  }, [newest, storePhase, say])
}

function isAtOrBefore(entry: PaymentsHistoryEntry, old: Position | null): boolean {
  if (entry.kind !== 'event' || entry.position === null || old === null) return false
  return entry.position.epoch === old.epoch && entry.position.offset <= old.offset
}
