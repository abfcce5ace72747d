/**
 * What StreamProgress and StreamRing have in common: the element with the level as variables, the progress bar to assistive
 * technology, the percentage and the message. How it is drawn is theirs.
 */
import {
  type CSSProperties,
  createElement,
  forwardRef,
  type ReactElement,
  type ReactNode,
} from 'react'
import { type PartDefaults, type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { type StreamSource, splitSource } from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import type { StreamProgressView } from './use-stream-progress.ts'

/** Props of the root of a gauge: where the stream comes from. */
export type GaugeRootProps = StreamSource &
  Omit<PartProps<'div', StreamWidgetState>, keyof StreamSource>

/**
 * @param widget its name
 * @param block the class of its root, with which those of its parts begin
 */
export function createGaugeParts(
  widget: string,
  block: string,
  useView: (source: StreamSource) => StreamProgressView,
) {
  const [Provider, part, useGauge, plain] = createWidgetContext<StreamProgressView>(widget)
  const defaultsOf = (view: StreamProgressView): PartDefaults<'div'> => {
    const style = {
      '--_sg-progress-value': view.level,
      '--_sg-progress-withdrawn-value': view.withdrawnLevel,
    } as CSSProperties
    const attributes = { ...stateAttributes(view.state), style, suppressHydrationWarning: true }
    return { className: block, ref: view.rootRef, attributes }
  }
  const Root = forwardRef<HTMLDivElement, GaugeRootProps>((props, forwarded) => {
    const [source, rest] = splitSource(props)
    const view = useView(source)
    const root = usePart<'div', StreamWidgetState>(
      'div',
      defaultsOf(view),
      rest,
      forwarded,
      view.state,
    )
    return <Provider value={view}>{root}</Provider>
  })
  Root.displayName = `${widget}.Root`

  return {
    part,
    plain,
    useGauge,
    Root,
    /** The root as an element without a component, for a widget that contains the gauge. */
    plainRoot(view: StreamProgressView, ...children: readonly ReactNode[]): ReactElement {
      const { attributes, className, ref } = defaultsOf(view)
      return createElement('div', { ...attributes, className, ref }, ...children)
    },
    /**
     * The progress bar to assistive technology. Not the root, because the content of a progress bar is not read out.
     */
    Track: part('Track', 'div', ({ state, percent, valueText, label, trackRef }) => ({
      className: `${block}__track`,
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
    })),
    /** Whole percent streamed; hidden from assistive technology, which reads the bar. */
    Percent: part('Percent', 'span', ({ percentRef }) => ({
      className: `${block}__percent sg-number`,
      ref: percentRef,
      attributes: { 'aria-hidden': 'true', suppressHydrationWarning: true },
    })),
    /** In place of the gauge: an empty one would look like an amount of 0. */
    Message: part('Message', 'span', ({ message }) => ({
      className: `${block}__message`,
      children: message,
    })),
  }
}
