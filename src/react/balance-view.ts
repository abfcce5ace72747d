/**
 * One balance of one payment stream as text over time. Pure: no DOM, no clock, no React. The same object
 * is used for server rendering and for every tick.
 */

import { printWith } from '../messages/cached-format.ts'
import type { BalanceMessages } from '../messages/messages.ts'
import type { StreamTerms } from '../money/accrual.ts'
import { type AccrualStatus, accrualStatusAtSecond } from '../money/accrual.ts'
import { shownDecimals, type TokenInfo } from '../money/amount.ts'
import { nextVisibleChangeMs, readableDigits } from '../money/display.ts'
import { type AmountFormat, type AmountParts, createAmountFormat } from '../money/format.ts'
import {
  type BalanceKind,
  balanceAtMs,
  heldTimeline,
  rateAtMs,
  type Timeline,
  timelineOf,
} from '../money/timeline.ts'
import type { Freshness } from './freshness.ts'

/** A balance in separately styled pieces. Joined in this order they are the text. */
export interface BalanceText {
  /** Sign and whole tokens. */
  readonly integer: string
  /** The decimal point and the digits that are always shown. */
  readonly fraction: string
  /** The digits after those; empty unless the balance moves. */
  readonly fast: string
}

export interface BalanceStyle {
  readonly kind: BalanceKind
  readonly locale: string | undefined
  readonly timeZone?: string | undefined
  readonly messages: BalanceMessages
  /**
   * Digits after the point; `auto`: those of the token and, while the balance moves, the following digits
   * that change no more than about twelve times a second. An amount that does not move and would read 0 has all.
   */
  readonly digits: number | 'auto'
  /** How many digits to show beyond those while the balance moves. */
  readonly fastDigits: number
  readonly freshness: Freshness
  /** The time that the balance is frozen at; null: it changes as time passes. */
  readonly asOfMs: number | null
  /** How often the ticker writes it, at most; 0 or undefined: at every change. */
  readonly everyMs?: number | undefined
}

/** All times are server time in Unix ms. */
export interface BalanceView {
  unitsAt(atMs: number): bigint
  textAt(atMs: number): BalanceText
  /** Every digit the token has, in the same locale. */
  exactTextAt(atMs: number): string
  /** A sentence for assistive technology. */
  sentenceAt(atMs: number): string
  nextChangeMs(afterMs: number): number | null
  /** The widest text this balance can have: that of the whole deposit. */
  readonly widestText: string
  /** Whether it may have digits that are faster than the fixed ones. */
  readonly hasFastDigits: boolean
}

/**
 * Creates the view. A new one is needed when the stream changes, not when time passes.
 *
 * @throws MoneyError for terms that no contract could hold, decimals beyond 0–38, an unknown locale
 */
export function createBalanceView(
  stream: StreamTerms,
  token: TokenInfo,
  style: BalanceStyle,
): BalanceView {
  return new View(stream, token, style)
}

/** A class, because there are ten thousand on a page: functions of its own cost an object memory for each. */
class View implements BalanceView {
  readonly #stream: StreamTerms
  readonly #token: TokenInfo
  readonly #style: BalanceStyle
  readonly #flow: Timeline
  /** The flow as far as it is known. */
  readonly #timeline: Timeline
  readonly #fixedDigits: number
  readonly #digits: number
  readonly #format: AmountFormat
  readonly #leastMs: number
  readonly widestText: string

  constructor(stream: StreamTerms, token: TokenInfo, style: BalanceStyle) {
    const { decimals } = token
    this.#stream = stream
    this.#token = token
    this.#style = style
    this.#flow = timelineOf(stream, style.kind)
    this.#timeline = heldTimeline(this.#flow, style.asOfMs)
    const isAuto = style.digits === 'auto'
    const fixedDigits = isAuto
      ? shownDecimals(token, stream.depositedAmount)
      : Math.min(Number(style.digits), decimals)
    const readable = isAuto ? readableDigits(stream.ratePerSecond, decimals) : fixedDigits
    this.#fixedDigits = fixedDigits
    this.#digits = Math.min(Math.max(fixedDigits, readable) + style.fastDigits, decimals)
    // All fixed digits of a fast stream are shown, but updated no faster than they can be read.
    // Not twice: between two writes of a slower interval there is enough time, and the second limit would skip one.
    const isLimited = readable < fixedDigits && (style.everyMs ?? 0) < readableMs
    this.#leastMs = isLimited ? readableMs : 0
    this.#format = createAmountFormat({ locale: style.locale, decimals, digits: this.#digits })
    this.widestText = this.#format.text(stream.depositedAmount)
  }

