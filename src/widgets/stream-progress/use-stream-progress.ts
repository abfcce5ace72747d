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
import { createDeviceWidth, type DeviceWidth, unmeasuredPixels } from '../../react/device-width.ts'
import { useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { writeText } from '../../react/text-writing.ts'
import { beatMs, type ElementTarget } from '../../react/tick-binding.ts'
import { useTickBinding } from '../../react/use-tick-target.ts'
import {
  type StreamSource,
  type StreamView,
  useStreamView,
} from '../stream-view/use-stream-view.ts'
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
  return useLevelOf(useStreamView(source), lengthPerWidth)
}

/** The same for a stream that is known already. */
export function useLevelOf(
  { stream, token, state, unavailable, locale }: StreamView,
  lengthPerWidth: number,
): StreamProgressView {
  const { ticker } = useSession()
  const messages = useMessages('progress', progressEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  // Not React state: only the next write reads it, and a render would cost more than a pixel is worth.
  const [width] = useState(createDeviceWidth)
  const { asOfMs } = state
  const message = reasons[unavailable ?? 'loading']
  const progress = useMemo(
    () =>
      stream && token
        ? new Progress(stream, token, { locale, messages, asOfMs, width, lengthPerWidth })
        : null,
    [stream, token, locale, messages, asOfMs, width, lengthPerWidth],
  )
  const text = useMemo(() => new TextTarget(progress, message, locale), [progress, message, locale])
  const slow = { target: text, everyMs: textIntervalMs }
  const binding = useTickBinding<ProgressSlot>(progress, { everyMs: beatMs }, slow)
  const rootRef = useCallback(
    (node: HTMLDivElement | null) => {
      width.follow(node)
      binding.refFor('root')(node)
      binding.widgetRef(node)
    },
    [width, binding],
  )

  // As at the first render, so that React never writes over what ticks.
  const [first] = useState(() => {
    const atMs = ticker.shownMs()
    return {
      level: progress?.shareAt(unmeasuredPixels, atMs) ?? 0,
      percent: progress?.percentAt(atMs) ?? 0,
      valueText: text.textAt(atMs),
    }
  })
  return {
    state,
    message: state.phase === 'ready' || unavailable === 'loading' ? null : text.textAt(0),
    ...first,
    withdrawnLevel: progress?.withdrawnLevel ?? 0,
    rootRef,
    trackRef: binding.refFor('track'),
    percentRef: binding.refFor('percent'),
    label: messages.label,
  }
}

type ProgressSlot = 'root' | 'track' | 'percent'

interface ProgressStyle {
  readonly locale: string | undefined
  readonly messages: ProgressMessages
  readonly asOfMs: number | null
  readonly width: DeviceWidth
  readonly lengthPerWidth: number
}

/** The level of one stream, which it writes to a CSS variable of the root. */
class Progress implements ElementTarget<ProgressSlot> {
  readonly #timeline: Timeline
  readonly #deposited: bigint
  readonly #token: TokenInfo
  readonly #style: ProgressStyle
  readonly withdrawnLevel: number

  constructor(stream: StreamTerms, token: TokenInfo, style: ProgressStyle) {
    const deposited = stream.depositedAmount
    this.#timeline = heldTimeline(timelineOf(stream, 'streamed'), style.asOfMs)
    this.#deposited = deposited
    this.#token = token
    this.#style = style
    const withdrawn = levelAt(timelineOf(stream, 'withdrawn'), deposited, unmeasuredPixels, 0)
    this.withdrawnLevel = withdrawn / unmeasuredPixels
  }

  get slots(): readonly ProgressSlot[] {
    return rootSlot
  }

  #steps(): number {
    const { width, lengthPerWidth } = this.#style
    return Math.round(width.pixels() * lengthPerWidth)
  }

  shareAt(steps: number, atMs: number): number {
    return levelAt(this.#timeline, this.#deposited, steps, atMs) / steps
  }

  percentAt(atMs: number): number {
    return levelAt(this.#timeline, this.#deposited, percentSteps, atMs)
  }

  textAt(atMs: number): string {
    const { locale, messages } = this.#style
    const { decimals, symbol } = this.#token
    const format = createAmountFormat({ locale, decimals, digits: 2, minimumDigits: 0 })
    return messages.value({
      percent: printPercent(this.percentAt(atMs), locale),
      streamed: format.text(balanceAtMs(this.#timeline, atMs)),
      deposit: `${format.text(this.#deposited)} ${symbol}`,
    })
  }

  nextPercentMs(afterMs: number): number | null {
    return nextLevelMs(this.#timeline, this.#deposited, percentSteps, afterMs)
  }

  nextChangeMs(afterMs: number): number | null {
    return nextLevelMs(this.#timeline, this.#deposited, this.#steps(), afterMs)
  }

  write(elements: ReadonlyMap<ProgressSlot, Element>, nowMs: number): void {
    const root = elements.get('root') as HTMLElement | undefined
    root?.style.setProperty('--_sg-progress-value', String(this.shareAt(this.#steps(), nowMs)))
  }
}

/** The same as text, for the percentage and for assistive technology; or why there is no progress. */
class TextTarget implements ElementTarget<ProgressSlot> {
  readonly #progress: Progress | null
  readonly #message: string
  readonly #locale: string | undefined

  constructor(progress: Progress | null, message: string, locale: string | undefined) {
    this.#progress = progress
    this.#message = message
    this.#locale = locale
  }

  get slots(): readonly ProgressSlot[] {
    return textSlots
  }

  textAt(atMs: number): string {
    return this.#progress?.textAt(atMs) ?? this.#message
  }

  nextChangeMs(afterMs: number): number | null {
    return this.#progress?.nextPercentMs(afterMs) ?? null
  }

  write(elements: ReadonlyMap<ProgressSlot, Element>, nowMs: number): void {
    const percent = this.#progress?.percentAt(nowMs) ?? null
    const track = elements.get('track')
    if (percent === null) track?.removeAttribute('aria-valuenow')
    else track?.setAttribute('aria-valuenow', String(percent))
    track?.setAttribute('aria-valuetext', this.textAt(nowMs))
    const text = elements.get('percent') as HTMLElement | undefined
    if (!text) return
    const locale = this.#locale
    writeText(text, printPercent(percent, locale))
    // Room for a second digit, in the digits of the locale.
    text.dataset['reserve'] = percent !== null && percent < 10 ? countOf(0, locale).number : ''
  }
}

const rootSlot = ['root'] as const
const textSlots = ['track', 'percent'] as const

function printPercent(percent: number | null, locale: string | undefined): string {
  return percent === null
    ? ''
    : printWith(Intl.NumberFormat, percent / 100, locale, { style: 'percent' })
}
