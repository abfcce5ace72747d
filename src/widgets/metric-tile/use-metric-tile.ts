/** The headless hook of MetricTile: a number with its change against a reference, its level and its line. */
import { useEffect, useMemo, useRef } from 'react'
import { countOf } from '../../messages/cached-format.ts'
import { dataEnglish, metricEnglish } from '../../messages/english.ts'
import { type DataOptions, type DataState, dataStateOf } from '../../react/dashboard/data-state.ts'
import {
  compareValues,
  isLiveValue,
  type LiveValue,
  subtract,
} from '../../react/dashboard/exact-decimal.ts'
import { printChange, printNumber } from '../../react/dashboard/number-format.ts'
import type { ValueAt } from '../../react/dashboard/use-value-history.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { useAnnounce } from '../announcer/announcer.tsx'
import { useDataNote } from '../data-view/data-note.ts'
import { isValidTime, printDateOrTime } from '../formatting/date-time.ts'
import { type SparklineShape, sparklineOf } from '../sparkline/line.ts'

/** From where on a number deserves attention. */
export interface Thresholds {
  /** From here on it is a warning. */
  readonly warning?: LiveValue | undefined
  /** From here on it is critical. */
  readonly critical?: LiveValue | undefined
  /** On which side of them. Default: `below` if up is better, else `above`. */
  readonly side?: 'above' | 'below' | undefined
}

/**
 * What a tile shows, and how. The result of a data hook with these names can be spread onto a tile, such as that
 * of `useMetric` of `streamgauge/company/react`.
 */
export interface MetricTileOptions extends DataOptions {
  /** What the number is: `Active volunteers`. */
  readonly label: string
  /** The number: undefined is loading, null is none. */
  readonly value?: LiveValue | null | undefined
  /** The number before its last change: what the change is computed from, unless there is a `reference`. */
  readonly previousValue?: LiveValue | null | undefined
  /** What the number is compared with, in place of `previousValue`: last week's, a plan. */
  readonly reference?: LiveValue | null | undefined
  /** What the reference is, after the change: `vs last week`. */
  readonly referenceLabel?: string | undefined
  /** How the change is written. Default `absolute`; `percent` of the reference. */
  readonly change?: 'absolute' | 'percent' | undefined
  /** Which direction is good: it colours the change. Default none. */
  readonly better?: 'up' | 'down' | undefined
  /** After the number, such as `people`. */
  readonly unit?: string | null | undefined
  /** What the number is about, next to the label, such as `2026-Q3`. */
  readonly period?: string | null | undefined
  /** When the number was measured, Unix ms; shown as time of day or date. */
  readonly atMs?: number | null | undefined
  /** How the number is written: the options of `Intl.NumberFormat`. */
  readonly format?: Intl.NumberFormatOptions | undefined
  /** Numbers of the past, oldest first, for the line: plain ones are evenly spaced. See `useValueHistory`. */
  readonly history?: readonly number[] | readonly ValueAt[] | undefined
  /** From where on the number deserves attention: the tile says so, and crossing one is announced. */
  readonly thresholds?: Thresholds | undefined
  /** What went wrong, in a sentence, while the phase is `error`. Default: that the number is not available. */
  readonly errorText?: string | undefined
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** Whether a number deserves attention. */
export type MetricLevel = 'normal' | 'warning' | 'critical'

/** State of {@link useMetricTile}. */
export interface MetricTileState extends DataState {
  /** Direction of the change against the reference; null without one. */
  readonly trend: 'up' | 'down' | 'flat' | null
  /** Whether that change is good; null where neither direction is. */
  readonly isGood: boolean | null
  /** Whether the number has reached a threshold. */
  readonly level: MetricLevel
}

/** What {@link useMetricTile} returns. */
export interface MetricTileView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: MetricTileState
  /** The change with its sign, such as `+8`; empty without a reference. */
  readonly change: string
  /** The same in words, for screen readers: “up 8”. */
  readonly spokenChange: string
  /** The level in a word; empty while it is normal. */
  readonly levelText: string
  /** The line; null without values. */
  readonly line: SparklineShape | null
  /** The line in words. */
  readonly lineText: string
  /** As of when the number is; why it is not live; or empty. */
  readonly note: string
  /** In place of a number: that there is none, or what went wrong. Empty while there is one. */
  readonly message: string
  /** On the button that loads it again. */
  readonly retryLabel: string
}

/**
 * What a tile says about a number. Announces a threshold that is reached, once.
 *
 * @throws RangeError for a `format` that `Intl.NumberFormat` refuses
 */