  get hasFastDigits(): boolean {
    return this.#digits > this.#fixedDigits
  }

  unitsAt(atMs: number): bigint {
    return balanceAtMs(this.#timeline, atMs)
  }

  /** Few are ever copied or read out. */
  #exact(units: bigint): AmountParts {
    const { decimals } = this.#token
    const { locale } = this.#style
    const options = { locale, decimals, digits: decimals, minimumDigits: 0 }
    return createAmountFormat(options).parts(units)
  }

  #exactText(units: bigint): string {
    const { sign, integer, decimalPoint, fraction } = this.#exact(units)
    return sign + integer + decimalPoint + fraction
  }

  exactTextAt(atMs: number): string {
    return this.#exactText(this.unitsAt(atMs))
  }

  textAt(atMs: number): BalanceText {
    const { asOfMs, digits } = this.#style
    const fixedDigits = this.#fixedDigits
    const units = this.unitsAt(atMs)
    const isMoving = rateAtMs(this.#flow, asOfMs ?? atMs) !== 0n
    if (digits === 'auto' && !isMoving && shownDecimals(this.#token, units) > fixedDigits) {
      // Without the moving digits it would read 0.
      const { sign, integer, decimalPoint, fraction } = this.#exact(units)
      return { integer: sign + integer, fraction: decimalPoint + fraction, fast: '' }
    }
    const { sign, integer, decimalPoint, fraction } = this.#format.parts(units)
    const [fixed, moving] = splitDigits(fraction, fixedDigits)
    return {
      integer: sign + integer,
      fraction: fixed && decimalPoint + fixed,
      fast: isMoving ? (fixed ? '' : decimalPoint) + moving : '',
    }
  }

  nextChangeMs(afterMs: number): number | null {
    const timeline = this.#timeline
    const { decimals } = this.#token
    const changeMs = nextVisibleChangeMs(timeline, { decimals, digits: this.#digits, afterMs })
    // Fast digits appear when it starts moving, and disappear when it stops.
    const bendMs = timeline.find(({ sinceMs }) => sinceMs > afterMs)?.sinceMs ?? null
    if (changeMs === null) return bendMs
    return Math.min(Math.max(changeMs, afterMs + this.#leastMs), bendMs ?? Number.POSITIVE_INFINITY)
  }

  sentenceAt(atMs: number): string {
    const { kind, locale, timeZone, messages, freshness, asOfMs } = this.#style
    const shownMs = asOfMs ?? atMs
    const { integer, fraction, fast } = this.textAt(shownMs)
    const rate = rateAtMs(this.#timeline, shownMs)
    const parts = {
      amount: `${integer}${fraction}${fast} ${this.#token.symbol}`,
      kind,
      // Whether it still moves is known only while it is live.
      change:
        freshness === 'live'
          ? changeAt(rate, accrualStatusAtSecond(this.#stream, shownMs / 1000))
          : freshness,
      pace: this.#exactText(rate < 0n ? -rate : rate),
      time: printWith(Intl.DateTimeFormat, shownMs, locale, { ...timeOfDay, timeZone }),
    }
    return messages.sentence(parts)
  }
}

/** The least time between changes that can be read: twelve a second. */
export const readableMs = 1000 / 12

/** Digits of some scripts are two UTF-16 units long, so slicing the string could split one. */
export function splitDigits(digits: string, at: number): readonly [string, string] {
  if (digits.length <= at) return [digits, '']
  const letters = Array.from(digits)
  return [letters.slice(0, at).join(''), letters.slice(at).join('')]
}

function changeAt(rate: bigint, status: AccrualStatus): AccrualStatus | 'growing' | 'falling' {
  if (rate === 0n) return status
  return rate > 0n ? 'growing' : 'falling'
}

/** Hours and minutes, of 24 as all times of widgets: enough for a sentence that is read out. */
export const timeOfDay: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
}
