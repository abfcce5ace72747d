/**
 * TokenAmount: an exact amount of a token with its symbol and, if wanted, a logo. It stands still; FlowingBalance moves.
 * A token whose decimals are not known has no amount, because a guess would be wrong by powers of ten.
 */
import { type ClipboardEvent, forwardRef, type ReactNode, useEffect, useState } from 'react'
import { isDevelopment } from '../../development.ts'
import type { TokenInfo } from '../../money/index.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import {
  type TokenAmountOptions,
  type TokenAmountState,
  type TokenAmountView,
  useTokenAmount,
} from './use-token-amount.ts'

/** What a logo is made from. */
export interface LogoSource {
  /** The token; null while it is not known. */
  readonly token: TokenInfo | null
  /** Its address, if that was given. */
  readonly tokenAddress: string | undefined
}

/** A picture of a token, or a function that makes one; null where there is none. */
export type TokenLogo = ReactNode | ((source: LogoSource) => ReactNode)

interface AmountContext extends TokenAmountView {
  readonly logo: ReactNode
}

const [Provider, part, useAmount] = createWidgetContext<AmountContext>('TokenAmount')

/** Props of the root. */
export type TokenAmountRootProps = TokenAmountOptions &
  Omit<PartProps<'span', TokenAmountState>, keyof TokenAmountOptions> & {
    /**
     * A picture of the token, such as `<img src="/usdc.svg" alt="" />`: decoration, so without a text of its own.
     * Default, and in place of an image that cannot be loaded: the first letter of the symbol.
     */
    readonly logo?: TokenLogo | undefined
  }

const Root = forwardRef<HTMLSpanElement, TokenAmountRootProps>((props, forwarded) => {
  const { units, tokenAddress, token, precision, signDisplay, logo, ...rest } = props
  const view = useTokenAmount({ units, tokenAddress, token, precision, signDisplay })
  const { state, exactText } = view
  const root = usePart<'span', TokenAmountState>(
    'span',
    {
      className: 'sg-amount',
      attributes: {
        'data-phase': state.phase,
        'aria-busy': state.phase === 'loading',
        onCopy: (event: ClipboardEvent<Element>) => copyInstead(event, exactText),
      },
    },
    rest,
    forwarded,
    state,
  )
  const picture = typeof logo === 'function' ? logo({ token: view.token, tokenAddress }) : logo
  return <Provider value={{ ...view, logo: picture }}>{root}</Provider>
})
Root.displayName = 'TokenAmount.Root'

/** Decoration: the symbol has the meaning. */
const Logo = part('Logo', 'span', ({ logo, initial }) => {
  const [failed, setFailed] = useState<ReactNode>(null)
  const [element, ref] = useState<HTMLSpanElement | null>(null)
  useEffect(() => {
    // Errors of images do not bubble.
    const note = () => setFailed(logo)
    element?.addEventListener('error', note, true)
    return () => element?.removeEventListener('error', note, true)
  }, [element, logo])
  const hasPicture = logo !== null && logo !== undefined && logo !== false && logo !== failed
  return {
    className: 'sg-amount__logo',
    ref,
    attributes: { 'aria-hidden': 'true' },
    children: hasPicture ? logo : initial,
  }
})

/** The number, with its sign. */
const Value = part('Value', 'span', ({ parts, message, state }) => ({
  className: 'sg-amount__value sg-number',
  attributes: { translate: 'no' },
  children: parts ? (
    <>
      {parts.sign}
      {parts.integer}
      {parts.fraction && (
        <span className="sg-amount__fraction">{parts.decimalPoint + parts.fraction}</span>
      )}
    </>
  ) : state.phase === 'loading' ? (
    <span className="sg-visually-hidden">{message}</span>
  ) : (
    ''
  ),
}))

const AmountSymbol = part('Symbol', 'span', ({ symbol }) => ({
  className: 'sg-amount__symbol',
  attributes: { translate: 'no' },
  // A space that does not break, and that is read out and copied.
  children: `\u00a0${symbol}`,
}))

/** Why there is no number. */
const Message = part('Message', 'span', ({ message }) => ({
  className: 'sg-amount__message',
  children: message,
}))

/** Props of {@link TokenAmount}. */
export interface TokenAmountProps extends Omit<TokenAmountRootProps, 'children'> {
  /** Leaves the logo out. Default: true without a `logo`. */
  readonly hideLogo?: boolean | undefined
  /** Leaves the symbol out, where it stands next to the amount already. */
  readonly hideSymbol?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, TokenAmountProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('TokenAmount', 'sg-amount')
  }
  const { hideLogo = props.logo === undefined, hideSymbol = false, ...root } = props
  const isKnown = root.token !== undefined || root.tokenAddress !== undefined
  return (
    <Root {...root} ref={ref}>
      {!hideLogo && <Logo />}
      <ValueOrMessage />
      {!hideSymbol && isKnown && <AmountSymbol />}
    </Root>
  )
})
Styled.displayName = 'TokenAmount'

function ValueOrMessage() {
  return useAmount().state.phase === 'error' ? <Message /> : <Value />
}

/**
 * An exact amount of a token.
 *
 * @example
 * <TokenAmount units={12_500_000n} tokenAddress={usdc} logo={<img src="/usdc.svg" alt="" />} />
 */
export const TokenAmount = /* @__PURE__ */ Object.assign(Styled, {
  /** The element around its parts; copying from it copies every digit. */
  Root,
  /** The picture of the token, else the first letter of its symbol. */
  Logo,
  /** The number. */
  Value,
  /** The symbol of the token, else its short address. */
  Symbol: AmountSymbol,
  /** Why there is no number. */
  Message,
})
