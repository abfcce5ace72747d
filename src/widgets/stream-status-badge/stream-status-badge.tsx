/**
 * StreamStatusBadge: the status of a payment stream as an icon and a label. Follows time by itself:
 * pending, streaming and settled begin without any event.
 */
import { forwardRef, type ReactElement } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import { unavailableTexts } from '../stream-view/unavailable.ts'
import {
  type StreamSource,
  type StreamView,
  splitSource,
  useStreamView,
} from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'

/** What a badge shows. */
export interface StatusText {
  readonly icon: IconName
  readonly label: string
}

const statusTexts: { readonly [S in NonNullable<StreamWidgetState['status']>]: StatusText } = {
  pending: { icon: 'pending', label: 'Pending' },
  streaming: { icon: 'streaming', label: 'Streaming' },
  paused: { icon: 'paused', label: 'Paused' },
  settled: { icon: 'settled', label: 'Settled' },
  completed: { icon: 'completed', label: 'Completed' },
  cancelled: { icon: 'cancelled', label: 'Cancelled' },
}

/** What {@link useStreamStatus} returns. */
export interface StreamStatusView extends StatusText {
  readonly state: StreamWidgetState
}

/** The headless hook: the status of a payment stream now. Renders when it changes. */
export function useStreamStatus(source: StreamSource): StreamStatusView {
  const view = useStreamView(source)
  const { icon, label } = statusTextOf(view)
  return { state: view.state, icon, label }
}

/** A deposit that runs out soon has its own label: colour alone would not be accessible. */
function statusTextOf({ state, unavailable }: StreamView): StatusText {
  if (unavailable !== null || state.status === null)
    return unavailableTexts[unavailable ?? 'loading']
  return state.isCritical ? { icon: 'warning', label: 'Ends soon' } : statusTexts[state.status]
}

const [Provider, part] = createWidgetContext<StreamStatusView>('StreamStatusBadge')

/** Props of the root: where the stream comes from. */
export type StatusRootProps = StreamSource &
  Omit<PartProps<'span', StreamWidgetState>, keyof StreamSource>

const Root = forwardRef<HTMLSpanElement, StatusRootProps>((props, forwarded) => {
  const [source, rest] = splitSource(props)
  const view = useStreamStatus(source)
  const root = usePart<'span', StreamWidgetState>(
    'span',
    { className: 'sg-status', attributes: stateAttributes(view.state) },
    rest,
    forwarded,
    view.state,
  )
  return <Provider value={view}>{root}</Provider>
})
Root.displayName = 'StreamStatusBadge.Root'

const StatusIcon = part('Icon', 'span', ({ icon }) => ({
  className: 'sg-status__icon',
  children: <Icon name={icon} />,
}))

const Label = part('Label', 'span', ({ label }) => ({
  className: 'sg-status__label',
  children: label,
}))

/** Props of {@link StreamStatusBadge}. */
export type StreamStatusBadgeProps = Omit<StatusRootProps, 'children'>

const Styled = forwardRef<HTMLSpanElement, StreamStatusBadgeProps>(
  (props, ref): ReactElement => (
    <Root {...props} ref={ref}>
      <StatusIcon />
      <Label />
    </Root>
  ),
)
Styled.displayName = 'StreamStatusBadge'

/**
 * The status of a payment stream, as a badge.
 *
 * @example
 * <StreamStatusBadge streamId="42" />
 */
export const StreamStatusBadge = /* @__PURE__ */ Object.assign(Styled, {
  Root,
  Icon: StatusIcon,
  Label,
})
