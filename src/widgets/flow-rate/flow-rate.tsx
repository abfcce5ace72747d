/**
 * FlowRate: how much a payment stream pays in a period, exactly: `+6.94 USDC per hour`. Rates change with events, not
 * with time, so nothing here ticks.
 */
import { type ClipboardEvent, forwardRef, useMemo } from 'react'
import { isDevelopment } from '../../development.ts'
import { statusEnglish, unavailableEnglish } from '../../messages/english.ts'
import { rateEnglish } from '../../messages/gauges/english.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { printTokens } from '../formatting/amounts.ts'
import { Icon } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import { type StreamSource, splitSource, useStreamView } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { periodFor, type RatePeriodName, unitsIn } from './rate-period.ts'

/** How a rate is written. */
export interface FlowRateStyle {
  /**
   * The period of the rate. A month is 30 days, a year 365. Default `auto`: the shortest period from a second to a
   * month in which at least one whole token flows.
   */
  readonly per?: RatePeriodName | 'auto' | undefined
  /**
   * `exact`: every digit. Default `token`: those that the token shows (`shownDecimals`), cut off, and all of an amount
   * that would otherwise read 0. What is copied has every digit in any case.
   */
  readonly precision?: 'token' | 'exact' | undefined
}

/** Which payment stream, and how its rate is written. */
export interface FlowRateOptions extends StreamSource, FlowRateStyle {}

/** What {@link useFlowRate} returns. */
export interface FlowRateView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamWidgetState
  /** The period that is shown; null unless the phase is ready. */
  readonly period: RatePeriodName | null
  /** What flows in that period while the stream runs, in units; null unless the phase is ready. */
  readonly units: bigint | null
  /** The rate with its sign and period; empty unless the phase is ready. */
  readonly text: string
  /** The same with every digit, for copying. */
  readonly exactText: string
  /** Why nothing flows now: the status in a word; empty while it streams. */
  readonly note: string
  /** Why there is no rate; empty while there is one, or while it is loading. */
  readonly message: string
}

/** The headless hook: the rate of a payment stream as text. Renders for events and changes of status. */
export function useFlowRate(options: FlowRateOptions = {}): FlowRateView {
  const { per = 'auto', precision = 'token', ...source } = options
  const { stream, token, state, unavailable } = useStreamView(source)
  const { locale } = useLanguage()
  const messages = useMessages('rate', rateEnglish)
  const statuses = useMessages('status', statusEnglish)
  const reasons = useMessages('unavailable', unavailableEnglish)
  return useMemo(() => {
    const { status, direction } = state
    const isReady = stream !== null && token !== null && unavailable === null
    const period = !isReady
      ? null
      : per === 'auto'
        ? periodFor(stream.ratePerSecond, token.decimals)
        : per
    const units = isReady && period ? unitsIn(period, stream.ratePerSecond) : null
    const print = (isExact: boolean) =>
      period && token && units !== null
        ? messages[period]({
            sign: direction === 'incoming' ? '+' : direction === 'outgoing' ? '−' : '',
            amount: printTokens(units, token, locale, isExact ? 'exact' : undefined),
          })
        : ''
    return {
      state,
      period,
      units,
      text: print(precision === 'exact'),
      exactText: print(true),
      note: status === null || status === 'streaming' ? '' : statuses[status],
      message: unavailable === null || unavailable === 'loading' ? '' : reasons[unavailable],
    }
  }, [stream, token, state, unavailable, per, precision, locale, messages, statuses, reasons])
}

const [Provider, part, useRate] = createWidgetContext<FlowRateView>('FlowRate')

/** Props of the root. */
export type FlowRateRootProps = FlowRateOptions &
  Omit<PartProps<'span', StreamWidgetState>, keyof FlowRateOptions>

const Root = forwardRef<HTMLSpanElement, FlowRateRootProps>((props, forwarded) => {
  const [source, { per, precision, ...rest }] = splitSource(props)
  const view = useFlowRate({ ...source, per, precision })
  const root = usePart<'span', StreamWidgetState>(
    'span',
    {
      className: 'sg-rate',
      attributes: {
        ...stateAttributes(view.state),
        'data-per': view.period ?? undefined,
        'aria-busy': view.state.phase === 'loading' || undefined,
        onCopy: (event: ClipboardEvent<Element>) => copyInstead(event, view.exactText),
      },
    },
    rest,
    forwarded,
    view.state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'FlowRate.Root'

/** The arrow of the direction; nothing without one. The sign says the same. */
const Direction = part('Direction', 'span', ({ state: { direction } }) => ({
  className: 'sg-rate__direction',
  attributes: { 'aria-hidden': 'true' },
  children: direction && <Icon name={direction} />,
}))

/** The rate. While loading, a bar takes its place. */
const Value = part('Value', 'span', ({ text }) => ({
  className: 'sg-rate__value sg-phrase sg-number',
  attributes: { translate: 'no' },
  children: text,
}))

/** Why nothing flows now. */
const Note = part('Note', 'span', ({ note }) => ({ className: 'sg-rate__note', children: note }))

/** Why there is no rate. */
const Message = part('Message', 'span', ({ message }) => ({
  className: 'sg-rate__message',
  children: message,
}))

/** Props of {@link FlowRate}. */
export interface FlowRateProps extends Omit<FlowRateRootProps, 'children'> {
  /** Leaves the arrow out. */
  readonly hideDirection?: boolean | undefined
  /** Leaves out why nothing flows, for example next to a status badge. */
  readonly hideNote?: boolean | undefined
}

const Styled = forwardRef<HTMLSpanElement, FlowRateProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('FlowRate', 'sg-rate')
  }
  const { hideDirection = false, hideNote = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Content hideDirection={hideDirection} hideNote={hideNote} />
    </Root>
  )
})
Styled.displayName = 'FlowRate'

function Content({ hideDirection, hideNote }: Pick<FlowRateProps, 'hideDirection' | 'hideNote'>) {
  const { message, note, state } = useRate()
  if (message) return <Message />
  return (
    <>
      {!hideDirection && state.direction && <Direction />}
      <Value />
      {!hideNote && note && (
        <>
          {' '}
          <Note />
        </>
      )}
    </>
  )
}

/**
 * How much a payment stream pays in a period: `<FlowRate streamId="42" />` shows `+6.94 USDC per hour`.
 *
 * @example
 * <FlowRate streamId="42" per="month" />
 */
export const FlowRate = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** The arrow of the direction. */
  Direction,
  /** The rate. */
  Value,
  /** Why nothing flows now. */
  Note,
  /** Why there is no rate. */
  Message,
})
