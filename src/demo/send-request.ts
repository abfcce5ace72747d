/** Sends one request, and turns every way in which it can fail into one error. */
import { CommandError } from './command-error.ts'
import { isProblem } from './problem-answer.ts'

/** The part of `fetch` the page needs. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/**
 * @returns the answer as JSON; null if it is none
 * @throws CommandError
 */
export async function sendRequest(
  fetch: Fetch,
  url: string,
  init: RequestInit = {},
): Promise<unknown> {
  const response = await fetch(url, init).catch((error: unknown): never => {
    if (init.signal?.aborted) throw error
    throw new CommandError(
      'unreachable',
      'The server couldn’t be reached. It’s safe to try again.',
      false,
    )
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  if (isProblem(answer)) {
    throw new CommandError(answer.code, answer.detail, response.status < 500)
  }
  throw new CommandError(
    'unreadable',
    `The server responded with ${response.status}. Try again.`,
    false,
  )
}
