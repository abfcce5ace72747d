/**
 * What a delivery needs from the hub and from its own connection. Interfaces only: hub.ts and connection.ts implement
 * them.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { LogBounds, LogEntry, LogReading } from '../log/event-log.ts'
import type { DeliveryPolicies } from './delivery-policies.ts'
import type { ControlStyle } from './frames.ts'
import type { HubCounts } from './hub-counts.ts'
import type { ReplayPages } from './replay-pages.ts'
import type { Grant, Subscription } from './subscription.ts'

/** What a delivery needs of its hub. */
export interface DeliveryHost extends ControlStyle {
  readonly counts: HubCounts
  readonly pingMs: number
  readonly maxReplay: number
  /** Null: every connection is sent every event. */
  readonly policies: DeliveryPolicies | null
  nowMs(): number
  monotonicMs(): number
  /** The newest event whose dispatch has begun. */
  head(): Position
  /** The newest event that every live connection has been offered. */
  settled(): Position
  bounds(cursor: Position | null): Promise<LogBounds>
  read(after: Position, to: number, limit: number): Promise<LogReading>
  /** The frame of an entry; null when it cannot be printed, which the hub has logged. */
  bytesOf(entry: LogEntry): Uint8Array | null
  /** Entries joined into as few writes as possible. */
  readonly pages: ReplayPages
  /** What a greeting and a ping say while the log is out of reach. */
  degradation(): { readonly degraded?: string }
  /** Yields to the event loop when replays and snapshots have used up their share of it. */
  nextTurn(): Promise<void>
}

/** What a delivery needs of its connection. */
export interface DeliveryLink {
  readonly id: string
  readonly subscription: Subscription
  /** What it may be sent now. */
  readonly grant: Grant
  /** False once the connection is ending or closed: nothing is written any more. */
  isOpen(): boolean
  /** Writes whole frames. Returns false when nothing more may be written for now. */
  write(bytes: Uint8Array): boolean
  /** After the greeting, and once it is live: says whether the log is within reach, unless the client knows. */
  announceReachability(): void
  /** Resolves when the sink takes bytes again, or when the connection is no longer open. */
  writable(): Promise<void>
  /** Ends the connection, whose client resumes: it is slow, and the feed asks for that. */
  endSlow(): void
  /** Ends the connection: the log failed. */
  fail(error: unknown): void
}
