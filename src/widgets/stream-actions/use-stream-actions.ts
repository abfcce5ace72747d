/** The headless hook of StreamActions: what a caller may do to a stream, and where the command is. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { actionEnglish, problemEnglish, unitEnglish } from '../../messages/actions-english.ts'
import type { ActionMessages } from '../../messages/actions-messages.ts'
import { type AccrualStatus, claimableAt, type TokenInfo } from '../../money/index.ts'
import { availableActions, opposites } from '../../react/actions/available-actions.ts'
import type {
  CommandError,
  SendCommand,
  StreamAction,
  StreamCommand,
} from '../../react/actions/command.ts'
import type { CommandOutcome, CommandState } from '../../react/actions/command-state.ts'
import { useStreamCommand } from '../../react/actions/use-stream-command.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { useStreamSummary } from '../../react/stream-scope.tsx'
import type { BalancePhase, StreamObject, StreamSummary } from '../../react/stream-summary.ts'
import { printExact } from '../form/amount-text.ts'
import { problemText } from '../form/problem-text.ts'
import { type NameOf, nameParty } from '../formatting/addresses.ts'
import type { StreamSource } from '../stream-view/use-stream-view.ts'
import { useHasToaster, useToast } from '../toaster/use-toaster.ts'
import { type ResultStyle, resultText } from './result-text.ts'

/** Which stream, who acts on it, and who carries it out. */
export interface StreamActionsOptions extends StreamSource {
  /** Carries out commands, such as {@link createHttpSend}; may be a new function at every render. */
  readonly send: SendCommand
  /** The account that acts. Default: that of the provider. Null: no actions. */
  readonly account?: string | null | undefined
  /** Offers only these. Default: all that the contract allows the account. */
  readonly actions?: readonly StreamAction[] | undefined
  /** The application's name for an address. Default: the address, shortened. */
  readonly nameOf?: NameOf | undefined
  /** Called with true when a dialog of this stream opens, and with false when it closes. */
  readonly onAskingChange?: ((isAsking: boolean) => void) | undefined
  /** Called once a command was answered, or got no answer. */
  readonly onOutcome?: ((outcome: CommandOutcome) => void) | undefined
}

/** State of {@link useStreamActions}. */
export interface StreamActionsState {
  /** Whether there is a stream to act on. */
  readonly phase: BalancePhase
  /** Where the latest command is. */
  readonly command: CommandState['status']
  /** The action of that command; null before the first. */
  readonly sent: StreamAction | null
  /** The action whose dialog is open; null while none is. */
  readonly asking: StreamAction | null
}

/** What {@link useStreamActions} returns. */
export interface StreamActionsView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: StreamActionsState
  /** The stream; null while it is not known. */
  readonly stream: StreamObject | null
  /** Its token; null while the decimals are not known. */
  readonly token: TokenInfo | null
  /** The actions that the contract allows the account now, in display order. */
  readonly actions: readonly StreamAction[]
  /** Whether the account is the sender, who pays out instead of withdrawing. */
  readonly isSender: boolean
  /** The status of the stream over time; null while the stream is not known. */
  readonly status: AccrualStatus | null
  /** Whether a button of this action is unavailable, because a command is pending. */
  isBusy(action: StreamAction): boolean
  /** What is on the button of an action: “Withdraw”. */
  labelOf(action: StreamAction): string
  /** The accessible name of that button: “Withdraw from stream 42”. */
  nameOfAction(action: StreamAction): string
  /** Why there are no actions; empty if no explanation is needed. */
  readonly note: string
  /**
   * That a command is pending, with an amount that is not confirmed yet, or why it failed. Empty otherwise, while its
   * dialog is open, which says so itself, for the first second, and for failures that a toast shows.
   */
  readonly text: string
  /** Why the last command failed, or has no answer; null if it did neither. */
  readonly error: CommandError | null
  /** Presses the button of an action: pausing and resuming are sent, for the others `state.asking` is set. */
  press(action: StreamAction): void
  /**
   * Sends the action that is asked for, once the user has confirmed it.
   *
   * @param amount base units to add, for `top-up`
   */
  confirm(amount?: bigint): Promise<void>
  /** Closes the dialog. A command that was sent is still carried out. */
  close(): void
  /** Sends the command that failed again; under the same idempotency key if its outcome is unknown. */
  retry(): void
  /** Forgets why the last command failed, for example because the input was changed. */
  forget(): void
}

