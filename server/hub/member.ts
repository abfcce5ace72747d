/**
 * What a hub has many of: connections (connection.ts) and reads that wait (live-read.ts). Each has topics and the
 * credentials of a caller, gets what matches, and can be ended.
 */
import type { Problem } from '../../src/protocol/errors.ts'
import type { LogEntry } from '../log/event-log.ts'
import type { WheelItem } from './deadline-wheel.ts'
import type { CloseReason } from './hub-counts.ts'
import type { Grant, Subscription } from './subscription.ts'

/** See the head of this file. */
export interface Member extends WheelItem {
  readonly subscription: Pick<Subscription, 'topics' | 'filterKind'>
  readonly grant: Grant
  /** Takes a live event whose topics match. */
  deliver(entry: LogEntry): void
  /** The hub has missed entries, or their history has ended. */
  rereadLog(): void
  /** The log has become out of reach, or is back: says so to the client. */
  announceReachability?(): void
  /** Ends it in an orderly way, at `atMs` of the monotonic clock. */
  endAt(atMs: number): void
  /** Ends it at once. */
  destroy(reason: CloseReason): void
  /** Ends it because its credentials were revoked. */
  revoke(): void
  /** Ends it with the problem that a new request would be answered with. */
  refuse(problem: Problem): void
  /** Bytes that wait to be taken by the client. */
  bufferedBytes(): number
  /** Its deadline on the wheel has passed. */
  onDeadline(nowMs: number): void
}
