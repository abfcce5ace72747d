/**
 * Asks for confirmation before money moves, with amounts and parties. Sends the command, and shows in the
 * dialog why it failed, so that question and error are read together.
 */
import { type ReactNode, useState } from 'react'
import type { StreamState } from '../feeds/payments/index.ts'
import { type BalanceKind, FlowingBalance } from '../index.ts'
import type { CommandAnswer } from './commands.ts'
import { displayName, tokenOf } from './directory.ts'
import { Modal, startHere } from './modal.tsx'
import { usePageMessages } from './page-language.tsx'
import { problemText } from './problem-text.ts'
import { useCommand } from './use-command.ts'

interface ConfirmProps {
  readonly stream: StreamState
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly run: () => Promise<CommandAnswer>
  readonly onDone: (answer: CommandAnswer) => void
}

/** Pays out what has been streamed: the recipient withdraws it, or the sender pays it out. */
export function PayoutDialog(props: ConfirmProps & { isSender: boolean; isSettled: boolean }) {
  const { stream, isSender, isSettled, isOpen, onClose } = props
  const { action, confirm } = usePageMessages()
  const title = isSender ? confirm.payOutTitle : confirm.withdrawTitle
  return (
    <Modal title={title({ id: stream.streamId })} isOpen={isOpen} onClose={onClose}>
      <Confirmation
        {...props}
        text={isSettled ? confirm.settled : confirm.running}
        shares={[{ label: confirm.receives, party: stream.recipient, kind: 'withdrawable' }]}
        keep={confirm.notNow}
        confirm={isSender ? action.payOut : action.withdraw}
        look="button-primary"
      />
    </Modal>
  )
}

/** Cancels the stream, which cannot be undone. */
export function CancelDialog(props: ConfirmProps) {
  const { stream, isOpen, onClose } = props
  const { confirm } = usePageMessages()
  return (
    <Modal title={confirm.cancelTitle({ id: stream.streamId })} isOpen={isOpen} onClose={onClose}>
      <Confirmation
        {...props}
        text={confirm.cancelText}
        shares={[
          { label: confirm.receives, party: stream.recipient, kind: 'withdrawable' },
          { label: confirm.refunded, party: stream.sender, kind: 'remaining' },
        ]}
        keep={confirm.keep}
        confirm={confirm.cancelStream}
        look="button-critical"
      />
    </Modal>
  )
}

/** What one party gets. */
interface Share {
  readonly label: (parts: { readonly party: string }) => string
  readonly party: string
  readonly kind: BalanceKind
}

function Confirmation(
  props: Pick<ConfirmProps, 'stream' | 'onClose' | 'run' | 'onDone'> & {
    text: string
    shares: readonly Share[]
    keep: string
    confirm: ReactNode
    look: string
  },
) {
  const { onClose, run, onDone, text, shares, keep, confirm, look } = props
  const { send, isSending, error } = useCommand<void>(run)
  const stream = useHeld(props.stream, isSending)
  const messages = usePageMessages()
  // Money of an unknown token can be paid out as well, but not without an amount to confirm.
  const token = tokenOf(stream.tokenAddress) ?? {
    symbol: messages.create.baseUnits,
    decimals: 0,
  }

  async function act() {
    const answer = await send()
    if (!answer) return
    onClose()
    onDone(answer)
  }

  return (
    <>
      <p>{text}</p>
      <dl className="note split">
        {shares.map(({ label, party, kind }) => (
          <div key={kind}>
            <dt>{label({ party: displayName(party) })}</dt>
            <dd>
              <FlowingBalance stream={stream} token={token} kind={kind} align="end" />
            </dd>
          </div>
        ))}
      </dl>
      {error && (
        <p className="form-error" role="alert">
          {problemText(error, messages)}
        </p>
      )}
      <div className="form-actions">
        <button type="button" className="button" {...startHere} onClick={onClose}>
          {keep}
        </button>
        <button
          type="button"
          className={`button ${look}`}
          // `disabled` would lose the focus while the command is sent.
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

/** The value from before it was held: the amounts that were confirmed, not what is left of them. */
function useHeld<Value>(value: Value, isHeld: boolean): Value {
  const [held, setHeld] = useState(value)
  if (!isHeld && held !== value) setHeld(value)
  return isHeld ? held : value
}
