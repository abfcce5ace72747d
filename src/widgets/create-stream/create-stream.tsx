/**
 * CreateStream: the form for a new payment stream: “1,000 over 3 months”, or a rate and a deposit. Shows what is sent
 * before it is, exact to the unit, with what is rounded; and what the server refuses at the field that it is about.
 */
import { type FormEvent, forwardRef, useEffect, useId, useRef, useState } from 'react'
import { isDevelopment } from '../../development.ts'
import { createEnglish, problemEnglish, unitEnglish } from '../../messages/actions-english.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { ReservedLabel } from '../form/reserved-label.tsx'
import { Room } from '../form/room.tsx'
import { nameParty, shortAddress } from '../formatting/addresses.ts'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { useStylesCheck } from '../part/styles-check.ts'
import { Provider, part, useCreate } from './create-context.ts'
import { CreateControl } from './create-control.tsx'
import type { CreateFieldName } from './create-fields.ts'
import { otherToken } from './create-fields.ts'
import { PreviewContent } from './create-preview.tsx'
import { labelOf } from './parties.ts'
import {
  type CreateStreamOptions,
  type CreateStreamState,
  useCreateStream,
} from './use-create-stream.ts'

/** Props of `CreateStream.Root`. */
export type CreateStreamRootProps = CreateStreamOptions &
  Omit<PartProps<'form', CreateStreamState>, keyof CreateStreamOptions>

const noParties: NonNullable<CreateStreamOptions['parties']> = []
const noTokens: NonNullable<CreateStreamOptions['tokens']> = {}

const Root = forwardRef<HTMLFormElement, CreateStreamRootProps>((props, forwarded) => {
  const { send, tokens = noTokens, parties = noParties, account, ...others } = props
  const { initial, onCreated, children, ...rest } = others
  const view = useCreateStream(props)
  const messages = useMessages('create', createEnglish)
  const units = useMessages('unit', unitEnglish)
  const { locale, timeZone } = useLanguage()
  const partiesId = useId()
  const form = useRef<HTMLFormElement>(null)
  const ref = useJoinedRef<HTMLFormElement>(form, forwarded)

  const [refusals, setRefusals] = useState(0)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!(await view.submit())) setRefusals((count) => count + 1)
  }
  // An effect, since the fields are marked by the time it runs, however busy the page is.
  useEffect(() => {
    if (refusals === 0) return
    form.current?.querySelector<HTMLElement>('[aria-invalid], [role="alert"]')?.focus()
  }, [refusals])

  const root = usePart<'form', CreateStreamState>(
    'form',
    {
      className: 'sg-create sg-theme',
      attributes: {
        'aria-label': messages.label,
        'aria-busy': view.state.command === 'pending' || undefined,
        'data-command': view.state.command,
        noValidate: true,
        onSubmit: submit,
      },
    },
    {
      ...rest,
      children: (
        <>
          <datalist id={partiesId}>
            {parties.map((party) => (
              <option
                key={party.address}
                value={labelOf(party, parties)}
                label={shortAddress(party.address)}
              />
            ))}
          </datalist>
          {children}
        </>
      ),
    },
    ref,
    view.state,
  )
  if (isDevelopment && process.env.NODE_ENV !== 'production') {
    // biome-ignore lint/correctness/useHookAtTopLevel: the condition never changes
    useStylesCheck('CreateStream', 'sg-create', 'actions')
  }
  const named = (address: string) => parties.find((each) => each.address === address)?.name
  const value = {
    ...view,
    messages,
    units,
    locale,
    timeZone,
    tokens,
    parties,
    partiesId,
    nameOf: (address: string) => nameParty(address, named),
  }
  return <Provider value={value}>{root}</Provider>
})
Root.displayName = 'CreateStream.Root'

/** Props of `CreateStream.Field`. */
export interface CreateStreamFieldProps extends PartProps<'div', CreateStreamState> {
  /** Which field. */
  readonly name: CreateFieldName
}

const Field = forwardRef<HTMLDivElement, CreateStreamFieldProps>(({ name, ...rest }, forwarded) => {
  const { state, errors } = useCreate()
  return usePart<'div', CreateStreamState>(
    'div',
    {
      className: 'sg-create__field sg-field',
      attributes: { 'data-field': name, 'data-invalid': errors[name] ? '' : undefined },
      children: <CreateControl name={name} />,
    },
    rest,
    forwarded,
    state,
  )
})
Field.displayName = 'CreateStream.Field'

const Preview = part('Preview', 'section', ({ messages }) => ({
  className: 'sg-create__preview',
  attributes: { 'aria-label': messages.preview },
  children: <PreviewContent />,
}))

const Problem = part('Problem', 'p', ({ problem }) => ({
  className: 'sg-create__problem sg-dialog__error',
  attributes: { role: problem ? 'alert' : undefined, tabIndex: -1 },
  children: problem,
}))

const Submit = part('Submit', 'button', ({ state, messages }) => ({
  className: 'sg-create__submit sg-button sg-button--primary',
  // `disabled` would lose the focus while the command is sent.
  attributes: { type: 'submit', 'aria-disabled': state.command === 'pending' || undefined },
  children: (
    <ReservedLabel
      label={messages.submit}
      sending={messages.sending}
      isSending={state.command === 'pending'}
    />
  ),
}))

/** Props of {@link CreateStream}. */
export interface CreateStreamProps extends Omit<CreateStreamRootProps, 'children'> {}

const Styled = forwardRef<HTMLFormElement, CreateStreamProps>((props, ref) => (
  <Root {...props} ref={ref}>
    <Contents />
  </Root>
))
Styled.displayName = 'CreateStream'

function Contents() {
  const { fields, problem } = useCreate()
  const problems = useMessages('problem', problemEnglish)
  return (
    <>
      <div className="sg-create__columns">
        <div className="sg-create__fields">
          <Field name="sender" />
          <Field name="recipient" />
          <Field name="pay" />
          {/* Two rows of two fields in both payment modes, so that switching between them moves nothing. */}
          <div className="sg-create__row">
            <Field name={fields.pay === 'total' ? 'total' : 'deposit'} />
            <Field name="token" />
          </div>
          {fields.token === otherToken && <Field name="tokenAddress" />}
          <div className="sg-create__row">
            <Field name={fields.pay === 'total' ? 'duration' : 'rate'} />
            <Field name={fields.pay === 'total' ? 'durationUnit' : 'ratePer'} />
          </div>
          <Field name="start" />
        </div>
        <Preview />
      </div>
      <div className="sg-create__foot">
        <Room className="sg-create__room" texts={[problems.unreachable]}>
          {problem && <Problem />}
        </Room>
        <Submit />
      </div>
    </>
  )
}

/**
 * A form for a new payment stream: parties by name or by address, amounts in the notation of the page.
 *
 * @example
 * const send = createHttpSend({ url: 'https://api.example.com' })
 * const element = <CreateStream send={send} tokens={tokens} parties={[{ name: 'Ada', address: 'GCEZ…' }]} />
 */
export const CreateStream = /* @__PURE__ */ Object.assign(Styled, {
  /** The form; fields go inside. */
  Root,
  /** One field: its label, its control, and its hint or error. */
  Field,
  /** What will happen. */
  Preview,
  /** Why the last try failed, if it is about no single field. */
  Problem,
  /** The button that sends it. */
  Submit,
})
