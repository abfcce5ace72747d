/**
 * Which requests of a generic client are made again (C3). A GET may be: it changes nothing on the server. Any
 * other request may have been carried out as soon as it left, and a second one would run a tool, a query
 * or an order twice ([spec] RFC 9110, 9.2.2: not automatically retried). It is sent again only after an
 * answer which says that it was not processed.
 */
import type { AttemptOptions } from './attempt.ts'
import { ConnectionError } from './errors.ts'
import { guarded, type ReportError } from './listeners.ts'
import type { LossVerdict, ReconnectCause } from './machine-state.ts'

/** Whether and how the request of a generic client is made again. */
export interface RepetitionOptions
  extends Pick<AttemptOptions, 'method' | 'body' | 'statusVerdicts'> {
  /**
   * Whether a request is made again after a loss. `true`: always; `false`: never, except with fresh
   * credentials after a 401. A function is asked for every loss, and before a page that goes offline, is frozen or stays hidden
   * gives the request up; its exceptions are reported, and mean no.
   *
   * Default: a GET always is. Any other request is only after 408, 425, 429 or 503, or what
   * `statusVerdicts` declares as `wait`. Otherwise its end is the end (`closed`, by `server-end`), and a loss
   * before that a failure.
   */
  readonly reconnect?: boolean | ((cause: ReconnectCause) => boolean) | undefined
  /**
   * `GET`: with a cursor, requests are GETs without a body that carry it, so that the answer to a POST is
   * resumed and the POST is never sent again. Requires `isLast` where the server may end an unfinished
   * answer. Default: requests are all alike.
   */
  readonly resumeMethod?: 'GET' | undefined
}

export interface Repetition {
  /** Whether the first request is a GET, which is safe to make again. */
  readonly isSafe: boolean
  /** What is special about the request that carries this cursor. */
  requestFor(cursor: string): Pick<AttemptOptions, 'method' | 'body' | 'statusVerdicts'>
  decideLoss(cause: ReconnectCause): LossVerdict
}

/** @param options with `isLast`, an answer that ends without its last event is a loss */
export function createRepetition(
  options: RepetitionOptions & { readonly isLast?: unknown },
  report: ReportError,
): Repetition {
  const { body, method = body === undefined ? 'GET' : 'POST', statusVerdicts, reconnect } = options
  const isWanted = guarded(typeof reconnect === 'function' ? reconnect : undefined, false, report)
  const isSafe = method.toUpperCase() === 'GET'
  const isResumed = (cursor: string) => options.resumeMethod !== undefined && cursor !== ''

  function isRepeated(cause: ReconnectCause, isEnd: boolean): boolean {
    if (isWanted) return isWanted(cause)
    if (typeof reconnect === 'boolean') return reconnect
    if (isSafe) return true
    return (isResumed(cause.lastEventId) && !isEnd) || cause.error?.status !== undefined
  }

  return {
    isSafe,
    requestFor(cursor) {
      if (isResumed(cursor)) return { method: 'GET', body: undefined }
      return isSafe
        ? { method }
        : { method, statusVerdicts: { '5xx': 'fail', 503: 'wait', ...statusVerdicts } }
    },
    decideLoss(cause) {
      const isEnd = cause.code === 'ended' && !options.isLast
      if (isRepeated(cause, isEnd)) return 'wait'
      // What the page would give up without an error is kept: any answer but `wait` does that.
      return isEnd || !cause.error ? 'end' : notRepeated(cause.error)
    },
  }
}

/** The same error, with what follows from it. */
function notRepeated(error: ConnectionError): ConnectionError {
  const message = error.message.replace(/ \w+ again\.$/, '')
  return new ConnectionError(
    error.code,
    `${message} The request is not repeated: see the option reconnect.`,
    error,
  )
}