/**
 * What the account can do to a stream. Payments wait for a confirmation (`confirm`); pausing and resuming are sent
 * immediately, and their toast has an undo. One command at a time.
 */
export function useStreamActions(options: StreamActionsOptions): StreamActionsView {
  const { send, onAskingChange } = options
  const session = useSession()
  const summary = useStreamSummary(options)
  const { stream, token } = summary
  const style = useResultStyle(options.nameOf)
  const { messages } = style
  const problems = useMessages('problem', problemEnglish)
  const status = statusOf(summary)
  const account = options.account === undefined ? session.account : options.account
  const actions = actionsOf(stream, status, account, options.actions)
  const isSender = stream !== null && account === stream.sender
  const [asking, setAsking] = useState<StreamAction | null>(null)
  useAskingChange(asking !== null, onAskingChange)
  const command = useStreamCommand(send)
  const showToast = useOutcomeToast(style, token)
  const asked = useRef(asking)
  asked.current = asking

  async function run(next: StreamCommand): Promise<void> {
    if (stream === null) return
    const outcome = await command.send(next)
    if (outcome === null) return
    options.onOutcome?.(outcome)
    const isDone = outcome.status === 'confirmed'
    // The answer of an action may arrive while the dialog of another one is open.
    if (isDone) setAsking((now) => (now === next.kind ? null : now))
    // A dialog says itself why its command failed.
    if (isDone || asked.current !== next.kind) showToast(outcome, stream, run)
  }

  const { state, reset } = command
  const latest = state.status === 'idle' ? null : state.command
  const sent = latest && latest.kind !== 'create' ? latest.kind : null
  const isPending = state.status === 'pending'
  const amount = usePendingAmount(isPending ? latest : null, stream)
  const isSlow = useIsSlow(isPending)
  const hasToaster = useHasToaster()
  const isInDialog = sent !== null && sent === asking
  const pending = isPending && isSlow && sent !== null
  const text = isInDialog
    ? ''
    : pending
      ? pendingText(sent, isSender, amount, token, style)
      : command.error && !isPending && !hasToaster()
        ? problemText(command.error, problems)
        : ''

  return {
    state: useMemo(
      () => ({ phase: summary.phase, command: state.status, sent, asking }),
      [summary.phase, state.status, sent, asking],
    ),
    stream,
    token,
    actions,
    isSender,
    status,
    // What asks first stays available: its dialog waits for the answer.
    isBusy: (action) => isPending && (sent === action || isImmediate(action)),
    labelOf: (action) => messages[action === 'withdraw' && isSender ? 'payOut' : action],
    nameOfAction: (action) =>
      messages[names[action === 'withdraw' && isSender ? 'payOut' : action]]({
        id: summary.streamId ?? '',
      }),
    note: stream && actions.length === 0 && status ? absenceText(status, messages) : '',
    text,
    error: command.error,
    press(action) {
      if (!isImmediate(action)) setAsking(action)
      else if (stream?.streamId !== undefined) {
        void run({ kind: action, streamId: stream.streamId })
      }
    },
    async confirm(units) {
      const streamId = stream?.streamId
      if (asking === null || streamId === undefined) return
      if (asking !== 'top-up') return run({ kind: asking, streamId })
      if (units !== undefined) await run({ kind: 'top-up', streamId, amount: units })
    },
    close: useCallback(() => setAsking(null), []),
    retry() {
      if (latest && !isPending) void run(latest)
    },
    forget: useCallback(() => {
      if (!isPending) reset()
    }, [isPending, reset]),
  }
}

const isImmediate = (action: StreamAction) => action === 'pause' || action === 'resume'

const names = {
  'top-up': 'nameTopUp',
  withdraw: 'nameWithdraw',
  payOut: 'namePayOut',
  pause: 'namePause',
  resume: 'nameResume',
  cancel: 'nameCancel',
} as const

/** Null while the stream is not known. Without its token the status of the contract is the best approximation. */
function statusOf({ status, stream }: StreamSummary): AccrualStatus | null {
  if (status !== null || stream === null) return status
  return stream.status === 'active' ? 'streaming' : stream.status
}

