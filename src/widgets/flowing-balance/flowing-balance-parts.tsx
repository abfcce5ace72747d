/**
 * The parts of FlowingBalance: one DOM node each, no CSS. The digits are ordinary selectable text
 * that assistive technology does not see; it reads the sentence instead, which never ticks.
 *
 * The headless hook is `useFlowingBalance` of src/react; this file adds what the DOM needs.
 */
import { type ClipboardEvent, forwardRef, useCallback, useMemo, useState } from 'react'
import { useGauge } from '../../react/session-context.ts'
import {
  type FlowingBalanceOptions,
  type FlowingBalanceView,
  useFlowingBalance,
} from '../../react/use-flowing-balance.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { type Absence, absenceOf } from '../stream-view/absence.ts'
import { useIsCritical } from '../stream-view/runway.ts'
import { holdsSelection } from '../stream-view/selection.ts'
import { type Sentence, useSentence } from '../stream-view/sentence.ts'
import type { StreamSource } from '../stream-view/use-stream-view.ts'
import { useSureUntil } from '../stream-view/use-sure-until.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { printTimeOfDay } from '../wording/moments.ts'

interface BalanceContext {
  readonly balance: FlowingBalanceView
  readonly state: StreamWidgetState
  readonly sentence: Sentence
  /** The sentence of the first render; later ones are written beside React. */
  readonly firstSentence: string
  readonly note: string
}

const [Provider, part] = createWidgetContext<BalanceContext>('FlowingBalance')

/** Where the figure comes from, which one it is and how it is written. */
export interface BalanceRootOptions
  extends FlowingBalanceOptions,
    Pick<StreamSource, 'criticalWithinSeconds'> {
  /** IANA time zone of the note under a figure that is not live. Default: the host's. */
  readonly timeZone?: string | undefined
  /** Keeps the width free that the whole deposit would take, so that nothing shifts. Default true. */
  readonly reserveWidth?: boolean | undefined
}

/** Props of `FlowingBalance.Root`. */
export type BalanceRootProps = BalanceRootOptions &
  Omit<PartProps<'span', StreamWidgetState>, keyof BalanceRootOptions>

/** Gathers the parts and carries the state attributes. */
export const BalanceRoot = forwardRef<HTMLSpanElement, BalanceRootProps>((props, forwarded) => {
  const {
    streamId,
    stream,
    token,
    direction,
    criticalWithinSeconds,
    kind,
    decimals,
    fractionDigits,
    fastDigits,
    everyMs,
    timeZone,
    reserveWidth = true,
    ...rest
  } = props
  const balance = useFlowingBalance({
    streamId,
    stream,
    token,
    direction,
    kind,
    decimals,
    fractionDigits,
    fastDigits,
    everyMs,
  })
  const absence = absenceOf(balance)
  const isReady = absence === null
  const isCritical = useIsCritical(isReady ? balance.stream : null, criticalWithinSeconds)
  const { locale } = useGauge()
  const sureUntilMs = useSureUntil(balance.freshness)
  const { phase, status, freshness, isTicking } = balance
  const state: StreamWidgetState = {
    phase,
    status,
    freshness,
    isTicking,
    isCritical: isReady && isCritical,
    direction: balance.direction,
  }
  // Loading shows by itself, but not to assistive technology.
  const words = absence === 'loading' ? 'Loading the balance' : absence && notes[absence]
  const figure = balance.sentence
  const say = useMemo(() => (words === null ? figure : () => words), [words, figure])
  const sentence = useSentence(say, isTicking)
  const [firstSentence] = useState(say)
  const note =
    absence !== null
      ? notes[absence]
      : sureUntilMs === null
        ? ''
        : `Last confirmed ${printTimeOfDay(sureUntilMs, { locale, timeZone })}`

  const { getExactText } = balance
  const onCopy = useCallback(
    (event: ClipboardEvent<HTMLSpanElement>) => {
      if (!isReady || !holdsSelection(event.currentTarget)) return
      event.clipboardData.setData('text/plain', getExactText())
      event.preventDefault()
    },
    [isReady, getExactText],
  )
  const root = usePart<'span', StreamWidgetState>(
    'span',
    {
      className: 'sg-balance',
      ref: sentence.widgetRef,
      attributes: {
        ...stateAttributes(state),
        'data-kind': kind ?? 'withdrawable',
        'data-reserve': reserveWidth ? reserveOf(balance) : undefined,
        // Without a `locale` on the provider the server writes the reserved width in its own locale.
        suppressHydrationWarning: true,
        onCopy,
        onFocus: sentence.renew,
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

/** What stands in for a figure that cannot be shown, in words. */
const notes: { readonly [A in Absence]: string } = {
  loading: '',
  stream_missing: 'This stream is not known here. Check its id, or what the page follows.',
  connection_failed: 'Amount not known: the connection has failed',
  too_many_topics: 'Amount not known: the page follows too many streams',
  decimals_unknown: 'Amount not shown: the decimals of its token are not known',
  unreadable: 'Amount not shown: what is known of this stream cannot be right',
}

/** … and in place of the digits: as wide as most amounts while loading, a dash afterwards. */
const placeholders: { readonly [P in Exclude<StreamWidgetState['phase'], 'ready'>]: string } = {
  loading: '0,000.00',
  empty: '—',
  error: '—',
}

/** Holds the digits. */
export const BalanceValue = part('Value', 'span', () => ({
  className: 'sg-balance__value sg-number',
  attributes: { 'aria-hidden': 'true', translate: 'no' },
}))

type Piece = 'integer' | 'fraction' | 'fast'

/** One piece of the number. A server and a page render at different moments; the first tick decides. */
function createPiece(name: string, piece: Piece) {
  return part(name, 'span', ({ state: { phase }, balance }) => ({
    className: `sg-balance__${piece}`,
    ref: balance[`${piece}Ref`],
    attributes: { suppressHydrationWarning: true },
    children:
      phase === 'ready' ? balance.initial[piece] : piece === 'integer' ? placeholders[phase] : '',
  }))
}

/** Sign and whole tokens. */
export const BalanceInteger = createPiece('Integer', 'integer')
/** The decimal point and the digits that can be read while they change. */
export const BalanceFraction = createPiece('Fraction', 'fraction')
/** The digits that change too fast to be read; empty unless `fastDigits` asks for them. */
export const BalanceFast = createPiece('Fast', 'fast')

/** The token's symbol. Part of the sentence, so hidden from assistive technology here. */
export const BalanceSymbol = part('Symbol', 'span', ({ balance }) => ({
  className: 'sg-balance__symbol',
  attributes: { 'aria-hidden': 'true', translate: 'no' },
  children: balance.token?.symbol ?? '',
}))

/** The sentence for assistive technology: hidden to the eye, renewed on focus and twice a minute. */
export const BalanceSentence = part('Sentence', 'span', ({ sentence, firstSentence }) => ({
  className: 'sg-balance__sentence sg-visually-hidden',
  ref: sentence.ref,
  attributes: { suppressHydrationWarning: true },
  children: firstSentence,
}))

/**
 * Why the figure is not a live one, in a few words: since when, or what is missing. For the eye:
 * assistive technology is told by the sentence, and of a lost connection by its badge.
 */
export const BalanceNote = part('Note', 'span', ({ note }) => ({
  className: 'sg-balance__note sg-phrase',
  attributes: { 'aria-hidden': 'true' },
  children: note,
}))
