/**
 * Sends commands to a server of this package, or one with the same routes: `POST /streams`,
 * `POST /streams/:id/{top-up,withdraw,pause,resume,cancel}`. Changes nothing that is shown: that comes back as an event.
 */
import { decodeStreamState } from '../../feeds/payments/stream-state.ts'
import {
  type CommandAnswer,
  CommandError,
  type CommandErrorOptions,
  type NewStream,
  type SendCommand,
  type StreamCommand,
} from './command.ts'

/** The part of `fetch` that is needed. */
export type CommandFetch = (input: string, init: RequestInit) => Promise<Response>

/** How {@link createHttpSend} reaches the server. */
export interface HttpSendOptions {
  /** Where the API is, as for `GaugeProvider`: `https://api.example.com`; empty for the origin of the page. */
  readonly url: string
  /** Headers of every request, such as `authorization`; a function is asked again for each one. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)
    | undefined
  /** Default: `fetch` of the page. */
  readonly fetch?: CommandFetch | undefined
  /** How long an answer may take, in milliseconds; the outcome is unknown then. Default 30,000. */
  readonly timeoutMs?: number | undefined
}

/**
 * A {@link SendCommand} over HTTP. Amounts are sent as decimal strings of base units, and the idempotency key as the
 * header `idempotency-key`. A refusal (a status below 500 with problem details) rejects as `refused` with the code of the
 * problem; anything else as `unknown` outcome: `unreachable` without an answer, `unreadable` for one that is no answer.
 *
 * @example
 * const send = createHttpSend({ url: 'https://api.example.com' })
 * const element = <StreamActions streamId="42" send={send} />
 */
export function createHttpSend(options: HttpSendOptions): SendCommand {
  const { url, headers = {}, timeoutMs = 30_000 } = options
  const base = url.replace(/\/$/, '')
  return async (command, { idempotencyKey }) => {
    const { path, body } = requestOf(command)
    const own = typeof headers === 'function' ? await headers() : headers
    const request = options.fetch ?? fetch
    const response = await request(`${base}${path}`, {
      method: 'POST',
      headers: {
        ...own,
        'idempotency-key': idempotencyKey,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown): never => {
      throw new CommandError(
        'unreachable',
        'The server couldn’t be reached. Retrying is safe: nothing is done twice.',
        { outcome: 'unknown', cause },
      )
    })
    const answer: unknown = await response.json().catch(() => null)
    if (response.ok) return readAnswer(answer)
    throw errorOf(response.status, answer, command)
  }
}

function requestOf(command: StreamCommand): {
  readonly path: string
  readonly body?: Readonly<Record<string, string | number>>
} {
  if (command.kind === 'create') {
    const { ratePerSecond, depositedAmount, startTime, ...parties } = command.stream
    return {
      path: '/streams',
      body: {
        ...parties,
        ratePerSecond: String(ratePerSecond),
        depositedAmount: String(depositedAmount),
        ...(startTime !== undefined && { startTime }),
      },
    }
  }
  const path = `/streams/${encodeURIComponent(command.streamId)}/${command.kind}`
  return command.kind === 'top-up' ? { path, body: { amount: String(command.amount) } } : { path }
}

function errorOf(status: number, answer: unknown, command: StreamCommand): CommandError {
  const { code, detail } = (hasFields(answer) ? answer : {}) as Record<string, unknown>
  if (typeof code !== 'string' || typeof detail !== 'string') {
    return new CommandError(
      'unreadable',
      `The server responded with ${status} and no problem details. Retrying is safe: nothing is done twice.`,
      { outcome: 'unknown' },
    )
  }
  const options: CommandErrorOptions = {
    outcome: status < 500 ? 'refused' : 'unknown',
    field: command.kind === 'create' ? fieldOfProblem(code, detail) : amountOf(command, code),
  }
  return new CommandError(code, detail, options)
}

/** Values in the body of a command, as the detail of a problem quotes them. */
const quotedFields = [
  // First, because the problem of a stream to oneself names both, and the recipient is the one to change.
  'recipient',
  'sender',
  'tokenAddress',
  'depositedAmount',
  'ratePerSecond',
  'startTime',
] as const satisfies readonly (keyof NewStream)[]

/** For details that quote no value: what each code is about. */
const fieldsOfCodes: Readonly<Record<string, keyof NewStream>> = {
  same_party: 'recipient',
  rate_zero: 'ratePerSecond',
  amount_not_positive: 'depositedAmount',
  amount_out_of_range: 'depositedAmount',
  bad_amount: 'depositedAmount',
  bad_time: 'startTime',
  not_a_party: 'sender',
}

/** Which value of a new stream a refusal is about; undefined if it is about none of them. */
export function fieldOfProblem(code: string, detail: string): keyof NewStream | undefined {
  const isAboutField =
    Object.hasOwn(fieldsOfCodes, code) || code === 'bad_address' || code === 'invalid_body'
  if (!isAboutField) return undefined
  const quoted = quotedFields.find((field) => new RegExp(`\\b${field}\\b`).test(detail))
  return quoted ?? fieldsOfCodes[code]
}

function amountOf({ kind }: StreamCommand, code: string): 'amount' | undefined {
  return kind === 'top-up' && /^(?:bad_amount|amount_)/.test(code) ? 'amount' : undefined
}

function readAnswer(answer: unknown): CommandAnswer {
  const stream = decodeStreamState(answer)
  const position = hasFields(answer) ? answer['position'] : null
  return {
    stream: typeof stream === 'string' ? null : stream,
    eventId: typeof position === 'string' ? position : null,
  }
}

function hasFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
