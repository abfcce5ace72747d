/**
 * TokenBalances: an account's balance in each token, one row a token. Amounts of different tokens are never added up;
 * a token whose decimals are not known has a row that says so.
 */
import { type CSSProperties, forwardRef, useMemo } from 'react'
import { isDevelopment } from '../../development.ts'
import { accountEnglish, unavailableEnglish } from '../../messages/english.ts'
import { shownDecimals } from '../../money/amount.ts'
import { MoneyError } from '../../money/errors.ts'
import { useAccount } from '../../react/account-scope.tsx'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import { beatMs } from '../../react/tick-binding.ts'
import type {
  AccountReference,
  AccountSummary,
  ComputedAccount,
} from '../../react/use-account-summary.ts'
import { type TotalFormatOptions, useTotalOf } from '../../react/use-flowing-total.ts'
import { useTextTime } from '../../react/use-text-time.ts'
import type { AccountWidgetState } from '../account-view/account-source.ts'
import { type AccountText, describeAccount } from '../account-view/account-text.ts'
import type { FlowPeriod } from '../account-view/rates.ts'
import {
  createNumberParts,
  type NumberValue,
  useTotalNumber,
} from '../account-view/total-number.tsx'
import { shortAddress } from '../formatting/addresses.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { stateAttributes } from '../stream-view/widget-state.ts'

/** Whose balances, and which. */
export interface TokenBalancesOptions
  extends Omit<AccountReference, 'tokenAddress' | 'token'>,
    Pick<TotalFormatOptions, 'kind'> {}

/** What {@link useTokenBalances} returns. */
export interface TokenBalancesView {
  /** Addresses of the tokens, in the order in which they became known. */
  readonly tokens: readonly string[]
  /** The summary of the first of them; its phase is that of the list, unless it is `error` for this token alone. */
  readonly summary: AccountSummary
  /** Why there is no list; empty if there is one, or while it is loading. */
  readonly message: string
  /** What the classes and styles of the parts may depend on. */
  readonly state: AccountWidgetState
}

/** The headless hook: which tokens an account has streams of. `useFlowingTotal` has the balance of each. */
export function useTokenBalances(options: TokenBalancesOptions = {}): TokenBalancesView {
  return useList(useAccount(options, options.kind !== 'remaining').summary)
}

