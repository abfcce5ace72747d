/**
 * The summary of an account's payment streams of one token: where they come from (the store, or objects without any
 * network), what flows, which deposit runs out first, and why there may be nothing to show. Changes with events, at
 * most four times a second, and at certain times; never because a balance moved. Contains no balance.
 *
 * Below a scope the summary of the same account and token is computed once (account-scope.tsx).
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import { isDevelopment } from '../development.ts'
import {
  type PaymentsStoreState,
  selectIsLeftOut,
  selectPhase,
} from '../feeds/payments/selectors.ts'
import type { TokenInfo } from '../money/amount.ts'
import type { MoneyError } from '../money/errors.ts'
import { createAmountFormat } from '../money/format.ts'
import type { Selector } from '../store/selectors.ts'
import type { AccountTotals, TokenTotals } from './account-totals.ts'
import { GaugeError, orMoneyError, providerMissing, tooManyTopics } from './errors.ts'
import { useLanguage } from './language.tsx'
import { isProvided, useGauge } from './session-context.ts'
import {
  type BalanceDirection,
  type GivenStream,
  phaseOfError,
  type SummaryState,
} from './stream-summary.ts'
import { createThrottledSource } from './throttled-source.ts'
import {
  type FiguresOverTime,
  type FirstDepletion,
  figuresOverTime,
  type TotalStatus,
} from './total-figures.ts'
import { createGivenTotals, storeTotals, type TotalsSource } from './totals-source.ts'
import { useConnectionHealth } from './use-connection.ts'
import { useFollow } from './use-follow.ts'
import { useMistake } from './use-mistake.ts'
import { useIsPaused } from './use-motion.ts'
import { useGaugeState } from './use-stream.ts'
import { useTickedValue } from './use-ticked-value.ts'

/** Whose payment streams, of which token. */
export interface AccountReference {
  /**
   * The account (`G…`): its streams are followed while this is mounted. Default: that of the provider.
   * While neither is known, the phase is `loading`, unless `streams` are given: then all of them count.
   */
  readonly account?: string | undefined
  /**
   * The streams themselves; need no connection and win over those of the store. Only those that the account sends
   * or receives count. A stream that is the same object as at the last render costs nothing.
   */
  readonly streams?: readonly GivenStream[] | undefined
  /**
   * Address of the token. Default: that of the streams, and of several tokens the one that was known first. Amounts
   * of different tokens are never added up.
   */
  readonly tokenAddress?: string | undefined
  /** The token, if the provider does not have it. Without either, amounts are not shown. */
  readonly token?: TokenInfo | undefined
  /**
   * A deposit of an outgoing stream that runs out within this time is critical, in seconds, and ends soon within five
   * times as much. Default: a fiftieth of the length of that stream, at most one day.
   */
  readonly criticalWithinSeconds?: number | undefined
}

/**
 * Everything that is shown about an account's streams of one token, except their balances. The phase is `empty` if the account
 * has no streams, or none of that token.
 */
export interface AccountSummary extends SummaryState<TotalStatus> {
  /** Where more flows: to the account, away from it, or neither (`net`). `null` unless the phase is `ready`. */
  readonly direction: BalanceDirection | null
  /** The account; null without one. */
  readonly account: string | null
  /** Address of the token; null while there is none. */
  readonly tokenAddress: string | null
  /** Addresses of all tokens that the account has streams of, in the order in which they became known. */
  readonly tokens: readonly string[]
  /** What flows to the account, in units per second. */
  readonly incomingPerSecond: bigint
  /** What flows away from it, in units per second; not below 0. */
  readonly outgoingPerSecond: bigint
  /** The outgoing stream whose deposit runs out first; null if none does. */
  readonly runway: FirstDepletion | null
  /** Streams that have not ended, by side. */
  readonly incomingStreams: number
  /** See `incomingStreams`. */
  readonly outgoingStreams: number
  /** Those of them that are paused. */
  readonly pausedStreams: number
}

/** A summary with what its balances are computed from. */
export interface ComputedAccount {
  readonly summary: AccountSummary
  /** Null unless the phase is `ready`. */
  readonly totals: TokenTotals | null
  /** Changes whenever a stream has. */
  readonly source: TotalsSource | null
}

