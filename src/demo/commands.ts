/**
 * The commands of the page: one function for each request. They do not change what is shown: that comes
 * back as an event.
 */
import { decodeStreamState, type StreamState } from '../feeds/payments/index.ts'
import { CommandError } from './command-error.ts'
import type { CreateBody } from './create-form.ts'
import { createOpenIntents, newIdempotencyKey } from './open-intents.ts'
import { hasFields } from './problem-answer.ts'
import { type Fetch, sendRequest } from './send-request.ts'

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
    // The change also arrives as an event, on every page that shows the stream.
    return readAnswer(
      await sendRequest(fetch, `${baseUrl}${path}`, {
        method: 'POST',
        headers: {
          'idempotency-key': key,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body }),
      }),
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
