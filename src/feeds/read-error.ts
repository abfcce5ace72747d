/** A read of the state that failed, in words for people. The connection tries again. */
export class FeedReadError extends Error {
  override readonly name = 'FeedReadError'
  /** As of the connection that reports it. */
  readonly code = 'resync'
  /** The HTTP status, where there was an answer. 401 asks for fresh credentials before the next try. */
  readonly status: number | undefined
  /** How long the server asked to wait before the next try, in ms, when it did. */
  readonly retryAfterMs: number | undefined

  /** @param reason what failed, such as `503 from https://…` */
  constructor(
    reason: string,
    details: { readonly status?: number; readonly retryAfterMs?: number } = {},
  ) {
    super(`Failed to read the state: ${reason}.`)
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs
  }
}
