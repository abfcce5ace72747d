/** Asks how much to add to a stream's deposit, shows when the stream then ends, and adds the amount. */
import { type FormEvent, useState } from 'react'
import { fieldEnglish, problemEnglish, unitEnglish } from '../../messages/actions-english.ts'
import { depletesAtMs } from '../../money/index.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { Modal, startHere } from '../dialog/modal.tsx'
import { AmountEcho, amountInput } from '../form/amount-echo.tsx'
import { printExact } from '../form/amount-text.ts'
import { Emphasized } from '../form/emphasized.tsx'
import { FieldContent } from '../form/field.tsx'
import { problemText } from '../form/problem-text.ts'
import { type Read, readAmount } from '../form/read-amount.ts'
import { ReservedLabel } from '../form/reserved-label.tsx'
import { Room } from '../form/room.tsx'
import { isValidTime, printDay } from '../formatting/date-time.ts'
import { useActions } from './actions-context.ts'

export function TopUpDialog() {
  const { state, streamId, style, close } = useActions()
  return (
    <Modal
      title={style.messages.topUpTitle({ id: streamId })}
      closeLabel={style.messages.close}
      isOpen={state.asking === 'top-up'}
      onClose={close}
    >
      <TopUpForm />
    </Modal>
  )
}

function TopUpForm() {
  const { state, token, style, dialogError, forget, isSent, confirm, close } = useActions()
  const { locale, messages } = style
  const fields = useMessages('field', fieldEnglish)
  const problems = useMessages('problem', problemEnglish)
  const units = useMessages('unit', unitEnglish)
  const [text, setText] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const amount = readAmount(text, token, 'Amount', { locale, messages: fields })
  const isPending = state.command === 'pending'
  const isSending = isPending && isSent
  // What the server says about an amount belongs next to the amount; there is no other field.
  const error =
    (dialogError && problemText(dialogError, problems)) ??
    (isChecked && 'error' in amount ? amount.error : undefined)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isPending) return
    const input = event.currentTarget.querySelector('input')
    setIsChecked(true)
    if ('value' in amount) await confirm(amount.value)
    // Where it is still there, the amount was refused.
    if (input?.isConnected) input.focus()
  }

  return (
    <form className="sg-dialog__form" onSubmit={submit} noValidate>
      <div className="sg-field">
        <FieldContent
          label={messages.topUpAmount({ unit: token?.symbol ?? units.baseUnits })}
          hint={<AmountEcho text={text} token={token} />}
          error={error}
          room={[problems.unreachable]}
        >
          {(wiring) => (
            <input
              {...wiring}
              {...startHere}
              {...amountInput(token)}
              className="sg-input"
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value)
                setIsChecked(false)
                forget()
              }}
              // Validates on blur, unless a button is being pressed, which an error text would move.
              onBlur={({ relatedTarget }) => {
                if (text !== '' && !(relatedTarget instanceof HTMLButtonElement)) setIsChecked(true)
              }}
            />
          )}
        </FieldContent>
      </div>
      <Room className="sg-dialog__note" texts={[messages.topUpNote]}>
        <p className="sg-dialog__text">
          <TopUpSum amount={amount} />
        </p>
      </Room>
      <div className="sg-dialog__buttons">
        <button type="button" className="sg-button" onClick={close}>
          {messages.topUpCancel}
        </button>
        <button
          type="submit"
          className="sg-button sg-button--primary"
          aria-disabled={isPending || undefined}
        >
          <ReservedLabel
            label={messages['top-up']}
            sending={messages.sendingTopUp}
            isSending={isSending}
          />
        </button>
      </div>
    </form>
  )
}

/** What the top-up adds, and when the stream then ends. */
function TopUpSum({ amount }: { readonly amount: Read<bigint> }) {
  const { stream, token, style } = useActions()
  const { timeZone } = useLanguage()
  const { serverNowMs } = useSession()
  const { locale, messages } = style
  if (!('value' in amount) || !stream) return messages.topUpNote
  const endsAtMs = depletesAtMs({
    ...stream,
    depositedAmount: stream.depositedAmount + amount.value,
  })
  const added = printExact(amount.value, token, style)
  const text = messages.adds({
    amount: added,
    recipient: style.nameOf(stream.recipient ?? ''),
    end:
      endsAtMs === null || !isValidTime(endsAtMs)
        ? ''
        : endsAtMs <= serverNowMs()
          ? messages.atOnce
          : messages.ends({
              day: printDay(endsAtMs, { locale, timeZone }).replaceAll(' ', '\u00a0'),
            }),
  })
  return <Emphasized text={text} part={added} />
}
