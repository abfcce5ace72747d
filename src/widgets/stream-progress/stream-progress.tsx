/**
 * StreamProgress: how much of a deposit has streamed and how much of that was withdrawn, as a progress
 * bar with a scale under it.
 */
import { type CSSProperties, forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { type StreamSource, splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { type StreamProgressView, useStreamProgress } from './use-stream-progress.ts'

const [Provider, part, useProgress] = createWidgetContext<StreamProgressView>('StreamProgress')

/** Props of the root: where the stream comes from. */
export type ProgressRootProps = StreamSource &
  Omit<PartProps<'div', StreamWidgetState>, keyof StreamSource>

const Root = forwardRef<HTMLDivElement, ProgressRootProps>((props, forwarded) => {
  const [source, rest] = splitSource(props)
  const view = useStreamProgress(source)
  const values = {
    '--_sg-progress-value': view.level,
    '--_sg-progress-withdrawn-value': view.withdrawnLevel,
  } as CSSProperties
  const root = usePart<'div', StreamWidgetState>(
    'div',
    {
      className: 'sg-progress',
      ref: view.rootRef,
      attributes: {
        ...stateAttributes(view.state),
        style: values,
        suppressHydrationWarning: true,
      },
    },
    rest,
    forwarded,
    view.state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'StreamProgress.Root'

/**
 * The bar, and the progress bar to assistive technology. Not the root, because the content of a progress
 * bar is not read out.
 */
const Track = part('Track', 'div', ({ state, percent, valueText, label, trackRef }) => ({
  className: 'sg-progress__track',
  ref: trackRef,
  attributes: {
    role: 'progressbar',
    'aria-label': label,
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    // Without a value the bar is indeterminate, which is what loading is.
    'aria-valuenow': state.phase === 'ready' ? percent : undefined,
    'aria-valuetext': valueText,
    suppressHydrationWarning: true,
  },
}))

/** The part of the bar that has streamed. */
const Streamed = part('Streamed', 'span', () => ({ className: 'sg-progress__streamed' }))

/** The part of the bar that was withdrawn. */
const Withdrawn = part('Withdrawn', 'span', () => ({ className: 'sg-progress__withdrawn' }))

const percents = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
const isMajor = (percent: number) => percent % 50 === 0

/** Marks at every tenth, longer at start, half and end. SVG, so that they stay in forced colours. */
const Scale = part('Scale', 'svg', () => ({
  className: 'sg-progress__scale',
  attributes: { 'aria-hidden': 'true', focusable: 'false' },
  children: percents.map((percent) => (
    <line
      key={percent}
      data-mark={isMajor(percent) ? 'major' : 'minor'}
      x1={`${percent}%`}
      x2={`${percent}%`}
      y1="0"
      y2={isMajor(percent) ? '100%' : '50%'}
    />
  )),
}))

/** Whole percent streamed; hidden from assistive technology, which reads the bar. */
const Percent = part('Percent', 'span', ({ percentRef }) => ({
  className: 'sg-progress__percent sg-number',
  ref: percentRef,
  attributes: { 'aria-hidden': 'true', suppressHydrationWarning: true },
}))

/** In place of the bar: an empty bar would look like an amount of 0. */
const Message = part('Message', 'span', ({ message }) => ({
  className: 'sg-progress__message',
  children: message,
}))

/** Props of {@link StreamProgress}. */
export interface StreamProgressProps extends Omit<ProgressRootProps, 'children'> {
  /** Leaves the scale out, for example in a table. */
  readonly hideScale?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, StreamProgressProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamProgress', 'sg-progress')
  }
  const { hideScale = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Gauge hideScale={hideScale} />
    </Root>
  )
})
Styled.displayName = 'StreamProgress'

function Gauge({ hideScale }: { readonly hideScale: boolean }) {
  const { message } = useProgress()
  if (message !== null) return <Message />
  return (
    <>
      <Track>
        <Streamed />
        <Withdrawn />
      </Track>
      {!hideScale && <Scale />}
    </>
  )
}

/**
 * How much of a deposit has streamed, as a progress bar.
 *
 * @example
 * <StreamProgress streamId="42" />
 */
export const StreamProgress = /* @__PURE__ */ Object.assign(Styled, {
  /** The gauge's element; its parts go inside. */
  Root,
  Track,
  Streamed,
  Withdrawn,
  Scale,
  Percent,
  Message,
})
