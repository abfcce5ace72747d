/**
 * The parts of FlowingBalance: one DOM node each, no CSS. The digits are ordinary selectable text
 * hidden from assistive technology, which reads the sentence instead: that never ticks.
 *
 * The headless hook is `useFlowingBalance` of src/react; this file adds what the DOM needs.
 */
import {
  type ClipboardEvent,
  type ForwardedRef,
  forwardRef,
  type ReactElement,
  type ReactNode,
} from 'react'
import { breakableText } from '../../react/balance-target.ts'
import { useStreamSummary } from '../../react/stream-scope.tsx'
import type { StreamSummary } from '../../react/stream-summary.ts'
import type { FlowingBalanceOptions } from '../../react/use-flowing-balance.ts'
import { type PartDefaults, type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import { splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { type BalanceWidget, useBalanceWidget } from './use-balance-widget.ts'

const [Provider, part, , plain] = createWidgetContext<BalanceWidget>('FlowingBalance')

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
  const widget = useBalanceWidget(useStreamSummary(props), props)
  return <Provider value={widget}>{useRoot(widget, props, forwarded)}</Provider>
})
BalanceRoot.displayName = 'FlowingBalance.Root'

function useRoot(
  widget: BalanceWidget,
  props: BalanceRootProps,
  forwarded: ForwardedRef<HTMLSpanElement>,
): ReactElement {
  const [, options] = splitSource(props)
  const { kind, decimals, digits, fastDigits, everyMs, ...others } = options
  const { timeZone, reserveWidth = true, ...rest } = others
  const defaults = rootOf(widget, kind, reserveWidth)
  return usePart<'span', StreamWidgetState>('span', defaults, rest, forwarded, widget.state)
}

function rootOf(
  widget: BalanceWidget,
  kind: FlowingBalanceOptions['kind'],
  reserveWidth: boolean,
): PartDefaults<'span'> {
  const { view, state, binding, symbol, asOf } = widget
  const widest = view?.widestText ?? ''
  return {
    // Long amounts can wrap on a phone: see breakable() in react/text-writing.ts.
    className: widest.length < 20 ? 'sg-balance' : 'sg-balance sg-balance--long',
    ref: binding.widgetRef,
    attributes: {
      ...stateAttributes(state),
      'data-kind': kind ?? 'withdrawable',
      'data-reserve': reserveWidth && widest ? `${widest} ${symbol}` : undefined,
      // Within a line of text there is no room for a note.
      title: asOf || undefined,
      // Without a `locale` on the provider the server writes the reserved width in its own locale.
      suppressHydrationWarning: true,
      onCopy: (event: ClipboardEvent<HTMLSpanElement>) => copyInstead(event, widget.getExactText()),
      onFocus: widget.updateSentence,
    },
  }
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
  return part(name, 'span', ({ state: { phase }, binding, initial }) => ({
    className: `sg-balance__${piece}`,
    ref: binding.refFor(piece),
    attributes: { suppressHydrationWarning: true },
    children:
      phase === 'ready'
        ? breakableText(initial)[piece]
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
export const BalanceSymbol = part('Symbol', 'span', ({ symbol }) => ({
  className: 'sg-balance__symbol',
  attributes: { 'aria-hidden': 'true', translate: 'no' },
  children: symbol,
}))

/** The sentence for assistive technology: visually hidden, updated on focus and twice a minute. */
export const BalanceSentence = part('Sentence', 'span', ({ binding, firstSentence }) => ({
  className: 'sg-balance__sentence sg-visually-hidden',
  ref: binding.refFor('sentence'),
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

/** Which parts the styled default has, and how it is aligned. */
export interface BalanceLook {
  readonly size: 'text' | 'hero'
  readonly align: 'start' | 'end'
  readonly hideSymbol: boolean
  readonly hideNote: boolean
}

/** The styled default, as elements without components. */
export function useStyledBalance(
  props: BalanceRootProps,
  look: BalanceLook,
  forwarded: ForwardedRef<HTMLSpanElement>,
): ReactElement {
  const widget = useBalanceWidget(useStreamSummary(props), props)
  const attributes = { 'data-size': look.size, 'data-align': look.align }
  const children = contentOf(widget, look)
  return (
    <Provider value={widget}>
      {useRoot(widget, { ...attributes, ...props, children }, forwarded)}
    </Provider>
  )
}

/** The same inside another widget, which has the summary already. */
export function PlainBalance(
  props: FlowingBalanceOptions & { readonly summary: StreamSummary; readonly look: BalanceLook },
): ReactElement {
  const { summary, look, kind } = props
  const widget = useBalanceWidget(summary, props)
  const { attributes, className, ref } = rootOf(widget, kind, true)
  return (
    <span
      {...attributes}
      className={className}
      ref={ref}
      data-size={look.size}
      data-align={look.align}
    >
      {contentOf(widget, look)}
    </span>
  )
}

function contentOf(widget: BalanceWidget, look: BalanceLook): ReactNode {
  const { state, note, view } = widget
  // Within a line of text there is no room for a note.
  const hasNote = look.size === 'hero' || (state.phase !== 'ready' && note !== '')
  return [
    plain(
      BalanceValue,
      widget,
      plain(BalanceInteger, widget),
      plain(BalanceFraction, widget),
      // Most balances have none, and an element costs memory.
      view?.hasFastDigits && plain(BalanceFast, widget),
    ),
    !look.hideSymbol && plain(BalanceSymbol, widget),
    plain(BalanceSentence, widget),
    !look.hideNote && hasNote && plain(BalanceNote, widget),
  ]
}
