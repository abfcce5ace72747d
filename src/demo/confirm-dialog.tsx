/**
 * Asks before money moves: which amounts, to which party. Sends the command, and shows in place why it
 * failed, so that what was asked and what was answered are read together.
 */
import type { ReactNode } from 'react'
import type { StreamState } from '../feeds/payments/index.ts'
import { FlowingBalance } from '../index.ts'
import type { CommandAnswer } from './commands.ts'
import { displayName } from './directory.ts'
import { Modal, startHere } from './modal.tsx'
import { useCommand } from './use-command.ts'

interface ConfirmProps {
  readonly stream: StreamState
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly run: () => Promise<CommandAnswer>
  readonly onDone: (answer: CommandAnswer) => void
}

/** Pays out what has streamed: the recipient withdraws it, the sender pays it. */
export function PayoutDialog(props: ConfirmProps & { isSender: boolean; isSettled: boolean }) {
  const { stream, isSender, isSettled, isOpen, onClose } = props
  const verb = isSender ? 'Pay out' : 'Withdraw from'
  return (
    <Modal title={`${verb} stream ${stream.streamId}?`} isOpen={isOpen} onClose={onClose}>
      <p>
        {isSettled
          ? 'The whole deposit has streamed. This pays out what is left of it and completes the stream.'
          : 'Everything streamed so far is paid out now. The stream continues.'}
      </p>
      <dl className="note split">
        <div>
          <dt>{displayName(stream.recipient)} receives</dt>
          <dd>
            <FlowingBalance stream={stream} kind="withdrawable" align="end" />
          </dd>
        </div>
      </dl>
      <ConfirmButtons
        {...props}
        keep="Not now"
        confirm={isSender ? 'Pay out now' : 'Withdraw'}
        look="button-primary"
      />
    </Modal>
  )
}

/** Ends the stream. That cannot be taken back. */
export function CancelDialog(props: ConfirmProps) {
  const { stream, isOpen, onClose } = props
  return (
    <Modal title={`Cancel stream ${stream.streamId}?`} isOpen={isOpen} onClose={onClose}>
      <p>This can’t be undone. The streamed amount is paid out, the rest is refunded.</p>
      <dl className="note split">
        <div>
          <dt>{displayName(stream.recipient)} receives</dt>
          <dd>
            <FlowingBalance stream={stream} kind="withdrawable" align="end" />
          </dd>
        </div>
        <div>
          <dt>{displayName(stream.sender)} is refunded</dt>
          <dd>
            <FlowingBalance stream={stream} kind="remaining" align="end" />
          </dd>
        </div>
      </dl>
      <ConfirmButtons
        {...props}
        keep="Keep stream"
        confirm="Cancel stream"
        look="button-critical"
      />
    </Modal>
  )
}

function ConfirmButtons(
  props: Pick<ConfirmProps, 'onClose' | 'run' | 'onDone'> & {
    keep: string
    confirm: ReactNode
    look: string
  },
) {
  const { onClose, run, onDone, keep, confirm, look } = props
  const { send, isSending, error } = useCommand<void>(run)

  async function act() {
    const answer = await send()
    if (!answer) return
    onClose()
    onDone(answer)
  }

  return (
    <>
      {error && (
        <p className="form-error" role="alert">
          {error.message}
        </p>
      )}
      <div className="form-actions">
        <button type="button" className="button" {...startHere} onClick={onClose}>
          {keep}
        </button>
        <button
          type="button"
          className={`button ${look}`}
          // `disabled` would take the focus away while it is sent.
          aria-disabled={isSending || undefined}
          // The second click of a double click was aimed at the button that opened this dialog.
          onClick={(event) => event.detail < 2 && act()}
        >
          {confirm}
        </button>
      </div>
    </>
  )
}
