/** The headless hook of StaleBanner: since when a page is not up to date, and what happens next. */
import { useEffect, useMemo, useState } from 'react'
import type { FeedDefinition } from '../../feeds/definition.ts'
import { countOf } from '../../messages/cached-format.ts'
import { bannerEnglish, connectionEnglish } from '../../messages/english.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import {
  type ConnectionCondition,
  detailOf,
  retryableConditions,
} from '../connection-badge/connection-text.ts'
import { useCondition } from '../connection-badge/use-condition.ts'
import { isoDateTime, printTimeOfDay } from '../formatting/date-time.ts'

/** What a banner is about, and when it appears. */
export interface StaleBannerOptions {
  /** Which feed's connection, of the nearest provider of that feed. Default: that of payments. */
  readonly feed?: FeedDefinition | undefined
  /** How long the page has to be out of date before the banner appears, in ms. Default 1000. */
  readonly afterMs?: number | undefined
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** State of {@link useStaleBanner}. */
export interface StaleBannerState {
  /** What the connection is like. */
  readonly condition: ConnectionCondition
  /** Whether there is something to say. */
  readonly isShown: boolean
  /** The user can retry or reconnect. */
  readonly canRetry: boolean
}

/** What {@link useStaleBanner} returns. */
export interface StaleBannerView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StaleBannerState
  /** What is wrong, in a word or two. */
  readonly label: string
  /** When the page was last up to date, as a sentence. */
  readonly asOf: string
  /** The same for machines; undefined when it never was. */
  readonly isoTime: string | undefined
  /** What happens next, or what the user can do; empty for nothing. */
  readonly next: string
  /** What the button does, in a word or two. */
  readonly retryLabel: string
  /** Retries or reconnects now. */
  retry(): void
}

/** It is up to date, or there is nothing to be up to date with. */
const over: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'none',
  'idle',
  'live',
])
/** As while a page loads for the first time; part of an interruption that has begun before. */
const underWay: ReadonlySet<ConnectionCondition> = new Set<ConnectionCondition>([
  'connecting',
  'syncing',
])

/**
 * The headless hook. Renders at most once a second, and not at all while the page stays up to date.
 *
 * @throws GaugeError `provider_missing` for a `feed` that has no provider
 */
export function useStaleBanner(options: StaleBannerOptions = {}): StaleBannerView {
  const { feed, afterMs = 1_000 } = options
  const { locale, timeZone } = useLanguage()
  const messages = useMessages('banner', bannerEnglish)
  const labels = useMessages('connection', connectionEnglish)
  const { snapshot, condition, asOfMs, hasState, secondsLeft, retry } = useCondition(feed)
  const isShown = useIsDue(condition, afterMs)
  const canRetry = retryableConditions.has(condition)
  const state = useMemo(() => ({ condition, isShown, canRetry }), [condition, isShown, canRetry])
  const isKnown = asOfMs !== null && hasState
  const time = isKnown
    ? printTimeOfDay(asOfMs, { locale, timeZone: options.timeZone ?? timeZone })
    : ''

  function next(): string {
    if (condition !== 'reconnecting') {
      return condition === 'stale' || condition === 'degraded' || condition === 'offline'
        ? ''
        : detailOf(condition, snapshot, { messages: labels, locale, secondsLeft, sinceTime: '' })
    }
    return secondsLeft ? messages.next(countOf(secondsLeft, locale)) : messages.trying
  }

  return {
    state,
    label: labels[condition],
    asOf: isKnown ? messages.asOf({ time }) : messages.never,
    isoTime: isKnown ? isoDateTime(asOfMs) : undefined,
    next: next(),
    retryLabel: labels[condition === 'reconnecting' ? 'retry' : 'reconnect'],
    retry,
  }
}

/** From some time after it was up to date until it is again: attempts in between do not hide it. */
function useIsDue(condition: ConnectionCondition, afterMs: number): boolean {
  const { timers } = useSession().platform
  const isOver = over.has(condition)
  const isLost = !isOver && !underWay.has(condition)
  const [isOut, setOut] = useState(false)
  const [isDue, setDue] = useState(false)
  // Derived during the render: the banner is gone with the render that says that the page is live.
  if (isLost && !isOut) setOut(true)
  if (isOver && (isOut || isDue)) {
    setOut(false)
    setDue(false)
  }
  useEffect(() => {
    if (isOut) return timers.after(afterMs, () => setDue(true))
  }, [isOut, afterMs, timers])
  return isOut && (isDue || afterMs <= 0)
}
