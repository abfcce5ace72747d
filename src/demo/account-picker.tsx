/** The account switcher: the accounts that have names, or any address that is pasted. */
import { type FormEvent, useEffect, useId, useState } from 'react'
import { isAccountAddress } from '../feeds/payments/index.ts'
import { Modal, startHere } from '../widgets/dialog/modal.tsx'
import { FieldContent } from '../widgets/form/field.tsx'
import { addressAdvice } from './address-advice.ts'
import { displayName, knownAccounts, nameOf } from './directory.ts'
import { usePageLocale } from './locale.ts'
import { usePageMessages } from './page-language.tsx'

const another = 'another'

export function AccountPicker(props: { account: string; onPick: (address: string) => void }) {
  const { account, onPick } = props
  const id = useId()
  const { accounts, page } = usePageMessages()
  const [isAsking, setIsAsking] = useState(false)
  const isUnknown = nameOf(account) === null

  return (
    <>
      <div className="title-choice">
        <label className="sg-visually-hidden" htmlFor={id}>
          {page.account}
        </label>
        <select
          id={id}
          className="sg-input sg-select"
          value={account}
          onChange={(event) => {
            const { value } = event.currentTarget
            if (value === another) setIsAsking(true)
            else onPick(value)
          }}
        >
          {isUnknown && <option value={account}>{displayName(account)}</option>}
          {knownAccounts.map(({ address, name }) => (
            <option key={address} value={address}>
              {name}
            </option>
          ))}
          <option value={another}>{accounts.another}</option>
        </select>
      </div>
      <Modal
        title={accounts.title}
        closeLabel={page.close}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
      >
        <AddressForm
          onDone={(address) => {
            setIsAsking(false)
            onPick(address)
          }}
        />
      </Modal>
    </>
  )
}

function AddressForm({ onDone }: { onDone: (address: string) => void }) {
  const locale = usePageLocale()
  const messages = usePageMessages()
  const { accounts, field } = messages
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  // A message about a text that is no longer there would be noise.
  useEffect(() => {
    if (text) setError(undefined)
  }, [text])

  function submit(event: FormEvent) {
    event.preventDefault()
    const address = text.trim()
    if (isAccountAddress(address)) onDone(address)
    else setError(address ? addressAdvice(address, messages, locale) : field.enterAddress)
  }

  return (
    <form className="sg-dialog__form" onSubmit={submit} noValidate>
      <div className="sg-field">
        <FieldContent label={accounts.label} hint={accounts.hint} error={error}>
          {(wiring) => (
            <input
              {...wiring}
              {...startHere}
              className="sg-input input-address"
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </FieldContent>
      </div>
      <div className="form-actions">
        <button type="submit" className="button button-primary">
          {accounts.submit}
        </button>
      </div>
    </form>
  )
}
