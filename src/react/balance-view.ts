/**
 * One balance of one payment stream as text over time. Pure: no DOM, no clock, no React. The same object
 * is used for server rendering and for every tick.
 */

import { printWith } from '../messages/cached-format.ts'
import type { BalanceMessages } from '../messages/messages.ts'
import type { StreamTerms } from '../money/accrual.ts'
import { type AccrualStatus, accrualStatusAt } from '../money/accrual.ts'
import type { TokenInfo } from '../money/amount.ts'
import { nextVisibleChangeMs, readableDigits } from '../money/display.ts'
import { createAmountFormat } from '../money/format.ts'
import { type BalanceKind, balanceAt, rateAt, timelineOf } from '../money/timeline.ts'

/** A balance split by how fast its digits change. Joined in this order the pieces are the text. */
export interface BalanceText {
  /** Sign and whole tokens. */
  readonly integer: string
  /** The decimal point and the digits that can be read while they change. */
  readonly fraction: string
  /** The digits after those; empty unless asked for. */
  readonly fast: string
}

export interface BalanceStyle {
  readonly kind: BalanceKind
  readonly locale: string | undefined
  readonly messages: BalanceMessages
  /** Digits after the point; `auto`: those that change no more than about twelve times a second. */
  readonly fractionDigits: number | 'auto'
  /** How many digits to show beyond those, as fast ones. */
  readonly fastDigits: number
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
  const { kind, locale, messages } = style
  const { decimals } = token
  const timeline = timelineOf(stream, kind)
  // From the nominal rate, so that a balance keeps its digits when the stream is paused or settles.
  const slow =
    style.fractionDigits === 'auto'
      ? readableDigits(stream.ratePerSecond, decimals)
      : Math.min(style.fractionDigits, decimals)
  const fractionDigits = Math.min(slow + style.fastDigits, decimals)
  const format = createAmountFormat({ locale, decimals, fractionDigits })
  const exact = createAmountFormat({
    locale,
    decimals,
    fractionDigits: decimals,
    minimumFractionDigits: 0,
  })
  const unitsAt = (atMs: number) => balanceAt(timeline, atMs)

  return {
    unitsAt,
    exactTextAt: (atMs) => exact.text(unitsAt(atMs)),
    nextChangeMs: (afterMs) => nextVisibleChangeMs(timeline, decimals, fractionDigits, afterMs),
    widestText: format.text(stream.depositedAmount),

    textAt(atMs) {
      const { sign, integer, decimalPoint, fraction } = format.parts(unitsAt(atMs))
      const [slowText, fastText] = splitDigits(fraction, slow)
      return { integer: sign + integer, fraction: decimalPoint + slowText, fast: fastText }
    },

    sentenceAt(atMs) {
      const rate = rateAt(timeline, atMs)
      const parts = {
        amount: `${format.text(unitsAt(atMs))} ${token.symbol}`,
        kind,
        change: changeAt(rate, accrualStatusAt(stream, atMs / 1000)),
        pace: exact.text(rate < 0n ? -rate : rate),
        time: printWith(Intl.DateTimeFormat, atMs, locale, timeOfDay),
      }
      return messages.sentence(parts)
    },
  }
}

/** Digits of some scripts are two UTF-16 units long, so slicing the string could split one. */
function splitDigits(digits: string, at: number): readonly [string, string] {
  if (digits.length <= at) return [digits, '']
  const letters = Array.from(digits)
  return [letters.slice(0, at).join(''), letters.slice(at).join('')]
}

function changeAt(rate: bigint, status: AccrualStatus): AccrualStatus | 'growing' | 'falling' {
  if (rate === 0n) return status
  return rate > 0n ? 'growing' : 'falling'
}

/** Hours and minutes: enough for a sentence that is read out. */
const timeOfDay: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
