/**
 * MetricTile: one number of a dashboard with its change, its level and its line. The number itself is a LiveNumber.
 */
import { forwardRef, useId } from 'react'
import { isDevelopment } from '../../development.ts'
import type { RetryOptions } from '../../react/dashboard/data-state.ts'
import { breakable } from '../../react/text-writing.ts'
import { Glyph } from '../glyph/glyph.tsx'
import { LiveNumber, type LiveNumberProps } from '../live-number/live-number.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { sparklineHeight, sparklineWidth } from '../sparkline/line.ts'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import {
  type MetricTileOptions,
  type MetricTileState,
  type MetricTileView,
  useMetricTile,
} from './use-metric-tile.ts'

interface TileContext extends MetricTileView {
  readonly options: MetricTileOptions
  readonly onRetry: (() => void) | undefined
  readonly labelId: string
}

const [Provider, part, useTile] = createWidgetContext<TileContext>('MetricTile')

/** Props of `MetricTile.Root`. */
export type MetricTileRootProps = MetricTileOptions &
  RetryOptions &
  Omit<PartProps<'article', MetricTileState>, keyof MetricTileOptions | keyof RetryOptions>

const Root = forwardRef<HTMLElement, MetricTileRootProps>((props, forwarded) => {
  const { label, value, previousValue, reference, referenceLabel, change, better, ...more } = props
  const { unit, period, atMs, format, history, thresholds, errorText, onRetry, ...others } = more
  const { phase: _, freshness: __, connected: ___, asOfMs: ____, timeZone: _____, ...rest } = others
  const view = useMetricTile(props)
  const { state } = view
  const labelId = useId()
  const root = usePart<'article', MetricTileState>(
    'article',
    {
      className: 'sg-metric sg-theme',
      attributes: {
        'aria-labelledby': labelId,
        'aria-busy': state.phase === 'loading',
        'data-phase': state.phase,
        'data-freshness': state.freshness,
        'data-level': state.level,
        'data-trend': state.trend ?? undefined,
        'data-good': booleanAttribute(state.isGood === true),
        'data-bad': booleanAttribute(state.isGood === false),
      },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={{ ...view, options: props, onRetry, labelId }}>{root}</Provider>
})
Root.displayName = 'MetricTile.Root'

const Label = part('Label', 'span', ({ options, labelId }) => ({
  className: 'sg-metric__label sg-phrase',
  attributes: { id: labelId },
  children: options.label,
}))

const Period = part('Period', 'span', ({ options }) => ({
  className: 'sg-metric__period sg-phrase',
  children: options.period,
}))

/** Icon and word, never the colour alone. */
const Level = part('Level', 'span', ({ levelText }) => ({
  className: 'sg-metric__level',
  children: levelText && (
    <>
      <Glyph name="warning" />
      {levelText}
    </>
  ),
}))

/** The number: a LiveNumber, with its parts inside. */
const Value = forwardRef<HTMLSpanElement, LiveNumberProps>((props, ref) => {
  const { options } = useTile()
  const { value, format, unit, better, phase, freshness, connected } = options
  const given = { value, format, unit, better, phase, freshness, connected }
  const { className, ...rest } = props
  const own = 'sg-metric__value'
  return (
    <LiveNumber
      size="hero"
      hideNote
      hideArrow
      {...given}
      {...rest}
      ref={ref}
      className={
        typeof className === 'function'
          ? (state) => `${own} ${className(state) ?? ''}`
          : className
            ? `${own} ${className}`
            : own
      }
    />
  )
})
Value.displayName = 'MetricTile.Value'

/** The change: an arrow and a signed number for the eye, a word for screen readers. */
const Change = part('Change', 'span', ({ state, change, spokenChange, options }) => ({
  className: 'sg-metric__change',
  children: change && (
    <>
      <span className="sg-metric__delta sg-number" aria-hidden="true">
        <Glyph name={state.trend ?? 'flat'} />
        <span>{breakable(change)}</span>
      </span>
      <span className="sg-visually-hidden">{spokenChange}</span>
      {options.referenceLabel && (
        <span className="sg-metric__reference sg-phrase">{options.referenceLabel}</span>
      )}
    </>
  ),
}))

/** One line without axes; the last value is marked. */
const Line = part('Line', 'svg', ({ state, line: known, lineText }) => {
  const line = state.phase === 'ready' ? known : null
  return {
    className: 'sg-metric__line',
    attributes: {
      viewBox: `0 0 ${sparklineWidth} ${sparklineHeight}`,
      preserveAspectRatio: 'none',
      focusable: 'false',
      ...(line ? { role: 'img', 'aria-label': lineText } : { 'aria-hidden': 'true' }),
    },
    children: line && (
      <>
        <path className="sg-metric__path" d={line.path} />
        <path className="sg-metric__mark" d={line.mark} />
      </>
    ),
  }
})

const Note = part('Note', 'span', ({ note }) => ({
  className: 'sg-metric__note sg-phrase',
  children: note,
}))

const Message = part('Message', 'span', ({ message }) => ({
  className: 'sg-metric__message sg-phrase',
  children: message,
}))

const Retry = part('Retry', 'button', ({ onRetry, retryLabel, labelId }) => ({
  className: 'sg-metric__retry sg-button sg-focusable',
  attributes: { type: 'button', onClick: onRetry, 'aria-describedby': labelId },
  children: retryLabel,
}))

/** Props of {@link MetricTile}. */
export interface MetricTileProps extends Omit<MetricTileRootProps, 'children'> {
  /** Leaves the line out, and the room for it. Default: without a `history`. */
  readonly hideLine?: boolean | undefined
  /** Leaves the time of the number out. */
  readonly hideNote?: boolean | undefined
}

const Styled = forwardRef<HTMLElement, MetricTileProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('MetricTile', 'sg-metric', 'dashboard')
  }
  const { hideLine = props.history === undefined, hideNote = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Body hideLine={hideLine} hideNote={hideNote} />
    </Root>
  )
})
Styled.displayName = 'MetricTile'

function Body({ hideLine, hideNote }: { readonly hideLine: boolean; readonly hideNote: boolean }) {
  const { state, options, levelText, message, onRetry } = useTile()
  const { phase } = state
  return (
    <>
      <span className="sg-metric__head">
        <Label />
        {levelText ? <Level /> : options.period && <Period />}
      </span>
      <Value />
      {message ? (
        <span className="sg-metric__row">
          <Message />
          {phase === 'error' && onRetry && <Retry />}
        </span>
      ) : (
        <Change />
      )}
      {!hideLine && <Line />}
      {!hideNote && <Note />}
    </>
  )
}

/**
 * A number of a dashboard: the result of a data hook can be spread onto it.
 *
 * @example
 * <MetricTile label="Active volunteers" better="up" {...useMetric('active_volunteers')} />
 */
export const MetricTile = /* @__PURE__ */ Object.assign(Styled, {
  /** The tile's element; its parts go inside. */
  Root,
  /** What the number is. */
  Label,
  /** What the number is about. */
  Period,
  /** That a threshold is reached, as icon and word; empty while it is not. */
  Level,
  /** The number: a `LiveNumber`, with its props. */
  Value,
  /** The change against the reference, as arrow, number and word. */
  Change,
  /** The values of the past as a line. */
  Line,
  /** As of when the number is. */
  Note,
  /** That there is no number, or what went wrong. */
  Message,
  /** A button that loads the number again. */
  Retry,
})
