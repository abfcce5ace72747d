/**
 * The parts of FlowingBalance: one DOM node each, no CSS. The digits are ordinary selectable text
 * hidden from assistive technology, which reads the sentence instead: that never ticks.
 *
 * The headless hook is `useFlowingBalance` of src/react; this file adds what the DOM needs.
 */
import { type ClipboardEvent, forwardRef, useCallback, useMemo, useState } from 'react'
import { balanceEnglish, unavailableEnglish } from '../../messages/english.ts'
import { breakableText } from '../../react/balance-target.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import {
  type FlowingBalanceOptions,
  type FlowingBalanceView,
  useFlowingBalance,
} from '../../react/use-flowing-balance.ts'
import { printTimeOfDay } from '../formatting/date-time.ts'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import { type Sentence, useSentence } from '../stream-view/sentence.ts'
import { unavailableReason } from '../stream-view/unavailable.ts'
import { splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'

interface BalanceContext {
  readonly balance: FlowingBalanceView
  readonly state: StreamWidgetState
  readonly sentence: Sentence
  /** The sentence of the first render; later ones are written without React. */
  readonly firstSentence: string
  readonly note: string
}

const [Provider, part, useBalance, plain] = createWidgetContext<BalanceContext>('FlowingBalance')

/** Which balance of which stream, and how it is formatted. */
export interface BalanceRootOptions extends FlowingBalanceOptions {
  /** Keeps the width free that the whole deposit would take, so that nothing shifts. Default true. */
  readonly reserveWidth?: boolean | undefined
}

/** Props of `FlowingBalance.Root`. */
export type BalanceRootProps = BalanceRootOptions &
  Omit<PartProps<'span', StreamWidgetState>, keyof BalanceRootOptions>

/** Contains the parts and has the state attributes. */
export const BalanceRoot = forwardRef<HTMLSpanElement, BalanceRootProps>((props, forwarded) => {
  // The hook ignores props that are not its options.
  const balance = useFlowingBalance(props)
  const [, options] = splitSource(props)
  const { kind, decimals, digits, fastDigits, everyMs, ...others } = options
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone, reserveWidth = true, ...rest } = others
  const reason = unavailableReason(balance)
  const isReady = reason === null
  const messages = useMessages('balance', balanceEnglish)
  const unavailable = useMessages('unavailable', unavailableEnglish)
  const state: StreamWidgetState = balance
  const message = reason && unavailable[reason]
  const balanceSentence = balance.sentence
  const { renderedAtMs } = useGauge()
  const createText = useMemo(
    () => (atMs?: number) => message ?? balanceSentence(atMs),
    [message, balanceSentence],
  )
  const sentence = useSentence(createText, balance.isTicking)
  const widgetRef = useJoinedRef<HTMLElement>(balance.widgetRef, sentence.widgetRef)
  const [firstSentence] = useState(() => createText(renderedAtMs ?? undefined))
  const { asOfMs, freshness } = state
  const asOf =
    !isReady || asOfMs === null || freshness === 'live'
      ? ''
      : messages[freshness]({ time: printTimeOfDay(asOfMs, { locale, timeZone }) })
  // A placeholder shows that the balance is loading; a note would only flash.
  const note = reason === 'loading' ? '' : (message ?? asOf)

  const { getExactText } = balance
  const onCopy = useCallback(
    (event: ClipboardEvent<HTMLSpanElement>) => copyInstead(event, getExactText()),
    [getExactText],
  )
  const root = usePart<'span', StreamWidgetState>(
    'span',
    {
      // Long amounts can wrap on a phone: see breakable() in react/text-writing.ts.
      className: balance.widestText.length < 20 ? 'sg-balance' : 'sg-balance sg-balance--long',
      ref: widgetRef,
      attributes: {
        ...stateAttributes(state),
        'data-kind': kind ?? 'withdrawable',
        'data-reserve': reserveWidth ? reserveOf(balance) : undefined,
        // Within a line of text there is no room for a note.
        title: asOf || undefined,
        // Without a `locale` on the provider the server writes the reserved width in its own locale.
        suppressHydrationWarning: true,
        onCopy,
        onFocus: sentence.update,
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={{ balance, state, sentence, firstSentence, note }}>{root}</Provider>
})
BalanceRoot.displayName = 'FlowingBalance.Root'

function reserveOf({ widestText, token }: FlowingBalanceView): string | undefined {
  return widestText === '' ? undefined : `${widestText} ${token?.symbol ?? ''}`
}

/**
 * In place of the digits: while loading, spaces as wide as most amounts, since digits would look like an
 * amount where the bar over them is not drawn; else a dash.
 */
const placeholders: { readonly [P in Exclude<StreamWidgetState['phase'], 'ready'>]: string } = {
  loading: '\u2007'.repeat(7),
  empty: '—',
  error: '—',
}

/** Contains the digits. */
export const BalanceValue = part('Value', 'span', () => ({
  className: 'sg-balance__value sg-number',
  attributes: { 'aria-hidden': 'true', translate: 'no' },
}))

type Piece = 'integer' | 'fraction' | 'fast'

/** One piece of the number. Server and client render at different times; the first tick corrects it. */
function createPiece(name: string, piece: Piece) {
  return part(name, 'span', ({ state: { phase }, balance }) => ({
    className: `sg-balance__${piece}`,
    ref: balance[`${piece}Ref`],
    attributes: { suppressHydrationWarning: true },
    children:
      phase === 'ready'
        ? breakableText(balance.initial)[piece]
        : piece === 'integer'
          ? placeholders[phase]
          : '',
  }))
}

/** Sign and whole tokens. */
export const BalanceInteger = createPiece('Integer', 'integer')
/** The decimal point and the digits that are always shown. */
export const BalanceFraction = createPiece('Fraction', 'fraction')
/** The digits after those; empty unless the balance moves. */
export const BalanceFast = createPiece('Fast', 'fast')

/** The token's symbol. Part of the sentence, so hidden from assistive technology here. */
export const BalanceSymbol = part('Symbol', 'span', ({ balance }) => ({
  className: 'sg-balance__symbol',
  attributes: { 'aria-hidden': 'true', translate: 'no' },
  children: balance.token?.symbol ?? '',
}))

/** The sentence for assistive technology: visually hidden, updated on focus and twice a minute. */
export const BalanceSentence = part('Sentence', 'span', ({ sentence, firstSentence }) => ({
  className: 'sg-balance__sentence sg-visually-hidden',
  ref: sentence.ref,
  attributes: { suppressHydrationWarning: true },
  children: firstSentence,
}))

/**
 * Why the balance is not live, in a few words. Hidden from assistive technology, which gets the same from
 * the sentence and the connection badge.
 */
export const BalanceNote = part('Note', 'span', ({ note }) => ({
  className: 'sg-balance__note sg-phrase',
  attributes: { 'aria-hidden': 'true' },
  children: note,
}))

/** What the styled default looks like, as elements without components. */
export function BalanceContent(props: {
  readonly hideSymbol: boolean
  readonly hideNote: boolean
  /** Whether there is a line for a note even while there is none. */
  readonly reservesNote: boolean
}) {
  const value = useBalance()
  const { state, note } = value
  const hasNote = props.reservesNote || (state.phase !== 'ready' && note !== '')
  return (
    <>
      {plain(
        BalanceValue,
        value,
        plain(BalanceInteger, value),
        plain(BalanceFraction, value),
        plain(BalanceFast, value),
      )}
      {!props.hideSymbol && plain(BalanceSymbol, value)}
      {plain(BalanceSentence, value)}
      {!props.hideNote && hasNote && plain(BalanceNote, value)}
    </>
  )
}
