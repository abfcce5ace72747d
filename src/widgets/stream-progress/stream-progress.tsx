/**
 * StreamProgress: the gauge. A channel with water up to what has streamed, deeper water up to what
 * was withdrawn, and a staff of tick marks under it: start, quarters, end.
 */
import { type CSSProperties, forwardRef } from 'react'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { type StreamSource, splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { type StreamProgressView, useStreamProgress } from './use-stream-progress.ts'

const [Provider, part] = createWidgetContext<StreamProgressView>('StreamProgress')

/** Props of the root: where the stream comes from. */
export type ProgressRootProps = StreamSource &
  Omit<PartProps<'div', StreamWidgetState>, keyof StreamSource>

const Root = forwardRef<HTMLDivElement, ProgressRootProps>((props, forwarded) => {
  const [source, rest] = splitSource(props)
  const view = useStreamProgress(source)
  const levels = {
    '--sg-level': view.level,
    '--sg-withdrawn-level': view.withdrawnLevel,
  } as CSSProperties
  const root = usePart<'div', StreamWidgetState>(
    'div',
    {
      className: 'sg-progress',
      ref: view.rootRef,
      attributes: {
        ...stateAttributes(view.state),
        style: levels,
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
 * The vessel, and the progress bar to assistive technology. Not the root, because whatever is inside
 * a progress bar cannot be read.
 */
const Channel = part('Channel', 'div', ({ state, percent, valueText, channelRef }) => ({
  className: 'sg-progress__channel',
  ref: channelRef,
  attributes: {
    role: 'progressbar',
    'aria-label': 'Streamed',
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    // Without a value the bar is indeterminate, which is what loading is.
    'aria-valuenow': state.phase === 'ready' ? percent : undefined,
    'aria-valuetext': valueText,
    suppressHydrationWarning: true,
  },
}))

const Water = part('Water', 'span', () => ({ className: 'sg-progress__water' }))

const Withdrawn = part('Withdrawn', 'span', () => ({ className: 'sg-progress__withdrawn' }))

const percents = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
const isMajor = (percent: number) => percent % 50 === 0

/** Marks at every tenth, longer at start, half and end. Drawn, so that they stay in forced colours. */
const Staff = part('Staff', 'svg', () => ({
  className: 'sg-progress__staff',
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

/** Whole percent streamed, as text for the eye; the bar itself says more to assistive technology. */
const Percent = part('Percent', 'span', ({ percentRef }) => ({
  className: 'sg-progress__percent sg-number',
  ref: percentRef,
  attributes: { 'aria-hidden': 'true', suppressHydrationWarning: true },
}))

/** Props of {@link StreamProgress}. */
export interface StreamProgressProps extends Omit<ProgressRootProps, 'children'> {
  /** Leaves the marks out, where the bar is one of many in a table. */
  readonly hideStaff?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, StreamProgressProps>((props, ref) => {
  const { hideStaff = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Channel>
        <Water />
        <Withdrawn />
      </Channel>
      {!hideStaff && <Staff />}
    </Root>
  )
})
Styled.displayName = 'StreamProgress'

/**
 * How much of a deposit has flowed, as a gauge.
 *
 * @example
 * <StreamProgress streamId="42" />
 */
export const StreamProgress = /* @__PURE__ */ Object.assign(Styled, {
  Root,
  Channel,
  Water,
  Withdrawn,
  Staff,
  Percent,
})
