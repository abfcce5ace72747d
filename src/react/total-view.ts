/**
 * One balance of an account as text over time. Pure: no DOM, no clock, no React. Unlike the view of one stream it
 * reads totals that change with events, so that an event needs no other view.
 */
import { printWith } from '../messages/cached-format.ts'
import type { AccountMessages } from '../messages/messages.ts'
import { shownDecimals, type TokenInfo } from '../money/amount.ts'
import { readableDigits } from '../money/display.ts'
import { type AmountFormat, createAmountFormat } from '../money/format.ts'
import { nextTotalChangeMs } from '../money/total-change.ts'
import { limitOf, type TokenTotals, type TotalKind, totalOf } from './account-totals.ts'
import {
  type BalanceText,
  type BalanceView,
  readableMs,
  splitDigits,
  timeOfDay,
} from './balance-view.ts'
import type { Freshness } from './freshness.ts'
import { withMinusSign } from './minus-sign.ts'
import { statusAt } from './total-figures.ts'

/** How a total is shown. Digits: as for the balance of one stream. */
export interface TotalStyle {
  readonly kind: TotalKind
  readonly locale: string | undefined
  readonly timeZone: string | undefined
  readonly messages: AccountMessages
  readonly digits: number | 'auto'
  readonly fastDigits: number
  readonly freshness: Freshness
  /** The time that the balance is frozen at; null: it changes as time passes. */
  readonly asOfMs: number | null
}

/** All times are server time in Unix ms. */
export type TotalView = Omit<BalanceView, 'widestText' | 'hasFastDigits'> & {
  /** The widest text that the balance can have at that time without an event. */
  widestTextAt(atMs: number): string
}

/**
 * Creates the view of one token's totals. A new one is needed for another style, not for an event.
 *
 * @throws MoneyError for decimals beyond 0–38, an unknown locale
 */
export function createTotalView(
  totals: TokenTotals,
  token: TokenInfo,
  style: TotalStyle,
): TotalView {
  const { kind, locale, timeZone, messages, freshness, asOfMs } = style
  const { decimals } = token
  const total = totalOf(totals, kind)
  const exact = createAmountFormat({ locale, decimals, digits: decimals, minimumDigits: 0 })
  const formats = new Map<number, AmountFormat>()

  function formatWith(digits: number): AmountFormat {
    const known = formats.get(digits)
    if (known) return known
    const made = createAmountFormat({ locale, decimals, digits })
    formats.set(digits, made)
    return made
  }

  // Checked now, so that what is wrong is known before the first write.
  formatWith(style.digits === 'auto' ? 0 : Math.min(style.digits, decimals))

  /** All that moves, in either direction: what the net hides moves the last digits as well. */
  function grossRateAt(atMs: number): bigint {
    const incoming = kind === 'remaining' ? 0n : totals.incoming.rateAt({ atMs })
    const outgoing = kind === 'withdrawable' ? 0n : totals.outgoing.rateAt({ atMs })
    return incoming - outgoing
  }

  /** How many digits are shown: those that always are, those that can be read, and all of them. */
  function digitsAt(atMs: number) {
    const isAuto = style.digits === 'auto'
    const fixed = isAuto
      ? shownDecimals(token, limitOf(totals, kind))
      : Math.min(Number(style.digits), decimals)
    const readable = isAuto ? readableDigits(grossRateAt(atMs), decimals) : fixed
    const all = Math.min(Math.max(fixed, readable) + style.fastDigits, decimals)
    return { isAuto, fixed, readable, all }
  }

  const unitsAt = (atMs: number) => total.balanceAt({ atMs: asOfMs ?? atMs })

  function textAt(atMs: number): BalanceText {
    const shownMs = asOfMs ?? atMs
    const units = unitsAt(atMs)
    const { isAuto, fixed, all } = digitsAt(shownMs)
    const isMoving = total.rateAt({ atMs: shownMs }) !== 0n
    if (isAuto && !isMoving && shownDecimals(token, units) > fixed) {
      // Without the moving digits it would read 0.
      const { sign, integer, decimalPoint, fraction } = exact.parts(units)
      return { integer: withMinusSign(sign) + integer, fraction: decimalPoint + fraction, fast: '' }
    }
    const { sign, integer, decimalPoint, fraction } = formatWith(all).parts(units)
    const [always, moving] = splitDigits(fraction, fixed)
    return {
      integer: withMinusSign(sign) + integer,
      fraction: always && decimalPoint + always,
      fast: isMoving && moving ? (always ? '' : decimalPoint) + moving : '',
    }
  }

  return {
    unitsAt,
    textAt,
    exactTextAt: (atMs) => exact.text(unitsAt(atMs)),
    widestTextAt: (atMs) => formatWith(digitsAt(asOfMs ?? atMs).all).text(limitOf(totals, kind)),

    nextChangeMs(afterMs) {
      if (asOfMs !== null) return null
      const { fixed, readable, all } = digitsAt(afterMs)
      const changeMs = nextTotalChangeMs(total, { decimals, digits: all, afterMs })
      // All fixed digits of a fast total are shown, but updated no faster than they can be read.
      return changeMs === null || readable >= fixed
        ? changeMs
        : Math.max(changeMs, afterMs + readableMs)
    },

    sentenceAt(atMs) {
      const shownMs = asOfMs ?? atMs
      const { integer, fraction, fast } = textAt(shownMs)
      const rate = total.rateAt({ atMs: shownMs })
      return messages.sentence({
        amount: `${integer}${fraction}${fast} ${token.symbol}`,
        kind,
        // Whether it still moves is known only while it is live.
        change: freshness === 'live' ? changeAt(rate, statusAt(totals, shownMs)) : freshness,
        pace: exact.text(rate < 0n ? -rate : rate),
        time: printWith(Intl.DateTimeFormat, shownMs, locale, { ...timeOfDay, timeZone }),
      })
    },
  }
}

function changeAt(rate: bigint, status: ReturnType<typeof statusAt>) {
  if (rate === 0n) return status
  return rate > 0n ? 'growing' : 'falling'
}
