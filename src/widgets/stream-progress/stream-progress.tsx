/**
 * StreamProgress: how much of a deposit has streamed and how much of that was withdrawn, as a progress
 * bar with a scale under it.
 */
import { forwardRef, type ReactElement } from 'react'
import { isDevelopment } from '../../development.ts'
import { useStylesCheck } from '../part/styles-check.ts'
import { createGaugeParts, type GaugeRootProps } from './gauge-parts.tsx'
import { type StreamProgressView, useStreamProgress } from './use-stream-progress.ts'

/** Props of the root: where the stream comes from. */
export type ProgressRootProps = GaugeRootProps

const { part, plain, useGauge, Root, plainRoot, Track, Percent, Message } = createGaugeParts(
  'StreamProgress',
  'sg-progress',
  useStreamProgress,
)

/** The part of the bar that has streamed. */
const Streamed = part('Streamed', 'span', () => ({ className: 'sg-progress__streamed' }))

/** The part of the bar that was withdrawn. */
const Withdrawn = part('Withdrawn', 'span', () => ({ className: 'sg-progress__withdrawn' }))

/** Every tenth, of a box 100 wide; the others are at start, half and end. */
const minorMarks = 'M10 0v1M20 0v1M30 0v1M40 0v1M60 0v1M70 0v1M80 0v1M90 0v1'
const majorMarks = 'M0 0v2M50 0v2M100 0v2'

/** Two elements for eleven marks: a line in SVG needs a kilobyte. */
const marks = [
  <path key="minor" data-mark="minor" d={minorMarks} vectorEffect="non-scaling-stroke" />,
  <path key="major" data-mark="major" d={majorMarks} vectorEffect="non-scaling-stroke" />,
]

/** Marks at every tenth, longer at start, half and end. SVG, so that they stay in forced colours. */
const Scale = part('Scale', 'svg', () => ({
  className: 'sg-progress__scale',
  attributes: {
    viewBox: '0 0 100 2',
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
    focusable: 'false',
  },
  children: marks,
}))

/** What a widget needs that contains a bar with a scale, as elements without components. */
export function plainProgress(
  view: StreamProgressView,
  createFooter: (percent: ReactElement) => ReactElement,
): ReactElement {
  const track = plain(Track, view, plain(Streamed, view), plain(Withdrawn, view))
  return plainRoot(view, track, plain(Scale, view), createFooter(plain(Percent, view)))
}

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
