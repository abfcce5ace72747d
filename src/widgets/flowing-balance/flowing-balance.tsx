/**
 * FlowingBalance: one balance of a payment stream that ticks as the money flows. This is the styled default,
 * composed from the parts.
 */
import { forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { useStylesCheck } from '../part/styles-check.ts'
import {
  BalanceFast,
  BalanceFraction,
  BalanceInteger,
  BalanceNote,
  BalanceRoot,
  type BalanceRootProps,
  BalanceSentence,
  BalanceSymbol,
  BalanceValue,
  useStyledBalance,
} from './flowing-balance-parts.tsx'

/** Props of {@link FlowingBalance}. */
export interface FlowingBalanceProps extends Omit<BalanceRootProps, 'children'> {
  /**
   * `text` has the size of the surrounding text, and is written ten times a second; `hero` is for the most important
   * number, and is written at every visible change. `everyMs` sets another interval.
   */
  readonly size?: 'text' | 'hero' | undefined
  /** Alignment in the reserved width. Default `start`; `end` suits columns. */
  readonly align?: 'start' | 'end' | undefined
  /** Leaves the token's symbol out, for example in a column with the symbol in its header. */
  readonly hideSymbol?: boolean | undefined
  /** Leaves the note under a balance that is not live out. */
  readonly hideNote?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, FlowingBalanceProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('FlowingBalance', 'sg-balance')
  }
  const { size = 'text', align = 'start', hideSymbol = false, hideNote = false, ...others } = props
  const { everyMs = size === 'hero' ? 0 : undefined, ...root } = others
  return useStyledBalance({ ...root, everyMs }, { size, align, hideSymbol, hideNote }, ref)
})
Styled.displayName = 'FlowingBalance'

/**
 * A live balance: `<FlowingBalance streamId="42" />`, or with `stream` and `token` as objects and no
 * network at all.
 *
 * @example
 * <FlowingBalance streamId="42" kind="streamed" size="hero" />
 */
export const FlowingBalance = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root: BalanceRoot,
  /** The number, hidden from screen readers. */
  Value: BalanceValue,
  /** The digits before the decimal point. */
  Integer: BalanceInteger,
  /** The decimal point and the digits after it. */
  Fraction: BalanceFraction,
  /** Digits that change too fast to be read, in a fainter colour. */
  Fast: BalanceFast,
  /** The symbol of the token. */
  Symbol: BalanceSymbol,
  /** The balance as a sentence for screen readers; not a live region. */
  Sentence: BalanceSentence,
  /** As of when the balance is, while it is not live. */
  Note: BalanceNote,
})
