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
 * | `lost`, `end` | leader | the shared attempt is over: until the next one, for good |
 * | `direct` | leader | this tab has to make a request of its own |
 */
import type { ParsedFrame } from '../protocol/frame-parser.ts'
import { ConnectionError, type ConnectionErrorCode } from './errors.ts'
import type { FeedRequest } from './feed-request.ts'
import type { HistoryBreak } from './history-break.ts'

/**
 * Part of the name of lock and channel, so that tabs with another version of the kit do not share with
 * this one. To be raised when a message changes.
 */
export const tabProtocol = 3

/** An item of what one read of the body contained, in order. A frame includes its own id. */
export type ChunkItem =
  | { readonly kind: 'frame'; readonly frame: ParsedFrame }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'comment'; readonly text: string }

/** The part of a {@link ConnectionError} that can be posted. */
export interface TabFailure {
  readonly code: string
  readonly message: string
  readonly status: number | undefined
  readonly bodyExcerpt: string | undefined
}

export interface ServedTab {
  /** Which of the tab's attempts is served. */
  readonly attempt: number
  readonly historyBreak: HistoryBreak | null
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
  | (OfSharedAttempt & { readonly type: 'end'; readonly failure: TabFailure })

export type StartMessage = OfSharedAttempt & {
  readonly type: 'start'
  readonly served: Readonly<Record<string, ServedTab>>
  /** The cursor that the shared request resumes from. */
  readonly cursor: string
}

export type LostMessage = OfSharedAttempt & {
  readonly type: 'lost'
  readonly failure: TabFailure
  /** When the leader makes its next request; null when it is not known. */
  readonly retryAfterMs: number | null
}

export function failureOf({ code, message, status, bodyExcerpt }: ConnectionError): TabFailure {
  return { code, message, status, bodyExcerpt }
}

export function errorOf({ code, message, status, bodyExcerpt }: TabFailure): ConnectionError {
  return new ConnectionError(code as ConnectionErrorCode, message, { status, bodyExcerpt })
}
