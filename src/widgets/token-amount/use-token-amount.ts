/** The headless hook of TokenAmount: an amount of a token as text. It does not move; FlowingBalance does. */
import { useMemo } from 'react'
import { isDevelopment } from '../../development.ts'
import { unavailableEnglish } from '../../messages/english.ts'
import { shownDecimals } from '../../money/amount.ts'
import { type AmountParts, createAmountFormat, type TokenInfo } from '../../money/index.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { withMinusSign } from '../../react/minus-sign.ts'
import { useGauge } from '../../react/session-context.ts'
import { breakable } from '../../react/text-writing.ts'
import { useMistake } from '../../react/use-mistake.ts'
import { shortAddress } from '../formatting/addresses.ts'

/** Which amount, and how it is written. */
export interface TokenAmountOptions {
  /** The amount in whole units of the token; undefined is loading. */
  readonly units: bigint | undefined
  /** Address of the token, which the provider's `tokens` have to know. */
  readonly tokenAddress?: string | undefined
  /** The token itself, in place of its address. */
  readonly token?: TokenInfo | undefined
  /**
   * `exact`: every digit of the amount that is not a zero at the end, and at least those that the token shows. `shown`:
   * those that the token shows (`shownDecimals`), all others cut off. Default `exact`.
   */
  readonly precision?: 'exact' | 'shown' | undefined
  /** `always`: with a plus sign as well, for what has changed. Default `auto`. */
  readonly signDisplay?: 'auto' | 'always' | undefined
}

/** State of {@link useTokenAmount}. */
export interface TokenAmountState {
  /** `error`: the decimals of the token are not known, and are not guessed. */
  readonly phase: 'loading' | 'ready' | 'error'
}

/** What {@link useTokenAmount} returns. */
export interface TokenAmountView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: TokenAmountState
  /** The number in pieces; null while there is none. */
  readonly parts: AmountParts | null
  /** The symbol of the token, else its short address. */
  readonly symbol: string
  /** The first character of the symbol, for a picture. */
  readonly initial: string
  /** With every digit and the symbol, for copying; empty without a number. */
  readonly exactText: string
  /** Why there is no number; empty while there is one. */
  readonly message: string
  /** The token; null while it is not known. */
  readonly token: TokenInfo | null
}

/** The headless hook. */
export function useTokenAmount(options: TokenAmountOptions): TokenAmountView {
  const { units, tokenAddress, precision = 'exact', signDisplay = 'auto' } = options
  const { tokens } = useGauge()
  const { locale } = useLanguage()
  const messages = useMessages('unavailable', unavailableEnglish)
  const token = options.token ?? (tokenAddress === undefined ? null : tokens(tokenAddress))
  const phase = token === null ? 'error' : units === undefined ? 'loading' : 'ready'
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useMistake(token === null ? 'decimals_unknown' : null, tokenAddress ?? 'TokenAmount')
  }

  const texts = useMemo(() => {
    if (token === null || units === undefined) return null
    const shown = shownDecimals(token, units < 0n ? -units : units)
    const format = createAmountFormat({
      locale,
      decimals: token.decimals,
      digits: precision === 'exact' ? token.decimals : shown,
      minimumDigits: Math.min(shown, shownDecimals(token, 0n)),
    })
    const parts = format.parts(units)
    const plus = signDisplay === 'always' && units > 0n ? '+' : ''
    return {
      parts: {
        ...parts,
        sign: plus || withMinusSign(parts.sign),
        integer: breakable(parts.integer),
      },
      exact: plus + format.exact(units),
    }
  }, [token, units, locale, precision, signDisplay])

  const symbol = token?.symbol || shortAddress(tokenAddress ?? '')
  return {
    state: useMemo(() => ({ phase }), [phase]),
    parts: texts?.parts ?? null,
    symbol,
    initial: [...symbol][0]?.toLocaleUpperCase() ?? '',
    exactText: texts === null ? '' : `${texts.exact}\u00a0${symbol}`,
    message:
      phase === 'error' ? messages.decimals_unknown : phase === 'loading' ? messages.loading : '',
    token,
  }
}
