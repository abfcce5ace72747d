/**
 * The buttons of one stream: the actions that the contract allows in its status (available-actions.ts).
 * Payments are confirmed in a dialog with amount and party; pausing and resuming take effect immediately,
 * and can be undone. A toast shows the result.
 */
import { type FocusEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { StreamState } from '../feeds/payments/index.ts'
import { usePressGuard, useStreamStatus } from '../index.ts'
import { absenceText, availableActions, type StreamAction } from './available-actions.ts'
import { cardId } from './card-id.ts'
import { CommandError } from './command-error.ts'
import type { CommandAnswer, Commands, PlainAction } from './commands.ts'
import { CancelDialog, PayoutDialog } from './confirm-dialog.tsx'
import { usePageLocale } from './locale.ts'
import { usePageMessages } from './page-language.tsx'
import { problemText } from './problem-text.ts'
import { actedText, toppedUpText } from './result-text.ts'
import { useToast } from './toasts.tsx'
import { TopUpDialog } from './top-up-dialog.tsx'

interface StreamActionsProps {
  readonly stream: StreamState
  readonly account: string
  readonly commands: Commands
  /** Called when a dialog of this stream opens and closes. Has to be the same function every time. */
  readonly onAsking: (isAsking: boolean) => void
}

export function StreamActions({ stream, account, commands, onAsking }: StreamActionsProps) {
  const { streamId } = stream
  const locale = usePageLocale()
  const messages = usePageMessages()
  const { action: labels } = messages
  const toast = useToast()
  const [asking, setAsking] = useState<StreamAction | null>(null)
  const isAsking = asking !== null
  useEffect(() => {
    if (!isAsking) return
    onAsking(true)
    return () => onAsking(false)
  }, [isAsking, onAsking])
  const [isSending, setIsSending] = useState(false)
  // Null while the token is unknown: the status of the contract is then the best approximation.
  const status =
    useStreamStatus({}).state.status ?? (stream.status === 'active' ? 'streaming' : stream.status)
  const actions = availableActions(stream, status, account)
  const isSender = account === stream.sender
  const focusOfCard = useFocusOfCard(cardId(streamId))
  const guard = usePressGuard(actions)
  const hasJustChanged = useHasJustChanged(actions.join())

  const subject = `stream:${streamId}`
  function showResult(action: PlainAction, answer: CommandAnswer) {
    const text = actedText(action, stream, answer, locale, messages)
    const undo = opposites[action]
    toast({
      kind: 'done',
      subject,
      text,
      eventId: answer.eventId,
      action: undo && { label: labels.undo, run: () => act(undo) },
    })
  }

  async function act(action: PlainAction) {
    if (isSending) return
    setIsSending(true)
    try {
      showResult(action, await commands.act(streamId, action))
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      toast({
        kind: 'failed',
        subject,
        text: problemText(error, messages),
        isNetworkError: error.isNetworkError,
        action: error.isFinal ? undefined : { label: labels.retry, run: () => act(action) },
      })
    } finally {
      setIsSending(false)
    }
  }

  const isAsked = (action: StreamAction) => ({
    isOpen: asking === action,
    // The answer of an action may arrive while the dialog of another one is open.
    onClose: () => setAsking((now) => (now === action ? null : now)),
  })
  return (
    <div className="stream-actions" {...focusOfCard}>
      {actions.length > 0 ? (
        // A group needs a name: several cards have the same four buttons.
        <fieldset className="button-row" {...guard} aria-busy={isSending || undefined}>
          <legend className="sg-visually-hidden">{labels.of({ id: streamId })}</legend>
          {actions.map((action) => (
            <button
              // One key for both, so that the button keeps the focus when pause becomes resume.
              key={action === 'resume' ? 'pause' : action}
              type="button"
              className={`button button-small ${action === 'cancel' ? 'button-quiet' : ''}`}
              // `disabled` would lose the focus while the command is sent.
              aria-disabled={isSending || hasJustChanged || undefined}
              // The second click of a double click was aimed at the action that this one has replaced.
              onClick={({ detail }) =>
                detail > 1
                  ? undefined
                  : action === 'pause' || action === 'resume'
                    ? act(action)
                    : setAsking(action)
              }
            >
              {action === 'withdraw' && isSender ? labels.payOut : labels[action]}
            </button>
          ))}
        </fieldset>
      ) : (
        <p className="quiet">{absenceText(status, messages)}</p>
      )}
      <TopUpDialog
        stream={stream}
        commands={commands}
        {...isAsked('top-up')}
        onDone={({ eventId }, units) =>
          toast({
            kind: 'done',
            subject,
            text: toppedUpText(stream, units, locale, messages),
            eventId,
          })
        }
      />
      <PayoutDialog
        stream={stream}
        isSender={isSender}
        isSettled={status === 'settled'}
        {...isAsked('withdraw')}
        run={() => commands.act(streamId, 'withdraw')}
        onDone={(answer) => showResult('withdraw', answer)}
      />
      <CancelDialog
        stream={stream}
        {...isAsked('cancel')}
        run={() => commands.act(streamId, 'cancel')}
        onDone={(answer) => showResult('cancel', answer)}
      />
    </div>
  )
}

/** The action that undoes another one. Payments cannot be undone. */
const opposites: Readonly<Partial<Record<PlainAction, PlainAction>>> = {
  pause: 'resume',
  resume: 'pause',
}

/** As long as the press guard ignores presses. */
const guardMs = 500

/** Whether the buttons have changed so recently that they still ignore pointer presses. */
function useHasJustChanged(buttons: string): boolean {
  const [previous, setPrevious] = useState(buttons)
  useEffect(() => {
    const timer = setTimeout(() => setPrevious(buttons), guardMs)
    return () => clearTimeout(timer)
  }, [buttons])
  return previous !== buttons
}

/**
 * When the focused button is removed, the focus moves to the card: after a command or the passing of time has
 * ended the stream, or when the card is mounted again in another group.
 */
function useFocusOfCard(id: string) {
  const focused = useRef<Element | null>(null)
  const moveFocus = useCallback(() => {
    if (!focused.current || focused.current.isConnected) return
    focused.current = null
    // After all effects: the focus makes the list hold the order that it has committed last.
    queueMicrotask(() => {
      if (document.activeElement !== document.body) return
      document.getElementById(id)?.focus({ preventScroll: true })
    })
  }, [id])
  useEffect(moveFocus)
  useEffect(() => moveFocus, [moveFocus])
  return {
    onFocus: ({ target }: FocusEvent) => {
      focused.current = target
    },
    // Stays remembered if the user did not move the focus: when the button was removed, or when another window
    // has the focus for a while.
    onBlur: ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (focused.current !== target || !target.isConnected) return
        if (document.activeElement !== target) focused.current = null
      }),
  }
}
