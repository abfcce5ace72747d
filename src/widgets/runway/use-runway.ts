/**
 * The headless hooks of Runway: how long the deposit of a stream lasts, or the first one of an account. The time
 * that is left is written without a render, at most once a second.
 */
import { type RefCallback, useEffect, useMemo, useRef, useState } from 'react'
import { unavailableEnglish } from '../../messages/english.ts'
import { runwayEnglish } from '../../messages/gauges/english.ts'
import { useAccount } from '../../react/account-scope.tsx'
import { useLanguage, useMessages } from '../../react/language.tsx'
import type { StreamObject } from '../../react/stream-summary.ts'
import { writeText } from '../../react/text-writing.ts'
import type { AccountReference } from '../../react/use-account-summary.ts'
import { useTextTime } from '../../react/use-text-time.ts'
import { type SingleElementTarget, useTickTarget } from '../../react/use-tick-target.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { endOf } from '../stream-view/deposit-end.ts'
import { unavailableReason } from '../stream-view/unavailable.ts'
import { type StreamSource, useStreamView } from '../stream-view/use-stream-view.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import { countdownOf, describeRunway, type RunwayFacts, type RunwayText } from './runway-text.ts'

/** How the times of a Runway are written. */
export interface RunwayStyle {
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** What {@link useRunway} and {@link useAccountRunway} return. */
export interface RunwayView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamWidgetState
  /** The stream whose deposit runs out: the one that was asked for, or the first one of the account. */
  readonly stream: StreamObject | null
  /** When its deposit runs out, Unix ms; null while it is paused, after its end, without one, and where it cannot be known. */
  readonly endsAtMs: number | null
  /** The texts around the time that is left. */
  readonly text: RunwayText
  /** The time that is left at the first render; later ones are written to the element of `ref`. */
  readonly initial: string
  /** For an element that shows the time that is left and nothing else. */
  readonly ref: RefCallback<HTMLElement>
}

/** The least time between two changes of the text, in milliseconds. */
const textIntervalMs = 1_000

/** How long the deposit of a stream lasts. Renders for events and changes of status, not every second. */
export function useRunway(source: StreamSource = {}, style: RunwayStyle = {}): RunwayView {
  const { state, stream, unavailable } = useStreamView(source)
  return useCountdown({ state, stream, unavailable, isFirst: false }, style)
}

/** How long the first deposit of an account's outgoing streams lasts: a token at a time. */
export function useAccountRunway(
  reference: AccountReference = {},
  style: RunwayStyle = {},
): RunwayView {
  const { summary } = useAccount(reference, false)
  const { phase, runway } = summary
  const unavailable = phase === 'empty' ? phase : unavailableReason(summary)
  return useCountdown(
    { state: summary, stream: runway?.stream ?? null, unavailable, isFirst: true },
    style,
  )
}

function useCountdown(
  { state, stream, unavailable, isFirst }: RunwayFacts,
  { timeZone: own }: RunwayStyle,
): RunwayView {
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const timeZone = own ?? pageTimeZone
  const messages = useMessages('runway', runwayEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  const facts = useMemo(
    () => ({ state, stream, unavailable, isFirst }),
    [state, stream, unavailable, isFirst],
  )
  const now = useTextTime()
  const text = useMemo(() => {
    return describeRunway(facts, { messages, reasons, locale, timeZone, nearMs: now() })
  }, [facts, messages, reasons, locale, timeZone, now])
  const countdown = useMemo(
    () => countdownOf(facts, { messages, locale }),
    [facts, messages, locale],
  )
  const target = useMemo<SingleElementTarget<HTMLElement>>(
    () => ({
      nextChangeMs: countdown.nextChangeMs,
      write: (node, nowMs) => writeText(node, countdown.textAt(nowMs)),
    }),
    [countdown],
  )
  useThresholdAnnouncements(state, text)
  const [initial] = useState(() => countdown.textAt(now()))
  return {
    state,
    stream,
    endsAtMs: unavailable === null ? endOf(stream) : null,
    text,
    initial,
    ref: useTickTarget<HTMLElement>(target, { everyMs: textIntervalMs }),
  }
}

/** Thresholds are reached without an event, so no activity feed announces them. */
function useThresholdAnnouncements(state: StreamWidgetState, { stream }: RunwayText): void {
  const announce = useAnnounce()
  const messages = useMessages('runway', runwayEnglish)
  const { status, isCritical, isEndingSoon } = state
  const threshold =
    status === 'settled'
      ? 'announceDepleted'
      : isCritical
        ? 'announceCritical'
        : isEndingSoon
          ? 'announceSoon'
          : null
  const previous = useRef({ stream, status, threshold })
  useEffect(() => {
    const { current: before } = previous
    previous.current = { stream, status, threshold }
    // Another stream may be first after an event, which the activity feed announces.
    if (before.status !== 'streaming' || !threshold || before.stream !== stream) return
    // The name of the stream, as its card has it: of two widgets only the latest is announced.
    if (before.threshold !== threshold) announce(stream, messages[threshold]({ stream }))
  }, [stream, status, threshold, messages, announce])
}
