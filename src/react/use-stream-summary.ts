/**
 * The summary of one payment stream: where it comes from (the store by id, or an object without any
 * network), its token, direction and status, and why there may be nothing to show. Changes with events
 * and status, never because a balance moved. Contains no balance.
 *
 * Hooks and widgets read it through {@link useStreamSummary} of stream-scope.tsx, which computes it once
 * for a whole card.
 */
import { useMemo } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import { isDevelopment } from '../development.ts'
import type { StreamState } from '../feeds/payments/stream-state.ts'
import { type AccrualStatus, checkTerms, type StreamTerms } from '../money/accrual.ts'
import type { TokenInfo } from '../money/amount.ts'
import type { MoneyError } from '../money/errors.ts'
import { createAmountFormat } from '../money/format.ts'
import type { WarningCode } from '../warnings.ts'
import { GaugeError, orMoneyError, providerMissing, tooManyTopics } from './errors.ts'
import type { Freshness } from './freshness.ts'
import { useLanguage } from './language.tsx'
import { statusOverTime } from './runway.ts'
import { isProvided, useGauge } from './session-context.ts'
import { useConnectionHealth } from './use-connection.ts'
import { useMistake } from './use-mistake.ts'
import { useIsPaused } from './use-motion.ts'
import { type StreamLookup, useStreamLookup } from './use-stream.ts'
import { useTickedValue } from './use-ticked-value.ts'

/** A payment stream as widgets show it. Parties and token are needed only where they are shown. */
export type StreamObject = StreamTerms &
  Partial<Pick<StreamState, 'streamId' | 'sender' | 'recipient' | 'tokenAddress'>>

type AmountField = (typeof amountFields)[number]

/**
 * A payment stream given as an object. Its amounts are units as `bigint`, or as the decimal strings that JSON has
 * in their place: `"125000000"`, as the server sends them and as controls of Storybook can edit them.
 */
export type GivenStream = Omit<StreamObject, AmountField> &
  Readonly<Record<AmountField, bigint | string>>

/** Direction of the money for the provider's account; `net`: the account is sender and recipient. */
export type BalanceDirection = 'incoming' | 'outgoing' | 'net'

/** Whether there is something to show: not yet, yes, no such stream, or it cannot be shown. */
export type BalancePhase = 'loading' | 'ready' | 'empty' | 'error'

/**
 * Which payment stream, and how it is shown. Inside a `StreamScope` every field defaults to that of the
 * scope.
 */
export interface StreamReference {
  /** The stream itself; needs no connection and wins over `streamId`. */
  readonly stream?: GivenStream | undefined
  /** Id of a payment stream: followed while this is mounted. Undefined is loading. */
  readonly streamId?: string | undefined
  /** The token, if the provider does not have it. Without either, amounts are not shown. */
  readonly token?: TokenInfo | undefined
  /** Decimals of the token, if nothing else about it is known. */
  readonly decimals?: number | undefined
  /**
   * Who looks at the stream. Default: from whether the provider's account is sender or recipient. To the recipient, whose
   * direction is `incoming`, the end of a deposit is a date, not an alarm: only the sender can top it up.
   */
  readonly direction?: BalanceDirection | undefined
  /**
   * A deposit that runs out within this time is critical, in seconds, and ends soon within five times as
   * much. Default: a fiftieth of the stream's length, at most one day.
   */
  readonly criticalWithinSeconds?: number | undefined
}

/** Everything that is shown about one payment stream, except its balances. */
export interface StreamSummary {
  /** Whether there is something to show. */
  readonly phase: BalancePhase
  /** Why the phase is `empty` or `error`. */
  readonly error: GaugeError | MoneyError | null
  /** `null` unless the phase is `ready`. */
  readonly status: AccrualStatus | null
  /** `null` while the parties or the provider's account are not known. */
  readonly direction: BalanceDirection | null
  /** Always `live` for a `stream` object, unless the session's store has a stream with its id. */
  readonly freshness: Freshness
  /** The time that everything is shown as of, server time in Unix ms; null while it is live. */
  readonly asOfMs: number | null
  /** The deposit runs out soon: within five times `criticalWithinSeconds`. Also while it is critical. */
  readonly isEndingSoon: boolean
  /** The deposit is about to run out: see `criticalWithinSeconds`. */
  readonly isCritical: boolean
  /** The balances change with time right now: they are live, and the page is not paused. */
  readonly isTicking: boolean
  /** The payment stream; null while it is not known. */
  readonly stream: StreamObject | null
  /** Id of the stream, or the id that was asked for. */
  readonly streamId: string | undefined
  /** `null`: the decimals are not known, and the phase is `error` with `decimals_unknown`. */
  readonly token: TokenInfo | null
}

/**
 * Computes the summary, or returns `inherited` and then subscribes to nothing.
 *
 * One subscription each to the store (by id only), the connection (by id only), the motion control and
 * the ticker.
 */
