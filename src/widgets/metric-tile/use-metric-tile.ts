/** The headless hook of MetricTile: a number with its change against a reference, its level and its line. */
import type { DataOptions, DataState } from '../live-value/data-state.ts'
import type { LiveValue } from '../live-value/number-format.ts'

/** A value in the past. */
export interface ValueAt {
  /** As a number: positions on a line need no more precision. */
  readonly value: number
  /** When it was measured, Unix ms. */
  readonly atMs: number
}

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
  /** Loads the number again: the tile then has a button while the phase is `error`. */
  readonly onRetry?: (() => void) | undefined
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
