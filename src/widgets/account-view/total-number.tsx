/**
 * The parts of a total's number: one DOM node each, no CSS of their own, since it looks like the balance of one
 * stream. The digits are ordinary selectable text hidden from assistive technology, which reads the sentence
 * instead: that never ticks.
 */
import { type ClipboardEvent, type RefCallback, useCallback, useMemo, useState } from 'react'
import { breakableText } from '../../react/balance-target.ts'
import { useGauge } from '../../react/session-context.ts'
import type { FlowingTotalView } from '../../react/use-flowing-total.ts'
import type { PartDefaults } from '../part/part.tsx'
import type { PartMaker } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import { type Sentence, useSentence } from '../stream-view/sentence.ts'
import type { AccountWidgetState } from './account-source.ts'

/** What the parts of a number read. */
export interface NumberValue {
  readonly state: AccountWidgetState
  readonly total: FlowingTotalView
  readonly number: TotalNumber
}

/** What the DOM of a number needs besides its hook. */
export interface TotalNumber {
  readonly sentence: Sentence
  /** The sentence of the first render; later ones are written without React. */
  readonly firstSentence: string
  readonly onCopy: (event: ClipboardEvent<Element>) => void
  readonly reserve: string | undefined
}

/** @param message in place of the sentence while there is no balance */
export function useTotalNumber(total: FlowingTotalView, message: string): TotalNumber {
  const { renderedAtMs } = useGauge()
  const { sentence: print, getExactText, isTicking, widestText, token } = total
  const createText = useMemo(() => (atMs?: number) => print(atMs) || message, [print, message])
  const sentence = useSentence(createText, isTicking)
  const [firstSentence] = useState(() => createText(renderedAtMs ?? undefined))
  const onCopy = useCallback(
    (event: ClipboardEvent<Element>) => copyInstead(event, getExactText()),
    [getExactText],
  )
  const reserve = widestText === '' ? undefined : `${widestText} ${token?.symbol ?? ''}`
  return { sentence, firstSentence, onCopy, reserve }
}

/**
 * In place of the digits: while loading, spaces as wide as most amounts, since digits would look like an
 * amount where the bar over them is not drawn; else a dash.
 */
const placeholders = { loading: '\u2007'.repeat(9), empty: '—', error: '—' } as const

/** The parts of a number for one widget: `Balance` contains the others. */
export function createNumberParts<Value extends NumberValue>(part: PartMaker<Value>) {
  type Piece = 'integer' | 'fraction' | 'fast'

  /** Server and client render at different times; the first tick corrects it. */
  const piece = (name: string, key: Piece) =>
    part(name, 'span', ({ state: { phase }, total }) => ({
      className: `sg-balance__${key}`,
      ref: total[`${key}Ref`] as RefCallback<HTMLSpanElement>,
      attributes: { suppressHydrationWarning: true },
      children:
        phase === 'ready'
          ? breakableText(total.initial)[key]
          : key === 'integer'
            ? placeholders[phase]
            : '',
    }))

  return {
    /** Contains the number, and keeps the width free that it can grow to. */
    Balance: part(
      'Balance',
      'span',
      ({ state, total, number }): PartDefaults<'span'> => ({
        className: total.widestText.length < 20 ? 'sg-balance' : 'sg-balance sg-balance--long',
        ref: number.sentence.widgetRef,
        attributes: {
          'data-phase': state.phase,
          'data-freshness': state.freshness,
          'data-size': 'hero',
          'data-reserve': number.reserve,
          suppressHydrationWarning: true,
          onCopy: number.onCopy,
          onFocus: number.sentence.update,
        },
      }),
    ),
    /** The digits, hidden from screen readers. */
    Value: part('Value', 'span', () => ({
      className: 'sg-balance__value sg-number',
      attributes: { 'aria-hidden': 'true', translate: 'no' },
    })),
    /** The digits before the decimal point. */
    Integer: piece('Integer', 'integer'),
    /** The decimal point and the digits after it. */
    Fraction: piece('Fraction', 'fraction'),
    /** Digits that change too fast to be read, in a fainter colour. */
    Fast: piece('Fast', 'fast'),
    /** The symbol of the token. */
    Symbol: part('Symbol', 'span', ({ total }) => ({
      className: 'sg-balance__symbol',
      attributes: { 'aria-hidden': 'true', translate: 'no' },
      children: total.token?.symbol ?? '',
    })),
    /** The balance as a sentence for screen readers; not a live region. */
    Sentence: part('Sentence', 'span', ({ number }) => ({
      className: 'sg-balance__sentence sg-visually-hidden',
      ref: number.sentence.ref,
      attributes: { suppressHydrationWarning: true },
      children: number.firstSentence,
    })),
  }
}
