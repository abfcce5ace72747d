/**
 * The headless hooks of BalanceForecast: what a stream, or the balances of an account, will be. The paths are written
 * without a render whenever the chart has moved by a device pixel, at most once a second; the facts are rendered once
 * in half a minute.
 */
import { type RefCallback, useCallback, useMemo, useState } from 'react'
import { dataEnglish, unavailableEnglish } from '../../messages/english.ts'
import { forecastEnglish } from '../../messages/gauges/english.ts'
import type { UnavailableMessages } from '../../messages/messages.ts'
import { useAccount } from '../../react/account-scope.tsx'
import type { TotalKind } from '../../react/account-totals.ts'
import { createDeviceWidth } from '../../react/device-width.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import type { ElementTarget } from '../../react/tick-binding.ts'
import type { AccountReference } from '../../react/use-account-summary.ts'
import { useTickBinding } from '../../react/use-tick-target.ts'
import { useTickedValue, type ValueOverTime } from '../../react/use-ticked-value.ts'
import { printTimeOfDay } from '../formatting/date-time.ts'
import { sentenceIntervalMs } from '../stream-view/sentence.ts'
import { type UnavailableReason, unavailableReason } from '../stream-view/unavailable.ts'
import { type StreamSource, useStreamView } from '../stream-view/use-stream-view.ts'
import type { StreamWidgetState } from '../stream-view/widget-state.ts'
import { forecastOfStream, forecastOfTotals, stepOf } from './forecast.ts'
import {
  type Forecast,
  type ForecastShape,
  isWithin,
  nextShapeMs,
  shapeOf,
  shareOf,
} from './forecast-shape.ts'
import {
  describeAccountForecast,
  describeStreamForecast,
  type ForecastText,
  noForecastText,
} from './forecast-text.ts'

/** How a forecast is shown. */
export interface ForecastStyle {
  /** IANA time zone of times. Default: the provider's. */
  readonly timeZone?: string | undefined
}

/** How the forecast of an account is shown. */
export interface AccountForecastStyle extends ForecastStyle {
  /** Which balance, as for `useFlowingTotal`. Default `net`. */
  readonly kind?: TotalKind | undefined
  /** How far it reaches, in ms. Default: until the last stream ends, at most 90 days; 30 days if none does. */
  readonly horizonMs?: number | undefined
}

/** A path or element of the chart that moves with time. */
export type ForecastSlot = keyof ForecastShape | 'now'

/** What {@link useBalanceForecast} and {@link useAccountForecast} return. */
export interface BalanceForecastView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamWidgetState
  /** What the chart shows; null unless the phase is ready. */
  readonly forecast: Forecast | null
  /** The paths at the first render; later ones are written to the elements of `refFor`. */
  readonly initial: ForecastShape | null
  /** How far now is from the left edge at the first render, 0 to 1. */
  readonly initialNow: number
  /** Whether now is in the chart at the first render. */
  readonly isNowShown: boolean
  /** For the paths, and `now` for an element whose distance from the start is that of now. */
  readonly refFor: (slot: ForecastSlot) => RefCallback<Element>
  /** For the element whose width the chart has. */
  readonly widthRef: RefCallback<Element>
  /** The same facts as text. */
  readonly text: ForecastText
  /** Why there is no chart; empty while there is one, or while it is loading. */
  readonly message: string
}

/** The least time between two changes of the chart, in milliseconds. */
const shapeIntervalMs = 1_000

/** The forecast of one payment stream. */
export function useBalanceForecast(
  source: StreamSource = {},
  { timeZone }: ForecastStyle = {},
): BalanceForecastView {
  const { stream, token, state, unavailable } = useStreamView(source)
  const { status, asOfMs } = state
  const nowMs = useRoughNow(stepOf(), asOfMs)
  const made = useMemo(
    () => (stream && token && status ? forecastOfStream(stream, nowMs) : null),
    [stream, token, status, nowMs],
  )
  const { factsMs, style } = useFacts(timeZone, asOfMs)
  const messages = useMessages('forecast', forecastEnglish)
  const text = useMemo(
    () =>
      stream && token && status
        ? describeStreamForecast(stream, { ...style, messages, token, atMs: factsMs })
        : noForecastText,
    [stream, token, status, style, messages, factsMs],
  )
  const reasons = useMessages('unavailable', unavailableEnglish)
  return useChart(state, made, text, messageOf(unavailable, reasons))
}

