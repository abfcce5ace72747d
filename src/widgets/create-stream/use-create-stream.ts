/**
 * The headless hook of CreateStream: field values, which errors are visible, and sending. The rules are in
 * create-fields.ts.
 */
import { useMemo, useState } from 'react'
import { createEnglish, fieldEnglish, problemEnglish } from '../../messages/actions-english.ts'
import type { TokenInfo } from '../../money/index.ts'
import type {
  CommandAnswer,
  CommandError,
  NewStream,
  SendCommand,
} from '../../react/actions/command.ts'
import type { CommandState } from '../../react/actions/command-state.ts'
import { useStreamCommand } from '../../react/actions/use-stream-command.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useGauge } from '../../react/session-context.ts'
import { problemText } from '../form/problem-text.ts'
import { createdText } from '../stream-actions/result-text.ts'
import { useResultStyle } from '../stream-actions/use-stream-actions.ts'
import { useToast } from '../toaster/use-toaster.ts'
import {
  type CheckedFields,
  type CreateFieldName,
  type CreateFields,
  type CreatePreview,
  checkCreateFields,
  type FieldErrors,
  otherToken,
} from './create-fields.ts'
import type { KnownParty } from './parties.ts'

/** What can be chosen, who pays, and who carries it out. */
export interface CreateStreamOptions {
  /** Carries out commands, such as {@link createHttpSend}; may be a new function at every render. */
  readonly send: SendCommand
  /** The tokens to choose from, by address. Default none: the address of a token is entered. */
  readonly tokens?: Readonly<Record<string, TokenInfo>> | undefined
  /** Accounts that can be entered by name. Default none. */
  readonly parties?: readonly KnownParty[] | undefined
  /** The account that pays. Default: that of the provider. Null: it is entered. */
  readonly account?: string | null | undefined
  /** Values of fields to begin with. Read once. */
  readonly initial?: Partial<CreateFields> | undefined
  /** Called once the stream is created. The form is empty again then. */
  readonly onCreated?: ((answer: CommandAnswer, stream: NewStream) => void) | undefined
}

/** State of {@link useCreateStream}. */
export interface CreateStreamState {
  /** Where the command is. */
  readonly command: CommandState['status']
  /** Whether everything that can be checked here is right. */
  readonly isComplete: boolean
}

/** What {@link useCreateStream} returns. */
export interface CreateStreamView {
  /** What the classes and styles of the parts may depend on. */
  readonly state: CreateStreamState
  /** What the fields hold. */
  readonly fields: CreateFields
  /** The account that pays; null: it is entered. */
  readonly account: string | null
  /** The chosen token; null: its decimals are not known, and amounts are whole base units. */
  readonly token: TokenInfo | null
  /** Address of the recipient; null until it can be read. */
  readonly recipient: string | null
  /** What is wrong with fields that were left, or after a try to send: a sentence for each. */
  readonly errors: FieldErrors
  /** What will happen; null until the amounts can be read. */
  readonly preview: CreatePreview | null
  /** Why the last try failed, if it is about no single field; null otherwise. */
  readonly problem: string | null
  /** Sets a field. */
  set<Name extends CreateFieldName>(name: Name, value: CreateFields[Name]): void
  /** Shows what is wrong with a field from now on. */
  leave(name: CreateFieldName): void
  /** Sends it, or shows what is wrong. False: nothing was created. */
  submit(): Promise<boolean>
}

/** Which fields show their errors: those left once, and all of them after the first try to send. */
type Touched = ReadonlySet<CreateFieldName> | 'all'

const noTokens: Readonly<Record<string, TokenInfo>> = {}
const noParties: readonly KnownParty[] = []
const untouched: Touched = new Set()

