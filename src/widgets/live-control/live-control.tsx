/** LiveControl: pauses, slows down and resumes the numbers of a page (WCAG 2.2.2), and counts what arrives meanwhile. */
import { forwardRef } from 'react'
import { isDevelopment } from '../../development.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import {
  type LiveControlState,
  type LiveControlView,
  type LiveMode,
  useLiveControl,
} from './use-live-control.ts'

const [Provider, part, useControl] = createWidgetContext<LiveControlView>('LiveControl')

/** Props of the root. */
export type LiveControlRootProps = PartProps<'div', LiveControlState>

const Root = forwardRef<HTMLDivElement, LiveControlRootProps>((props, forwarded) => {
  const view = useLiveControl()
  const root = usePart<'div', LiveControlState>(
    'div',
    {
      className: 'sg-control',
      attributes: { role: 'group', 'aria-label': view.label, 'data-mode': view.mode },
    },
    props,
    forwarded,
    view.state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'LiveControl.Root'

const optionOf = (mode: LiveMode) => (view: LiveControlView) => ({
  className: 'sg-control__option sg-focusable',
  attributes: {
    type: 'button',
    'aria-pressed': view.mode === mode,
    onClick: () => view.setMode(mode),
  },
  children: view.labels[mode],
})

const Live = part('Live', 'button', optionOf('live'))
const Slow = part('Slow', 'button', optionOf('slow'))
const Paused = part('Paused', 'button', optionOf('paused'))

const Waiting = part('Waiting', 'span', ({ waiting }) => ({
  className: 'sg-control__waiting sg-number',
  children: waiting,
}))

/** Props of {@link LiveControl}. */
export interface LiveControlProps extends Omit<LiveControlRootProps, 'children'> {
  /** Leaves out the choice of once a second. */
  readonly hideSlow?: boolean | undefined
  /** Leaves out how many events have arrived since the pause. */
  readonly hideWaiting?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, LiveControlProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('LiveControl', 'sg-control')
  }
  const { hideSlow = false, hideWaiting = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <span className="sg-control__options">
        {hideSlow ? <LiveOrSlow /> : <Live />}
        {!hideSlow && <Slow />}
        <Paused />
      </span>
      {!hideWaiting && <WaitingIfAny />}
    </Root>
  )
})
Styled.displayName = 'LiveControl'

/** Without a choice of once a second, numbers that move so, as with reduced motion, are live. */
function LiveOrSlow() {
  return <Live aria-pressed={useControl().mode !== 'paused'} />
}

function WaitingIfAny() {
  return useControl().waiting ? <Waiting /> : null
}

/**
 * Pauses, slows down and resumes all numbers of the page. One on a page is enough.
 *
 * @example
 * <LiveControl />
 */
export const LiveControl = /* @__PURE__ */ Object.assign(Styled, {
  /** A group of buttons. */
  Root,
  /** Numbers move as they change. */
  Live,
  /** They move once a second. */
  Slow,
  /** They stand still. */
  Paused,
  /** How many events have arrived since the pause. */
  Waiting,
})