/** The forecast of what an account's payment streams of one token come to. */
export function useAccountForecast(
  reference: AccountReference = {},
  { timeZone, kind = 'net', horizonMs }: AccountForecastStyle = {},
): BalanceForecastView {
  const { summary, totals, source } = useAccount(reference, kind !== 'remaining')
  const { token, tokenAddress, asOfMs, runway, phase } = summary
  const { incomingStreams, outgoingStreams } = summary
  const nowMs = useRoughNow(stepOf(horizonMs), asOfMs)
  const version = source?.version()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the totals are others for each version
  const timelines = useMemo(
    () => (totals && source ? source.read().timelinesOf(tokenAddress ?? '', kind) : null),
    [totals, source, tokenAddress, kind, version],
  )
  const made = useMemo(
    () => (timelines ? forecastOfTotals(timelines, nowMs, horizonMs) : null),
    [timelines, nowMs, horizonMs],
  )
  const { factsMs, style } = useFacts(timeZone, asOfMs)
  const messages = useMessages('forecast', forecastEnglish)
  const firstId = runway?.stream.streamId
  const firstMs = runway?.endsAtMs ?? null
  const text = useMemo(() => {
    if (!timelines || !made || !token) return noForecastText
    const first = firstMs === null ? null : { streamId: firstId, endsAtMs: firstMs }
    const { untilMs } = made
    const isOneSided = (incomingStreams === 0) !== (outgoingStreams === 0)
    const only = isOneSided ? (incomingStreams > 0 ? 'withdrawable' : 'remaining') : null
    return describeAccountForecast(
      { kind, only, timelines, first, untilMs },
      { ...style, messages, token, atMs: Math.min(factsMs, untilMs) },
    )
  }, [
    timelines,
    made,
    token,
    kind,
    incomingStreams,
    outgoingStreams,
    firstId,
    firstMs,
    style,
    messages,
    factsMs,
  ])
  const forecast = useMemo(
    () => made && { ...made, marksMs: firstMs === null ? [] : [firstMs] },
    [made, firstMs],
  )
  const reasons = useMessages('unavailable', unavailableEnglish)
  return useChart(
    summary,
    forecast,
    text,
    phase === 'empty' ? messages.empty : messageOf(unavailableReason(summary), reasons),
  )
}

/** Now, cut off to whole steps: the chart is made again when it is another one. */
function useRoughNow(stepMs: number, asOfMs: number | null): number {
  const { session } = useGauge()
  const source = useMemo<ValueOverTime<number>>(
    () => ({
      valueAt: (nowMs) => Math.floor(nowMs / stepMs),
      nextChangeMs: (afterMs) => (Math.floor(afterMs / stepMs) + 1) * stepMs,
    }),
    [stepMs],
  )
  const step = useTickedValue(asOfMs === null ? source : null)
  // Not the beginning of the step, before which other events may have happened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another time for each step
  return useMemo(() => asOfMs ?? session.ticker.shownMs(), [asOfMs, session, step])
}

/** The time of the facts, and how they are written. */
function useFacts(timeZone: string | undefined, asOfMs: number | null) {
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const current = useTickedValue(asOfMs === null ? wholeIntervals : null)
  const zone = timeZone ?? pageTimeZone
  const messages = useMessages('data', dataEnglish)
  const style = useMemo(() => {
    const own = { locale, timeZone: zone }
    // A mark that says "now" at an earlier time would be wrong.
    return asOfMs === null
      ? own
      : { ...own, asOf: messages.asOf({ time: printTimeOfDay(asOfMs, own) }) }
  }, [locale, zone, asOfMs, messages])
  return { factsMs: asOfMs ?? current ?? 0, style }
}

const wholeIntervals: ValueOverTime<number> = {
  valueAt: (nowMs) => Math.floor(nowMs / sentenceIntervalMs) * sentenceIntervalMs,
  nextChangeMs: (afterMs) => (Math.floor(afterMs / sentenceIntervalMs) + 1) * sentenceIntervalMs,
}

function messageOf(reason: UnavailableReason | null, reasons: UnavailableMessages): string {
  return reason === null || reason === 'loading' ? '' : reasons[reason]
}

function useChart(
  state: StreamWidgetState,
  forecast: Forecast | null,
  text: ForecastText,
  message: string,
): BalanceForecastView {
  const { session, renderedAtMs } = useGauge()
  // Not React state: only the next write reads it.
  const [width] = useState(createDeviceWidth)
  const { asOfMs } = state
  const target = useMemo<ElementTarget<ForecastSlot> | null>(
    () =>
      forecast && {
        nextChangeMs: (afterMs) =>
          asOfMs === null ? nextShapeMs(forecast, width.pixels(), afterMs) : null,
        write: (elements, nowMs) => writeShape(forecast, elements, asOfMs ?? nowMs),
      },
    [forecast, width, asOfMs],
  )
  const binding = useTickBinding<ForecastSlot>(target, { everyMs: shapeIntervalMs })
  const { ticker } = session
  // As at the first render with something to show, so that React never writes over what moves.
  const [first, setFirst] = useState<ReturnType<typeof firstOf> | null>(null)
  const made = first ?? (forecast && firstOf(forecast, asOfMs ?? renderedAtMs ?? ticker.shownMs()))
  if (made && !first) setFirst(made)
  return {
    state,
    forecast,
    initial: made?.initial ?? null,
    initialNow: made?.initialNow ?? 0,
    isNowShown: made?.isNowShown ?? false,
    refFor: (slot) => binding.refFor(slot),
    widthRef: useCallback((node: Element | null) => width.follow(node), [width]),
    text,
    message,
  }
}

function firstOf(forecast: Forecast, atMs: number) {
  return {
    initial: shapeOf(forecast, atMs),
    initialNow: shareOf(forecast, atMs),
    isNowShown: isWithin(forecast, atMs),
  }
}

function writeShape(
  forecast: Forecast,
  elements: ReadonlyMap<ForecastSlot, Element>,
  nowMs: number,
): void {
  const shape = shapeOf(forecast, nowMs)
  for (const [slot, element] of elements) {
    if (slot === 'now') {
      const label = element as HTMLElement
      label.hidden = !isWithin(forecast, nowMs)
      label.style.setProperty('--_sg-forecast-now', String(shareOf(forecast, nowMs)))
    } else if (element.getAttribute('d') !== shape[slot]) element.setAttribute('d', shape[slot])
  }
}
