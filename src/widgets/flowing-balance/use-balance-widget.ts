/**
 * What the DOM of a FlowingBalance needs besides its digits: the sentence, the note and what is copied. For a summary that is
 * computed already, so that a card with a balance has one.
 */
import { useMemo, useState } from 'react'
import { balanceEnglish, unavailableEnglish } from '../../messages/english.ts'
import type { BalanceSlot } from '../../react/balance-target.ts'
import type { BalanceText, BalanceView } from '../../react/balance-view.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import type { StreamSummary } from '../../react/stream-summary.ts'
import { writeText } from '../../react/text-writing.ts'
import { beatMs, type ElementTarget, type TickBinding } from '../../react/tick-binding.ts'
import {
  type FlowingBalanceOptions,
  summaryWith,
  textAt,
  useBalanceNumber,
} from '../../react/use-flowing-balance.ts'
import { useTickBinding } from '../../react/use-tick-target.ts'
import { printTimeOfDay } from '../formatting/date-time.ts'
import { sentenceIntervalMs } from '../stream-view/sentence.ts'
import { unavailableReason } from '../stream-view/unavailable.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'

/** What the parts of a FlowingBalance share. */
export interface BalanceWidget {
  readonly state: StreamWidgetState
  /** Null unless ready. */
  readonly view: BalanceView | null
  readonly symbol: string
  readonly binding: TickBinding<BalanceSlot>
  /** The text of the first render; later ones are written without React. */
  readonly initial: BalanceText
  /** The sentence of the first render. */
  readonly firstSentence: string
  /** As of when the balance is, while it is not live. */
  readonly asOf: string
  /** The same, or why there is no balance. */
  readonly note: string
  /** What is copied. */
  getExactText(): string
  /** Writes the sentence as of now. */
  updateSentence(): void
}

export function useBalanceWidget(
  summary: StreamSummary,
  options: FlowingBalanceOptions,
): BalanceWidget {
  const { kind, everyMs = beatMs } = options
  const { session, renderedAtMs } = useGauge()
  const { ticker } = session
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone } = options
  const messages = useMessages('balance', balanceEnglish)
  const unavailable = useMessages('unavailable', unavailableEnglish)
  const number = useBalanceNumber(summary, options)
  const state = summaryWith(summary, number, kind)
  const reason = unavailableReason(state)
  const message = reason && unavailable[reason]
  const { view, target } = number
  const { isTicking, asOfMs, freshness } = state
  const sentence = useMemo(
    () => new SentenceTarget(view, message, isTicking),
    [view, message, isTicking],
  )
  const slow = { target: sentence, everyMs: sentenceIntervalMs }
  const binding = useTickBinding<BalanceSlot>(target, { everyMs }, slow)
  const [first] = useState(() => {
    const atMs = renderedAtMs ?? ticker.shownMs()
    return { initial: textAt(number, atMs), firstSentence: sentence.textAt(atMs) }
  })
  const asOf =
    reason !== null || asOfMs === null || freshness === 'live'
      ? ''
      : messages[freshness]({ time: printTimeOfDay(asOfMs, { locale, timeZone }) })
  return {
    ...first,
    state,
    view,
    binding,
    symbol: state.token?.symbol ?? '',
    asOf,
    // A placeholder shows that the balance is loading; a note would only flash.
    note: reason === 'loading' ? '' : (message ?? asOf),
    getExactText: () => view?.exactTextAt(ticker.shownMs()) ?? '',
    updateSentence: () => binding.writeNow(1),
  }
}

/**
 * The sentence in place of the ticking digits, for assistive technology: written again every half minute while the balance
 * changes, and on focus. Never a live region.
 */
class SentenceTarget implements ElementTarget<BalanceSlot> {
  readonly #view: BalanceView | null
  readonly #message: string | null
  readonly #isChanging: boolean

  constructor(view: BalanceView | null, message: string | null, isChanging: boolean) {
    this.#view = view
    this.#message = message
    this.#isChanging = isChanging
  }

  get slots(): readonly BalanceSlot[] {
    return sentenceSlots
  }

  textAt(atMs: number): string {
    return this.#message ?? this.#view?.sentenceAt(atMs) ?? ''
  }

  nextChangeMs(afterMs: number): number | null {
    return this.#isChanging ? afterMs + sentenceIntervalMs : null
  }

  write(elements: ReadonlyMap<BalanceSlot, Element>, nowMs: number): void {
    const element = elements.get('sentence')
    if (element) writeText(element, this.textAt(nowMs))
  }
}

const sentenceSlots = ['sentence'] as const