export function useComputedSummary(
  reference: StreamReference,
  inherited: StreamSummary | null,
): StreamSummary {
  const isComputed = inherited === null
  const gauge = useGauge()
  const { session, tokens } = gauge
  const { locale } = useLanguage()
  const given = useMemo(() => withUnits(reference.stream), [reference.stream])
  // JavaScript passes null for an id that it does not have yet.
  const wantedId = isComputed && !given ? (reference.streamId ?? undefined) : undefined
  const hasProvider = isProvided(gauge)
  const lookupId = hasProvider ? wantedId : undefined
  const lookup = useStreamLookup(lookupId)
  const health = useConnectionHealth(isComputed && given ? given.streamId : lookupId, !!given)
  const isPaused = useIsPaused(isComputed)
  const stream = given ?? lookup?.stream ?? null
  const token = useToken(reference, stream?.tokenAddress, tokens)

  const phase = lookup?.phase ?? 'ready'
  const { freshness, asOfMs, failure } = health
  const error = useMemo(
    () =>
      stream
        ? displayError(stream, token, locale)
        : lookupError({ phase, streamId: wantedId, failure, hasProvider }),
    [stream, token, locale, phase, wantedId, failure, hasProvider],
  )
  const readable = isComputed && error === null ? stream : null
  const { criticalWithinSeconds } = reference
  const current = useTickedValue(
    useMemo(
      () => readable && statusOverTime(readable, criticalWithinSeconds, asOfMs),
      [readable, criticalWithinSeconds, asOfMs],
    ),
  )
  const isCritical = current === 'critical'
  const isEndingSoon = isCritical || current === 'soon'
  const status = isEndingSoon ? 'streaming' : current

  const direction = reference.direction ?? directionOf(stream, session.account)
  const streamId = stream ? stream.streamId : (reference.streamId ?? undefined)
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    const mistake = isComputed ? mistakeIn(error, stream, reference) : null
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useMistake(mistake, stream ? String(stream.tokenAddress) : `stream ${wantedId}`)
  }
  const next: StreamSummary = {
    phase: readable ? 'ready' : phaseOfError(error),
    error,
    status,
    direction,
    freshness,
    asOfMs,
    isEndingSoon,
    isCritical,
    isTicking: status === 'streaming' && asOfMs === null && !isPaused,
    stream,
    streamId,
    token,
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fields of the summary, always in the same order
  const summary = useMemo(() => next, Object.values(next))
  return inherited ?? summary
}

const amountFields = ['ratePerSecond', 'depositedAmount', 'withdrawnAmount'] as const

/** Text that is no whole number stays, and is refused where the terms are checked. */
export function withUnits(given: GivenStream | undefined): StreamObject | undefined {
  let stream = given
  for (const field of amountFields) {
    const amount = stream?.[field]
    if (typeof amount === 'string' && /^\d+$/.test(amount)) {
      stream = { ...stream, [field]: BigInt(amount) } as GivenStream
    }
  }
  return stream as StreamObject | undefined
}

/** The phase when there is nothing to show; without an error it is still to come. */
export function phaseOfError(error: StreamSummary['error']): Exclude<BalancePhase, 'ready'> {
  if (error === null) return 'loading'
  return error.code === 'stream_missing' ? 'empty' : 'error'
}

/** What the developer of the page should know; for development only. */
function mistakeIn(
  error: StreamSummary['error'],
  stream: StreamObject | null,
  { streamId }: StreamReference,
): WarningCode | null {
  if (error?.code === 'provider_missing' || error?.code === 'decimals_unknown') return error.code
  return stream === null && (streamId ?? null) === null ? 'stream_id_missing' : null
}

/** The same object for the same token: an object literal in props is a new one at every render. */
function useToken(
  reference: StreamReference,
  address: string | undefined,
  tokens: (address: string) => TokenInfo | null,
): TokenInfo | null {
  const known = reference.token ?? (address === undefined ? null : tokens(address))
  const symbol = known?.symbol ?? ''
  const decimals = reference.decimals ?? known?.decimals
  const shownDecimals = known?.shownDecimals
  return useMemo(
    () => (decimals === undefined ? null : { symbol, decimals, shownDecimals }),
    [symbol, decimals, shownDecimals],
  )
}

/** Why a stream that is known cannot be shown: an error of the widget, not of the page. */
function displayError(
  stream: StreamObject,
  token: TokenInfo | null,
  locale: string | undefined,
): GaugeError | MoneyError | null {
  if (!token) return decimalsUnknown(stream)
  return orMoneyError(() => {
    checkTerms(stream)
    createAmountFormat({ locale, decimals: token.decimals, digits: 0 })
    return null
  })
}

function directionOf(stream: StreamObject | null, account: string | null): BalanceDirection | null {
  if (stream === null || account === null) return null
  const isSender = stream.sender === account
  if (stream.recipient === account) return isSender ? 'net' : 'incoming'
  return isSender ? 'outgoing' : null
}

/** Why there is no stream; null while it may still arrive. */
function lookupError(lookup: {
  readonly phase: StreamLookup['phase']
  readonly streamId: string | undefined
  readonly failure: ConnectionError | null
  readonly hasProvider: boolean
}): GaugeError | null {
  const { phase, streamId, failure, hasProvider } = lookup
  // An id that is still being loaded.
  if (streamId === undefined) return null
  if (!hasProvider) return providerMissing()
  if (phase === 'left_out') return tooManyTopics(`Payment stream ${streamId} is not followed`)
  if (phase === 'ready') {
    return new GaugeError(
      'stream_missing',
      `Payment stream ${streamId} was not found. Check the id, and the url of GaugeProvider.`,
    )
  }
  if (failure === null) return null
  return new GaugeError(
    'connection_failed',
    `Payment stream ${streamId} was not loaded. ${failure.message} useConnection().retryNow() retries.`,
    failure,
  )
}

function decimalsUnknown({ tokenAddress }: StreamObject): GaugeError {
  return new GaugeError(
    'decimals_unknown',
    `The decimals of token ${tokenAddress ?? '(no address)'} are not known. Add it to the tokens of GaugeProvider, or pass decimals.`,
  )
}
