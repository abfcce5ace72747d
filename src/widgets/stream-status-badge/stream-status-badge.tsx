/**
 * StreamStatusBadge: the status of a payment stream as an icon and a label. Follows time by itself:
 * pending, streaming and settled begin without any event.
 */
import { forwardRef, type ReactElement } from 'react'
import { isDevelopment } from '../../development.ts'
import { statusEnglish } from '../../messages/english.ts'
import type { StatusMessages } from '../../messages/messages.ts'
import { useMessages } from '../../react/language.tsx'
import { drawIcon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import type { UnavailableReason } from '../stream-view/unavailable.ts'
import {
  type StreamSource,
  type StreamView,
  splitSource,
  useStreamView,
} from '../stream-view/use-stream-view.ts'
import { isAlarm, type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'

/** What a badge shows: a deposit that runs out soon has its own label, since colour alone is not accessible. */
type Shown = NonNullable<StreamWidgetState['status']> | 'soon' | 'critical' | UnavailableReason

/** Icons whose name differs from what they show. */
const icons: { readonly [S in Exclude<Shown, IconName>]: IconName } = {
  soon: 'warning',
  critical: 'warning',
  loading: 'pending',
  stream_missing: 'unknown',
  provider_missing: 'warning',
  connection_failed: 'offline',
  too_many_topics: 'unknown',
  decimals_unknown: 'warning',
  invalid: 'warning',
}

/** What {@link useStreamStatus} returns. */
export interface StreamStatusView {
  /** The name of the icon for this status. */
  readonly icon: IconName
  /** The status in a word or two. */
  readonly label: string
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamWidgetState
}

/** The headless hook: the status of a payment stream now. Renders when it changes. */
export function useStreamStatus(source: StreamSource): StreamStatusView {
  return statusOf(useStreamView(source), useMessages('status', statusEnglish))
}

function statusOf({ state, unavailable }: StreamView, messages: StatusMessages): StreamStatusView {
  const end = state.isCritical ? 'critical' : state.isEndingSoon ? 'soon' : null
  const shown: Shown = unavailable ?? end ?? state.status ?? 'loading'
  const named = shown in icons ? icons[shown as keyof typeof icons] : (shown as IconName)
  const icon = end && !isAlarm(state) ? 'pending' : named
  const outdated = state.status && freshnessIcons[state.freshness]
  return { state, icon: outdated ?? icon, label: messages[shown] }
}

/** For a status that may have changed since: the icon shows why, the label is the last one known. */
const freshnessIcons: { readonly [F in StreamWidgetState['freshness']]?: IconName } = {
  stale: 'retry',
  offline: 'offline',
}

const [Provider, part, , plain] = createWidgetContext<StreamStatusView>('StreamStatusBadge')

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
  children: drawIcon(icon),
}))

const Label = part('Label', 'span', ({ label }) => ({
  className: 'sg-status__label',
  children: label,
}))

/** The default look as elements without components, for a widget that contains it. */
export function plainStatus(view: StreamView, messages: StatusMessages): ReactElement {
  const status = statusOf(view, messages)
  const { state } = status
  return (
    // Another element for another status, so that its text does not move to where the new one begins.
    <span
      key={`${state.status} ${state.isCritical}`}
      className="sg-status"
      {...stateAttributes(state)}
    >
      {plain(StatusIcon, status)}
      {plain(Label, status)}
    </span>
  )
}

/** Props of {@link StreamStatusBadge}. */
export type StreamStatusBadgeProps = Omit<StatusRootProps, 'children'>

const Styled = forwardRef<HTMLSpanElement, StreamStatusBadgeProps>((props, ref): ReactElement => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamStatusBadge', 'sg-status')
  }
  return (
    <Root {...props} ref={ref}>
      <StatusIcon />
      <Label />
    </Root>
  )
})
Styled.displayName = 'StreamStatusBadge'

/**
 * The status of a payment stream, as a badge.
 *
 * @example
 * <StreamStatusBadge streamId="42" />
 */
export const StreamStatusBadge = /* @__PURE__ */ Object.assign(Styled, {
  /** The badge's element; its parts go inside. */
  Root,
  /** The icon of the status. */
  Icon: StatusIcon,
  /** The status in a word or two. */
  Label,
})
