/**
 * StreamStatusBadge: how a payment stream stands, in an icon and a word. Follows time by itself:
 * pending, streaming and settled begin without any event.
 */
import { forwardRef, type ReactElement } from 'react'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { createWidgetContext } from '../part/widget-context.ts'
import type { Absence } from '../stream-view/absence.ts'
import {
  type StreamSource,
  type StreamView,
  splitSource,
  useStreamView,
} from '../stream-view/use-stream-view.ts'
import { type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'

/** What a badge says. */
export interface StatusWords {
  readonly icon: IconName
  readonly word: string
}

const words: { readonly [S in NonNullable<StreamWidgetState['status']>]: StatusWords } = {
  pending: { icon: 'pending', word: 'Pending' },
  streaming: { icon: 'streaming', word: 'Streaming' },
  paused: { icon: 'paused', word: 'Paused' },
  settled: { icon: 'settled', word: 'Settled' },
  completed: { icon: 'completed', word: 'Completed' },
  cancelled: { icon: 'cancelled', word: 'Cancelled' },
}

const absences: { readonly [A in Absence]: StatusWords } = {
  loading: { icon: 'pending', word: 'Loading' },
  stream_missing: { icon: 'unknown', word: 'Not found' },
  connection_failed: { icon: 'offline', word: 'Not connected' },
  too_many_topics: { icon: 'unknown', word: 'Not followed' },
  decimals_unknown: { icon: 'warning', word: 'Unknown token' },
  unreadable: { icon: 'warning', word: 'Not readable' },
}

/** What {@link useStreamStatus} returns: state, icon and word. */
export interface StreamStatusView extends StatusWords {
  readonly state: StreamWidgetState
}

/** The headless hook: how a payment stream stands now. Renders when that changes. */
export function useStreamStatus(source: StreamSource): StreamStatusView {
  const view = useStreamView(source)
  return { state: view.state, ...wordsOf(view) }
}

/** A deposit about to run out is said in words; its colour alone would not do. */
function wordsOf({ state, absence }: StreamView): StatusWords {
  if (absence !== null || state.status === null) return absences[absence ?? 'loading']
  return state.isCritical ? { icon: 'warning', word: 'Ends soon' } : words[state.status]
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

const Label = part('Label', 'span', ({ word }) => ({
  className: 'sg-status__label',
  children: word,
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
 * How a payment stream stands, as a badge.
 *
 * @example
 * <StreamStatusBadge streamId="42" />
 */
export const StreamStatusBadge = /* @__PURE__ */ Object.assign(Styled, {
  Root,
  Icon: StatusIcon,
  Label,
})
