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
import { phaseOfError, type StreamReference, type StreamSummary } from './stream-summary.ts'
import { beatMs, type ElementTarget } from './tick-binding.ts'
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
  const { kind, everyMs = beatMs } = options
  const { session, renderedAtMs } = useGauge()
  const { ticker } = session
  const summary = useStreamSummary(options)
  const number = useBalanceNumber(summary, options)
  const { view, target } = number
  const binding = useTickBinding<BalanceSlot>(target, { everyMs })
  const [initial] = useState(() => textAt(number, renderedAtMs ?? ticker.shownMs()))
  const actions = useMemo(() => createReader(view, () => ticker.shownMs()), [view, ticker])
  return {
    ...summaryWith(summary, number, kind),
    ...actions,
    initial,
    ref: binding.refFor('whole'),
    integerRef: binding.refFor('integer'),
    fractionRef: binding.refFor('fraction'),
    fastRef: binding.refFor('fast'),
    widgetRef: binding.widgetRef,
    widestText: view?.widestText ?? '',
  }
}

/** A balance that can be formatted; or the reason why it cannot, or neither. */
export interface BalanceNumber {
  readonly view: BalanceView | null
  /** Writes the view. */
  readonly target: ElementTarget<BalanceSlot> | null
  readonly error: MoneyError | null
}

const noNumber: BalanceNumber = { view: null, target: null, error: null }

/** The number of a stream whose summary is computed already: the same object until it is formatted in another way. */
export function useBalanceNumber(
  { phase, stream, token, freshness, asOfMs }: StreamSummary,
  options: FlowingBalanceOptions,
): BalanceNumber {
  const { kind = 'withdrawable', digits = 'auto', fastDigits = 0, everyMs = beatMs } = options
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone } = options
  const messages = useMessages('balance', balanceEnglish)
  return useMemo(() => {
    if (phase !== 'ready' || !stream || !token) return noNumber
    const style = { kind, locale, timeZone, messages, digits, fastDigits, freshness, asOfMs }
    const view = orMoneyError(() => createBalanceView(stream, token, { ...style, everyMs }))
    return view instanceof MoneyError
      ? { ...noNumber, error: view }
      : { view, target: createBalanceTarget(view), error: null }
    // biome-ignore format: one line
  }, [
    phase,
    stream,
    token,
    kind,
    locale,
    timeZone,
    messages,
    digits,
    fastDigits,
    freshness,
    asOfMs,
    everyMs,
  ])
}

/** Empty unless there is a number. */
export function textAt({ view }: BalanceNumber, atMs: number): BalanceText {
  return view?.textAt(atMs) ?? noText
}

/** What the summary says of this number: a balance can be impossible to format where the stream is valid. */
export function summaryWith(
  summary: StreamSummary,
  { view, error }: BalanceNumber,
  kind: BalanceKind | undefined,
): StreamSummary {
  const isTicking = summary.isTicking && view !== null && kind !== 'withdrawn'
  if (!error) return isTicking === summary.isTicking ? summary : { ...summary, isTicking }
  // A locale or digits that do not exist.
  return {
    ...summary,
    error,
    phase: phaseOfError(error),
    status: null,
    isCritical: false,
    isEndingSoon: false,
    isTicking,
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
