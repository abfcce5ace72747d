/** LastUpdated: how long ago something was up to date, and when that was, as one `<time>`. */
import { forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import {
  type LastUpdatedOptions,
  type LastUpdatedState,
  type LastUpdatedView,
  useLastUpdated,
} from './use-last-updated.ts'

const [Provider, part, useUpdated] = createWidgetContext<LastUpdatedView>('LastUpdated')

/** Props of the root. */
export type LastUpdatedRootProps = LastUpdatedOptions &
  Omit<PartProps<'time', LastUpdatedState>, keyof LastUpdatedOptions>

const Root = forwardRef<HTMLTimeElement, LastUpdatedRootProps>((props, forwarded) => {
  const { atMs, feed, timeZone, ...rest } = props
  const view = useLastUpdated({ atMs, feed, timeZone })
  const { state, isoTime, absolute } = view
  const root = usePart<'time', LastUpdatedState>(
    'time',
    {
      className: 'sg-updated',
      attributes: { 'data-phase': state.phase, dateTime: isoTime, title: absolute || undefined },
    },
    rest,
    forwarded,
    state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'LastUpdated.Root'

const Relative = part('Relative', 'span', ({ relative }) => ({
  className: 'sg-updated__relative sg-phrase',
  children: relative,
}))

const Absolute = part('Absolute', 'span', ({ absolute }) => ({
  className: 'sg-updated__absolute sg-number',
  children: absolute,
}))

/** Props of {@link LastUpdated}. */
export interface LastUpdatedProps extends Omit<LastUpdatedRootProps, 'children'> {
  /** Leaves the time of day out: it is in the title. */
  readonly hideAbsolute?: boolean | undefined
  /** Leaves out how long ago it was. */
  readonly hideRelative?: boolean | undefined
}

const Styled = forwardRef<HTMLTimeElement, LastUpdatedProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('LastUpdated', 'sg-updated')
  }
  const { hideAbsolute = false, hideRelative = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      {!hideRelative && <Relative />}
      {!hideAbsolute && <AbsoluteIfKnown />}
    </Root>
  )
})
Styled.displayName = 'LastUpdated'

function AbsoluteIfKnown() {
  return useUpdated().absolute ? <Absolute /> : null
}

/**
 * When something was last up to date.
 *
 * @example
 * <LastUpdated />
 */
export const LastUpdated = /* @__PURE__ */ Object.assign(Styled, {
  /** A `<time>`; its parts go inside. */
  Root,
  /** How long ago it was. */
  Relative,
  /** The time of day, or the date. */
  Absolute,
})
