/**
 * Sparkline: one line without axes, its last point marked: of plain numbers, or of a payment stream, whose future
 * continues it dashed. The line is an image with a sentence.
 */
import { forwardRef, type ReactNode, useMemo } from 'react'
import { isDevelopment } from '../../development.ts'
import { countOf, printWith } from '../../messages/cached-format.ts'
import { dataEnglish, metricEnglish } from '../../messages/english.ts'
import type { ValueAt } from '../../react/dashboard/use-value-history.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { chartHeight, chartWidth } from '../balance-forecast/forecast-shape.ts'
import {
  type BalanceForecastView,
  type ForecastStyle,
  useBalanceForecast,
} from '../balance-forecast/use-balance-forecast.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { type StreamSource, splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { type SparklineShape, sparklineHeight, sparklineOf, sparklineWidth } from './line.ts'

/** Numbers of the past, oldest first: plain ones are evenly spaced, others by their time. */
export type SparklineValues = readonly number[] | readonly ValueAt[]

/** How the numbers of a line are described to screen readers. */
export interface SparklineStyle {
  /** What the numbers are, such as `Active volunteers`. */
  readonly label?: string | undefined
  /** How they are written: the options of `Intl.NumberFormat`. */
  readonly format?: Intl.NumberFormatOptions | undefined
}

/** What a line shows: numbers, or a stream. */
export interface SparklineOptions extends StreamSource, SparklineStyle, ForecastStyle {
  /** Numbers in place of a stream: undefined is loading, and an empty list has no line. */
  readonly values?: SparklineValues | undefined
  /**
   * Which balance of a stream: `streamed` rises to the deposit, `remaining` falls from it. Default: `remaining` for
   * money that leaves the account, else `streamed`.
   */
  readonly kind?: 'streamed' | 'remaining' | undefined
}

/** What {@link useSparkline} returns. */
export interface SparklineView {
  /** Whether there is a line. */
  readonly phase: 'loading' | 'ready' | 'empty'
  /** The line; null without values. */
  readonly line: SparklineShape | null
  /** The line in words: how many values there are, and between which numbers. */
  readonly text: string
}

/** The headless hook: plain numbers as a line. Lines of streams: `useBalanceForecast`. */
export function useSparkline(
  values: SparklineValues | undefined,
  { label, format }: SparklineStyle = {},
): SparklineView {
  const { locale } = useLanguage()
  const messages = useMessages('metric', metricEnglish)
  const data = useMessages('data', dataEnglish)
  const line = useMemo(() => sparklineOf(values), [values])
  const phase = values === undefined ? 'loading' : line ? 'ready' : 'empty'
  const print = (value: number) =>
    printWith(Intl.NumberFormat, value, locale, format ?? { maximumFractionDigits: 3 })
  const words = line
    ? messages.line({
        ...countOf(line.count, locale),
        lowest: print(line.lowest),
        highest: print(line.highest),
      })
    : phase === 'loading'
      ? data.loading
      : data.empty
  return { phase, line, text: label ? `${label}: ${words}` : words }
}

interface LineValue {
  readonly state: StreamWidgetState
  readonly text: string
  readonly box: string
  readonly paths: ReactNode
  readonly widthRef: BalanceForecastView['widthRef'] | undefined
  readonly message: string
}

const [Provider, part, useLine] = createWidgetContext<LineValue>('Sparkline')

/** Props of the root. */
export type SparklineRootProps = SparklineOptions &
  Omit<PartProps<'span', StreamWidgetState>, keyof SparklineOptions>

const Root = forwardRef<HTMLSpanElement, SparklineRootProps>((props, ref) => {
  const Chosen = 'values' in props ? ValuesRoot : StreamRoot
  return <Chosen {...props} ref={ref} />
})
Root.displayName = 'Sparkline.Root'

/** Numbers have neither a status nor a direction. */
const plainState: StreamWidgetState = {
  status: null,
  direction: null,
  phase: 'ready',
  freshness: 'live',
  asOfMs: null,
  isEndingSoon: false,
  isCritical: false,
  isTicking: false,
}

