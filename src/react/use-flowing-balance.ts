/**
 * The headless hook of widgets that show one balance of one payment stream: its state, its text, and refs
 * whose elements tick by themselves. Renders for events and changes of status, never because the balance
 * changed. Renders no element.
 *
 * F1 A tick writes text nodes: no render, and only into the nodes whose text differs.
 * F2 Text that the user is selecting is not written; it catches up within a quarter of a second.
 * F3 Unknown decimals are a state of their own: no balance is shown, and none is guessed.
 */
import { type RefCallback, useMemo, useState } from 'react'
import { balanceEnglish } from '../messages/english.ts'
import { MoneyError } from '../money/errors.ts'
import type { BalanceKind } from '../money/timeline.ts'
import { type BalanceSlot, createBalanceTarget, joinText } from './balance-target.ts'
import { type BalanceText, type BalanceView, createBalanceView } from './balance-view.ts'
import { orMoneyError } from './errors.ts'
import { useLanguage, useMessages } from './language.tsx'
import { useGauge } from './session-context.ts'
import { useStreamSummary } from './stream-scope.tsx'
import { beatMs } from './tick-binding.ts'
import { phaseOfError, type StreamReference, type StreamSummary } from './use-stream-summary.ts'
import { useTickBinding } from './use-tick-target.ts'

/** Which balance of which payment stream, and how it is formatted. */
export interface FlowingBalanceOptions extends StreamReference {
  /** Which balance. Default `withdrawable`. */
  readonly kind?: BalanceKind | undefined
  /**
   * Digits after the point. Default `auto`: those of the token (`shownDecimals`) and, while the balance
   * moves, the following digits that change slowly enough to be read, in a fainter colour. A balance that does not
   * move and would read 0 has all its digits. A number is kept to exactly.
   */
  readonly digits?: number | 'auto' | undefined
  /** How many faster digits to show after those, while the balance moves. Default 0. */
  readonly fastDigits?: number | undefined
  /**
   * Least time between two writes in ms. Default 100, at the same times for all numbers, so that they share one
   * layout; 0: at every visible change, which is the default of `size="hero"`. Events show at once in any case.
   */
  readonly everyMs?: number | undefined
  /** IANA time zone of times in texts. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** What {@link useFlowingBalance} returns. `isTicking`: the balance changes with time right now. */
export interface FlowingBalanceView extends StreamSummary {
  /**
   * What to render as the children of the elements below: stays as it was at the first render, so
   * that React never overwrites a ticking text. Give those elements `suppressHydrationWarning` unless
   * the provider has `renderedAtMs`.
   */
  readonly initial: BalanceText
  /** For one element with the whole text … */
  readonly ref: RefCallback<Element>
  /** … or for up to three with its pieces. The elements must contain nothing else. */
  readonly integerRef: RefCallback<Element>
  /** … for the part after the decimal point … */
  readonly fractionRef: RefCallback<Element>
  /** … and for the digits that change too fast to be read. */
  readonly fastRef: RefCallback<Element>
  /** For an element around them, if they have one of their own: its visibility counts for all of them. */
  readonly widgetRef: RefCallback<Element>
  /** The widest text the balance can have, to reserve its width; empty unless ready. */
  readonly widestText: string
  /** The balance now, in units; `null` unless ready. */
  getUnits(): bigint | null
  /** The text now; empty unless ready. */
  getText(): string
  /** The same with every digit the token has, for copying. */
  getExactText(): string
  /**
   * A sentence for screen readers: balance, change and time. Do not announce it at every tick.
   *
   * @param atMs server time in Unix ms. Default: now.
   */
  sentence(atMs?: number): string
}

const noText: BalanceText = { integer: '', fraction: '', fast: '' }

/**
 * One balance of one payment stream.
 *
 * @example
 * const balance = useFlowingBalance({ streamId: '42' })
 * return <output ref={balance.ref}>{balance.initial.integer + balance.initial.fraction}</output>
 */
export function useFlowingBalance(options: FlowingBalanceOptions): FlowingBalanceView {
  const { kind = 'withdrawable', digits = 'auto', fastDigits = 0, everyMs = beatMs } = options
  const { session, renderedAtMs } = useGauge()
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone } = options
  const messages = useMessages('balance', balanceEnglish)
  const { ticker } = session
  const summary = useStreamSummary(options)
  const { phase, stream, token, freshness, asOfMs } = summary

  const made = useMemo(
    () =>
      phase === 'ready' && stream && token
        ? orMoneyError(() =>
            createBalanceView(stream, token, {
              kind,
              locale,
              timeZone,
              messages,
              digits,
              fastDigits,
              freshness,
              asOfMs,
              everyMs,
            }),
          )
        : null,
    // biome-ignore format: one line
    [phase, stream, token, kind, locale, timeZone, messages, digits, fastDigits, freshness, asOfMs, everyMs],
  )
  const error = made instanceof MoneyError ? made : null
  const view = made instanceof MoneyError ? null : made
  const target = useMemo(() => view && createBalanceTarget(view), [view])
  const binding = useTickBinding<BalanceSlot>(target, { everyMs })
  const [initial] = useState(() => view?.textAt(renderedAtMs ?? ticker.shownMs()) ?? noText)

  const actions = useMemo(() => createReader(view, () => ticker.shownMs()), [view, ticker])
  return {
    ...summary,
    // A balance can be impossible to format where the stream is valid: a locale or digits that do not exist.
    ...(error && {
      error,
      phase: phaseOfError(error),
      status: null,
      isCritical: false,
      isEndingSoon: false,
    }),
    ...actions,
    isTicking: summary.isTicking && view !== null && kind !== 'withdrawn',
    initial,
    ref: binding.refFor('whole'),
    integerRef: binding.refFor('integer'),
    fractionRef: binding.refFor('fraction'),
    fastRef: binding.refFor('fast'),
    widgetRef: binding.widgetRef,
    widestText: view?.widestText ?? '',
  }
}

function createReader(
  view: BalanceView | null,
  nowMs: () => number,
): Pick<FlowingBalanceView, 'getUnits' | 'getText' | 'getExactText' | 'sentence'> {
  return {
    getUnits: () => view?.unitsAt(nowMs()) ?? null,
    getText: () => (view ? joinText(view.textAt(nowMs())) : ''),
    getExactText: () => view?.exactTextAt(nowMs()) ?? '',
    sentence: (atMs = nowMs()) => view?.sentenceAt(atMs) ?? '',
  }
}
