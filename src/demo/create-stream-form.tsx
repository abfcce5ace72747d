/**
 * The form for a new stream: fields, errors next to them, and what will be sent, to the unit, before it
 * is. The rules are in create-form.ts; here is only what is seen and touched.
 */
import { type FocusEvent, type FormEvent, useRef, useState } from 'react'
import type { TokenInfo } from '../money/index.ts'
import type { CommandError, Commands } from './commands.ts'
import {
  type CheckedFields,
  type CreateBody,
  type CreateFieldName,
  type CreateFields,
  checkCreateFields,
  type FieldErrors,
  otherToken,
} from './create-form.ts'
import { CreatePreviewNote } from './create-preview.tsx'
import { knownAccounts, nameOf, tokenOf, tokens } from './directory.ts'
import { type ControlProps, Field } from './field.tsx'
import { startHere } from './modal.tsx'
import { fieldOfProblem } from './problem-fields.ts'
import { isRatePeriod, ratePeriods } from './rates.ts'
import { useCommand } from './use-command.ts'

const accountListId = 'known-accounts'

/** Which fields may complain: those left once, and all of them after the first try to send. */
type Touched = ReadonlySet<CreateFieldName> | 'all'

export function CreateStreamForm(props: {
  account: string
  commands: Commands
  onCreated: () => void
}) {
  const { account, commands, onCreated } = props
  const formRef = useRef<HTMLFormElement>(null)
  const [fields, setFields] = useState<CreateFields>(() => ({
    sender: account,
    recipient: '',
    token: Object.keys(tokens)[0] ?? otherToken,
    otherTokenAddress: '',
    deposit: '',
    rate: '',
    ratePer: 'month',
    start: '',
  }))
  const [touched, setTouched] = useState<Touched>(new Set())
  const command = useCommand((body: CreateBody) => commands.create(body))

  const token = fields.token === otherToken ? null : tokenOf(fields.token)
  const checked = checkCreateFields(fields, token)
  const refusedField = command.error && fieldOfProblem(command.error, fields)
  const errors = visibleErrors(checked.errors, touched, refusedField, command.error)

  function set<Name extends CreateFieldName>(name: Name, value: CreateFields[Name]) {
    setFields((current) => ({ ...current, [name]: value }))
    command.clearError()
  }

  /** What every control of the form does alike. */
  function control(name: CreateFieldName, wiring: ControlProps) {
    return {
      ...wiring,
      name,
      value: fields[name],
      className: 'input',
      onChange: (event: { currentTarget: { value: string } }) =>
        set(name, event.currentTarget.value),
      onBlur: ({ relatedTarget }: FocusEvent) => {
        // Leaving an empty field is not a mistake yet.
        if (fields[name] === '' || touched === 'all') return
        // An error shown between press and release would move the button from under the pointer.
        if (relatedTarget instanceof HTMLButtonElement && relatedTarget.type === 'submit') return
        setTouched(new Set([...touched, name]))
      },
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTouched('all')
    if (checked.body === null) return focusFirstInvalid()
    if (await command.send(checked.body)) onCreated()
    else focusFirstInvalid()
  }

  /** After React has marked the fields. */
  function focusFirstInvalid() {
    requestAnimationFrame(() => {
      formRef.current?.querySelector<HTMLElement>('[aria-invalid], [role="alert"]')?.focus()
    })
  }

  return (
    <form ref={formRef} onSubmit={submit} noValidate className="create-form">
      <datalist id={accountListId}>
        {knownAccounts.map(({ address, name }) => (
          <option key={address} value={address} label={name} />
        ))}
      </datalist>

      <Field label="From" hint={nameOf(fields.sender.trim()) ?? undefined} error={errors.sender}>
        {(wiring) => (
          <input {...control('sender', wiring)} {...addressInput} className="input input-address" />
        )}
      </Field>
      <Field
        label="To"
        hint={nameOf(fields.recipient.trim()) ?? 'Pick a known account or paste an address.'}
        error={errors.recipient}
      >
        {(wiring) => (
          <input
            {...control('recipient', wiring)}
            {...addressInput}
            {...startHere}
            className="input input-address"
          />
        )}
      </Field>

      <div className="field-row">
        <Field label="Token" error={errors.token}>
          {(wiring) => (
            <select {...control('token', wiring)}>
              {Object.entries(tokens).map(([address, { symbol }]) => (
                <option key={address} value={address}>
                  {symbol}
                </option>
              ))}
              <option value={otherToken}>Other…</option>
            </select>
          )}
        </Field>
        <Field label={labelled('Deposit', token)} error={errors.deposit} className="field-grow">
          {(wiring) => <input {...control('deposit', wiring)} {...amountInput(token)} />}
        </Field>
      </div>

      {fields.token === otherToken && (
        <Field
          label="Token address"
          hint="The decimals of this token are unknown, so amounts are in base units."
          error={errors.otherTokenAddress}
        >
          {(wiring) => (
            <input
              {...control('otherTokenAddress', wiring)}
              autoComplete="off"
              spellCheck={false}
              className="input input-address"
            />
          )}
        </Field>
      )}

      <div className="field-row">
        <Field label={labelled('Rate', token)} error={errors.rate} className="field-grow">
          {(wiring) => <input {...control('rate', wiring)} {...amountInput(token)} />}
        </Field>
        <Field label="Every">
          {(wiring) => (
            <select
              {...control('ratePer', wiring)}
              onChange={({ currentTarget: { value } }) => {
                if (isRatePeriod(value)) set('ratePer', value)
              }}
            >
              {Object.entries(ratePeriods).map(([period, { label }]) => (
                <option key={period} value={period}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>

      <Field
        label="Starts"
        hint="Leave empty to start now. Time in the past counts as streamed."
        error={errors.start}
      >
        {(wiring) => <input {...control('start', wiring)} type="datetime-local" step="1" />}
      </Field>

      <CreatePreviewNote checked={checked} period={fields.ratePer} token={token} />

      {command.error && !refusedField && (
        <p className="form-error" role="alert" tabIndex={-1}>
          {command.error.message}
        </p>
      )}
      <div className="form-actions">
        <button type="submit" className="button button-primary" disabled={command.isSending}>
          {command.isSending ? 'Creating…' : 'Create stream'}
        </button>
      </div>
    </form>
  )
}

const addressInput = { autoComplete: 'off', spellCheck: false, list: accountListId } as const

function amountInput(token: TokenInfo | null) {
  return { autoComplete: 'off', inputMode: token ? 'decimal' : 'numeric' } as const
}

/** "Deposit in USDC": the unit belongs to the label, where it is read out with it. */
function labelled(label: string, token: TokenInfo | null): string {
  return `${label} in ${token?.symbol ?? 'base units'}`
}

function visibleErrors(
  errors: CheckedFields['errors'],
  touched: Touched,
  refusedField: CreateFieldName | null,
  refusal: CommandError | null,
): FieldErrors {
  const own = Object.entries(errors).filter(
    ([name]) => touched === 'all' || touched.has(name as CreateFieldName),
  )
  return {
    ...Object.fromEntries(own),
    ...(refusedField && refusal && { [refusedField]: refusal.message }),
  }
}