function useList(summary: AccountSummary): TokenBalancesView {
  const messages = useMessages('account', accountEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  const { tokens, phase, error } = summary
  const now = useTextTime()
  const text = useMemo(
    () => describeAccount(summary, { messages, reasons, kind: 'net', per: 'day', nearMs: now() }),
    [summary, messages, reasons, now],
  )
  // One token that cannot be shown does not hide the others.
  const isOfToken = error instanceof MoneyError || error?.code === 'decimals_unknown'
  const isList = tokens.length > 0 && (phase === 'error' ? isOfToken : phase !== 'loading')
  const state: AccountWidgetState = isList ? { ...summary, phase: 'ready' } : summary
  return { tokens, summary, message: isList || phase === 'loading' ? '' : text.message, state }
}

interface ListValue extends TokenBalancesView {
  readonly options: Pick<
    TokenBalancesRootProps,
    keyof TokenBalancesOptions | 'digits' | 'everyMs' | 'fastDigits' | 'per' | 'timeZone'
  >
  /** Of given streams, so that not every row keeps totals of its own. */
  readonly source: ComputedAccount['source']
  /** The most digits that a row has after the point. */
  readonly mostDigits: number
}

const [ListProvider, listPart, useTokenList] = createWidgetContext<ListValue>('TokenBalances')

/** Props of the root. */
export type TokenBalancesRootProps = TokenBalancesOptions &
  Pick<TotalFormatOptions, 'fastDigits' | 'timeZone'> &
  Omit<PartProps<'ol', AccountWidgetState>, keyof TokenBalancesOptions> & {
    /**
     * Digits after the point, the same in all rows. Default: those that each token shows (`shownDecimals`), aligned on
     * the decimal point.
     */
    readonly digits?: number | undefined
    /** Least time between two writes in ms. Default 100, shared by all numbers in the size of the text. */
    readonly everyMs?: number | undefined
    /** The period of the rates. A month is 30 days, a year 365. Default `day`. */
    readonly per?: FlowPeriod | undefined
  }

const Root = forwardRef<HTMLOListElement, TokenBalancesRootProps>((props, forwarded) => {
  const { account, streams, criticalWithinSeconds, ...others } = props
  const { kind, digits, fastDigits, everyMs, timeZone, per, ...rest } = others
  const reference = { account, streams, criticalWithinSeconds }
  const options = { ...reference, kind, digits, fastDigits, everyMs, timeZone, per }
  const computed = useAccount(reference, kind !== 'remaining')
  const view = useList(computed.summary)
  const { tokens: lookUp } = useGauge()
  const messages = useMessages('account', accountEnglish)
  const { tokens, state } = view
  const mostDigits = Math.max(0, ...tokens.map((each) => digitsOf(lookUp(each), digits)))
  const root = usePart<'ol', AccountWidgetState>(
    'ol',
    {
      className: 'sg-tokens',
      attributes: {
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'aria-label': messages.tokens,
        'aria-busy': state.phase === 'loading',
        // Safari takes lists without markers for no lists.
        role: 'list',
      },
    },
    rest,
    forwarded,
    state,
  )
  const { source } = computed
  return <ListProvider value={{ ...view, options, source, mostDigits }}>{root}</ListProvider>
})
Root.displayName = 'TokenBalances.Root'

function digitsOf(token: ReturnType<ReturnType<typeof useGauge>['tokens']>, digits?: number) {
  if (!token) return 0
  return digits === undefined ? shownDecimals(token, 0n) : Math.min(digits, token.decimals)
}

interface RowValue extends NumberValue {
  readonly text: AccountText
}

const [RowProvider, rowPart, useRow] = createWidgetContext<RowValue>('TokenBalances.Token')

/** Props of one row. */
export type TokenRowProps = {
  /** Address of the token. Default: the first of the list. */
  readonly tokenAddress?: string | undefined
} & PartProps<'li', AccountWidgetState>

/** One row: the token, its balance, and what flows in all. */
const Token = forwardRef<HTMLLIElement, TokenRowProps>((props, forwarded) => {
  const { tokenAddress, ...rest } = props
  const { options, tokens, source, mostDigits } = useTokenList()
  const { kind = 'net', digits, fastDigits, everyMs = beatMs, per = 'day', ...others } = options
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { timeZone = pageTimeZone, account, streams, criticalWithinSeconds } = others
  const reference = {
    ...{ account, streams, criticalWithinSeconds },
    tokenAddress: tokenAddress ?? tokens[0],
  }
  const computed = useAccount(reference, kind !== 'remaining', source)
  const { summary } = computed
  const shown = digitsOf(summary.token, digits)
  const total = useTotalOf(computed, { kind, digits: shown, fastDigits, everyMs, timeZone })
  const messages = useMessages('account', accountEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  const now = useTextTime()
  const text = useMemo(
    () =>
      describeAccount(summary, { messages, reasons, kind, per, nearMs: now(), locale, timeZone }),
    [summary, messages, reasons, kind, per, now, locale, timeZone],
  )
  const number = useTotalNumber(total, text.message || reasons.loading)
  const state: AccountWidgetState = total
  // A row without digits after the point has no point either, which is half as wide as a digit.
  const missing = mostDigits - shown + (shown === 0 && mostDigits > 0 ? 0.5 : 0)
  const row = usePart<'li', AccountWidgetState>(
    'li',
    {
      className: 'sg-tokens__token',
      attributes: {
        ...stateAttributes(state),
        // Room for the digits that other rows have, so that the points are below each other.
        style: { '--_sg-missing-digits': Math.max(0, missing) } as CSSProperties,
      },
    },
    rest,
    forwarded,
    state,
  )
  return <RowProvider value={{ total, text, state, number }}>{row}</RowProvider>
})
Token.displayName = 'TokenBalances.Token'

const { Balance, Value, Integer, Fraction, Fast, Sentence } = createNumberParts(rowPart)

/** The symbol of the token as the name of the row; its address while it is not known. */
const Name = rowPart('Name', 'span', ({ total }) => ({
  className: 'sg-tokens__name',
  attributes: { translate: 'no' },
  children: total.token?.symbol || shortAddress(total.tokenAddress ?? ''),
}))

/** What flows in all, or why nothing does. */
const Net = rowPart('Net', 'span', ({ text }) => ({
  className: 'sg-tokens__net sg-phrase sg-number',
  children: text.status || text.net,
}))

/** Why the row has no balance. */
const RowMessage = rowPart('RowMessage', 'span', ({ text: { message, unavailable } }) => {
  const reasons = useMessages('unavailable', unavailableEnglish)
  return {
    className: 'sg-tokens__message',
    // The address of an unknown token is the name of the row.
    children: unavailable === 'decimals_unknown' ? reasons[unavailable] : message,
  }
})

/** Why there is no list. */
const Message = listPart('Message', 'li', ({ message }) => ({
  className: 'sg-tokens__empty',
  children: message,
}))

/** Props of {@link TokenBalances}. */
export interface TokenBalancesProps extends Omit<TokenBalancesRootProps, 'children'> {
  /** Leaves out what flows in each token. */
  readonly hideNet?: boolean | undefined
}

const Styled = forwardRef<HTMLOListElement, TokenBalancesProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('TokenBalances', 'sg-tokens')
  }
  const { hideNet = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Rows hideNet={hideNet} />
    </Root>
  )
})
Styled.displayName = 'TokenBalances'

interface RowOptions {
  readonly hideNet: boolean
}

function Rows({ hideNet }: RowOptions) {
  const { tokens, message, state } = useTokenList()
  if (message) return <Message />
  // While loading, one row of bars.
  const rows = state.phase === 'loading' ? [''] : tokens
  return rows.map((tokenAddress) => (
    <Token key={tokenAddress} tokenAddress={tokenAddress || undefined}>
      <Row hideNet={hideNet} />
    </Token>
  ))
}

function Row({ hideNet }: RowOptions) {
  const { text } = useRow()
  if (text.message) {
    return (
      <>
        <Name />
        <RowMessage />
      </>
    )
  }
  return (
    <>
      <Name />
      <Balance data-size="text">
        <Value>
          <Integer />
          <Fraction />
          <Fast />
        </Value>
        <Sentence />
      </Balance>
      {!hideNet && <Net />}
    </>
  )
}

/**
 * An account's balance in each token: `<TokenBalances />` below a provider with an account, or with `streams` as
 * objects.
 *
 * @example
 * <TokenBalances kind="withdrawable" />
 */
export const TokenBalances = /* @__PURE__ */ Object.assign(Styled, {
  /** The list; its rows go inside. */
  Root,
  /** One row: give it the address of its token. */
  Token,
  /** Why there is no list. */
  Message,
})
