/**
 * The headless heart of any widget that shows one figure of one payment stream: its states, its
 * text, and refs whose elements tick by themselves. Renders for events and for changes of status,
 * never because the figure moved. Draws nothing.
 *
 * F1 A tick writes text nodes: no render, and only into the nodes whose text differs.
 * F2 Text that a person is selecting is left alone, and catches up within a quarter of a second.
 * F3 Unknown decimals are a state of their own: no figure is shown, none is guessed.
 */
import { type RefCallback, useMemo, useState } from 'react'
import type { ConnectionError } from '../connection/errors.ts'
import type { AccrualStatus, StreamTerms } from '../money/accrual.ts'
import type { TokenInfo } from '../money/amount.ts'
import { MoneyError } from '../money/errors.ts'
import type { BalanceKind } from '../money/timeline.ts'
import type { StreamState } from '../protocol/stream-state.ts'
import { type BalanceSlot, createBalanceTarget, joinText } from './balance-target.ts'
import {
  type BalanceText,
  type BalanceView,
  createBalanceView,
  statusOverTime,
} from './balance-view.ts'
import { GaugeError } from './errors.ts'
import { useGauge } from './session-context.ts'
import { type Freshness, useConnectionFailure, useFreshness } from './use-connection.ts'
import { useIsPaused } from './use-motion.ts'
import { useStreamLookup } from './use-stream.ts'
import { useTickBinding } from './use-tick-target.ts'
import { useTickedValue, type ValueOverTime } from './use-ticked-value.ts'

/** A payment stream handed over as an object. Parties and token are needed only where they show. */
export type StreamObject = StreamTerms &
  Partial<Pick<StreamState, 'streamId' | 'sender' | 'recipient' | 'tokenAddress'>>

export interface FlowingBalanceOptions {
  /** The stream itself; needs no connection and wins over `streamId`. */
  readonly stream?: StreamObject | undefined
  /** Id of a stream in the session's store. */
  readonly streamId?: string | undefined
  /** Which figure. Default `withdrawable`. */
  readonly kind?: BalanceKind | undefined
  /** The token, where the provider does not know it. */
  readonly token?: TokenInfo | undefined
  /** Decimals of the token, where nobody knows more than that. */
  readonly decimals?: number | undefined
  /** Digits after the point. Default `auto`: those that can be read while they change. */
  readonly fractionDigits?: number | 'auto' | undefined
  /** How many faster digits to show after those. Default 0. */
  readonly fastDigits?: number | undefined
  /** Least time between two writes in ms: 100 suits a grid. Default 0, every visible change. */
  readonly everyMs?: number | undefined
}

/** Which way the money goes for the person who looks; `net`: both ways at once. */
export type BalanceDirection = 'incoming' | 'outgoing' | 'net'

/** Whether there is something to show: not yet, yes, nothing, or nothing that can be shown. */
export type BalancePhase = 'loading' | 'ready' | 'empty' | 'error'

export interface FlowingBalance {
  readonly phase: BalancePhase
  /** Why the phase is `empty` or `error`. */
  readonly error: GaugeError | MoneyError | null
  /** `null` unless the phase is `ready`. */
  readonly status: AccrualStatus | null
  /** `null` while the parties or the person who looks are not known. */
  readonly direction: BalanceDirection | null
  readonly freshness: Freshness
  /** The figure is moving by itself right now. */
  readonly isTicking: boolean
  readonly stream: StreamObject | null
  /** `null`: the decimals are not known, and the phase is `error` with `decimals_unknown`. */
  readonly token: TokenInfo | null
  /**
   * What to render as the children of the elements below: stays as it was at the first render, so
   * that React never writes over what ticks. Give those elements `suppressHydrationWarning` unless
   * the provider has `renderedAtMs`.
   */
  readonly initial: BalanceText
  /** For one element that holds the whole text … */
  readonly ref: RefCallback<Element>
  /** … or up to three that hold its pieces. Elements must hold nothing but this text. */
  readonly integerRef: RefCallback<Element>
  readonly fractionRef: RefCallback<Element>
  readonly fastRef: RefCallback<Element>
  /** The widest text the figure can have, to reserve its width; empty unless ready. */
  readonly widestText: string
  /** The figure now, in units; `null` unless ready. */
  getUnits(): bigint | null
  /** The text now; empty unless ready. */
  getText(): string
  /** The same with every digit the token has, for copying. */
  getExactText(): string
  /** What a screen reader should say now: figure, movement, time. Not to be read out at every tick. */
  sentence(): string
}

const noText: BalanceText = { integer: '', fraction: '', fast: '' }
const noStatus: ValueOverTime<null> = { valueAt: () => null, nextChangeMs: () => null }

/**
 * One figure of one payment stream.
 *
 * @example
 * const balance = useFlowingBalance({ streamId: '42' })
 * return <output ref={balance.ref}>{balance.initial.integer + balance.initial.fraction}</output>
 */
