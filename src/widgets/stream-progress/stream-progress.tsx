/**
 * StreamProgress: how much of a deposit has streamed and how much of that was withdrawn, as a progress
 * bar with a scale under it.
 */
import { forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { useStylesCheck } from '../part/styles-check.ts'
import { createGaugeParts, type GaugeRootProps } from './gauge-parts.tsx'
import { useStreamProgress } from './use-stream-progress.ts'

/** Props of the root: where the stream comes from. */
export type ProgressRootProps = GaugeRootProps

const { part, useGauge, Root, Track, Percent, Message } = createGaugeParts(
  'StreamProgress',
  'sg-progress',
  useStreamProgress,
)

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
  const { message } = useGauge()
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
  /** The bar, and the progress bar to assistive technology; the parts that are filled go inside. */
  Track,
  Streamed,
  Withdrawn,
  Scale,
  /** Whole percent streamed. */
  Percent,
  /** In place of the bar: why there is none. */
  Message,
})
