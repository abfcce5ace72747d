/**
 * The state of the form for a new stream: field values, which errors are visible, and sending. The
 * rules are in create-form.ts, what is displayed is in create-stream-form.tsx.
 */
import { type FocusEvent, type FormEvent, useRef, useState } from 'react'
import type { CommandAnswer, Commands } from './commands.ts'
import {
  type CheckedFields,
  type CreateBody,
  type CreateFieldName,
  type CreateFields,
  checkCreateFields,
  type FieldErrors,
  otherToken,
} from './create-form.ts'
import { tokenOf, tokens } from './directory.ts'
import type { ControlProps } from './field.tsx'
import { usePageLocale } from './locale.ts'
import { usePageMessages } from './page-language.tsx'
import { fieldOfProblem } from './problem-fields.ts'
import { problemText } from './problem-text.ts'
import { useCommand } from './use-command.ts'

/** Which fields show their errors: those left once, and all of them after the first try to send. */
type Touched = ReadonlySet<CreateFieldName> | 'all'

export interface CreateFormOptions {
  readonly account: string
  readonly commands: Commands
  readonly onCreated: (answer: CommandAnswer, sent: CreateBody) => void
}

export function useCreateForm({ account, commands, onCreated }: CreateFormOptions) {
  const locale = usePageLocale()
  const messages = usePageMessages()
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
  const checked = checkCreateFields(fields, token, locale, messages)
  const refusedField = command.error && fieldOfProblem(command.error, fields)
  const errors = visibleErrors(
    checked.errors,
    touched,
    refusedField,
    command.error && problemText(command.error, messages),
  )

  function set<Name extends CreateFieldName>(name: Name, value: CreateFields[Name]) {
    setFields((current) => ({ ...current, [name]: value }))
    command.clearError()
  }

  /** The props that all controls of the form share. */
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
    const answer = await command.send(checked.body)
    if (answer) onCreated(answer, checked.body)
    else focusFirstInvalid()
  }

  /** After React has marked the fields. */
  function focusFirstInvalid() {
    requestAnimationFrame(() => {
      formRef.current?.querySelector<HTMLElement>('[aria-invalid], [role="alert"]')?.focus()
    })
  }

  return {
    formRef,
    fields,
    token,
    locale,
    checked,
    errors,
    /** A refusal by the server that belongs to no single field. */
    formError: refusedField ? null : command.error,
    isSending: command.isSending,
    set,
    control,
    submit,
  }
}

function visibleErrors(
  errors: CheckedFields['errors'],
  touched: Touched,
  refusedField: CreateFieldName | null,
  refusal: string | null,
): FieldErrors {
  const own = Object.entries(errors).filter(
    ([name]) => touched === 'all' || touched.has(name as CreateFieldName),
  )
  return {
    ...Object.fromEntries(own),
    ...(refusedField && refusal && { [refusedField]: refusal }),
  }
}
