/**
 * StreamActions: the buttons of one stream, for the actions that the contract allows the account in its status. Payments
 * are confirmed in a dialog with amount and party; pausing and resuming are sent immediately, and can be undone. A toast
 * shows the result. What is not confirmed is shown as pending, and never counted as done.
 */
import { type FocusEvent, forwardRef, useCallback, useEffect, useRef, useState } from 'react'
import { isDevelopment } from '../../development.ts'
import type { StreamAction } from '../../react/actions/command.ts'
import { useSession } from '../../react/session-context.ts'
import { defaultPressMs, usePressGuard } from '../../react/use-press-guard.ts'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { splitSource } from '../stream-view/use-stream-view.ts'
import { Provider, part, useActions } from './actions-context.ts'
import { CancelDialog, PayoutDialog } from './confirm-dialog.tsx'
import { TopUpDialog } from './top-up-dialog.tsx'
import {
  type StreamActionsOptions,
  type StreamActionsState,
  useResultStyle,
  useStreamActions,
} from './use-stream-actions.ts'

/** Props of `StreamActions.Root`. */
export type StreamActionsRootProps = StreamActionsOptions &
  Omit<PartProps<'div', StreamActionsState>, keyof StreamActionsOptions>

const Root = forwardRef<HTMLDivElement, StreamActionsRootProps>((props, forwarded) => {
  const [, others] = splitSource(props)
  const { send, account, actions, nameOf, onAskingChange, onOutcome, children, ...rest } = others
  const view = useStreamActions(props)
  const style = useResultStyle(nameOf)
  const { state } = view
  const isSent = state.sent !== null && state.sent === state.asking
  const element = useRef<HTMLDivElement>(null)
  const focus = useFocusOfOwner(element)
  const ref = useJoinedRef<HTMLDivElement>(element, forwarded)
  const root = usePart<'div', StreamActionsState>(
    'div',
    {
      className: 'sg-actions sg-theme',
      attributes: {
        'data-phase': state.phase,
        'data-command': state.command,
        'aria-busy': state.command === 'pending' || undefined,
        ...focus,
      },
    },
    {
      ...rest,
      children: (
        <>
          {children}
          <TopUpDialog />
          <PayoutDialog />
          <CancelDialog />
        </>
      ),
    },
    ref,
    state,
  )
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('StreamActions', 'sg-actions', 'actions')
  }
  const value = {
    ...view,
    style,
    streamId: view.stream?.streamId ?? '',
    isSent,
    dialogError: isSent ? view.error : null,
  }
  return <Provider value={value}>{root}</Provider>
})
Root.displayName = 'StreamActions.Root'

const Group = forwardRef<HTMLDivElement, PartProps<'div', StreamActionsState>>(
  (props, forwarded) => {
    const { state, actions, streamId, style } = useActions()
    const guard = usePressGuard(actions)
    return usePart<'div', StreamActionsState>(
      'div',
      {
        className: 'sg-actions__group',
        // A group needs a name: several cards have the same four buttons.
        attributes: { role: 'group', 'aria-label': style.messages.of({ id: streamId }), ...guard },
      },
      props,
      forwarded,
      state,
    )
  },
)
Group.displayName = 'StreamActions.Group'

/** Props of `StreamActions.Action`. */
export interface StreamActionProps extends PartProps<'button', StreamActionsState> {
  /** What it does. */
  readonly action: StreamAction
}

const Action = forwardRef<HTMLButtonElement, StreamActionProps>(
  ({ action, ...rest }, forwarded) => {
    const { state, isBusy, labelOf, nameOfAction, press } = useActions()
    const hasJustChanged = useHasJustChanged(action)
    const isUnavailable = isBusy(action) || hasJustChanged
    return usePart<'button', StreamActionsState>(
      'button',
      {
        className: 'sg-actions__action sg-button',
        attributes: {
          type: 'button',
          'aria-label': nameOfAction(action),
          'data-action': action,
          'data-pending': state.command === 'pending' && state.sent === action ? '' : undefined,
          // `disabled` would lose the focus while the command is sent.
          'aria-disabled': isUnavailable || undefined,
          // The second click of a double click was aimed at the action that this one has replaced.
          onClick({ detail }: { readonly detail: number }) {
            if (detail < 2 && !isBusy(action)) press(action)
          },
        },
        children: labelOf(action),
      },
      rest,
      forwarded,
      state,
    )
  },
)
Action.displayName = 'StreamActions.Action'

