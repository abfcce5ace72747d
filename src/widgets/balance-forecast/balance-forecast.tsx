/**
 * BalanceForecast: the life of a payment stream as a chart, or what the balances of an account will be. What was
 * withdrawn, what has streamed and what is expected are areas below one line; the same facts are a sentence and a table
 * for people who do not see it.
 */
import { type CSSProperties, forwardRef, type ReactElement } from 'react'
import { isDevelopment } from '../../development.ts'
import { forecastEnglish } from '../../messages/gauges/english.ts'
import { useMessages } from '../../react/language.tsx'
import { useHasStreamScope } from '../../react/stream-scope.tsx'
import type { AccountReference } from '../../react/use-account-summary.ts'
import { splitAccount } from '../account-view/account-source.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { isOfAccount } from '../stream-view/stream-or-account.ts'
import { type StreamSource, splitSource } from '../stream-view/use-stream-view.ts'
import {
  booleanAttribute,
  type StreamWidgetState,
  stateAttributes,
} from '../stream-view/widget-state.ts'
import { chartHeight, chartWidth, type ForecastShape, shareOf } from './forecast-shape.ts'
import {
  type AccountForecastStyle,
  type BalanceForecastView,
  useAccountForecast,
  useBalanceForecast,
} from './use-balance-forecast.ts'

/** What is forecast, and how. `kind` and `horizonMs` are for an account. */
export type BalanceForecastOptions = StreamSource & AccountReference & AccountForecastStyle

const [Provider, part, useForecast] = createWidgetContext<BalanceForecastView>('BalanceForecast')

/** Props of the root. */
export type BalanceForecastRootProps = BalanceForecastOptions &
  Omit<PartProps<'div', StreamWidgetState>, keyof BalanceForecastOptions>

const Root = forwardRef<HTMLDivElement, BalanceForecastRootProps>((props, ref) => {
  const hasScope = useHasStreamScope()
  const Chosen = isOfAccount(props, hasScope) ? AccountRoot : StreamRoot
  return <Chosen {...props} ref={ref} />
})
Root.displayName = 'BalanceForecast.Root'

const StreamRoot = forwardRef<HTMLDivElement, BalanceForecastRootProps>((props, ref) => {
  const [source, { timeZone, kind: _, horizonMs: __, ...others }] = splitSource(props)
  const [, rest] = splitAccount(others)
  const view = useBalanceForecast(source, { timeZone })
  return <Frame view={view} isOfAccount={false} rest={rest} ref={ref} />
})
StreamRoot.displayName = 'BalanceForecast.StreamRoot'

const AccountRoot = forwardRef<HTMLDivElement, BalanceForecastRootProps>((props, ref) => {
  const [reference, { timeZone, kind, horizonMs, ...others }] = splitAccount(props)
  const [, rest] = splitSource(others)
  const view = useAccountForecast(reference, { timeZone, kind, horizonMs })
  return <Frame view={view} isOfAccount rest={rest} ref={ref} />
})
AccountRoot.displayName = 'BalanceForecast.AccountRoot'

interface FrameProps {
  readonly view: BalanceForecastView
  readonly isOfAccount: boolean
  readonly rest: PartProps<'div', StreamWidgetState>
}

