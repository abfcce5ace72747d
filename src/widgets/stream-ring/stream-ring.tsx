/**
 * StreamRing: how much of a deposit has streamed and how much of that was withdrawn, as a ring with a scale, which
 * begins at the top and runs clockwise in every language. The same facts as StreamProgress, in the room of a number.
 */
import { forwardRef, type ReactNode } from 'react'
import { isDevelopment } from '../../development.ts'
import { useStylesCheck } from '../part/styles-check.ts'
import { createGaugeParts, type GaugeRootProps } from '../stream-progress/gauge-parts.tsx'
import { type StreamProgressView, useGaugeLevel } from '../stream-progress/use-stream-progress.ts'
import type { StreamSource } from '../stream-view/use-stream-view.ts'

/** The headless hook: the progress of one payment stream, written at every device pixel of a circle. */
export function useStreamRing(source: StreamSource = {}): StreamProgressView {
  return useGaugeLevel(source, Math.PI)
}

/** Props of the root: where the stream comes from. */
export type StreamRingRootProps = GaugeRootProps

const { part, useGauge, Root, Track, Percent, Message } = createGaugeParts(
  'StreamRing',
  'sg-ring',
  useStreamRing,
)

const center = 50
const radius = 44
const tenths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

/** The circles and the marks. Lengths of the circles are shares of 1. */
const Dial = part('Dial', 'svg', () => ({
  className: 'sg-ring__dial',
  attributes: { viewBox: '0 0 100 100', 'aria-hidden': 'true', focusable: 'false' },
  children: (
    <g transform={`rotate(-90 ${center} ${center})`}>
      {['empty', 'streamed', 'withdrawn'].map((name) => (
        <circle
          key={name}
          className={`sg-ring__${name}`}
          cx={center}
          cy={center}
          r={radius}
          pathLength={1}
        />
      ))}
      <path className="sg-ring__edge" d={`M${center + radius - 5} ${center}h10`} />
      {tenths.map((tenth) => (
        <path
          key={tenth}
          className="sg-ring__mark"
          data-mark={tenth % 5 === 0 ? 'major' : 'minor'}
          d={`M${center + radius - 8} ${center}h${tenth % 5 === 0 ? -5 : -3}`}
          transform={`rotate(${tenth * 36} ${center} ${center})`}
        />
      ))}
    </g>
  ),
}))

/** What is inside the ring. */
const Center = part('Center', 'div', () => ({ className: 'sg-ring__center' }))

/** Props of {@link StreamRing}. */
export interface StreamRingProps extends Omit<StreamRingRootProps, 'children'> {
  /** What is inside the ring, such as a `FlowingBalance`. Default: the percentage; null: nothing. */
  readonly center?: ReactNode
}

const Styled = forwardRef<HTMLDivElement, StreamRingProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamRing', 'sg-ring')
  }
  const { center: inside, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Gauge inside={inside} />
    </Root>
  )
})
Styled.displayName = 'StreamRing'

function Gauge({ inside }: { readonly inside: ReactNode }) {
  const { message, state } = useGauge()
  if (message !== null) return <Message />
  return (
    <>
      <Track>
        <Dial />
      </Track>
      {inside !== null && (
        <Center>{inside === undefined ? state.phase === 'ready' && <Percent /> : inside}</Center>
      )}
    </>
  )
}

/**
 * How much of a deposit has streamed, as a ring.
 *
 * @example
 * <StreamRing streamId="42" />
 */
export const StreamRing = /* @__PURE__ */ Object.assign(Styled, {
  /** The gauge's element; its parts go inside. */
  Root,
  /** The progress bar to assistive technology; the dial goes inside. */
  Track,
  /** The circles and the marks. */
  Dial,
  /** What is inside the ring. */
  Center,
  /** Whole percent streamed. */
  Percent,
  /** In place of the ring: why there is none. */
  Message,
})
