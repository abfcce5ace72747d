/**
 * Asks for confirmation before money moves, with amounts and parties. Shows in the dialog why the command failed, so that
 * question and error are read together.
 */
import { useState } from 'react'
import { problemEnglish, unitEnglish } from '../../messages/actions-english.ts'
import type { BalanceKind } from '../../money/index.ts'
import { useMessages } from '../../react/language.tsx'
import { Modal, startHere } from '../dialog/modal.tsx'
import { FlowingBalance } from '../flowing-balance/flowing-balance.tsx'
import { problemText } from '../form/problem-text.ts'
import { ReservedLabel } from '../form/reserved-label.tsx'
import { Room } from '../form/room.tsx'
import { useActions } from './actions-context.ts'

/** What one party gets. */
interface Share {
  readonly label: (parts: { readonly party: string }) => string
  readonly party: string
  readonly kind: BalanceKind
}

/** Pays out what has been streamed: the recipient withdraws it, or the sender pays it out. */
export function PayoutDialog() {
  const { state, stream, streamId, isSender, status, style, labelOf, close } = useActions()
  const { messages } = style
  const title = messages[isSender ? 'payOutTitle' : 'withdrawTitle']
  return (
    <Modal
      title={title({ id: streamId })}
      closeLabel={messages.close}
      isOpen={state.asking === 'withdraw'}
      onClose={close}
    >
      <Confirmation
        text={status === 'settled' ? messages.settled : messages.running}
        otherText={status === 'settled' ? messages.running : messages.settled}
        shares={[
          { label: messages.receives, party: stream?.recipient ?? '', kind: 'withdrawable' },
        ]}
        keep={messages.notNow}
        confirm={labelOf('withdraw')}
        sending={isSender ? messages.sendingPayOut : messages.sendingWithdraw}
        look="sg-button--primary"
      />
    </Modal>
  )
}

/** Cancels the stream, which cannot be undone. */
export function CancelDialog() {
  const { state, stream, streamId, style, close } = useActions()
  const { messages } = style
  return (
    <Modal
      title={messages.cancelTitle({ id: streamId })}
      closeLabel={messages.close}
      isOpen={state.asking === 'cancel'}
      onClose={close}
    >
      <Confirmation
        text={messages.cancelText}
        shares={[
          { label: messages.receives, party: stream?.recipient ?? '', kind: 'withdrawable' },
          { label: messages.refunded, party: stream?.sender ?? '', kind: 'remaining' },
        ]}
        keep={messages.keep}
        confirm={messages.cancelStream}
        sending={messages.sendingCancel}
        look="sg-button--critical"
      />
    </Modal>
  )
}

function Confirmation(props: {
  readonly text: string
  /** What it becomes when the deposit is used up, or topped up, while the dialog is open. */
  readonly otherText?: string
  readonly shares: readonly Share[]
  readonly keep: string
  readonly confirm: string
  readonly sending: string
  readonly look: string
}) {
  const { text, otherText = '', shares, keep, confirm: label, sending, look } = props
  const { state, stream, token, style, dialogError, isSent, confirm, close } = useActions()
  const problems = useMessages('problem', problemEnglish)
  const units = useMessages('unit', unitEnglish)
  const isPending = state.command === 'pending'
  const isSending = isPending && isSent
  const held = useHeld(stream, isSending)
  if (!held) return null
  return (
    <>
      <dl className="sg-dialog__note sg-dialog__split">
        {shares.map((share) => (
          <div key={share.kind} className="sg-dialog__share">
            <dt className="sg-dialog__term">{share.label({ party: style.nameOf(share.party) })}</dt>
            <dd className="sg-dialog__figure">
              <FlowingBalance
                stream={held}
                // Money of an unknown token can be paid out as well, but not without an amount to confirm.
                token={token ?? { symbol: units.baseUnits, decimals: 0 }}
                kind={share.kind}
                align="end"
              />
            </dd>
          </div>
        ))}
      </dl>
      {/* One place for both: why it failed is read instead, and moves neither amounts nor buttons. */}
      <Room className="sg-dialog__reason" texts={[text, otherText, problems.unreachable]}>
        {dialogError ? (
          <p className="sg-dialog__error" role="alert">
            {problemText(dialogError, problems)}
          </p>
        ) : (
          <p className="sg-dialog__text">{text}</p>
        )}
      </Room>
      <div className="sg-dialog__buttons">
        <button type="button" className="sg-button" {...startHere} onClick={close}>
          {keep}
        </button>
        <button
          type="button"
          className={`sg-button ${look}`}
          // `disabled` would lose the focus while the command is sent.
          aria-disabled={isPending || undefined}
          // The second click of a double click was aimed at the button that opened this dialog.
          onClick={({ detail }) => {
            if (detail < 2 && !isPending) void confirm()
          }}
        >
          <ReservedLabel label={label} sending={sending} isSending={isSending} />
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
