/**
 * What can go wrong with a connection, as one class with public codes. A lost connection is not thrown:
 * it is in the snapshot as `lastError`, or as `error` of a failed one.
 */

/**
 * Public and only growing.
 *
 * | code | meaning |
 * |---|---|
 * | `network` | the request could not be sent, or its body broke off |
 * | `timeout` | no response head within `connectTimeoutMs` |
 * | `ended` | the server ended the response |
 * | `silent` | the server sent nothing for longer than its ping interval allows |
 * | `status` | an HTTP status that opens no feed |
 * | `unauthorized` | 401, even with fresh credentials |
 * | `media_type` | a response that is not `text/event-stream` |
 * | `credentials` | `getToken`, `headers`, `body` or `url` threw |
 * | `event_invalid` | `parse` threw on an event, which was skipped; `cause` is what it threw |
 * | `event_too_large` | one event above `maxEventBytes` |
 * | `rejected` | the server refused the subscription in the feed itself |
 * | `count_mismatch` | the server counted more events than arrived |
 * | `epoch_changed` | the log was replaced without notice |
 * | `snapshot_incomplete` | a part of the state did not arrive, or could not be read |
 * | `sync_overflow` | too many events arrived while the state was being read |
 * | `resync` | the state could not be read |
 * | `iterator_overflow` | a `for await` loop fell too far behind |
 * | `filter_too_large` | the filter names more than 100 topics; a smaller one starts the connection again |
 * | `share_unnamed` | `share: true` with a `url` that is a function; thrown |
 * | `redirect_refused` | a redirect that would take headers or a body of the caller to another origin |
 * | `url_invalid` | a missing `url` (thrown), or one that `fetch` cannot resolve |
 * | `option_invalid` | an option with a value that means nothing; thrown, but not in production builds |
 * | `filter_empty` | the filter names nothing; one that does starts the connection again |
 */
export type ConnectionErrorCode =
  | 'network'
  | 'timeout'
  | 'ended'
  | 'silent'
  | 'status'
  | 'unauthorized'
  | 'media_type'
  | 'credentials'
  | 'event_invalid'
  | 'event_too_large'
  | 'rejected'
  | 'count_mismatch'
  | 'epoch_changed'
  | 'snapshot_incomplete'
  | 'sync_overflow'
  | 'resync'
  | 'iterator_overflow'
  | 'filter_empty'
  | 'filter_too_large'
  | 'share_unnamed'
  | 'redirect_refused'
  | 'url_invalid'
  | 'option_invalid'

/** What a {@link ConnectionError} carries besides its code and message. */
export interface ConnectionErrorDetails {
  /** HTTP status of the answer. */
  readonly status?: number | undefined
  /** The first part of the answer's body, at most 1 KiB. Untrusted text: show it as text. */
  readonly bodyExcerpt?: string | undefined
  /** The original exception. */
  readonly cause?: unknown
}

/**
 * What went wrong with a connection: in its snapshot as `lastError` or `error`, or thrown where the
 * options cannot work.
 */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  /** Which kind of failure; stable, so that programs can decide by it. */
  readonly code: ConnectionErrorCode
  /** HTTP status of the answer, when there was one. */
  readonly status: number | undefined
  /** The first 1 KiB of the answer's body, when there was one. Untrusted text. */
  readonly bodyExcerpt: string | undefined

  constructor(code: ConnectionErrorCode, message: string, details: ConnectionErrorDetails = {}) {
    super(message, details)
    this.code = code
    this.status = details.status
    this.bodyExcerpt = details.bodyExcerpt
  }
}

/** A loss after which the connection is made again. */
export function lossOf(
  code: ConnectionErrorCode,
  reason: string,
  details?: ConnectionErrorDetails,
  isUnanswered?: boolean,
): ConnectionError {
  const what = isUnanswered ? 'Could not connect' : 'Lost the connection'
  return new ConnectionError(code, `${what}: ${reason}. Connecting again.`, details)
}

/** A URL to which no request can be made. */
export function urlInvalid(url: unknown, cause?: unknown): ConnectionError {
  const message = `Failed to connect: fetch cannot resolve the url ${url}. Begin it with https:// or http://.`
  return new ConnectionError('url_invalid', message, { cause })
}
