/**
 * How one payment stream stands: where it comes from (the store by id, or an object with no network
 * at all), what its token is, which way its money goes, its status, and why there may be nothing to
 * show. The figure and every widget ask here, so that two of them beside each other agree. Renders
 * when one of those changes, never because a figure moved. Knows no figure.
 */
import { useMemo } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import type { StreamState } from '../feeds/payments/stream-state.ts'
import { type AccrualStatus, checkTerms, type StreamTerms } from '../money/accrual.ts'
import type { TokenInfo } from '../money/amount.ts'
import { MoneyError } from '../money/errors.ts'
import { createAmountFormat } from '../money/format.ts'
import { statusOverTime } from './balance-view.ts'
import { GaugeError, tooManyTopics } from './errors.ts'
import { useGauge } from './session-context.ts'
import { type Freshness, useConnectionFailure, useFreshness } from './use-connection.ts'
import { useIsPaused } from './use-motion.ts'
import { type StreamLookup, useStreamLookup } from './use-stream.ts'
import { useTickedValue, type ValueOverTime } from './use-ticked-value.ts'

/** A payment stream handed over as an object. Parties and token are needed only where they show. */
export type StreamObject = StreamTerms &
  Partial<Pick<StreamState, 'streamId' | 'sender' | 'recipient' | 'tokenAddress'>>

/** Which way the money goes for the person who looks; `net`: both ways at once. */
export type BalanceDirection = 'incoming' | 'outgoing' | 'net'

/** Whether there is something to show: not yet, yes, nothing, or nothing that can be shown. */
export type BalancePhase = 'loading' | 'ready' | 'empty' | 'error'

/** Which payment stream, and what is known about it from elsewhere. */
export interface StreamReference {
  /** The stream itself; needs no connection and wins over `streamId`. */
  readonly stream?: StreamObject | undefined
  /** Id of a payment stream: followed while this is mounted. */
  readonly streamId?: string | undefined
  /** The token, where the provider does not know it. Without either, amounts are not shown. */
  readonly token?: TokenInfo | undefined
  /** Decimals of the token, where nobody knows more than that. */
  readonly decimals?: number | undefined
  /** Which way the money moves. Default: as the provider's account is sender or recipient. */
  readonly direction?: BalanceDirection | undefined
}

/** What {@link useStreamStanding} knows. */
export interface StreamStanding {
  readonly phase: BalancePhase
  /** Why the phase is `empty` or `error`. */
  readonly error: GaugeError | MoneyError | null
  /** `null` unless the phase is `ready`. */
  readonly status: AccrualStatus | null
  /** `null` while the parties or the person who looks are not known. */
  readonly direction: BalanceDirection | null
  readonly freshness: Freshness
  /** Money is flowing by itself right now, and the page is not paused. */
  readonly isTicking: boolean
  readonly stream: StreamObject | null
  /** `null`: the decimals are not known, and the phase is `error` with `decimals_unknown`. */
  readonly token: TokenInfo | null
}

const noStatus: ValueOverTime<null> = { valueAt: () => null, nextChangeMs: () => null }

/** Everything about one payment stream that is shown, except its figures. */
export function useStreamStanding(reference: StreamReference): StreamStanding {
  const { streamId } = reference
  const { tokens, account, locale } = useGauge()
  const found = useStreamLookup(reference.stream ? undefined : streamId)
  const failure = useConnectionFailure()
  const connectionFreshness = useFreshness()
  const isPaused = useIsPaused()
  const stream = reference.stream ?? found.stream
  const token = useToken(reference, stream?.tokenAddress, tokens)

  const error = useMemo(
    () =>
      stream
        ? illegibility(stream, token, locale)
        : absenceOf({ phase: found.phase, streamId, failure }),
    [stream, token, locale, found.phase, streamId, failure],
  )
  const readable = error === null ? stream : null
  const statuses = useMemo<ValueOverTime<AccrualStatus | null>>(
    () => (readable ? statusOverTime(readable) : noStatus),
    [readable],
  )
  const status = useTickedValue(statuses)
  return {
    phase: readable ? 'ready' : phaseWithout(error),
    error,
    status,
    direction: reference.direction ?? directionOf(stream, account),
    freshness: reference.stream ? 'live' : connectionFreshness,
    isTicking: status === 'streaming' && !isPaused,
    stream,
    token,
  }
}

/** The phase of what cannot be shown, by its reason; without a reason it is still to come. */
export function phaseWithout(error: StreamStanding['error']): Exclude<BalancePhase, 'ready'> {
  if (error === null) return 'loading'
  return error.code === 'stream_missing' ? 'empty' : 'error'
}

/** The same object while it says the same: a `token` written in place is a new one at every render. */
function useToken(
  reference: StreamReference,
  address: string | undefined,
  tokens: (address: string) => TokenInfo | null,
): TokenInfo | null {
  const known = reference.token ?? (address === undefined ? null : tokens(address))
  const symbol = known?.symbol ?? ''
  const decimals = reference.decimals ?? known?.decimals
  return useMemo(() => (decimals === undefined ? null : { symbol, decimals }), [symbol, decimals])
}

/** Why a stream that is known cannot be shown: an error of the widget, not of the page. */
function illegibility(
  stream: StreamObject,
  token: TokenInfo | null,
  locale: string | undefined,
): GaugeError | MoneyError | null {
  if (!token) return decimalsUnknown(stream)
  try {
    checkTerms(stream)
    createAmountFormat({ locale, decimals: token.decimals, fractionDigits: 0 })
    return null
  } catch (error) {
    if (error instanceof MoneyError) return error
    throw error
  }
}

function directionOf(stream: StreamObject | null, account: string | null): BalanceDirection | null {
  if (stream === null || account === null) return null
  const isSender = stream.sender === account
  if (stream.recipient === account) return isSender ? 'net' : 'incoming'
  return isSender ? 'outgoing' : null
}

/** Why there is no stream; null while it may still come. */
function absenceOf(circumstances: {
  readonly phase: StreamLookup['phase']
  readonly streamId: string | undefined
  readonly failure: ConnectionError | null
}): GaugeError | null {
  const { phase, streamId, failure } = circumstances
  if (phase === 'left_out') return tooManyTopics(`Payment stream ${streamId} is not followed`)
  if (phase === 'ready') {
    return new GaugeError(
      'stream_missing',
      `Payment stream ${streamId} is not known: the server has none of that id, or the provider has no server. Check the id and the url of GaugeProvider.`,
    )
  }
  if (failure === null) return null
  return new GaugeError(
    'connection_failed',
    `Payment stream ${streamId} is not known: the connection has failed. See its cause; useConnection().retryNow() tries again.`,
    failure,
  )
}

function decimalsUnknown({ tokenAddress }: StreamObject): GaugeError {
  return new GaugeError(
    'decimals_unknown',
    `The balance cannot be written: the decimals of token ${tokenAddress ?? '(no address)'} are not known. Add it to the tokens of GaugeProvider, or pass decimals.`,
  )
}