/** The state of a form for a new stream. Shows what the server refuses at the field that it is about. */
export function useCreateStream(options: CreateStreamOptions): CreateStreamView {
  const { send, tokens = noTokens, parties = noParties, onCreated } = options
  const { session, tokens: lookup } = useGauge()
  const account = options.account === undefined ? session.account : options.account
  const { locale, timeZone } = useLanguage()
  const messages = useMessages('field', fieldEnglish)
  const problems = useMessages('problem', problemEnglish)
  const style = useResultStyle((address) => parties.find((each) => each.address === address)?.name)
  const toast = useToast()
  const [fields, setFields] = useState<CreateFields>(() => emptyFields(tokens, options.initial))
  const [touched, setTouched] = useState<Touched>(untouched)
  const command = useStreamCommand(send)

  const address = fields.token === otherToken ? fields.tokenAddress.trim() : fields.token
  const token = (Object.hasOwn(tokens, address) ? tokens[address] : lookup(address)) ?? null
  const checked = checkCreateFields(fields, {
    account,
    token,
    parties,
    locale,
    timeZone,
    messages,
    periods: useMessages('create', createEnglish),
  })
  const refused = command.error && fieldOf(command.error, fields, account)
  const refusal = command.error && problemText(command.error, problems)
  const status = command.state.status
  const isComplete = checked.stream !== null

  return {
    state: useMemo(() => ({ command: status, isComplete }), [status, isComplete]),
    fields,
    account,
    token,
    recipient: checked.recipient,
    errors: visibleErrors(checked, touched, refused, refusal),
    preview: checked.preview,
    problem: refused ? null : refusal,
    set(name, value) {
      setFields((current) => ({ ...current, [name]: value }))
      if (status !== 'pending') command.reset()
    },
    leave(name) {
      // Leaving an empty field is not a mistake yet.
      if (fields[name] !== '' && touched !== 'all') setTouched(new Set([...touched, name]))
    },
    async submit() {
      setTouched('all')
      const { stream } = checked
      if (stream === null) return false
      const outcome = await command.send({ kind: 'create', stream })
      if (outcome?.status !== 'confirmed') return false
      setFields(emptyFields(tokens, options.initial))
      setTouched(untouched)
      toast({
        subject: 'created',
        text: createdText(outcome.answer, stream, token, style),
        eventId: outcome.answer.eventId,
      })
      onCreated?.(outcome.answer, stream)
      return true
    },
  }
}

function emptyFields(
  tokens: Readonly<Record<string, TokenInfo>>,
  initial: Partial<CreateFields> | undefined,
): CreateFields {
  return {
    sender: '',
    recipient: '',
    token: Object.keys(tokens)[0] ?? otherToken,
    tokenAddress: '',
    pay: 'total',
    total: '',
    duration: '',
    durationUnit: 'months',
    deposit: '',
    rate: '',
    ratePer: 'month',
    start: '',
    ...initial,
  }
}

/** The field to show a refusal at; null if it is about none of them. */
function fieldOf(
  { field }: CommandError,
  fields: CreateFields,
  account: string | null,
): CreateFieldName | null {
  const isTotal = fields.pay === 'total'
  switch (field) {
    case 'sender':
      // An account that is known has no field.
      return account === null ? field : null
    case 'recipient':
      return field
    // A known token is picked, not typed: its address has no field of its own.
    case 'tokenAddress':
      return fields.token === otherToken ? 'tokenAddress' : 'token'
    case 'depositedAmount':
    case 'amount':
      return isTotal ? 'total' : 'deposit'
    case 'ratePerSecond':
      return isTotal ? 'total' : 'rate'
    case 'startTime':
      return 'start'
    default:
      return null
  }
}

function visibleErrors(
  { errors }: CheckedFields,
  touched: Touched,
  refused: CreateFieldName | null,
  refusal: string | null,
): FieldErrors {
  const own = Object.entries(errors).filter(
    ([name]) => touched === 'all' || touched.has(name as CreateFieldName),
  )
  return { ...Object.fromEntries(own), ...(refused && refusal && { [refused]: refusal }) }
}
