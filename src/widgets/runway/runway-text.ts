/**
 * What a Runway says: of a stream, or of the stream of an account that runs out first. The texts change with events
 * and status; the time that is left is a function of time. Pure.
 */
import type { RunwayMessages } from '../../messages/gauges/gauge-messages.ts'
import type { UnavailableMessages } from '../../messages/messages.ts'
import type { StreamObject } from '../../react/stream-summary.ts'
import { type DateTimeStyle, printNear, printTimeOfDay } from '../formatting/date-time.ts'
import { endOf, leftOncePaused } from '../stream-view/deposit-end.ts'
import type { UnavailableReason } from '../stream-view/unavailable.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import { nextCountdownMs, printCountdown } from './countdown.ts'

/** What a Runway is about. */
export interface RunwayFacts {
  readonly state: StreamWidgetState
  /** The stream whose deposit runs out; null if there is none, or none yet. */
  readonly stream: StreamObject | null
  /** Whether the stream is the first one of an account, which the texts then name. */
  readonly isFirst: boolean
  readonly unavailable: UnavailableReason | 'empty' | null
}

/** What the texts depend on besides the facts. */
export interface RunwayContext extends DateTimeStyle {
  readonly messages: RunwayMessages
  readonly reasons: UnavailableMessages
  /** About now, server time in Unix ms: a date that is far from it has its year. */
  readonly nearMs: number
}

/** The texts of a Runway; empty where there is nothing to say. */
export interface RunwayText {
  /** Above the time that is left: what it is, or that it ends soon. */
  readonly label: string
  /** Below it: when the deposit runs out, or which one. */
  readonly detail: string
  /** In place of all of it: why there is no time. */
  readonly message: string
  /** Name of the stream. */
  readonly stream: string
}

/** The time that is left, as text over time. */
export interface Countdown {
  textAt(nowMs: number): string
  nextChangeMs(afterMs: number): number | null
}

/** The texts for these facts. */
export function describeRunway(facts: RunwayFacts, context: RunwayContext): RunwayText {
  const { stream, unavailable } = facts
  const { messages, reasons } = context
  const { streamId } = stream ?? {}
  const isNothing = unavailable === null && stream === null
  const name = streamId === undefined ? messages.aStream : messages.stream({ id: streamId })
  return {
    label: labelOf(facts, context),
    // The terms of a stream that cannot be shown may be impossible.
    detail: stream && unavailable === null ? detailOf(stream, name, facts, context) : '',
    message: isNothing
      ? messages.nothing
      : unavailable === 'empty'
        ? messages.empty
        : unavailable !== null && unavailable !== 'loading'
          ? reasons[unavailable]
          : '',
    stream: name,
  }
}

function labelOf({ state }: RunwayFacts, { messages, ...style }: RunwayContext): string {
  const { status, isCritical, isEndingSoon, asOfMs, phase } = state
  if (phase === 'ready' && asOfMs !== null) {
    return messages.asOf({ label: messages.label, time: printTimeOfDay(asOfMs, style) })
  }
  if (isCritical) return messages.critical
  if (isEndingSoon) return messages.soon
  return status === 'paused' ? messages.paused : messages.label
}

function detailOf(
  stream: StreamObject,
  name: string,
  { state, isFirst }: RunwayFacts,
  context: RunwayContext,
): string {
  const { messages, nearMs } = context
  const print = (atMs: number) => printNear(atMs, nearMs, context)
  const endsAtMs = endOf(stream)
  if (isFirst) {
    return endsAtMs === null ? '' : messages.runsOutFirst({ stream: name, time: print(endsAtMs) })
  }
  switch (state.status) {
    case 'pending':
      return messages.starts({
        time: print(Math.max(stream.startTime, stream.lastUpdateTime) * 1000),
      })
    case 'streaming':
      return endsAtMs === null ? '' : messages.runsOut({ time: print(endsAtMs) })
    case 'paused':
      return stream.pausedAt === null
        ? ''
        : messages.pausedSince({ time: print(stream.pausedAt * 1000) })
    case 'settled':
      return endsAtMs === null ? '' : messages.ranOut({ time: print(endsAtMs) })
    case 'completed':
    case 'cancelled':
      return messages.ended({ time: print(stream.lastUpdateTime * 1000) })
    case null:
      return ''
  }
}

/** The time that is left, or the word in its place. */
export function countdownOf(
  { state, stream, isFirst }: RunwayFacts,
  { messages, locale }: Pick<RunwayContext, 'messages' | 'locale'>,
): Countdown {
  const always = (text: string): Countdown => ({ textAt: () => text, nextChangeMs: () => null })
  const { status, asOfMs } = state
  if (status === null || !stream) return always('')
  if (!isFirst) {
    if (status === 'settled') return always(messages.depleted)
    if (status === 'completed' || status === 'cancelled') return always(messages[status])
  }
  if (stream.status === 'paused') {
    const leftMs = leftOncePaused(stream)
    return always(leftMs === null ? messages.endless : printCountdown(leftMs, locale))
  }
  const endsAtMs = endOf(stream)
  if (endsAtMs === null) return always(messages.endless)
  return {
    textAt: (nowMs) => printCountdown(endsAtMs - (asOfMs ?? nowMs), locale),
    nextChangeMs: (afterMs) => (asOfMs === null ? nextCountdownMs(endsAtMs, afterMs) : null),
  }
}