/** How often events change what is rendered. Balances are written at every event. */
const summaryIntervalMs = 250

/** What a summary is computed from, besides the reference. */
interface ComputeOptions {
  /** The side that `streams` are on without an account. Default true. */
  readonly isIncoming?: boolean | undefined
  /** Returned in place of a summary of its own, which then subscribes to nothing. */
  readonly inherited?: ComputedAccount | null
  /** The source of `streams`, where another widget has one. */
  readonly source?: TotalsSource | null | undefined
}

/** The summary of an account's streams of one token. */
export function useComputedAccount(
  reference: AccountReference,
  { isIncoming = true, inherited = null, source: shared = null }: ComputeOptions,
): ComputedAccount {
  const isComputed = inherited === null
  const gauge = useGauge()
  const { session, tokens: lookUp } = gauge
  const { locale } = useLanguage()
  const streams = isComputed ? reference.streams : undefined
  // JavaScript passes null for an account that it does not have yet.
  const account = reference.account ?? session.account
  const hasProvider = isProvided(gauge)
  const isAsked = isComputed && !streams && hasProvider && account !== null
  const own = useSource(shared ? undefined : streams, account, isIncoming, isAsked)
  const source = streams ? (shared ?? own) : own
  useFollow(isAsked ? { users: [account] } : {})
  const arrival = useGaugeState(
    useMemo(() => (isAsked ? selectArrival(account) : null), [isAsked, account]),
  )
  useVersion(source)
  const [given] = streams ?? []
  const health = useConnectionHealth(
    streams ? given?.streamId : isAsked ? account : undefined,
    !!streams,
  )
  const isPaused = useIsPaused(isComputed)

  const all = source?.read() ?? noTotals
  const { tokens } = all
  const tokenAddress = reference.tokenAddress ?? tokens[0] ?? null
  const totals = tokenAddress === null ? null : all.of(tokenAddress)
  const token = useToken(reference.token, tokenAddress, lookUp)
  const { freshness, asOfMs, failure } = health
  const invalid = totals?.error ?? null
  // One stream may be known from elsewhere: without the others that is no total.
  const hasArrived = streams !== undefined || arrival === 'ready'
  const whole = hasArrived ? totals : null
  const error = useMemo(
    () =>
      whole
        ? (invalid ?? displayError(tokenAddress, token, locale))
        : arrivalError({ arrival, account, failure, isUnprovided: !streams && !hasProvider }),
    [whole, invalid, tokenAddress, token, locale, arrival, account, failure, streams, hasProvider],
  )
  const isReady = whole !== null && error === null
  const { criticalWithinSeconds } = reference
  const version = source?.version() ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the totals are another object inside, for each version
  const overTime = useMemo(
    () => (isReady ? figuresOverTime(whole, criticalWithinSeconds, asOfMs) : null),
    [isReady, whole, version, criticalWithinSeconds, asOfMs],
  )
  // The value only says that the figures have changed.
  useTickedValue(overTime, summaryIntervalMs)
  const figures = (overTime as FiguresOverTime | null)?.latest() ?? noFigures

  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    const mistake = !isComputed
      ? null
      : error?.code === 'provider_missing' || error?.code === 'decimals_unknown'
        ? error.code
        : !streams && hasProvider && account === null
          ? 'account_missing'
          : null
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useMistake(mistake, tokenAddress ?? 'AccountBalance')
  }
  const net = figures.incomingPerSecond - figures.outgoingPerSecond
  const next: AccountSummary = {
    ...figures,
    phase: isReady ? 'ready' : hasArrived && error === null ? 'empty' : phaseOfError(error),
    error,
    status: isReady ? figures.status : null,
    direction: isReady ? (net > 0n ? 'incoming' : net < 0n ? 'outgoing' : 'net') : null,
    freshness,
    asOfMs,
    isTicking: isReady && figures.status === 'streaming' && asOfMs === null && !isPaused,
    account,
    tokenAddress,
    token,
    tokens,
    incomingStreams: totals?.incomingStreams ?? 0,
    outgoingStreams: totals?.outgoingStreams ?? 0,
    pausedStreams: totals?.pausedStreams ?? 0,
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fields of the summary, always in the same order
  const summary = useMemo(() => next, Object.values(next))
  const computed = useMemo(
    () => ({ summary, totals: isReady ? whole : null, source }),
    [summary, isReady, whole, source],
  )
  return inherited ?? computed
}

