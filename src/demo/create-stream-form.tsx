/**
 * The form for a new stream as it is displayed: fields, their errors, and a preview of what will be
 * sent, exact to the unit. Its state is in use-create-form.ts, its rules are in create-form.ts.
 */
import type { TokenInfo } from '../money/index.ts'
import { printExample, printTokens } from './amount-text.ts'
import { otherToken, readAmount } from './create-form.ts'
import { CreatePreviewNote } from './create-preview.tsx'
import { knownAccounts, nameOf, tokens } from './directory.ts'
import { Field } from './field.tsx'
import { startHere } from './modal.tsx'
import { isRatePeriod, ratePeriods } from './rates.ts'
import { type CreateFormOptions, useCreateForm } from './use-create-form.ts'

const accountListId = 'known-accounts'

export function CreateStreamForm(props: CreateFormOptions) {
  const form = useCreateForm(props)
  const { formRef, fields, token, locale, checked, errors, formError, isSending } = form
  const { set, control, submit } = form
  const echo = (text: string) => <AmountEcho text={text} token={token} locale={locale} />

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
        <Field
          label={labelled('Deposit', token)}
          hint={echo(fields.deposit)}
          error={errors.deposit}
          className="field-grow"
        >
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
        <Field
          label={labelled('Rate', token)}
          hint={echo(fields.rate)}
          error={errors.rate}
          className="field-grow"
        >
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

      {formError && (
        <p className="form-error" role="alert" tabIndex={-1}>
          {formError.message}
        </p>
      )}
      <div className="form-actions">
        <button type="submit" className="button button-primary" disabled={isSending}>
          {isSending ? 'Creating…' : 'Create stream'}
        </button>
      </div>
    </form>
  )
}

const addressInput = { autoComplete: 'off', spellCheck: false, list: accountListId } as const

/** How an amount was understood, or how to write one: one line either way, so that nothing moves. */
export function AmountEcho(props: {
  text: string
  token: TokenInfo | null
  locale: string | undefined
}) {
  const { text, token, locale } = props
  const amount = readAmount(text, token, '', locale)
  if ('value' in amount) return <>= {printTokens(amount.value, token, locale)}</>
  return <>For example {printExample(token, locale)}</>
}

export function amountInput(token: TokenInfo | null) {
  return { autoComplete: 'off', inputMode: token ? 'decimal' : 'numeric' } as const
}

/** "Deposit in USDC": the unit belongs to the label, where it is read out with it. */
function labelled(label: string, token: TokenInfo | null): string {
  return `${label} in ${token?.symbol ?? 'base units'}`
}
