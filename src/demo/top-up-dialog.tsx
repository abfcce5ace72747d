/** Asks how much to add to a stream's deposit, and adds it. */
import { type FormEvent, useState } from 'react'
import type { TokenInfo } from '../money/index.ts'
import { printUnits } from '../money/index.ts'
import type { Commands } from './commands.ts'
import { readAmount } from './create-form.ts'
import { Field } from './field.tsx'
import { Modal, startHere } from './modal.tsx'
import { useCommand } from './use-command.ts'

export function TopUpDialog(props: {
  streamId: string
  token: TokenInfo | null
  commands: Commands
  isOpen: boolean
  onClose: () => void
}) {
  const { streamId, isOpen, onClose } = props
  return (
    <Modal title={`Top up stream ${streamId}`} isOpen={isOpen} onClose={onClose}>
      <TopUpForm {...props} />
    </Modal>
  )
}

function TopUpForm(props: {
  streamId: string
  token: TokenInfo | null
  commands: Commands
  onClose: () => void
}) {
  const { streamId, token, commands, onClose } = props
  const [text, setText] = useState('')
  const [ownError, setOwnError] = useState<string>()
  const command = useCommand((amount: string) => commands.topUp(streamId, amount))
  // What the server says about an amount belongs next to the amount; there is no other field.
  const error = ownError ?? command.error?.message

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = event.currentTarget.querySelector('input')
    const amount = readAmount(text, token, 'amount')
    if ('error' in amount) setOwnError(amount.error)
    else if (await command.send(printUnits(amount.value))) return onClose()
    input?.focus()
  }

  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={`Amount in ${token?.symbol ?? 'base units'}`}
        hint="Added to the deposit. The amount already streamed does not change."
        error={error}
      >
        {(control) => (
          <input
            {...control}
            {...startHere}
            className="input"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setOwnError(undefined)
              command.clearError()
            }}
            autoComplete="off"
            inputMode={token ? 'decimal' : 'numeric'}
          />
        )}
      </Field>
      <div className="form-actions">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button button-primary" disabled={command.isSending}>
          {command.isSending ? 'Adding…' : 'Top up'}
        </button>
      </div>
    </form>
  )
}