export function useMetricTile(options: MetricTileOptions): MetricTileView {
  const { value, history, better } = options
  const { locale } = useLanguage()
  const { phase, freshness } = dataStateOf(
    options,
    value === undefined ? undefined : amountOf(value),
  )
  const number = phase === 'ready' && isLiveValue(value) ? value : null
  const shown = number === null && phase === 'ready' ? 'error' : phase
  const texts = useChangeTexts(options, number)
  const level = number === null ? 'normal' : levelOf(number, options)
  const levelText = useLevel(options, number, level)
  const { trend } = texts
  const isGood =
    better === undefined || trend === null || trend === 'flat' ? null : trend === better
  const state = useMemo<MetricTileState>(
    () => ({ phase: shown, freshness, trend, isGood, level }),
    [shown, freshness, trend, isGood, level],
  )

  const line = useMemo(() => sparklineOf(history), [history])
  const metricMessages = useMessages('metric', metricEnglish)
  const messages = useMessages('data', dataEnglish)
  const style = { locale, format: options.format }
  return {
    ...texts,
    state,
    levelText,
    line,
    lineText: line
      ? metricMessages.line({
          ...countOf(line.count, locale),
          lowest: printNumber(line.lowest, style),
          highest: printNumber(line.highest, style),
        })
      : '',
    note: useTimeNote(options, state),
    message:
      shown === 'empty'
        ? messages.empty
        : shown === 'error'
          ? (options.errorText ?? messages.error)
          : '',
    retryLabel: messages.retry,
  }
}

const amountOf = (value: LiveValue | null) => (value === null ? 0 : 1)

function useChangeTexts(options: MetricTileOptions, number: LiveValue | null) {
  const { reference = options.previousValue, change: kind = 'absolute' } = options
  const { locale } = useLanguage()
  const messages = useMessages('metric', metricEnglish)
  if (number === null || !isLiveValue(reference)) {
    return { trend: null, change: '', spokenChange: '' } as const
  }
  const order = compareValues(number, reference)
  const trend = order > 0 ? 'up' : order < 0 ? 'down' : 'flat'
  const difference = subtract(number, reference)
  // Of nothing there is no percentage.
  const isPercent = kind === 'percent' && Number(reference) !== 0
  const { signed, size } = isPercent
    ? printChange(Number(difference) / Math.abs(Number(reference)), { locale, format: percent })
    : printChange(difference, { locale, format: options.format })
  return {
    trend,
    change: signed,
    spokenChange: trend === 'flat' ? messages.unchanged : messages[trend]({ amount: size }),
  } as const
}

const percent: Intl.NumberFormatOptions = { style: 'percent', maximumFractionDigits: 1 }

function levelOf(number: LiveValue, { thresholds, better }: MetricTileOptions): MetricLevel {
  if (!thresholds) return 'normal'
  const { warning, critical, side = better === 'up' ? 'below' : 'above' } = thresholds
  const isReached = (threshold: LiveValue | undefined) => {
    if (!isLiveValue(threshold)) return false
    const order = compareValues(number, threshold)
    return side === 'above' ? order >= 0 : order <= 0
  }
  return isReached(critical) ? 'critical' : isReached(warning) ? 'warning' : 'normal'
}

const severity: readonly MetricLevel[] = ['normal', 'warning', 'critical']

/** The level in a word. Announced when it gets worse, and not for the first number. */
function useLevel(options: MetricTileOptions, number: LiveValue | null, level: MetricLevel) {
  const { label, unit, format } = options
  const { locale } = useLanguage()
  const messages = useMessages('metric', metricEnglish)
  const announce = useAnnounce()
  const text = level === 'normal' ? '' : messages[level]
  const known = useRef<MetricLevel | null>(null)
  useEffect(() => {
    if (number === null) return
    const before = known.current
    known.current = level
    if (before === null || severity.indexOf(level) <= severity.indexOf(before)) return
    const printed = printNumber(number, { locale, format })
    announce(
      `metric:${label}`,
      messages.announceLevel({
        label,
        number: unit ? `${printed}\u00a0${unit}` : printed,
        level: text,
      }),
    )
  })
  return text
}

/** While it is live, as of when the number was measured. */
function useTimeNote(options: MetricTileOptions, state: MetricTileState): string {
  const { atMs, timeZone: own } = options
  const { locale, timeZone } = useLanguage()
  const { serverNowMs } = useSession()
  const messages = useMessages('data', dataEnglish)
  const note = useDataNote(options, state)
  if (note || state.phase !== 'ready' || atMs === null || atMs === undefined) return note
  if (!isValidTime(atMs)) return ''
  return messages.asOf({
    time: printDateOrTime(atMs, serverNowMs(), { locale, timeZone: own ?? timeZone }),
  })
}
