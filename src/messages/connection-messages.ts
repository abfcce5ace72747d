/** The texts of ConnectionBadge: a part of messages.ts. */
import type { Count, Message } from './message.ts'

/** ConnectionBadge. A label and its detail are shown next to each other: "Reconnecting in 3 s". */
export interface ConnectionMessages {
  readonly none: string
  readonly idle: string
  readonly connecting: string
  readonly syncing: string
  readonly live: string
  readonly stale: string
  /** The server cannot say whether there are newer events. */
  readonly degraded: string
  readonly reconnecting: string
  readonly offline: string
  readonly paused: string
  readonly 'signed-out': string
  readonly failed: string
  readonly closed: string
  /** After "No updates" and "Updates delayed". `time`: time of day with seconds. */
  readonly since: Message<{ readonly time: string }>
  /** After "Reconnecting"; counts seconds. */
  readonly retryIn: Message<Count>
  readonly outdated: string
  /** Paused by the user. */
  readonly resume: string
  /** Paused while the page is hidden, or not active. */
  readonly hidden: string
  readonly inactive: string
  readonly signIn: string
  readonly filter_too_large: string
  readonly filter_empty: string
  readonly badResponse: string
  /** `status`: the HTTP status of the response. */
  readonly badStatus: Message<{ readonly status: string }>
  /** On the button. */
  readonly retry: string
  readonly reconnect: string
  /** Announced. */
  readonly 'announce.live': string
  readonly 'announce.degraded': string
  /** After that one, without a reconnection in between. */
  readonly 'announce.recovered': string
  readonly 'announce.reconnecting': string
  readonly 'announce.offline': string
  readonly 'announce.signed-out': string
  readonly 'announce.failed': string
}
