/**
 * Runway: how long a deposit lasts, as a countdown with a place for a top-up button: that of a stream, or the first one
 * of an account to run out.
 */
import { forwardRef, type ReactNode, useId } from 'react'
import { isDevelopment } from '../../development.ts'
import { useHasStreamScope } from '../../react/stream-scope.tsx'
import type { AccountReference } from '../../react/use-account-summary.ts'
import { splitAccount } from '../account-view/account-source.ts'
import { Icon, type IconName } from '../icons/icon.tsx'
import { type PartProps, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import { isOfAccount } from '../stream-view/stream-or-account.ts'
import { type StreamSource, splitSource } from '../stream-view/use-stream-view.ts'
import { isAlarm, type StreamWidgetState, stateAttributes } from '../stream-view/widget-state.ts'
import { type RunwayStyle, type RunwayView, useAccountRunway, useRunway } from './use-runway.ts'

/** Whose deposit, and how it is shown. */
export type RunwayOptions = StreamSource & AccountReference & RunwayStyle

interface RunwayValue extends RunwayView {
  readonly labelId: string
  readonly isOfAccount: boolean
}

const [Provider, part, useValue] = createWidgetContext<RunwayValue>('Runway')

/** Props of the root. */
export type RunwayRootProps = RunwayOptions &
  Omit<PartProps<'div', StreamWidgetState>, keyof RunwayOptions>

const Root = forwardRef<HTMLDivElement, RunwayRootProps>((props, ref) => {
  const hasScope = useHasStreamScope()
  const { timeZone, ...others } = props
  return isOfAccount(others, hasScope) ? (
    <AccountRoot {...others} timeZone={timeZone} ref={ref} />
  ) : (
    <StreamRoot {...others} timeZone={timeZone} ref={ref} />
  )
})
Root.displayName = 'Runway.Root'

const StreamRoot = forwardRef<HTMLDivElement, RunwayRootProps>((props, ref) => {
  const [source, { timeZone, ...others }] = splitSource(props)
  const [, rest] = splitAccount(others)
  return <Frame view={useRunway(source, { timeZone })} isOfAccount={false} rest={rest} ref={ref} />
})
StreamRoot.displayName = 'Runway.StreamRoot'

const AccountRoot = forwardRef<HTMLDivElement, RunwayRootProps>((props, ref) => {
  const [reference, { timeZone, ...others }] = splitAccount(props)
  const [, rest] = splitSource(others)
  return (
    <Frame view={useAccountRunway(reference, { timeZone })} isOfAccount rest={rest} ref={ref} />
  )
})
AccountRoot.displayName = 'Runway.AccountRoot'

interface FrameProps {
  readonly view: RunwayView
  readonly isOfAccount: boolean
  readonly rest: PartProps<'div', StreamWidgetState>
}

const Frame = forwardRef<HTMLDivElement, FrameProps>((props, forwarded) => {
  const { view, isOfAccount, rest } = props
  const labelId = useId()
  const root = usePart<'div', StreamWidgetState>(
    'div',
    {
      className: 'sg-runway',
      attributes: {
        ...stateAttributes(view.state),
        'data-scope': isOfAccount ? 'account' : undefined,
        'aria-busy': view.state.phase === 'loading',
      },
    },
    rest,
    forwarded,
    view.state,
  )
  return <Provider value={{ ...view, labelId, isOfAccount }}>{root}</Provider>
})
Frame.displayName = 'Runway.Frame'

/** A warning has a word and an icon, never a colour alone. */
function iconOf(state: StreamWidgetState, isOfAccount: boolean): IconName {
  const { phase, status, freshness, isEndingSoon } = state
  if (phase !== 'ready' || status === null) return 'pending'
  if (freshness === 'offline') return 'offline'
  if (isEndingSoon) return isOfAccount || isAlarm(state) ? 'warning' : 'pending'
  return status === 'streaming' ? 'pending' : status
}

/** What the time below is, or that it ends soon. */
const Label = part('Label', 'span', ({ state, text, labelId, isOfAccount }) => ({
  className: 'sg-runway__label sg-phrase',
  attributes: { id: labelId },
  children:
    state.phase === 'loading' ? (
      ''
    ) : (
      <>
        <Icon name={iconOf(state, isOfAccount)} />
        {text.label}
      </>
    ),
}))

/** The time that is left: a timer, which is not a live region. */
const Value = part('Value', 'span', ({ initial, ref, labelId }) => ({
  className: 'sg-runway__value sg-phrase sg-number',
  ref,
  attributes: {
    role: 'timer',
    'aria-labelledby': labelId,
    'aria-live': 'off',
    suppressHydrationWarning: true,
  },
  children: initial,
}))

/** When the deposit runs out, and of an account which one. */
const Detail = part('Detail', 'span', ({ text }) => ({
  className: 'sg-runway__detail sg-phrase',
  children: text.detail,
}))

/** A button of the application, such as one that tops the stream up. */
const Action = part('Action', 'span', () => ({ className: 'sg-runway__action' }))

/** Why there is no time. */
const Message = part('Message', 'span', ({ text }) => ({
  className: 'sg-runway__message',
  children: text.message,
}))

/** Props of {@link Runway}. */
export interface RunwayProps extends Omit<RunwayRootProps, 'children'> {
  /**
   * A button to top the stream up, at the end of the widget; a function gets the stream that runs out, which for an
   * account is the first one. Left out while there is no such stream, and after the end of one.
   */
  readonly action?: ReactNode | ((view: RunwayView) => ReactNode)
  /** Leaves out when it runs out. */
  readonly hideDetail?: boolean | undefined
}

const Styled = forwardRef<HTMLDivElement, RunwayProps>((props, ref) => {
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('Runway', 'sg-runway')
  }
  const { action, hideDetail = false, ...root } = props
  return (
    <Root {...root} ref={ref}>
      <Content action={action} hideDetail={hideDetail} />
    </Root>
  )
})
Styled.displayName = 'Runway'

function Content({ action, hideDetail }: Pick<RunwayProps, 'action' | 'hideDetail'>) {
  const view = useValue()
  const { text, stream, state } = view
  if (text.message) return <Message />
  const hasEnded = stream?.status === 'completed' || stream?.status === 'cancelled'
  const canAct = state.phase === 'ready' && stream !== null && !hasEnded
  const shown = canAct ? (typeof action === 'function' ? action(view) : action) : null
  return (
    <>
      <Label />
      <Value />
      {!hideDetail && (text.detail || state.phase === 'loading') && <Detail />}
      {shown && <Action>{shown}</Action>}
    </>
  )
}

/**
 * How long the deposit of a stream lasts; without a stream, the first deposit of the provider's account that runs out.
 *
 * @example
 * <Runway streamId="42" action={<button type="button">Top up</button>} />
 */
export const Runway = /* @__PURE__ */ Object.assign(Styled, {
  /** The widget's element; its parts go inside. */
  Root,
  /** What the time is, or that it ends soon. */
  Label,
  /** The time that is left. */
  Value,
  /** When the deposit runs out. */
  Detail,
  /** A button of the application. */
  Action,
  /** Why there is no time. */
  Message,
})