const ValuesRoot = forwardRef<HTMLSpanElement, SparklineRootProps>((props, ref) => {
  const [, { values, label, format, kind: _, timeZone: __, ...rest }] = splitSource(props)
  const { phase, line, text } = useSparkline(values, { label, format })
  const value: LineValue = {
    state: { ...plainState, phase },
    text,
    box: `0 0 ${sparklineWidth} ${sparklineHeight}`,
    paths: line && (
      <>
        <path className="sg-sparkline__path" d={line.path} />
        <path className="sg-sparkline__mark" d={line.mark} />
      </>
    ),
    widthRef: undefined,
    message: '',
  }
  return <Frame value={value} rest={rest} ref={ref} />
})
ValuesRoot.displayName = 'Sparkline.ValuesRoot'

const layers = [
  ['projected', 'projected'],
  ['path', 'known'],
  ['mark', 'lastMark'],
] as const

const StreamRoot = forwardRef<HTMLSpanElement, SparklineRootProps>((props, ref) => {
  const [source, others] = splitSource(props)
  const { values: _, label, format: __, kind: given, timeZone, ...rest } = others
  const { state, initial, refFor, widthRef, text, message } = useBalanceForecast(source, {
    timeZone,
  })
  const kind = given ?? (state.direction === 'outgoing' ? 'remaining' : 'streamed')
  const value: LineValue = {
    state,
    text: label ? `${label}: ${text.sentence}` : text.sentence,
    box: `0 0 ${chartWidth} ${chartHeight}`,
    paths: state.phase === 'ready' && (
      // What remains is the deposit less what has streamed: the same line, upside down.
      <g transform={kind === 'remaining' ? `matrix(1 0 0 -1 0 ${chartHeight})` : undefined}>
        {layers.map(([name, slot]) => (
          <path
            key={slot}
            ref={refFor(slot)}
            className={`sg-sparkline__${name}`}
            d={initial?.[slot] ?? ''}
            suppressHydrationWarning
          />
        ))}
      </g>
    ),
    widthRef,
    message,
  }
  return <Frame value={value} rest={rest} ref={ref} />
})
StreamRoot.displayName = 'Sparkline.StreamRoot'

interface FrameProps {
  readonly value: LineValue
  readonly rest: PartProps<'span', StreamWidgetState>
}

const Frame = forwardRef<HTMLSpanElement, FrameProps>(({ value, rest }, forwarded) => {
  const { state, widthRef } = value
  const root = usePart<'span', StreamWidgetState>(
    'span',
    { className: 'sg-sparkline', ref: widthRef, attributes: stateAttributes(state) },
    rest,
    forwarded,
    state,
  )
  return <Provider value={value}>{root}</Provider>
})
Frame.displayName = 'Sparkline.Frame'

/** The line. */
const Line = part('Line', 'svg', ({ text, box, paths }) => ({
  className: 'sg-sparkline__line',
  attributes: {
    viewBox: box,
    preserveAspectRatio: 'none',
    focusable: 'false',
    ...(text ? { role: 'img', 'aria-label': text } : { 'aria-hidden': 'true' }),
    suppressHydrationWarning: true,
  },
  children: paths,
}))

/** Why there is no line. */
const Message = part('Message', 'span', ({ message }) => ({
  className: 'sg-sparkline__message',
  children: message,
}))

/** Props of {@link Sparkline}. */
export interface SparklineProps extends Omit<SparklineRootProps, 'children'> {}

const Styled = forwardRef<HTMLSpanElement, SparklineProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('Sparkline', 'sg-sparkline')
  }
  return (
    <Root {...props} ref={ref}>
      <Content />
    </Root>
  )
})
Styled.displayName = 'Sparkline'

function Content() {
  return useLine().message ? <Message /> : <Line />
}

/**
 * One line of plain numbers, or of a payment stream: `<Sparkline values={history} label="Volunteers" />`.
 *
 * @example
 * <Sparkline streamId="42" />
 */
export const Sparkline = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** The line. */
  Line,
  /** Why there is no line. */
  Message,
})
