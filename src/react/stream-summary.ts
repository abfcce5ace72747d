/**
 * The summary of one payment stream, and of what it is made: where the stream comes from (the store by id, or an object without
 * any network), its token, direction and status, and why there may be nothing to show. Changes with events and status, never
 * because a balance moved. Contains no balance. Pure: summary-source.ts follows what it depends on.
 *
 * Hooks and widgets read it through `useStreamSummary` of stream-scope.tsx, which computes it once for a whole card.
 */
import type { ConnectionError } from '../connection/errors.ts'
import type { StreamState } from '../feeds/payments/stream-state.ts'
import { type AccrualStatus, checkTerms, type StreamTerms } from '../money/accrual.ts'
import type { TokenInfo } from '../money/amount.ts'
import type { MoneyError } from '../money/errors.ts'
import { createAmountFormat } from '../money/format.ts'
import { GaugeError, orMoneyError, providerMissing, tooManyTopics } from './errors.ts'
import type { Freshness } from './freshness.ts'
import type { StreamLookup } from './stream-lookup.ts'

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

/** What the summary of a stream and that of an account have in common. */
export interface SummaryState<Status> {
  /** Whether there is something to show. */
  readonly phase: BalancePhase
  /** Why the phase is `empty` or `error`. */
  readonly error: GaugeError | MoneyError | null
  /** `null` unless the phase is `ready`. Of an account: that of all its streams together. */
  readonly status: Status | null
  /** Always `live` for streams that are given as objects, unless the session's store has one with the id of the first. */
  readonly freshness: Freshness
  /** The time that everything is shown as of, server time in Unix ms; null while it is live. */
  readonly asOfMs: number | null
  /**
   * The deposit runs out soon: within five times `criticalWithinSeconds`. Also while it is critical. Of an account: the
   * deposit that runs out first.
   */
  readonly isEndingSoon: boolean
  /** The deposit is about to run out: see `criticalWithinSeconds`. Of an account: the deposit that runs out first. */
  readonly isCritical: boolean
  /** The balances change with time right now: they are live, and the page is not paused. */
  readonly isTicking: boolean
  /** `null`: the decimals are not known, and the phase is `error` with `decimals_unknown`. */
  readonly token: TokenInfo | null
}

/** Everything that is shown about one payment stream, except its balances. */
export interface StreamSummary extends SummaryState<AccrualStatus> {
  /** `null` while the parties or the provider's account are not known. */
  readonly direction: BalanceDirection | null
  /** The payment stream; null while it is not known. */
  readonly stream: StreamObject | null
  /** Id of the stream, or the id that was asked for. */
  readonly streamId: string | undefined
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

/** Why a stream that is known cannot be shown: an error of the widget, not of the page. */
export function displayError(
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

export function directionOf(
  stream: StreamObject | null,
  account: string | null,
): BalanceDirection | null {
  if (stream === null || account === null) return null
  const isSender = stream.sender === account
  if (stream.recipient === account) return isSender ? 'net' : 'incoming'
  return isSender ? 'outgoing' : null
}

/** Why there is no stream; null while it may still arrive. */
export function lookupError(lookup: {
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