export function useFlowingBalance(options: FlowingBalanceOptions): FlowingBalance {
  const { kind = 'withdrawable', fractionDigits = 'auto', fastDigits = 0, everyMs } = options
  const { session, account, locale, renderedAtMs, tokens } = useGauge()
  const { ticker } = session
  const found = useStreamLookup(options.stream ? undefined : options.streamId)
  const failure = useConnectionFailure()
  const connectionFreshness = useFreshness()
  const isPaused = useIsPaused()
  const stream = options.stream ?? found.stream
  const token = useToken(options, stream?.tokenAddress, tokens)

  const made = useMemo(
    () => makeView(stream, token, { kind, locale, fractionDigits, fastDigits }),
    [stream, token, kind, locale, fractionDigits, fastDigits],
  )
  const { view } = made
  const status = useTickedValue<AccrualStatus | null>(made.status)
  const target = useMemo(() => view && createBalanceTarget(view), [view])
  const binding = useTickBinding<BalanceSlot>(target, { everyMs })
  const [initial] = useState(() => view?.textAt(renderedAtMs ?? ticker.shownMs()) ?? noText)

  const actions = useMemo(() => createReader(view, () => ticker.shownMs()), [view, ticker])
  const absence = useMemo(
    () => (stream ? null : absenceOf(found.phase, options.streamId, failure)),
    [stream, found.phase, options.streamId, failure],
  )
  const error = made.error ?? absence
  const phase = view ? 'ready' : phaseOf(error)
  return {
    ...actions,
    phase,
    error,
    status,
    direction: stream ? directionOf(stream, account) : null,
    freshness: options.stream ? 'live' : connectionFreshness,
    isTicking: status === 'streaming' && kind !== 'withdrawn' && !isPaused,
    stream,
    token,
    initial,
    ref: binding.refFor('whole'),
    integerRef: binding.refFor('integer'),
    fractionRef: binding.refFor('fraction'),
    fastRef: binding.refFor('fast'),
    widestText: view?.widestText ?? '',
  }
}

/** The same object while it says the same: a `token` written in place is a new one at every render. */
function useToken(
  options: FlowingBalanceOptions,
  address: string | undefined,
  tokens: (address: string) => TokenInfo | null,
): TokenInfo | null {
  const known = options.token ?? (address === undefined ? null : tokens(address))
  const symbol = known?.symbol ?? ''
  const decimals = options.decimals ?? known?.decimals
  return useMemo(() => (decimals === undefined ? null : { symbol, decimals }), [symbol, decimals])
}

interface MadeView {
  readonly view: BalanceView | null
  readonly status: ValueOverTime<AccrualStatus | null>
  readonly error: GaugeError | MoneyError | null
}

function makeView(
  stream: StreamObject | null,
  token: TokenInfo | null,
  style: Parameters<typeof createBalanceView>[2],
): MadeView {
  if (!stream) return { view: null, status: noStatus, error: null }
  if (!token) return { view: null, status: noStatus, error: decimalsUnknown(stream) }
  try {
    const view = createBalanceView(stream, token, style)
    return { view, status: statusOverTime(stream), error: null }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { view: null, status: noStatus, error }
  }
}

function createReader(
  view: BalanceView | null,
  nowMs: () => number,
): Pick<FlowingBalance, 'getUnits' | 'getText' | 'getExactText' | 'sentence'> {
  return {
    getUnits: () => view?.unitsAt(nowMs()) ?? null,
    getText: () => (view ? joinText(view.textAt(nowMs())) : ''),
    getExactText: () => view?.exactTextAt(nowMs()) ?? '',
    sentence: () => view?.sentenceAt(nowMs()) ?? '',
  }
}

function directionOf(stream: StreamObject, account: string | null): BalanceDirection | null {
  if (account === null) return null
  const isSender = stream.sender === account
  if (stream.recipient === account) return isSender ? 'net' : 'incoming'
  return isSender ? 'outgoing' : null
}

function absenceOf(
  storePhase: 'loading' | 'ready',
  streamId: string | undefined,
  failure: ConnectionError | null,
): GaugeError | null {
  if (failure && storePhase === 'loading') {
    return new GaugeError(
      'connection_failed',
      `Payment stream ${streamId} is not known: the connection has failed. See its cause; useConnection().retryNow() tries again.`,
      failure,
    )
  }
  if (storePhase === 'loading') return null
  return new GaugeError(
    'stream_missing',
    `Payment stream ${streamId} is not known: the provider follows no stream of that id. Check the id and the filter of GaugeProvider.`,
  )
}

function phaseOf(error: FlowingBalance['error']): BalancePhase {
  if (error === null) return 'loading'
  return error.code === 'stream_missing' ? 'empty' : 'error'
}

function decimalsUnknown({ tokenAddress }: StreamObject): GaugeError {
  return new GaugeError(
    'decimals_unknown',
    `The balance cannot be written: the decimals of token ${tokenAddress ?? '(no address)'} are not known. Add it to the tokens of GaugeProvider, or pass decimals.`,
  )
}
