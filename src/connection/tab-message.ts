/**
 * The messages that the tabs of one origin exchange about the connection that they share.
 *
 * | message | from | meaning |
 * |---|---|---|
 * | `request` | any tab | what this tab subscribes to; also the reply to a handshake |
 * | `leave` | any tab | this tab no longer takes part |
 * | `ack` | leader | a request was received and will be answered |
 * | `handshake` | leader | a shared attempt is about to start: each tab that takes part sends its request again |
 * | `start` | leader | the shared attempt has started, and serves these tabs |
 * | `sent`, `head` | leader | its request was sent, its response head is good |
 * | `chunk` | leader | what one read of the body contained; empty: bytes arrived, the server is alive |
 * | `lost` | leader | the shared attempt is over: until the next one, or for good |
 * | `direct` | leader | this tab has to make a request of its own |
 */
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import { ConnectionError, type ConnectionErrorCode } from './errors.ts'
import type { FeedRequest } from './feed-request.ts'

/**
 * Part of the name of lock and channel, so that tabs with another version of the kit do not share with
 * this one. To be raised when a message changes.
 */
export const tabProtocol = 4

/** One of the calls, in order, that the parser made for one read of the body. */
export type ChunkItem =
  | readonly ['frame', ParsedFrame]
  | readonly ['id' | 'comment', string]
  | readonly ['retryField', number]

/** The part of a {@link ConnectionError} that can be posted. */
export interface TabFailure {
  readonly code: string
  readonly message: string
  readonly status: number | undefined
  readonly bodyExcerpt: string | undefined
}

interface FromTab {
  /** Id of the tab that posted it. */
  readonly from: string
}

interface FromLeader extends FromTab {
  /** Grows with every leader. */
  readonly leaderEpoch: number
}

interface OfSharedAttempt extends FromLeader {
  /** Grows with every shared attempt of one leader. */
  readonly sharedAttempt: number
}

export type TabMessage = RequestMessage | (FromTab & { readonly type: 'leave' }) | LeaderMessage

export type RequestMessage = FromTab & {
  readonly type: 'request'
  /** Counts the attempts of that tab. */
  readonly attempt: number
  readonly request: FeedRequest
}

export type LeaderMessage =
  | (FromLeader & { readonly type: 'ack' })
  | (FromLeader & { readonly type: 'direct'; readonly to: string; readonly attempt: number })
  | SharedAttemptMessage

export type SharedAttemptMessage =
  | (OfSharedAttempt & { readonly type: 'handshake' | 'sent' | 'head' })
  | StartMessage
  | (OfSharedAttempt & {
      readonly type: 'chunk'
      /** Counts the chunks of a shared attempt from 0. */
      readonly number: number
      readonly items: readonly ChunkItem[]
    })
  | LostMessage

export type StartMessage = OfSharedAttempt & {
  readonly type: 'start'
  /** Which attempt of each tab is served. */
  readonly served: Readonly<Record<string, number>>
  /** The cursor that the shared request resumes from. */
  readonly cursor: string
}

export type LostMessage = OfSharedAttempt & {
  readonly type: 'lost'
  readonly failure: TabFailure
  /** When the leader makes its next request; null when it is not known. */
  readonly retryAfterMs: number | null
  /** The server has ended the subscription. */
  readonly isFinal: boolean
}

export function failureOf({ code, message, status, bodyExcerpt }: ConnectionError): TabFailure {
  return { code, message, status, bodyExcerpt }
}

export function errorOf({ code, message, status, bodyExcerpt }: TabFailure): ConnectionError {
  return new ConnectionError(code as ConnectionErrorCode, message, { status, bodyExcerpt })
}
