/**
 * The headless hook of StreamProgress: how much of the deposit has streamed, written to a CSS variable
 * whenever the bar reaches the next device pixel, and as text at most once a second.
 */
import { type RefCallback, useCallback, useMemo, useState } from 'react'
import { countOf, printWith } from '../../messages/cached-format.ts'
import { progressEnglish, unavailableEnglish } from '../../messages/english.ts'
import type { ProgressMessages } from '../../messages/messages.ts'
import {
  createAmountFormat,
  type StreamTerms,
  type Timeline,
  type TokenInfo,
  timelineOf,
} from '../../money/index.ts'
import { balanceAtMs, heldTimeline } from '../../money/timeline.ts'
import { createDeviceWidth, unmeasuredPixels } from '../../react/device-width.ts'
import { useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { writeText } from '../../react/text-writing.ts'
import { beatMs } from '../../react/tick-binding.ts'
import { type SingleElementTarget, useTickTarget } from '../../react/use-tick-target.ts'
import { type StreamSource, useStreamView } from '../stream-view/use-stream-view.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import { levelAt, nextLevelMs } from './level.ts'

/** The least time between two changes of the text, in milliseconds. */
const textIntervalMs = 1_000
/** Steps of the percentage. */
const percentSteps = 100

/** What the parts of StreamProgress need. */
export interface StreamProgressView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamWidgetState
  /** Why there is no bar; null when there is one. */
  readonly message: string | null
  /** Streamed share of the deposit at the first render, 0 to 1; later ones are written to the root. */
  readonly level: number
  /** Withdrawn share of the deposit, 0 to 1; changes by events only. */
  readonly withdrawnLevel: number
  /** Whole percent streamed at the first render. */
  readonly percent: number
  /** The progress as text at the first render. */
  readonly valueText: string
  /** For the element that has the CSS variable of the level. */
  readonly rootRef: RefCallback<HTMLDivElement>
  /** For the element that is the progress bar. */
  readonly trackRef: RefCallback<HTMLDivElement>
  /** For an element that shows the percentage and nothing else. */
  readonly percentRef: RefCallback<HTMLSpanElement>
  /** Name of the progress bar. */
  readonly label: string
}

/** The progress of one payment stream. */
export function useStreamProgress(source: StreamSource): StreamProgressView {
  return useGaugeLevel(source, 1)
}

/**
 * The same for a gauge of any form.
 *
 * @param lengthPerWidth how long it is: 1 for a bar, π for a ring
 */
