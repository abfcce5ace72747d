/**
 * The headless heart of ActivityFeed: the history in words, held still while somebody reads it.
 *
 * F1 While the list is scrolled, hovered or focused, new entries wait and are counted; nothing that
 *    is being read moves.
 * F2 Of events that arrive while the feed is mounted one sentence is said, gathered by the announcer.
 * F3 A gap stands in its place in the list: what is missing is said where it is missing.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Position } from '../../protocol/event-id.ts'
import { useGauge, useSession } from '../../react/session-context.ts'
import { type Freshness, useFreshness } from '../../react/use-connection.ts'
import { useGaugeState, useHistory, useStorePhase } from '../../react/use-stream.ts'
import type { HistoryFilter } from '../../store/selectors.ts'
import type { FeedEntry, GaugeState } from '../../store/state.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import type { NameOf } from '../wording/addresses.ts'
import { isoMoment, printMoment } from '../wording/moments.ts'
import { describeEntry, type EntryWords } from './event-words.ts'
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
  readonly entry: FeedEntry
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

/** The headless hook of the feed. */
export function useActivityFeed(options: ActivityFeedOptions = {}): ActivityFeedView {
  const { nameOf, timeZone, limit = defaultLimit, ...filter } = options
  const { tokens, locale } = useGauge()
  const { ticker } = useSession()
  const history = useHistory({ ...filter, limit })
  const streams = useGaugeState(selectStreams)
  const storePhase = useStorePhase()
  const freshness = useFreshness()
  const { heldKey, isHeld, hold, release } = useHold(history[0]?.key ?? null)
  const { shown, waiting } = useMemo(() => holdEntries(history, heldKey), [history, heldKey])

  const entries = useMemo(() => {
    const nowMs = ticker.shownMs()
    return shown.map((entry): ActivityEntry => {
      const atMs = happenedAtMs(entry)
      const token = tokenOf(entry, streams, tokens)
      return {
        ...describeEntry(entry, { token, nameOf, locale }),
        key: entry.key,
        entry,
        time: printMoment(atMs, nowMs, { locale, timeZone }),
        isoTime: isoMoment(atMs),
      }
    })
  }, [shown, streams, tokens, nameOf, locale, timeZone, ticker])

  const newest = history[0]
  const newestWords = useMemo(
    () =>
      newest
        ? describeEntry(newest, { token: tokenOf(newest, streams, tokens), nameOf, locale })
        : null,
    [newest, streams, tokens, nameOf, locale],
  )
  useSayNewest(newest ?? null, newestWords, storePhase)

  const phase = history.length > 0 ? 'ready' : storePhase === 'loading' ? 'loading' : 'empty'
  return { state: { phase, freshness, isHeld }, entries, waiting, showNew: release, hold }
}

const selectStreams = (state: GaugeState) => state.streams

function happenedAtMs(entry: FeedEntry): number {
  const seconds = entry.kind === 'event' ? entry.event.timestamp : undefined
  return seconds === undefined ? entry.receivedAtMs : seconds * 1000
}

function tokenOf(
  entry: FeedEntry,
  streams: GaugeState['streams'],
  tokens: ReturnType<typeof useGauge>['tokens'],
) {
  if (entry.kind !== 'event') return null
  const { event } = entry
  const address =
    event.type === 'stream.created' ? event.tokenAddress : streams.get(event.streamId)?.tokenAddress
  return address === undefined ? null : tokens(address)
}

/** F1: held as long as there is any reason; lets go by itself when the last one ends. */
function useHold(newestKey: string | null) {
  const reasons = useRef(new Set<string>())
  const newest = useRef(newestKey)
  const [heldKey, setHeldKey] = useState<string | null>(null)
  useEffect(() => {
    newest.current = newestKey
  }, [newestKey])

  const hold = useCallback((reason: string, isHolding: boolean) => {
    const { current } = reasons
    const wasHeld = current.size > 0
    if (isHolding) current.add(reason)
    else current.delete(reason)
    if (current.size > 0 === wasHeld) return
    setHeldKey(current.size > 0 ? newest.current : null)
  }, [])
  const release = useCallback(() => {
    setHeldKey((held) => (held === null ? null : newest.current))
  }, [])
  return { heldKey, isHeld: heldKey !== null, hold, release }
}

/** F2: what came with the first snapshot or before it is no news, also when it is put in later. */
function useSayNewest(
  newest: FeedEntry | null,
  words: EntryWords | null,
  storePhase: GaugeState['phase'],
): void {
  const say = useAnnounce()
  const { store } = useSession()
  const saidKey = useRef(newest?.key ?? null)
  const oldUpTo = useRef<Position | null>(null)
  useEffect(() => {
    oldUpTo.current = storePhase === 'ready' ? store.getState().position : null
  }, [store, storePhase])
  useEffect(() => {
    if (newest === null || words === null || newest.key === saidKey.current) return
    saidKey.current = newest.key
    if (storePhase === 'loading' || isAtOrBefore(newest, oldUpTo.current)) return
    say(
      `event:${newest.key}`,
      `${words.title}${words.amount && ` ${words.amount}`}, ${words.detail}.`,
    )
  }, [newest, words, storePhase, say])
}

function isAtOrBefore(entry: FeedEntry, old: Position | null): boolean {
  if (entry.kind !== 'event' || entry.position === null || old === null) return false
  return entry.position.epoch === old.epoch && entry.position.offset <= old.offset
}