const Frame = forwardRef<HTMLDivElement, FrameProps>((props, forwarded) => {
  const { view, isOfAccount, rest } = props
  const { state } = view
  const root = usePart<'div', StreamWidgetState>(
    'div',
    {
      className: 'sg-forecast',
      attributes: {
        ...stateAttributes(state),
        'data-scope': isOfAccount ? 'account' : undefined,
        'aria-busy': state.phase === 'loading',
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={view}>{root}</Provider>
})
Frame.displayName = 'BalanceForecast.Frame'

/** What the chart shows, and how much all of it is. */
const Label = part('Label', 'div', ({ state, text }) => ({
  className: 'sg-forecast__label',
  children:
    state.phase === 'loading' ? (
      ''
    ) : (
      <>
        <span>{text.label}</span>
        {text.top && <span className="sg-forecast__top sg-phrase sg-number">{text.top}</span>}
      </>
    ),
}))

/** Areas below lines, lines below marks. */
const layers: readonly (readonly [name: string, slot: keyof ForecastShape])[] = [
  ['projected-area', 'projectedArea'],
  ['area', 'knownArea'],
  ['withdrawn-area', 'withdrawnArea'],
  ['division', 'division'],
  ['projected', 'projected'],
  ['line', 'known'],
  ['now-line', 'nowLine'],
  ['now-mark', 'nowMark'],
]

/** The chart and the mark of now above it. The chart is an image; its sentence says what it shows. */
const Plot = part('Plot', 'div', (view) => {
  const { state, initialNow, isNowShown, refFor, widthRef, text } = view
  const now = { '--_sg-forecast-now': initialNow } as CSSProperties
  return {
    className: 'sg-forecast__plot',
    ref: widthRef,
    children:
      state.phase === 'ready' ? (
        <>
          <span
            className="sg-forecast__now"
            ref={refFor('now')}
            style={now}
            hidden={!isNowShown}
            aria-hidden="true"
            suppressHydrationWarning
          >
            {text.rows.find(({ kind }) => kind === 'now')?.name}
          </span>
          <Chart {...view} />
        </>
      ) : null,
  }
})

function Chart({ forecast, initial, refFor, text }: BalanceForecastView): ReactElement {
  return (
    <svg
      className="sg-forecast__chart"
      viewBox={`0 0 ${chartWidth} ${chartHeight}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.sentence}
      focusable="false"
      suppressHydrationWarning
    >
      <path className="sg-forecast__frame" d={`M0 0H${chartWidth}`} />
      {forecast?.marksMs.map((atMs) => (
        <path
          key={atMs}
          className="sg-forecast__mark"
          d={`M${Math.round(shareOf(forecast, atMs) * chartWidth)} 0V${chartHeight}`}
        />
      ))}
      {layers.map(([name, slot]) => (
        <path
          key={slot}
          ref={refFor(slot)}
          className={`sg-forecast__${name}`}
          d={initial?.[slot] ?? ''}
          suppressHydrationWarning
        />
      ))}
      <path className="sg-forecast__base" d={`M0 ${chartHeight}H${chartWidth}`} />
    </svg>
  )
}

/** The facts below the chart: for eyes, since the table has them. Amounts of a stream are at the edges of the chart. */
const Axis = part('Axis', 'div', ({ state, forecast, text }) => {
  const isOfStream = forecast?.withdrawnUnits !== null
  const rows = state.phase === 'ready' ? text.rows : []
  const mark = isOfStream ? undefined : forecast?.marksMs[0]
  const share = mark === undefined || !forecast ? 0 : shareOf(forecast, mark)
  return {
    className: 'sg-forecast__axis',
    attributes: {
      'aria-hidden': 'true',
      'data-marked': booleanAttribute(mark !== undefined),
      style: { '--_sg-forecast-mark': share } as CSSProperties,
      suppressHydrationWarning: true,
    },
    children: rows
      .filter(({ kind }) => !isOfStream || kind !== 'now')
      .map(({ kind, name, time, figure }) => (
        <span key={kind} data-kind={kind}>
          {kind !== 'end' && <span className="sg-forecast__event">{name} </span>}
          {kind !== 'now' && <span className="sg-phrase sg-number">{time}</span>}
          {!isOfStream && <span className="sg-forecast__amount sg-phrase sg-number">{figure}</span>}
        </span>
      )),
  }
})

/** What the areas are, of those that there are. An account has one. */
const Legend = part('Legend', 'div', ({ state: { phase, status }, forecast }) => {
  const messages = useMessages('forecast', forecastEnglish)
  const { withdrawnUnits } = forecast ?? {}
  const isOfStream = phase === 'ready' && withdrawnUnits !== null && withdrawnUnits !== undefined
  const isOpen = status === 'pending' || status === 'streaming' || status === 'paused'
  return {
    className: 'sg-forecast__legend',
    attributes: { 'aria-hidden': 'true' },
    children: isOfStream && (
      <>
        {withdrawnUnits > 0n && <span data-area="withdrawn">{messages.withdrawn}</span>}
        {(isOpen || status === 'settled') && (
          <span data-area="streamed">{messages.withdrawable}</span>
        )}
        {isOpen && <span data-area="projected">{messages.projected}</span>}
      </>
    ),
  }
})

/** The facts as a table, hidden from eyes. */
const Facts = part('Table', 'div', ({ text }) => {
  const messages = useMessages('forecast', forecastEnglish)
  return {
    className: 'sg-forecast__table sg-visually-hidden',
    attributes: { suppressHydrationWarning: true },
    children: text.rows.length > 0 && (
      <table>
        <caption>{[text.label, text.top].filter(Boolean).join(', ')}</caption>
        <thead>
          <tr>
            <th scope="col">{messages.event}</th>
            <th scope="col">{messages.time}</th>
            <th scope="col">{messages.amount}</th>
          </tr>
        </thead>
        <tbody>
          {text.rows.map(({ kind, name, time, isoTime, amount }) => (
            <tr key={kind}>
              <th scope="row">{name}</th>
              <td suppressHydrationWarning>
                <time dateTime={isoTime} suppressHydrationWarning>
                  {time}
                </time>
              </td>
              <td suppressHydrationWarning>{amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    ),
  }
})

/** Why there is no chart. */
const Message = part('Message', 'p', ({ message }) => ({
  className: 'sg-forecast__message',
  children: message,
}))

/** Props of {@link BalanceForecast}. */
export interface BalanceForecastProps extends Omit<BalanceForecastRootProps, 'children'> {
  /** Leaves out what the areas are. */
  readonly hideLegend?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, BalanceForecastProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('BalanceForecast', 'sg-forecast')
  }
  const { hideLegend = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Content hideLegend={hideLegend} />
    </Root>
  )
})
Styled.displayName = 'BalanceForecast'

function Content({ hideLegend }: Pick<BalanceForecastProps, 'hideLegend'>) {
  const { message } = useForecast()
  if (message) return <Message />
  return (
    <>
      <Label />
      <Plot />
      <Axis />
      {!hideLegend && <Legend />}
      <Facts />
    </>
  )
}

/**
 * The life of a payment stream as a chart; without a stream, what the balances of the provider's account will be.
 *
 * @example
 * <BalanceForecast streamId="42" />
 */
export const BalanceForecast = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** What the chart shows. */
  Label,
  /** The chart. */
  Plot,
  /** Start and end below the chart. */
  Axis,
  /** What the areas are. */
  Legend,
  /** The facts as a table for screen readers. */
  Table: Facts,
  /** Why there is no chart. */
  Message,
})