function actionsOf(
  stream: StreamObject | null,
  status: AccrualStatus | null,
  account: string | null,
  offered: readonly StreamAction[] | undefined,
): readonly StreamAction[] {
  // Without an id there is nothing that a command could name.
  if (stream?.streamId === undefined || status === null) return []
  const allowed = availableActions(stream, status, account)
  return offered ? allowed.filter((action) => offered.includes(action)) : allowed
}

/** Why there are no buttons; empty if no explanation is needed. */
export function absenceText(status: AccrualStatus, messages: ActionMessages): string {
  if (status === 'pending') return messages.pendingNote
  if (status === 'paused') return messages.pausedNote
  return status === 'completed' || status === 'cancelled' ? messages.endedNote : ''
}

/** How amounts, parties and results are written here. */
export function useResultStyle(nameOf: NameOf | undefined): ResultStyle {
  const { locale } = useLanguage()
  const messages = useMessages('action', actionEnglish)
  const units = useMessages('unit', unitEnglish)
  return useMemo(
    () => ({ locale, messages, units, nameOf: (address) => nameParty(address, nameOf) }),
    [locale, messages, units, nameOf],
  )
}

function useAskingChange(isAsking: boolean, onChange: ((isAsking: boolean) => void) | undefined) {
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    if (!isAsking) return
    latest.current?.(true)
    return () => latest.current?.(false)
  }, [isAsking])
}

/**
 * A toast for what was done, with an undo where there is one, and for what failed where no dialog shows it, with a retry.
 * Without a Toaster a failure is shown next to the buttons.
 */
function useOutcomeToast(style: ResultStyle, token: TokenInfo | null) {
  const toast = useToast()
  const problems = useMessages('problem', problemEnglish)
  return function show(
    outcome: CommandOutcome,
    before: StreamObject,
    again: (command: StreamCommand) => void,
  ): void {
    const { command } = outcome
    if (command.kind === 'create') return
    const { streamId, kind } = command
    const subject = `stream:${streamId}`
    if (outcome.status !== 'confirmed') {
      const { error } = outcome
      const action = { label: style.messages.retry, run: () => again(command) }
      toast({
        kind: 'failed',
        subject,
        text: problemText(error, problems),
        isNetworkError: error.code === 'unreachable',
        ...(outcome.status === 'unknown' && { action }),
      })
      return
    }
    const undo = opposites[kind]
    const action = undo && {
      label: style.messages.undo,
      run: () => again({ kind: undo, streamId }),
    }
    toast({
      kind: 'done',
      subject,
      text: resultText(command, before, outcome.answer, token, style),
      eventId: outcome.answer.eventId,
      action,
    })
  }
}

/** How long a command is pending before it is said so: most are answered by then. */
const slowMs = 1_000

function useIsSlow(isPending: boolean): boolean {
  const { timers } = useSession().platform
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    if (!isPending) return setIsSlow(false)
    return timers.after(slowMs, () => setIsSlow(true))
  }, [isPending, timers])
  return isPending && isSlow
}

/** The amount of a command that waits for its answer, as it was when it was sent; null if it has none. */
function usePendingAmount(command: StreamCommand | null, stream: StreamObject | null) {
  const { serverNowMs } = useSession()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was claimable when the command was sent, not now
  return useMemo(() => {
    if (command?.kind === 'top-up') return command.amount
    if (command?.kind !== 'withdraw' || !stream) return null
    return claimableAt(stream, { atMs: serverNowMs() })
  }, [command])
}

const sendingTexts = {
  'top-up': 'sendingTopUp',
  withdraw: 'sendingWithdraw',
  pause: 'sendingPause',
  resume: 'sendingResume',
  cancel: 'sendingCancel',
} as const

/** `Withdrawing… 3.60 USDC, not confirmed yet`. */
function pendingText(
  action: StreamAction,
  isSender: boolean,
  amount: bigint | null,
  token: TokenInfo | null,
  style: ResultStyle,
): string {
  const { messages } = style
  const text = messages[action === 'withdraw' && isSender ? 'sendingPayOut' : sendingTexts[action]]
  if (amount === null) return text
  return `${text} ${messages.unconfirmed({ amount: printExact(amount, token, style) })}`
}
