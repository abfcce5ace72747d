/** The headless hook of LastUpdated: how long ago something was up to date, and when that was. */
import { useMemo } from 'react'
import type { ConnectionSnapshot } from '../../connection/status.ts'
import type { FeedDefinition } from '../../feeds/definition.ts'
import { updatedEnglish } from '../../messages/english.ts'
import { useSessionOf } from '../../react/feed-context.ts'
import { freshnessOf } from '../../react/freshness.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { useAsOf, useConnectionSnapshot } from '../../react/use-connection.ts'
import { useTickedValue } from '../../react/use-ticked-value.ts'
import { isoDateTime, isValidTime, printDateOrTime } from '../formatting/date-time.ts'

/** What was updated. */
export interface LastUpdatedOptions {
  /**
   * When, server time in Unix ms; null: never. Default: when the connection was last known to be up to date: anything that
   * arrives confirms that while it is live.
   */
  readonly atMs?: number | null | undefined
  /** Which feed's connection, of the nearest provider of that feed. Default: that of payments. */
  readonly feed?: FeedDefinition | undefined
  /** IANA time zone of the time. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** State of {@link useLastUpdated}. */
export interface LastUpdatedState {
  /** Whether there was an update. */
  readonly phase: 'ready' | 'empty'
}

/** What {@link useLastUpdated} returns. */
export interface LastUpdatedView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: LastUpdatedState
  /** How long ago it was, such as "Updated 20 seconds ago". */
  readonly relative: string
  /** The time of day, or the date; empty without an update. */
  readonly absolute: string
  /** The same for machines. */
  readonly isoTime: string | undefined
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Less than this is just now; below a minute it counts in steps of the same size, since every second is a distraction. */
const stepMs = 10 * second

/**
 * The headless hook. Renders when its text changes: every ten seconds, later once a minute or less.
 *
 * @throws GaugeError `provider_missing` for a `feed` that has no provider
 */
export function useLastUpdated(options: LastUpdatedOptions = {}): LastUpdatedView {
  const { feed, atMs: given, timeZone: own } = options
  const { locale, timeZone } = useLanguage()
  const messages = useMessages('updated', updatedEnglish)
  const payments = useSession()
  const session = useSessionOf(feed) ?? payments
  const snapshot = useConnectionSnapshot(session)
  const asOfMs = useAsOf(session)
  const hasState = (session.connection?.coverage().length ?? 0) > 0
  const confirmed = confirmedAtMs(snapshot, hasState ? asOfMs : null)
  const known = given === undefined ? confirmed : given
  const atMs = known !== null && isValidTime(known) ? known : null
  const source = useMemo(() => {
    if (atMs === null) return null
    const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
    return {
      valueAt(nowMs: number) {
        const [count, unit] = agoOf(nowMs - atMs)
        return count === 0
          ? messages.justNow
          : messages.updated({ ago: format.format(-count, unit) })
      },
      nextChangeMs(afterMs: number) {
        const [, , size] = agoOf(afterMs - atMs)
        return atMs + (Math.floor(Math.max(0, afterMs - atMs) / size) + 1) * size
      },
    }
  }, [atMs, locale, messages])
  const text = useTickedValue(source, second)
  return {
    state: useMemo(() => ({ phase: atMs === null ? 'empty' : 'ready' }), [atMs]),
    relative: atMs === null ? messages.never : (text ?? ''),
    absolute:
      atMs === null
        ? ''
        : printDateOrTime(atMs, session.ticker.shownMs(), { locale, timeZone: own ?? timeZone }),
    isoTime: atMs === null ? undefined : isoDateTime(atMs),
  }
}

/** Whole steps that have passed, their unit, and the length of a step. */
function agoOf(agoMs: number): readonly [number, Intl.RelativeTimeFormatUnit, number] {
  if (agoMs < minute)
    return [(Math.max(0, Math.floor(agoMs / stepMs)) * stepMs) / second, 'second', stepMs]
  if (agoMs < hour) return [Math.floor(agoMs / minute), 'minute', minute]
  if (agoMs < day) return [Math.floor(agoMs / hour), 'hour', hour]
  return [Math.floor(agoMs / day), 'day', day]
}

/** While it is live, when anything last arrived; afterwards, when it stopped being live. */
function confirmedAtMs(snapshot: ConnectionSnapshot | null, asOfMs: number | null): number | null {
  if (freshnessOf(snapshot) !== 'live') return asOfMs
  if (snapshot?.status !== 'open') return null
  // To the step: it is confirmed with every byte.
  const { lastByteAtMs, clockOffsetMs } = snapshot
  return Math.floor((lastByteAtMs + (clockOffsetMs ?? 0)) / second) * second
}