const noTotals: Pick<AccountTotals, 'tokens' | 'of'> = { tokens: [], of: () => null }

const noFigures = {
  status: 'completed',
  incomingPerSecond: 0n,
  outgoingPerSecond: 0n,
  runway: null,
  isEndingSoon: false,
  isCritical: false,
} as const

function useSource(
  streams: readonly GivenStream[] | undefined,
  account: string | null,
  isIncoming: boolean,
  isAsked: boolean,
): TotalsSource | null {
  const { session } = useGauge()
  const isGiven = streams !== undefined
  const given = useMemo(
    () => (isGiven ? createGivenTotals(account, isIncoming) : null),
    [isGiven, account, isIncoming],
  )
  // During the render, so that the balances of this render are those of its streams.
  useMemo(() => given?.setStreams(streams ?? []), [given, streams])
  const stored = useMemo(
    () => (isAsked && account !== null ? storeTotals(session, account) : null),
    [isAsked, session, account],
  )
  return given ?? stored
}

/** Renders when a stream has changed, but not for each of many events. */
function useVersion(source: TotalsSource | null): void {
  const { session } = useGauge()
  const { timers } = session.platform
  const throttled = useMemo(
    () =>
      source &&
      createThrottledSource(
        { read: source.version, subscribe: source.subscribe },
        summaryIntervalMs,
        timers,
      ),
    [source, timers],
  )
  const getVersion = throttled?.getSnapshot ?? noVersion
  useSyncExternalStore(throttled?.subscribe ?? subscribeToNothing, getVersion, getVersion)
}

const noVersion = () => 0
const subscribeToNothing = () => () => {}

/** Whether all streams of an account are known. */
export type Arrival = 'loading' | 'ready' | 'left_out'

/** Whether all streams of the account are known. */
export function selectArrival(account: string): Selector<Arrival, PaymentsStoreState> {
  const isLeftOut = selectIsLeftOut({ users: [account] })
  const phase = selectPhase({ users: [account] })
  return (state) => (isLeftOut(state) ? 'left_out' : phase(state))
}

/** The same object for the same token: an object literal in props is a new one at every render. */
function useToken(
  given: TokenInfo | undefined,
  address: string | null,
  lookUp: (address: string) => TokenInfo | null,
): TokenInfo | null {
  const known = given ?? (address === null ? null : lookUp(address))
  const { symbol = '', decimals, shownDecimals } = known ?? {}
  return useMemo(
    () => (decimals === undefined ? null : { symbol, decimals, shownDecimals }),
    [symbol, decimals, shownDecimals],
  )
}

/** Why totals that are known cannot be shown. */
function displayError(
  tokenAddress: string | null,
  token: TokenInfo | null,
  locale: string | undefined,
): GaugeError | MoneyError | null {
  if (!token) {
    return new GaugeError(
      'decimals_unknown',
      `The decimals of token ${tokenAddress || '(no address)'} are not known. Add it to the tokens of GaugeProvider, or pass token.`,
    )
  }
  return orMoneyError(() => {
    createAmountFormat({ locale, decimals: token.decimals, digits: 0 })
    return null
  })
}

/** Why there are no streams of an account; null while they may still arrive. */
export function arrivalError(lookup: {
  readonly arrival: Arrival | null
  readonly account: string | null
  readonly failure: ConnectionError | null
  readonly isUnprovided: boolean
}): GaugeError | null {
  const { arrival, account, failure, isUnprovided } = lookup
  if (isUnprovided) return providerMissing()
  if (arrival === 'left_out') return tooManyTopics(`Account ${account} is not followed`)
  if (arrival !== 'loading' || failure === null) return null
  return new GaugeError(
    'connection_failed',
    `The payment streams of account ${account} were not loaded. ${failure.message} useConnection().retryNow() retries.`,
    failure,
  )
}
