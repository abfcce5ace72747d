/**
 * One payment stream as badge, gauge and card see it: where it comes from (the store by id, or an
 * object with no network at all), what its token is, how its money stands, and how current that is.
 * Renders when one of those changes, never because a figure moved. Figures: react/use-flowing-balance.
 */
import { useMemo, useSyncExternalStore } from 'react'
import { type AccrualStatus, MoneyError, type TokenInfo } from '../../money/index.ts'
import { statusOverTime } from '../../react/balance-view.ts'
import { useGauge } from '../../react/session-context.ts'
import { useConnectionFailure, useFreshness } from '../../react/use-connection.ts'
import type {
  BalanceDirection,
  BalancePhase,
  StreamObject,
} from '../../react/use-flowing-balance.ts'
import { useStreamLookup } from '../../react/use-stream.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'
import { useIsCritical } from './runway.ts'
import type { StreamWidgetState } from './widget-state.ts'

/** Where a widget's payment stream comes from, and how it is looked at. */
export interface StreamSource {
  /** Id of a stream in the session's store. */
  readonly streamId?: string | undefined
  /** The stream itself; wins over `streamId` and needs no connection. */
  readonly stream?: StreamObject | undefined
  /** The token, where the provider does not know it. Without either, amounts are not shown. */
  readonly token?: TokenInfo | undefined
  /** Which way the money moves. Default: as the provider's account is sender or recipient. */
  readonly direction?: BalanceDirection | undefined
  /** A deposit that runs out within this time is critical, in seconds. Default one day. */
  readonly criticalWithinSeconds?: number | undefined
}

/** Takes the options of {@link StreamSource} out of a widget's props. */
export function splitSource<Props extends StreamSource>(
  props: Props,
): readonly [StreamSource, Omit<Props, keyof StreamSource>] {
  const { streamId, stream, token, direction, criticalWithinSeconds, ...rest } = props
  return [{ streamId, stream, token, direction, criticalWithinSeconds }, rest]
}

/** What {@link useStreamView} knows. */
export interface StreamView {
  readonly stream: StreamObject | null
  readonly token: TokenInfo | null
  readonly state: StreamWidgetState
  readonly locale: string | undefined
}

const noStatus: ValueOverTime<AccrualStatus | null> = {
  valueAt: () => null,
  nextChangeMs: () => null,
}

/** Everything about one payment stream that a widget shows, except its moving figures. */
export function useStreamView(source: StreamSource): StreamView {
  const { session, tokens, account, locale } = useGauge()
  const { ticker } = session
  const isObject = source.stream !== undefined
  const found = useStreamLookup(isObject ? undefined : source.streamId)
  const connectionFreshness = useFreshness()
  const failure = useConnectionFailure()
  const { isPaused } = useSyncExternalStore(
    ticker.subscribe,
    ticker.getSnapshot,
    ticker.getSnapshot,
  )
  const stream = source.stream ?? found.stream
  const address = stream?.tokenAddress
  const known = source.token ?? (address === undefined ? null : tokens(address))
  const token = useSameToken(known)
  // Terms that no contract could hold are an error of the widget, not of the page.
  const statuses = useMemo(() => statusesOf(stream, token), [stream, token])
  const status = useTickedValue(statuses ?? noStatus)
  const isCritical = useIsCritical(statuses ? stream : null, source.criticalWithinSeconds)

  const phase = phaseOf(stream, statuses !== null, found.phase, failure !== null)
  const direction = source.direction ?? directionOf(stream, account)
  const freshness = isObject ? 'live' : connectionFreshness
  const isTicking = status === 'streaming' && !isPaused
  const state = useMemo<StreamWidgetState>(
    () => ({ status, direction, phase, freshness, isCritical, isTicking }),
    [status, direction, phase, freshness, isCritical, isTicking],
  )
  return { stream, token: statuses ? token : null, state, locale }
}

/** The same object while it says the same: a token written in place is new at every render. */
function useSameToken(token: TokenInfo | null): TokenInfo | null {
  const symbol = token?.symbol
  const decimals = token?.decimals
  return useMemo(
    () => (symbol === undefined || decimals === undefined ? null : { symbol, decimals }),
    [symbol, decimals],
  )
}

function statusesOf(
  stream: StreamObject | null,
  token: TokenInfo | null,
): ValueOverTime<AccrualStatus | null> | null {
  if (!stream || !token) return null
  try {
    return statusOverTime(stream)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

function phaseOf(
  stream: StreamObject | null,
  isReadable: boolean,
  storePhase: 'loading' | 'ready',
  hasFailed: boolean,
): BalancePhase {
  if (stream) return isReadable ? 'ready' : 'error'
  if (storePhase === 'ready') return 'empty'
  return hasFailed ? 'error' : 'loading'
}

function directionOf(stream: StreamObject | null, account: string | null): BalanceDirection | null {
  if (stream === null || account === null) return null
  const isSender = stream.sender === account
  if (stream.recipient === account) return isSender ? 'net' : 'incoming'
  return isSender ? 'outgoing' : null
}
