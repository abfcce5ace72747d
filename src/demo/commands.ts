/**
 * The page's hands: one function for each command that curl could send. Sends, and turns every way a
 * command can fail into one error. Does not change what is shown: that comes back as an event.
 */
import { decodeStreamState, type StreamState } from '../feeds/payments/index.ts'
import type { Problem } from '../protocol/index.ts'
import type { CreateBody } from './create-form.ts'
import { createOpenIntents, newIdempotencyKey } from './open-intents.ts'

/** The part of `fetch` the page needs. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** What can be done to a stream that takes no body. */
export type PlainAction = 'withdraw' | 'pause' | 'resume' | 'cancel'

/** The server's commands. Sending one again after its answer was lost does not do it twice. */
export interface Commands {
  create(body: CreateBody): Promise<CommandAnswer>
  topUp(streamId: string, amount: string): Promise<CommandAnswer>
  act(streamId: string, action: PlainAction): Promise<CommandAnswer>
}

/** The server's answer to a command that succeeded. */
export interface CommandAnswer {
  /** The stream right after the command; null when the answer could not be read. */
  readonly stream: StreamState | null
  /** Id of the command's last event; null when the answer has none. */
  readonly eventId: string | null
}

/** A command that did not happen, or whose answer was lost. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** A problem code of the server; `unreachable` without an answer; `unreadable` for a strange one. */
  readonly code: string
  /** Whether the server has decided. If not, the same intent is sent again under its old key. */
  readonly isFinal: boolean

  constructor(code: string, message: string, isFinal: boolean) {
    super(message)
    this.code = code
    this.isFinal = isFinal
  }

  /** There was no response. The error no longer applies once the network is back. */
  get isNetworkError(): boolean {
    return this.code === 'unreachable'
  }
}

export function createCommands(options: {
  readonly fetch: Fetch
  readonly baseUrl: string
  /** For tests. Default: the page's clock. */
  readonly nowMs?: () => number
}): Commands {
  const { fetch, baseUrl, nowMs = Date.now } = options
  const intents = createOpenIntents({ nowMs, newKey: newIdempotencyKey })

  async function post(path: string, body?: unknown): Promise<CommandAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const intent = `${path} ${text ?? ''}`
    try {
      const answer = await send(path, intents.keyFor(intent), text)
      intents.settle(intent)
      return answer
    } catch (error) {
      if (error instanceof CommandError && error.isFinal) intents.settle(intent)
      throw error
    }
  }

  async function send(path: string, key: string, body: string | undefined): Promise<CommandAnswer> {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: {
        'idempotency-key': key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    }).catch((): never => {
      throw new CommandError(
        'unreachable',
        'The server couldn’t be reached. It’s safe to try again.',
        false,
      )
    })
    const answer: unknown = await response.json().catch(() => null)
    // The change also arrives as an event, on every page that shows the stream.
    if (response.ok) return readAnswer(answer)
    if (isProblem(answer)) {
      throw new CommandError(answer.code, answer.detail, response.status < 500)
    }
    throw new CommandError(
      'unreadable',
      `The server responded with ${response.status}. Try again.`,
      false,
    )
  }

  return {
    create: (body) => post('/streams', body),
    topUp: (streamId, amount) => post(`/streams/${streamId}/top-up`, { amount }),
    act: (streamId, action) => post(`/streams/${streamId}/${action}`),
  }
}

function readAnswer(answer: unknown): CommandAnswer {
  const stream = decodeStreamState(answer)
  const position = hasFields(answer) ? answer['position'] : null
  return {
    stream: typeof stream === 'string' ? null : stream,
    eventId: typeof position === 'string' ? position : null,
  }
}

function isProblem(answer: unknown): answer is Problem {
  return (
    hasFields(answer) && typeof answer['code'] === 'string' && typeof answer['detail'] === 'string'
  )
}

function hasFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