const Note = part('Note', 'p', ({ note }) => ({ className: 'sg-actions__note', children: note }))

const Status = part('Status', 'p', ({ text, state }) => ({
  className: 'sg-actions__status sg-phrase',
  attributes: { 'data-command': state.command },
  children: text,
}))

const Retry = part('Retry', 'button', ({ retry, style }) => ({
  className: 'sg-actions__retry sg-button',
  attributes: { type: 'button', onClick: retry },
  children: style.messages.retry,
}))

/** Props of {@link StreamActions}. */
export interface StreamActionsProps extends Omit<StreamActionsRootProps, 'children'> {}

const Styled = forwardRef<HTMLDivElement, StreamActionsProps>((props, ref) => (
  <Root {...props} ref={ref}>
    <Contents />
  </Root>
))
Styled.displayName = 'StreamActions'

function Contents() {
  const { state, actions, note, text } = useActions()
  return (
    <>
      {actions.length > 0 && (
        <Group>
          {actions.map((action) => (
            // One key for both, so that the button keeps the focus when pause becomes resume.
            <Action key={action === 'resume' ? 'pause' : action} action={action} />
          ))}
        </Group>
      )}
      {note && <Note />}
      {text && (
        <div className="sg-actions__line">
          <Status />
          {state.command === 'unknown' && <Retry />}
        </div>
      )}
    </>
  )
}

/** Whether a button has changed so recently that it still ignores pointer presses. */
function useHasJustChanged(action: StreamAction): boolean {
  const { timers } = useSession().platform
  const [previous, setPrevious] = useState(action)
  useEffect(() => timers.after(defaultPressMs, () => setPrevious(action)), [action, timers])
  return previous !== action
}

/**
 * When the focused button is removed, the focus moves to the element around it that can have it, such as a card with a
 * tabIndex of -1: after a command or the passing of time has ended the stream, or when a card is mounted again elsewhere.
 */
function useFocusOfOwner(root: { readonly current: HTMLElement | null }) {
  const focused = useRef<{ readonly button: Element; readonly owner: HTMLElement | null } | null>(
    null,
  )
  const moveFocus = useCallback(() => {
    const last = focused.current
    if (!last || last.button.isConnected) return
    focused.current = null
    // After all effects: the focus makes a list hold the order that it has committed last.
    queueMicrotask(() => {
      if (document.activeElement !== document.body) return
      const { owner } = last
      const target = owner?.isConnected || !owner?.id ? owner : document.getElementById(owner.id)
      target?.focus({ preventScroll: true })
    })
  }, [])
  useEffect(moveFocus)
  useEffect(() => moveFocus, [moveFocus])
  return {
    onFocus: ({ target }: FocusEvent) => {
      const owner = root.current?.parentElement?.closest<HTMLElement>('[tabindex]') ?? null
      focused.current = { button: target, owner }
    },
    // Stays remembered if the user did not move the focus: when the button was removed, or when another window
    // has the focus for a while.
    onBlur: ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (focused.current?.button !== target || !target.isConnected) return
        if (document.activeElement !== target) focused.current = null
      }),
  }
}

/**
 * What the account can do to a stream. In a `StreamCard` or `StreamScope` it needs no `streamId`.
 *
 * @example
 * const send = createHttpSend({ url: 'https://api.example.com' })
 * const element = <StreamActions streamId="42" send={send} />
 */
export const StreamActions = /* @__PURE__ */ Object.assign(Styled, {
  /** The element around everything; contains the dialogs. */
  Root,
  /** The group of buttons. */
  Group,
  /** A button. */
  Action,
  /** Why there are no buttons. */
  Note,
  /** That a command is pending, or why it failed. */
  Status,
  /** A button that sends a command of unknown outcome again. */
  Retry,
})
