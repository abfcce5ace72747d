/** Asks how much to add to a stream's deposit, shows when the stream then ends, and adds the amount. */
import { type FormEvent, useState } from 'react'
import type { StreamState } from '../feeds/payments/index.ts'
import { depletesAtMs, printBaseUnits } from '../money/index.ts'
import { printDay, printTokens } from './amount-text.ts'
import type { CommandAnswer, Commands } from './commands.ts'
import { readAmount } from './create-form.ts'
import { AmountEcho, amountInput } from './create-stream-form.tsx'
import { displayName, tokenOf } from './directory.ts'
import { Emphasized } from './emphasized.tsx'
import { Field } from './field.tsx'
import { usePageLocale } from './locale.ts'
import { Modal, startHere } from './modal.tsx'
import { usePageMessages } from './page-language.tsx'
import { problemText } from './problem-text.ts'
import { SubmitButton } from './submit-button.tsx'
import { useCommand } from './use-command.ts'

interface TopUpProps {
  readonly stream: StreamState
  readonly commands: Commands
  readonly onClose: () => void
  readonly onDone: (answer: CommandAnswer, units: bigint) => void
}

export function TopUpDialog(props: TopUpProps & { isOpen: boolean }) {
  const { stream, isOpen, onClose } = props
  const { topUp } = usePageMessages()
  return (
    <Modal title={topUp.title({ id: stream.streamId })} isOpen={isOpen} onClose={onClose}>
      <TopUpForm {...props} />
    </Modal>
  )
}

function TopUpForm({ stream, commands, onClose, onDone }: TopUpProps) {
  const locale = usePageLocale()
  const messages = usePageMessages()
  const { create, topUp } = messages
  const token = tokenOf(stream.tokenAddress)
  const [text, setText] = useState('')
  const [isChecked, setIsChecked] = useState(false)
  const command = useCommand((units: bigint) =>
    commands.topUp(stream.streamId, printBaseUnits(units)),
  )
  const amount = readAmount(text, token, 'amount', locale, messages)
  // What the server says about an amount belongs next to the amount; there is no other field.
  const error =
    (command.error && problemText(command.error, messages)) ??
    (isChecked && 'error' in amount ? amount.error : undefined)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = event.currentTarget.querySelector('input')
    setIsChecked(true)
    if ('value' in amount) {
      const answer = await command.send(amount.value)
      if (answer) {
        onClose()
        return onDone(answer, amount.value)
      }
    }
    input?.focus()
  }

  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={topUp.amount({ unit: token?.symbol ?? create.baseUnits })}
        hint={<AmountEcho text={text} token={token} locale={locale} />}
        error={error}
      >
        {(control) => (
          <input
            {...control}
            {...startHere}
            {...amountInput(token)}
            className="input"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setIsChecked(false)
              command.clearError()
            }}
            // Validates on blur, unless a button is being pressed, which an error text would move.
            onBlur={({ relatedTarget }) => {
              if (text !== '' && !(relatedTarget instanceof HTMLButtonElement)) setIsChecked(true)
            }}
          />
        )}
      </Field>
      <p className="note">
        {'value' in amount ? (
          <TopUpSum stream={stream} units={amount.value} locale={locale} />
        ) : (
          topUp.note
        )}
      </p>
      <div className="form-actions">
        <button type="button" className="button" onClick={onClose}>
          {topUp.cancel}
        </button>
        <SubmitButton label={topUp.submit} sending={topUp.sending} isSending={command.isSending} />
      </div>
    </form>
  )
}

/** What the top-up adds, and when the stream then ends. */
function TopUpSum(props: { stream: StreamState; units: bigint; locale: string | undefined }) {
  const { stream, units, locale } = props
  const { create, topUp } = usePageMessages()
  const nowMs = Date.now()
  const token = tokenOf(stream.tokenAddress)
  const endsAtMs = depletesAtMs({ ...stream, depositedAmount: stream.depositedAmount + units })
  const day = endsAtMs === null ? null : printDay(BigInt(endsAtMs / 1000), nowMs, locale)
  const hasEnded = endsAtMs !== null && endsAtMs <= nowMs
  const amount = printTokens(units, token, locale, create.inBaseUnits)
  const end = hasEnded ? topUp.atOnce : day === null ? '' : topUp.ends({ day })
  const text = topUp.adds({ amount, recipient: displayName(stream.recipient), end })
  return <Emphasized text={text} part={amount} />
}
