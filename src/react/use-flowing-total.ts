/**
 * The headless hook of widgets that show what an account's payment streams come to: its state, its text, and refs
 * whose elements tick by themselves. Renders for events, at most four times a second, and for changes of status;
 * never because the balance changed. Renders no element.
 *
 * The invariants of use-flowing-balance.ts hold, and:
 *
 * F4 An event is written at once, without a render: what is rendered may follow a quarter of a second later.
 */
import { type RefCallback, useEffect, useMemo, useRef, useState } from 'react'
import { accountEnglish } from '../messages/english.ts'
import { MoneyError } from '../money/errors.ts'
import { useAccount } from './account-scope.tsx'
import type { TotalKind } from './account-totals.ts'
import { type BalanceSlot, createBalanceTarget, joinText } from './balance-target.ts'
import type { BalanceText } from './balance-view.ts'
import { orMoneyError } from './errors.ts'
import { useLanguage, useMessages } from './language.tsx'
import { useGauge } from './session-context.ts'
import { phaseOfError } from './stream-summary.ts'
import { createTotalView, type TotalView } from './total-view.ts'
import type { AccountReference, AccountSummary, ComputedAccount } from './use-account-summary.ts'
import { useTickBinding } from './use-tick-target.ts'

/** How a total is formatted. */
export interface TotalFormatOptions {
  /**
   * Which balance. `withdrawable`: what the account can withdraw from incoming streams. `remaining`: what is left in
   * outgoing ones, and would come back if they were cancelled. Default `net`: both together, so that it is the one
   * for an account that only receives, the other for one that only sends.
   */
  readonly kind?: TotalKind | undefined
  /**
   * Digits after the point. Default `auto`: those of the token (`shownDecimals`) and, while the balance
   * moves, the following digits that change slowly enough to be read, in a fainter colour. A number is kept to
   * exactly.
   */
  readonly digits?: number | 'auto' | undefined
  /** How many faster digits to show after those, while the balance moves. Default 0. */
  readonly fastDigits?: number | undefined
  /** Least time between two writes in ms. Default 0, every visible change. */
  readonly everyMs?: number | undefined
  /** IANA time zone of times in texts. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** Which balance of whose payment streams, and how it is formatted. */
export interface FlowingTotalOptions extends AccountReference, TotalFormatOptions {}

/** What {@link useFlowingTotal} returns. */
export interface FlowingTotalView extends AccountSummary {
  /** Which balance. */
  readonly kind: TotalKind
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
  /** The widest text the balance can have without an event, to reserve its width; empty unless ready. */
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
 * What an account's payment streams of one token come to, live and exact to the unit: at any time the sum of
 * their balances, for any number of streams.
 *
 * @example
 * const total = useFlowingTotal({ kind: 'withdrawable' })
 * return <output ref={total.ref}>{total.initial.integer + total.initial.fraction}</output>
 */
export function useFlowingTotal(options: FlowingTotalOptions = {}): FlowingTotalView {
  return useTotalOf(useAccount(options, options.kind !== 'remaining'), options)
}

/** The same for totals that are computed already. */
export function useTotalOf(
  { summary, totals, source }: ComputedAccount,
  options: TotalFormatOptions,
): FlowingTotalView {
  const { kind = 'net', digits = 'auto', fastDigits = 0, everyMs } = options
  const { session, renderedAtMs } = useGauge()
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone } = options
  const messages = useMessages('account', accountEnglish)
  const { ticker } = session
  const { token, freshness, asOfMs } = summary

  const made = useMemo(
    () =>
      totals && token
        ? orMoneyError(() =>
            createTotalView(totals, token, {
              ...{ kind, locale, timeZone, messages, digits, fastDigits, freshness, asOfMs },
            }),
          )
        : null,
    [totals, token, kind, locale, timeZone, messages, digits, fastDigits, freshness, asOfMs],
  )
  const error = made instanceof MoneyError ? made : null
  const view = made instanceof MoneyError ? null : made
  const version = source?.version()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the view reads is another for each version
  const target = useMemo(() => view && createBalanceTarget(view), [view, version])
  const binding = useTickBinding<BalanceSlot>(target, { everyMs })
  // F4. Another target is written at once, and the ticker asks it when it changes next.
  useEffect(
    () =>
      view && source
        ? source.subscribe(() => binding.setTarget(createBalanceTarget(view)))
        : undefined,
    [binding, view, source],
  )
  const [initial] = useState(() => view?.textAt(renderedAtMs ?? ticker.shownMs()) ?? noText)
  // Others for each version too: a sentence is written again when the function that prints it is another one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the view reads is another for each version
  const actions = useMemo(() => createReader(view, () => ticker.shownMs()), [view, ticker, version])
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
  }, [])
  // Only the first render has to match the server's: totals that are asked about the past look at every stream again.
  const widestAtMs = isShown.current ? null : renderedAtMs
  return {
    ...summary,
    // A balance can be impossible to format where the streams are valid: a locale or digits that do not exist.
    ...(error && { error, phase: phaseOfError(error), status: null, direction: null }),
    ...actions,
    kind,
    isTicking: summary.isTicking && view !== null,
    initial,
    ref: binding.refFor('whole'),
    integerRef: binding.refFor('integer'),
    fractionRef: binding.refFor('fraction'),
    fastRef: binding.refFor('fast'),
    widestText: view?.widestTextAt(widestAtMs ?? ticker.shownMs()) ?? '',
  }
}

function createReader(
  view: TotalView | null,
  nowMs: () => number,
): Pick<FlowingTotalView, 'getUnits' | 'getText' | 'getExactText' | 'sentence'> {
  return {
    getUnits: () => view?.unitsAt(nowMs()) ?? null,
    getText: () => (view ? joinText(view.textAt(nowMs())) : ''),
    getExactText: () => view?.exactTextAt(nowMs()) ?? '',
    sentence: (atMs = nowMs()) => view?.sentenceAt(atMs) ?? '',
  }
}
