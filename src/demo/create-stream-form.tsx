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
import { usePageMessages } from './page-language.tsx'
import { problemText } from './problem-text.ts'
import { isRatePeriod, ratePeriodNames } from './rates.ts'
import { SubmitButton } from './submit-button.tsx'
import { type CreateFormOptions, useCreateForm } from './use-create-form.ts'

const accountListId = 'known-accounts'

export function CreateStreamForm(props: CreateFormOptions) {
  const form = useCreateForm(props)
  const { formRef, fields, token, locale, checked, errors, formError, isSending } = form
  const { set, control, submit } = form
  const messages = usePageMessages()
  const { create } = messages
  const unit = token?.symbol ?? create.baseUnits
  const echo = (text: string) => <AmountEcho text={text} token={token} locale={locale} />

  return (
    <form ref={formRef} onSubmit={submit} noValidate className="create-form">
      <datalist id={accountListId}>
        {knownAccounts.map(({ address, name }) => (
          <option key={address} value={address} label={name} />
        ))}
      </datalist>

      <Field
        label={create.from}
        hint={nameOf(fields.sender.trim()) ?? undefined}
        error={errors.sender}
      >
        {(wiring) => (
          <input {...control('sender', wiring)} {...addressInput} className="input input-address" />
        )}
      </Field>
      <Field
        label={create.to}
        hint={nameOf(fields.recipient.trim()) ?? create.toHint}
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
        <Field label={create.token} error={errors.token}>
          {(wiring) => (
            <select {...control('token', wiring)}>
              {Object.entries(tokens).map(([address, { symbol }]) => (
                <option key={address} value={address}>
                  {symbol}
                </option>
              ))}
              <option value={otherToken}>{create.otherToken}</option>
            </select>
          )}
        </Field>
        <Field
          label={create.deposit({ unit })}
          hint={echo(fields.deposit)}
          error={errors.deposit}
          className="field-grow"
        >
          {(wiring) => <input {...control('deposit', wiring)} {...amountInput(token)} />}
        </Field>
      </div>

      {fields.token === otherToken && (
        <Field label={create.tokenAddress} hint={create.tokenHint} error={errors.otherTokenAddress}>
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
          label={create.rate({ unit })}
          hint={echo(fields.rate)}
          error={errors.rate}
          className="field-grow"
        >
          {(wiring) => <input {...control('rate', wiring)} {...amountInput(token)} />}
        </Field>
        <Field label={create.every}>
          {(wiring) => (
            <select
              {...control('ratePer', wiring)}
              onChange={({ currentTarget: { value } }) => {
                if (isRatePeriod(value)) set('ratePer', value)
              }}
            >
              {ratePeriodNames.map((period) => (
                <option key={period} value={period}>
                  {create.period[period]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>

      <Field label={create.starts} hint={create.startsHint} error={errors.start}>
        {(wiring) => <input {...control('start', wiring)} type="datetime-local" step="1" />}
      </Field>

      <CreatePreviewNote checked={checked} period={fields.ratePer} token={token} />

      {formError && (
        <p className="form-error" role="alert" tabIndex={-1}>
          {problemText(formError, messages)}
        </p>
      )}
      <div className="form-actions">
        <SubmitButton label={create.submit} sending={create.sending} isSending={isSending} />
      </div>
    </form>
  )
}

const addressInput = { autoComplete: 'off', spellCheck: false, list: accountListId } as const

/** How an amount was read, or an example of one. Always one line, so that nothing moves. */
export function AmountEcho(props: {
  text: string
  token: TokenInfo | null
  locale: string | undefined
}) {
  const { text, token, locale } = props
  const { create } = usePageMessages()
  const amount = readAmount(text, token, 'amount', locale)
  if ('value' in amount)
    return <>= {printTokens(amount.value, token, locale, create.inBaseUnits)}</>
  return <>{create.example({ example: printExample(token, locale) })}</>
}

export function amountInput(token: TokenInfo | null) {
  return { autoComplete: 'off', inputMode: token ? 'decimal' : 'numeric' } as const
}
