/**
 * The headless heart of StreamProgress: how much of the deposit has flowed, written as a level that
 * CSS turns into water whenever it reaches the next device pixel, and as words at most once a second.
 */
import { type RefCallback, useCallback, useMemo, useState } from 'react'
import {
  balanceAt,
  createAmountFormat,
  type StreamTerms,
  type Timeline,
  type TokenInfo,
  timelineOf,
} from '../../money/index.ts'
import { useSession } from '../../react/session-context.ts'
import { writeText } from '../../react/text-writing.ts'
import { type SingleElementTarget, useTickTarget } from '../../react/use-tick-target.ts'
import type { Absence } from '../stream-view/absence.ts'
import { type StreamSource, useStreamView } from '../stream-view/use-stream-view.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import { levelAt, nextLevelMs } from './level.ts'

/** How often the words may change, in milliseconds. */
const wordsEveryMs = 1_000
/** Steps before the gauge's own width is known, and where it cannot be measured. */
const unmeasuredSteps = 1_000
/** Steps of the percentage. */
const percentSteps = 100

/** What the parts of StreamProgress need. */
export interface StreamProgressView {
  readonly state: StreamWidgetState
  /** Streamed share of the deposit at the first render, 0 to 1; later ones are written to the root. */
  readonly level: number
  /** Withdrawn share of the deposit, 0 to 1; changes by events only. */
  readonly withdrawnLevel: number
  /** Whole percent streamed at the first render. */
  readonly percent: number
  /** The state of the gauge in words at the first render. */
  readonly valueText: string
  /** For the element that carries the level. */
  readonly rootRef: RefCallback<HTMLDivElement>
  /** For the element that is the progress bar. */
  readonly channelRef: RefCallback<HTMLDivElement>
  /** For an element that shows the percentage and nothing else. */
  readonly percentRef: RefCallback<HTMLSpanElement>
}

/** The gauge of one payment stream. */
export function useStreamProgress(source: StreamSource): StreamProgressView {
  const { stream, token, state, absence, locale } = useStreamView(source)
  const { ticker } = useSession()
  // A box and not state: the next write reads it, and no render is worth a pixel.
  const [width] = useState(createDeviceWidth)
  const gauge = useMemo(
    () => (stream && token ? createGauge(stream, token, locale) : null),
    [stream, token, locale],
  )
  const words = gauge ?? absences[absence ?? 'loading']

  const levelTarget = useMemo(() => gauge && createLevelTarget(gauge, width), [gauge, width])
  const levelRef = useTickTarget<HTMLDivElement>(levelTarget)

  const wordsTarget = useMemo<SingleElementTarget<HTMLDivElement>>(
    () => ({
      nextChangeMs: words.nextChangeMs,
      write(node, nowMs) {
        const percent = words.percentAt(nowMs)
        if (percent === null) node.removeAttribute('aria-valuenow')
        else node.setAttribute('aria-valuenow', String(percent))
        node.setAttribute('aria-valuetext', words.textAt(nowMs))
      },
    }),
    [words],
  )
  const channelRef = useTickTarget<HTMLDivElement>(wordsTarget, { everyMs: wordsEveryMs })

  const percentTarget = useMemo<SingleElementTarget<HTMLSpanElement>>(
    () => ({
      nextChangeMs: words.nextChangeMs,
      write: (node, nowMs) => writeText(node, printPercent(words.percentAt(nowMs), locale)),
    }),
    [words, locale],
  )
  const percentRef = useTickTarget<HTMLSpanElement>(percentTarget, { everyMs: wordsEveryMs })

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
      level: gauge ? shareAt(gauge, unmeasuredSteps, atMs) : 0,
      percent: words.percentAt(atMs) ?? 0,
      valueText: words.textAt(atMs),
    }
  })
  return {
    state,
    ...first,
    withdrawnLevel: gauge?.withdrawnLevel ?? 0,
    rootRef,
    channelRef,
    percentRef,
  }
}

interface Words {
  /** Whole percent, truncated; null when unknown. */
  percentAt(atMs: number): number | null
  textAt(atMs: number): string
  nextChangeMs(afterMs: number): number | null
}

interface Gauge extends Words {
  readonly timeline: Timeline
  readonly deposited: bigint
  readonly withdrawnLevel: number
}

function createGauge(stream: StreamTerms, token: TokenInfo, locale: string | undefined): Gauge {
  const timeline = timelineOf(stream, 'streamed')
  const deposited = stream.depositedAmount
  const format = createAmountFormat({
    locale,
    decimals: token.decimals,
    fractionDigits: 2,
    minimumFractionDigits: 0,
  })
  const whole = format.text(deposited)
  const withdrawn = levelAt(timelineOf(stream, 'withdrawn'), deposited, unmeasuredSteps, 0)
  const percentAt = (atMs: number) => levelAt(timeline, deposited, percentSteps, atMs)
  return {
    timeline,
    deposited,
    withdrawnLevel: withdrawn / unmeasuredSteps,
    percentAt,
    textAt: (atMs) =>
      `${printPercent(percentAt(atMs), locale)}, ${format.text(balanceAt(timeline, atMs))} of ${whole} ${token.symbol} streamed`,
    nextChangeMs: (afterMs) => nextLevelMs(timeline, deposited, percentSteps, afterMs),
  }
}

function createLevelTarget(gauge: Gauge, width: DeviceWidth): SingleElementTarget<HTMLDivElement> {
  return {
    nextChangeMs: (afterMs) =>
      nextLevelMs(gauge.timeline, gauge.deposited, width.pixels(), afterMs),
    write(node, nowMs) {
      node.style.setProperty('--sg-level', String(shareAt(gauge, width.pixels(), nowMs)))
    },
  }
}

function shareAt({ timeline, deposited }: Gauge, steps: number, atMs: number): number {
  return levelAt(timeline, deposited, steps, atMs) / steps
}

const absent = (text: string): Words => ({
  percentAt: () => null,
  textAt: () => text,
  nextChangeMs: () => null,
})

const absences: { readonly [A in Absence]: Words } = {
  loading: absent('Loading'),
  stream_missing: absent('This stream is not known'),
  connection_failed: absent('Not known: the connection has failed'),
  too_many_topics: absent('Not known: the page follows too many streams'),
  decimals_unknown: absent('Not shown: the decimals of its token are not known'),
  unreadable: absent('Not shown: what is known of this stream cannot be right'),
}

const percentFormats = new Map<string, Intl.NumberFormat>()

function printPercent(percent: number | null, locale: string | undefined): string {
  if (percent === null) return ''
  const key = locale ?? ''
  let format = percentFormats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'percent' })
    percentFormats.set(key, format)
  }
  return format.format(percent / 100)
}

/** An element's width in device pixels, kept right while it is resized. */
interface DeviceWidth {
  follow(element: Element | null): void
  pixels(): number
}

function createDeviceWidth(): DeviceWidth {
  let pixels = unmeasuredSteps
  let stop = () => {}
  return {
    pixels: () => pixels,
    follow(element) {
      stop()
      const view = element?.ownerDocument.defaultView
      if (!element || !view || typeof view.ResizeObserver !== 'function') return
      const observer = new view.ResizeObserver(() => {
        const measured = Math.round(element.clientWidth * view.devicePixelRatio)
        pixels = measured > 0 ? measured : unmeasuredSteps
      })
      observer.observe(element)
      stop = () => observer.disconnect()
    },
  }
}
