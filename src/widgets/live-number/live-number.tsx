/**
 * LiveNumber: a number that changes by events, without a React commit for each. The digits are ordinary text that
 * is hidden from assistive technology, which reads a sentence instead: that changes on focus and every half minute.
 */
import {
  type ClipboardEvent,
  forwardRef,
  useCallback,
  useInsertionEffect,
  useRef,
  useState,
} from 'react'
import { isDevelopment } from '../../development.ts'
import { useSession } from '../../react/session-context.ts'
import { Glyph } from '../glyph/glyph.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import { type Sentence, sentenceIntervalMs, useSentence } from '../stream-view/sentence.ts'
import {
  type LiveNumberOptions,
  type LiveNumberState,
  type LiveNumberView,
  useLiveNumber,
} from './use-live-number.ts'

interface NumberContext {
  readonly view: LiveNumberView
  readonly state: LiveNumberState
  readonly sentence: Sentence
  /** The sentence of the first render; later ones are written without React. */
  readonly firstSentence: string
}

const [Provider, part] = createWidgetContext<NumberContext>('LiveNumber')

/** Props of `LiveNumber.Root`. */
export type LiveNumberRootProps = LiveNumberOptions &
  Omit<PartProps<'span', LiveNumberState>, keyof LiveNumberOptions>

const Root = forwardRef<HTMLSpanElement, LiveNumberRootProps>((props, forwarded) => {
  const { value, source, format, unit, label, atMs, better, widest, everyMs, ...others } = props
  const { phase: _, freshness: __, connected: ___, asOfMs: ____, timeZone: _____, ...rest } = others
  const { platform } = useSession()
  const latest = useRef<{ readonly view?: LiveNumberView; readonly update?: () => void }>({})
  const updatedAtMs = useRef(0)
  const view = useLiveNumber(props, () => {
    // The first change after half a minute is in the sentence at once.
    const nowMs = platform.clock.monotonicMs()
    if (nowMs - updatedAtMs.current < sentenceIntervalMs) return
    updatedAtMs.current = nowMs
    latest.current.update?.()
  })
  const { state } = view
  const { phase, freshness } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one of these is another sentence
  const createText = useCallback(
    () => (latest.current.view ?? view).sentence(),
    [phase, freshness, label, unit, atMs, view.note],
  )
  useInsertionEffect(() => {
    latest.current = { view, update: sentence.update }
  })
  const sentence = useSentence(createText, phase === 'ready')
  const [firstSentence] = useState(createText)

  const onCopy = (event: ClipboardEvent<HTMLSpanElement>) => copyInstead(event, view.getExactText())
  const { widgetRef } = sentence
  const { rootRef } = view
  const ref = useCallback(
    (element: HTMLElement | null) => {
      rootRef(element)
      widgetRef(element)
    },
    [rootRef, widgetRef],
  )
  const root = usePart<'span', LiveNumberState>(
    'span',
    {
      // A long number is smaller, and can wrap between its groups.
      className: `sg-live-number sg-theme${view.reserve.length < longFrom ? '' : ' sg-live-number--long'}`,
      ref,
      attributes: {
        'data-phase': phase,
        'data-freshness': freshness,
        'data-better': state.better ?? undefined,
        'data-reserve': view.reserve || undefined,
        // Within a line of text there is no room for a note.
        title: view.note || undefined,
        suppressHydrationWarning: true,
        onCopy,
        onFocus: sentence.update,
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={{ view, state, sentence, firstSentence }}>{root}</Provider>
})
Root.displayName = 'LiveNumber.Root'

const longFrom = 18

/** In place of the digits: while loading, spaces as wide as most numbers; else a dash. */
const placeholders: { readonly [P in LiveNumberState['phase']]: string } = {
  loading: '\u2007'.repeat(5),
  empty: '—',
  error: '—',
  ready: '',
}

/** Contains the digits. */
const Value = part('Value', 'span', () => ({
  className: 'sg-live-number__value sg-number',
  attributes: { 'aria-hidden': 'true', translate: 'no' },
}))

const Integer = part('Integer', 'span', ({ state, view }) => ({
  className: 'sg-live-number__integer',
  ref: view.integerRef,
  attributes: { suppressHydrationWarning: true },
  children: view.initial ? view.initial.integer : placeholders[state.phase],
}))

const Fraction = part('Fraction', 'span', ({ view }) => ({
  className: 'sg-live-number__fraction',
  ref: view.fractionRef,
  attributes: { suppressHydrationWarning: true },
  children: view.initial?.fraction ?? '',
}))

/** Part of the sentence, so hidden from assistive technology here. */
const Unit = part('Unit', 'span', ({ view }) => ({
  className: 'sg-live-number__unit',
  ref: view.unitRef,
  attributes: { 'aria-hidden': 'true', suppressHydrationWarning: true },
  children: view.initial?.unit ?? '',
}))

/** Points where the last change went; a new change turns it. */
const Arrow = part('Arrow', 'span', () => ({
  className: 'sg-live-number__arrow',
  attributes: { 'aria-hidden': 'true' },
  children: <Glyph name="up" />,
}))

const NumberSentence = part('Sentence', 'span', ({ sentence, firstSentence }) => ({
  className: 'sg-live-number__sentence sg-visually-hidden',
  ref: sentence.ref,
  attributes: { suppressHydrationWarning: true },
  children: firstSentence,
}))

/** Hidden from assistive technology, which gets the same from the sentence. */
const Note = part('Note', 'span', ({ view }) => ({
  className: 'sg-live-number__note sg-phrase',
  attributes: { 'aria-hidden': 'true' },
  children: view.note,
}))

/** Props of {@link LiveNumber}. */
export interface LiveNumberProps extends Omit<LiveNumberRootProps, 'children'> {
  /** `text` has the size of the surrounding text, `hero` is for the most important number. */
  readonly size?: 'text' | 'hero' | undefined
  /** Alignment in the reserved width. Default `start`; `end` suits columns. */
  readonly align?: 'start' | 'end' | undefined
  /** Leaves the arrow of changes out. Default: with `size="text"`. */
  readonly hideArrow?: boolean | undefined
  /** Leaves the note under a number that is not live out. */
  readonly hideNote?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, LiveNumberProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('LiveNumber', 'sg-live-number', 'dashboard')
  }
  const { size = 'text', align = 'start', hideArrow = size === 'text', ...others } = props
  const { hideNote = false, ...root } = others
  return (
    <Root {...root} ref={ref} data-size={size} data-align={align}>
      <Value>
        <Integer />
        <Fraction />
        <Unit />
      </Value>
      {!hideArrow && <Arrow />}
      <NumberSentence />
      {!hideNote && <Note />}
    </Root>
  )
})
Styled.displayName = 'LiveNumber'

/**
 * A number that changes by events: from props, or from a source whose changes do not render.
 *
 * @example
 * <LiveNumber label="Orders today" value={count} size="hero" />
 */
export const LiveNumber = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** The number, hidden from screen readers. */
  Value,
  /** The digits before the decimal point. */
  Integer,
  /** The decimal point and the digits after it. */
  Fraction,
  /** What follows the digits: the unit. */
  Unit,
  /** The direction of the last change, for a few seconds. */
  Arrow,
  /** The number as a sentence for screen readers; not a live region. */
  Sentence: NumberSentence,
  /** As of when the number is, while it is not live. */
  Note,
})
