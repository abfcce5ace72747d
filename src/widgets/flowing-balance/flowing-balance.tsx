/**
 * FlowingBalance: one figure of a payment stream that moves as the money does. This is the styled
 * default, put together from the parts; flowing-balance.css is its look.
 */
import { forwardRef } from 'react'
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
} from './flowing-balance-parts.tsx'

/** Props of {@link FlowingBalance}. */
export interface FlowingBalanceProps extends Omit<BalanceRootProps, 'children'> {
  /** `text` takes the size of the text around it, `hero` is the one number that matters. */
  readonly size?: 'text' | 'hero' | undefined
  /** Where shorter numbers stand in the reserved width. Default `start`; `end` in columns. */
  readonly align?: 'start' | 'end' | undefined
  /** Leaves the token's symbol out, where a column head already says it. */
  readonly hideSymbol?: boolean | undefined
  /** Leaves the note under a figure that is not live out, where something else says it. */
  readonly hideNote?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, FlowingBalanceProps>((props, ref) => {
  const { size = 'text', align = 'start', hideSymbol = false, hideNote = false, ...root } = props
  return (
    <BalanceRoot {...root} ref={ref} data-size={size} data-align={align}>
      <BalanceValue>
        <BalanceInteger />
        <BalanceFraction />
        <BalanceFast />
      </BalanceValue>
      {!hideSymbol && <BalanceSymbol />}
      <BalanceSentence />
      {!hideNote && <BalanceNote />}
    </BalanceRoot>
  )
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
  Root: BalanceRoot,
  Value: BalanceValue,
  Integer: BalanceInteger,
  Fraction: BalanceFraction,
  Fast: BalanceFast,
  Symbol: BalanceSymbol,
  Sentence: BalanceSentence,
  Note: BalanceNote,
})
