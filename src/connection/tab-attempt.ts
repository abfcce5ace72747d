/** An attempt of this tab's connection, from its request until the response has ended. */
import type { AttemptListener, RequestContext } from './attempt.ts'
import type { FeedRequest } from './feed-request.ts'

export interface TabAttempt {
  /** Counts the attempts of this tab. */
  readonly number: number
  readonly request: FeedRequest
  readonly context: RequestContext
  readonly on: AttemptListener
  /** Its response has begun, or will not come through another tab. */
  isSettled: boolean
  /** This tab makes a request for it, and finishes it when that request ends. */
  hasRequest: boolean
  /** Resolves the promise of the attempt. Calling it twice does nothing. */
  finish(): void
}
