/**
 * The headless hook of LiveControl: pauses, slows down and resumes all numbers of the page (WCAG 2.2.2). Nothing is lost
 * meanwhile: events are received and applied as always, and counted here.
 */
import {
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { controlEnglish } from '../../messages/english.ts'
import { FeedContext } from '../../react/feed-context.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import type { FeedSession } from '../../session.ts'
import { useAnnounce } from '../announcer/announcer.tsx'

/** How the numbers of a page move: as they change, once a second, or not at all. */
export type LiveMode = 'live' | 'slow' | 'paused'

/** State of {@link useLiveControl}. */
export interface LiveControlState {
  /** How the numbers move now. */
  readonly mode: LiveMode
}

/** What {@link useLiveControl} returns. */
export interface LiveControlView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: LiveControlState
  /** How the numbers move now. */
  readonly mode: LiveMode
  /** The name of the control. */
  readonly label: string
  /** The names of its buttons. */
  readonly labels: Readonly<Record<LiveMode, string>>
  /** How many events have arrived since the pause; at most a second late. */
  readonly waitingCount: number
  /** The same as a sentence; empty while there are none. */
  readonly waiting: string
  /** Changes how the numbers of the page move, and announces it. */
  setMode(mode: LiveMode): void
}

const slowMs = 1_000
/** How often a count that changes is shown. */
const countedMs = 1_000

/** The headless hook: it controls the sessions of all providers above it. */
export function useLiveControl(): LiveControlView {
  const { locale } = useLanguage()
  const messages = useMessages('control', controlEnglish)
  const announce = useAnnounce()
  const sessions = useSessions()
  const mode = useMode(sessions)
  const waitingCount = useEventCount(sessions, mode === 'paused')
  const chosen = useRef<LiveMode | null>(null)
  const setMode = useCallback(
    (next: LiveMode) => {
      chosen.current = next
      setMotion(sessions, next)
      const text = {
        live: messages.announceLive,
        slow: messages.announceSlow,
        paused: messages.announcePaused,
      }[next]
      announce('motion', text, { isResult: true })
    },
    [sessions, announce, messages],
  )
  // What was chosen holds for sessions that are added later, unless something else has changed it since.
  const known = useRef(sessions)
  useEffect(() => {
    // Of those before: a new one may be the first, and is live whatever was chosen.
    const [first] = known.current
    known.current = sessions
    if (chosen.current === modeOf(first)) setMotion(sessions, chosen.current)
  }, [sessions])
  const { live, slow, paused } = messages
  return {
    state: useMemo(() => ({ mode }), [mode]),
    mode,
    label: messages.label,
    labels: { live, slow, paused },
    waitingCount,
    waiting: waitingCount > 0 ? messages.waiting(countOf(waitingCount, locale)) : '',
    setMode,
  }
}

/** Those of all providers above; without any, the one of widgets that are given their objects. One for each ticker. */
function useSessions(): readonly FeedSession[] {
  const sessions = useContext(FeedContext)
  const own = useSession() as unknown as FeedSession
  return useMemo(() => {
    const byTicker = new Map<unknown, FeedSession>()
    for (const session of [...sessions.values(), own]) {
      if (!byTicker.has(session.ticker)) byTicker.set(session.ticker, session)
    }
    return [...byTicker.values()]
  }, [sessions, own])
}

function setMotion(sessions: readonly FeedSession[], mode: LiveMode): void {
  for (const { ticker } of sessions) {
    ticker.setMinIntervalMs(mode === 'slow' ? slowMs : 0, 'person')
    if (mode === 'paused') ticker.pause()
    else ticker.resume()
  }
}

function modeOf(session: FeedSession | undefined): LiveMode {
  if (!session) return 'live'
  const { isPaused, minIntervalMs } = session.ticker.getSnapshot()
  return isPaused ? 'paused' : minIntervalMs >= slowMs ? 'slow' : 'live'
}

/** The motion of the first session; this control changes all of them together. */
function useMode([first]: readonly FeedSession[]): LiveMode {
  const subscribe = useCallback(
    (listener: () => void) => first?.ticker.subscribe(listener) ?? (() => {}),
    [first],
  )
  return useSyncExternalStore(
    subscribe,
    () => modeOf(first),
    () => 'live',
  )
}

/** Events of all sessions while `isCounting`; begins at 0 each time. */
function useEventCount(sessions: readonly FeedSession[], isCounting: boolean): number {
  const counted = useRef(0)
  const [count, setCount] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another pause begins at 0
  useEffect(() => {
    counted.current = 0
    setCount(0)
  }, [isCounting])
  useEffect(() => {
    if (!isCounting) return
    let cancel: (() => void) | null = null
    const stops = sessions.map(({ connection, platform }) =>
      connection?.onFrames((batch) => {
        const events = batch.filter(({ kind }) => kind === 'event').length
        if (events === 0) return
        counted.current += events
        cancel ??= platform.timers.after(countedMs, () => {
          cancel = null
          setCount(counted.current)
        })
      }),
    )
    return () => {
      // What has been counted is shown now: its timer belongs to a session that may have been removed.
      if (cancel) setCount(counted.current)
      cancel?.()
      for (const stop of stops) stop?.()
    }
  }, [sessions, isCounting])
  return count
}