export function useGaugeLevel(source: StreamSource, lengthPerWidth: number): StreamProgressView {
  const { stream, token, state, unavailable, locale } = useStreamView(source)
  const { ticker } = useSession()
  const messages = useMessages('progress', progressEnglish)
  const unavailableMessages = useMessages('unavailable', unavailableEnglish)
  // Not React state: only the next write reads it, and a render would cost more than a pixel is worth.
  const [width] = useState(createDeviceWidth)
  const progress = useMemo(
    () => (stream && token ? createProgress(stream, token, locale, messages, state.asOfMs) : null),
    [stream, token, locale, messages, state.asOfMs],
  )
  const text = useMemo(
    () => progress ?? createConstantText(unavailableMessages[unavailable ?? 'loading']),
    [progress, unavailable, unavailableMessages],
  )

  const levelTarget = useMemo(
    () =>
      progress && createLevelTarget(progress, () => Math.round(width.pixels() * lengthPerWidth)),
    [progress, width, lengthPerWidth],
  )
  const levelRef = useTickTarget<HTMLDivElement>(levelTarget, { everyMs: beatMs })

  const textTarget = useMemo<SingleElementTarget<HTMLDivElement>>(
    () => ({
      nextChangeMs: text.nextChangeMs,
      write(node, nowMs) {
        const percent = text.percentAt(nowMs)
        if (percent === null) node.removeAttribute('aria-valuenow')
        else node.setAttribute('aria-valuenow', String(percent))
        node.setAttribute('aria-valuetext', text.textAt(nowMs))
      },
    }),
    [text],
  )
  const trackRef = useTickTarget<HTMLDivElement>(textTarget, { everyMs: textIntervalMs })

  const percentTarget = useMemo<SingleElementTarget<HTMLSpanElement>>(
    () => ({
      nextChangeMs: text.nextChangeMs,
      write(node, nowMs) {
        const percent = text.percentAt(nowMs)
        writeText(node, printPercent(percent, locale))
        // Room for a second digit, in the digits of the locale.
        node.dataset['reserve'] = percent !== null && percent < 10 ? countOf(0, locale).number : ''
      },
    }),
    [text, locale],
  )
  const percentRef = useTickTarget<HTMLSpanElement>(percentTarget, { everyMs: textIntervalMs })

  const rootRef = useCallback(
    (node: HTMLDivElement | null) => {
      width.follow(node)
      levelRef(node)
    },
    [width, levelRef],
  )

  // As at the first render, so that React never writes over what ticks.
  const [first] = useState(() => {
    const atMs = ticker.shownMs()
    return {
      level: progress ? shareAt(progress, unmeasuredPixels, atMs) : 0,
      percent: text.percentAt(atMs) ?? 0,
      valueText: text.textAt(atMs),
    }
  })
  return {
    state,
    message: state.phase === 'ready' || unavailable === 'loading' ? null : text.textAt(0),
    ...first,
    withdrawnLevel: progress?.withdrawnLevel ?? 0,
    rootRef,
    trackRef,
    percentRef,
    label: messages.label,
  }
}

interface ProgressText {
  /** Whole percent, truncated; null when unknown. */
  percentAt(atMs: number): number | null
  textAt(atMs: number): string
  nextChangeMs(afterMs: number): number | null
}

interface Progress extends ProgressText {
  readonly timeline: Timeline
  readonly deposited: bigint
  readonly withdrawnLevel: number
}

function createProgress(
  stream: StreamTerms,
  token: TokenInfo,
  locale: string | undefined,
  messages: ProgressMessages,
  asOfMs: number | null,
): Progress {
  const timeline = heldTimeline(timelineOf(stream, 'streamed'), asOfMs)
  const deposited = stream.depositedAmount
  const format = createAmountFormat({
    locale,
    decimals: token.decimals,
    digits: 2,
    minimumDigits: 0,
  })
  const whole = `${format.text(deposited)} ${token.symbol}`
  const withdrawn = levelAt(timelineOf(stream, 'withdrawn'), deposited, unmeasuredPixels, 0)
  const percentAt = (atMs: number) => levelAt(timeline, deposited, percentSteps, atMs)
  return {
    timeline,
    deposited,
    withdrawnLevel: withdrawn / unmeasuredPixels,
    percentAt,
    textAt(atMs) {
      const percent = printPercent(percentAt(atMs), locale)
      const streamed = format.text(balanceAtMs(timeline, atMs))
      return messages.value({ percent, streamed, deposit: whole })
    },
    nextChangeMs: (afterMs) => nextLevelMs(timeline, deposited, percentSteps, afterMs),
  }
}

function createLevelTarget(
  progress: Progress,
  steps: () => number,
): SingleElementTarget<HTMLDivElement> {
  return {
    nextChangeMs: (afterMs) => nextLevelMs(progress.timeline, progress.deposited, steps(), afterMs),
    write(node, nowMs) {
      node.style.setProperty('--_sg-progress-value', String(shareAt(progress, steps(), nowMs)))
    },
  }
}

function shareAt({ timeline, deposited }: Progress, steps: number, atMs: number): number {
  return levelAt(timeline, deposited, steps, atMs) / steps
}

function createConstantText(text: string): ProgressText {
  return { percentAt: () => null, textAt: () => text, nextChangeMs: () => null }
}

function printPercent(percent: number | null, locale: string | undefined): string {
  return percent === null
    ? ''
    : printWith(Intl.NumberFormat, percent / 100, locale, { style: 'percent' })
}
