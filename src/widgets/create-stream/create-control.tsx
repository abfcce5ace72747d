/** The label, control and note of each field of CreateStream. */
import type { FocusEvent, ReactElement } from 'react'
import { AmountEcho, amountInput } from '../form/amount-echo.tsx'
import { type ControlWiring, FieldContent } from '../form/field.tsx'
import { shortAddress } from '../formatting/addresses.ts'
import { useCreate } from './create-context.ts'
import {
  type CreateFieldName,
  type CreateFields,
  otherToken,
  periodOf,
  periodSeconds,
} from './create-fields.ts'

type Control = (wiring: ControlWiring) => ReactElement

/** The props that the controls of all fields share. */
function useControl(name: CreateFieldName) {
  const { fields, set, leave } = useCreate()
  return {
    name,
    value: fields[name],
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      set(name, currentTarget.value as CreateFields[typeof name]),
    onBlur({ relatedTarget }: FocusEvent) {
      // An error shown between press and release would move the button from under the pointer.
      if (relatedTarget instanceof HTMLButtonElement && relatedTarget.type === 'submit') return
      leave(name)
    },
  }
}

/** What is in a field. */
export function CreateControl({ name }: { readonly name: CreateFieldName }): ReactElement | null {
  switch (name) {
    case 'sender':
    case 'recipient':
      return <PartyControl name={name} />
    case 'token':
      return <TokenControl />
    case 'pay':
      return <PayControl />
    case 'total':
    case 'deposit':
    case 'rate':
      return <AmountControl name={name} />
    case 'durationUnit':
    case 'ratePer':
      return <UnitControl name={name} />
    default:
      return <TextControl name={name} />
  }
}

/** A choice, or an entry: what may be typed is in the browser's own list. */
function PartyControl({ name }: { readonly name: 'sender' | 'recipient' }) {
  const { fields, account, recipient, parties, partiesId, messages, errors, nameOf } = useCreate()
  const control = useControl(name)
  if (name === 'sender' && account !== null) {
    return (
      <>
        <span className="sg-field__label">{messages.from}</span>
        <p className="sg-create__account" title={account}>
          {nameOf(account)}
        </p>
      </>
    )
  }
  // The other form of what was entered: it can be compared with what was meant.
  const isName = recipient !== null && fields.recipient.trim() !== recipient
  const known = name === 'recipient' && recipient !== null
  const hint = known ? (isName ? shortAddress(recipient) : nameOf(recipient)) : messages.toHint
  return (
    <FieldContent
      label={name === 'sender' ? messages.from : messages.to}
      hint={hint}
      error={errors[name]}
    >
      {(wiring) => (
        <input
          {...wiring}
          {...control}
          className="sg-input"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          list={parties.length > 0 ? partiesId : undefined}
          data-start-here={name === 'recipient' ? '' : undefined}
        />
      )}
    </FieldContent>
  )
}

function TokenControl() {
  const { tokens, messages, errors } = useCreate()
  const control = useControl('token')
  return (
    <FieldContent label={messages.token} error={errors.token}>
      {(wiring) => (
        <select {...wiring} {...control} className="sg-input sg-select">
          {Object.entries(tokens).map(([address, { symbol }]) => (
            <option key={address} value={address}>
              {symbol}
            </option>
          ))}
          <option value={otherToken}>{messages.otherToken}</option>
        </select>
      )}
    </FieldContent>
  )
}

/** Two radio buttons, next to each other. */
function PayControl() {
  const { fields, set, messages } = useCreate()
  return (
    <fieldset className="sg-choice">
      <legend className="sg-visually-hidden">{messages.pay}</legend>
      {(['total', 'rate'] as const).map((pay) => (
        <label key={pay} className="sg-choice__option">
          <input
            className="sg-choice__input"
            type="radio"
            name="pay"
            value={pay}
            checked={fields.pay === pay}
            onChange={() => set('pay', pay)}
          />
          <span className="sg-choice__face">
            {pay === 'total' ? messages.byTotal : messages.byRate}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function AmountControl({ name }: { readonly name: 'total' | 'deposit' | 'rate' }) {
  const { fields, token, messages, units, errors } = useCreate()
  const control = useControl(name)
  const label = messages[name]({ unit: token?.symbol ?? units.baseUnits })
  return (
    <FieldContent
      label={label}
      hint={<AmountEcho text={fields[name]} token={token} />}
      error={errors[name]}
    >
      {(wiring) => (
        <input {...wiring} {...control} {...amountInput(token)} className="sg-input sg-number" />
      )}
    </FieldContent>
  )
}

function UnitControl({ name }: { readonly name: 'durationUnit' | 'ratePer' }) {
  const { messages } = useCreate()
  const control = useControl(name)
  const options = Object.keys(name === 'ratePer' ? periodSeconds : periodOf) as (
    | keyof typeof periodSeconds
    | keyof typeof periodOf
  )[]
  return (
    <FieldContent label={name === 'ratePer' ? messages.every : messages.unit}>
      {(wiring) => (
        <select {...wiring} {...control} className="sg-input sg-select">
          {options.map((option) => (
            <option key={option} value={option}>
              {messages[option]}
            </option>
          ))}
        </select>
      )}
    </FieldContent>
  )
}

function TextControl({ name }: { readonly name: CreateFieldName }) {
  const { messages, units, locale, errors } = useCreate()
  const control = useControl(name)
  const isStart = name === 'start'
  const isDuration = name === 'duration'
  const label = isStart ? messages.starts : isDuration ? messages.duration : messages.tokenAddress
  const hint = isStart
    ? messages.startsHint
    : isDuration
      ? units.example({ example: new Intl.NumberFormat(locale).format(3) })
      : messages.tokenHint
  const kind = isStart
    ? { type: 'datetime-local', step: 1 }
    : isDuration
      ? { inputMode: 'numeric' as const }
      : { spellCheck: false, dir: 'ltr' }
  const render: Control = (wiring) => (
    <input {...wiring} {...control} {...kind} autoComplete="off" className="sg-input" />
  )
  return (
    <FieldContent label={label} hint={hint} error={errors[name]}>
      {render}
    </FieldContent>
  )
}
