/**
 * The headless hook of LiveNumber: a number that changes by events. Written without React, at most ten times a
 * second.
 */
import type { RefCallback } from 'react'
import type { DataOptions, DataState } from '../live-value/data-state.ts'
import type { LiveValue } from '../live-value/number-format.ts'
import type { ValueSource } from '../live-value/value-source.ts'

/** What a number shows, and how. */
export interface LiveNumberOptions extends DataOptions {
  /** The number: undefined is loading, null is none. */
  readonly value?: LiveValue | null | undefined
  /** Where the number comes from, in place of `value`: its changes do not render. Keep it between renders. */
  readonly source?: ValueSource | undefined
  /**
   * How it is written: the options of `Intl.NumberFormat`. May be a new object at every render. Default: a
   * `number` has at most three digits after the point, text and `bigint` are shown to the last digit. What is
   * cut off of text is not rounded.
   */
  readonly format?: Intl.NumberFormatOptions | undefined
  /** After the number, such as `people` or `kWh`. */
  readonly unit?: string | null | undefined
  /** What the number is, for screen readers: `Active volunteers`. */
  readonly label?: string | undefined
  /** When the number was measured, Unix ms. Part of the sentence for screen readers. */
  readonly atMs?: number | null | undefined
  /**
   * Which direction is good: it colours changes. Default none, and changes have the neutral accent. The
   * direction is always shown by an arrow as well.
   */
  readonly better?: 'up' | 'down' | undefined
  /**
   * The widest number that is expected: its width is reserved from the start. Default: the widest one so far.
   */
  readonly widest?: LiveValue | undefined
  /** Least time between two changes of the text, in ms. Default 100. */
  readonly everyMs?: number | undefined
  /** IANA time zone of times in texts. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** State of {@link useLiveNumber}. */
export interface LiveNumberState extends DataState {
  /** Which direction is good; null for none. */
  readonly better: 'up' | 'down' | null
}

/** A number in pieces. Joined in this order they are the text. */
export interface NumberText {
  /** Before the digits: sign, and a currency or unit that the locale puts first. */
  readonly prefix: string
  /** The digits before the decimal point, grouped. */
  readonly integer: string
  /** The decimal separator and the digits after it; empty without. */
  readonly fraction: string
  /** After the digits: `%`, `M`, a currency. */
  readonly suffix: string
}

/** What {@link useLiveNumber} returns. */
export interface LiveNumberView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: LiveNumberState
  /** The number at the first render; later ones are written into the elements. Null if there is none. */
  readonly initial: NumberText | null
  /** For the element around the others: it has `data-change` and the reserved width. */
  readonly rootRef: RefCallback<HTMLElement>
  /** For the elements of the pieces. */
  readonly prefixRef: RefCallback<HTMLElement>
  readonly integerRef: RefCallback<HTMLElement>
  readonly fractionRef: RefCallback<HTMLElement>
  readonly suffixRef: RefCallback<HTMLElement>
  /** The sentence for screen readers, now. */
  sentence(): string
  /** The number with every digit, for copying. */
  getExactText(): string
}
