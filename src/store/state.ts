/**
 * What the page knows about payment streams, as one immutable value. Types and the empty value only:
 * reduce.ts says how it changes, selectors.ts how it is read.
 */

import type { Position } from '../protocol/event-id.ts'
import type { PaymentEvent } from '../protocol/events.ts'
import type { GapReason, ResetReason } from '../protocol/feed-frames.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import type { StreamState } from '../protocol/stream-state.ts'

/** Something that happened to a payment stream, as the feed told it. */
export interface EventEntry {
  readonly kind: 'event'
  /** Unique in the history and the same for the same event heard again: a key for lists. */
  readonly key: string
  readonly event: PaymentEvent
  /** Where it stands in the log; null from a server without ids. */
  readonly position: Position | null
  /** Server time in Unix ms at which this page heard of it. */
  readonly receivedAtMs: number
}

/** Events that will never come: the list below it is not complete. */
export interface GapEntry {
  readonly kind: 'gap'
  readonly key: string
  /** First and last missing offset. */
  readonly from: number
  readonly to: number
  readonly reason: GapReason
  readonly receivedAtMs: number
}

/** From here on the server tells another history: nothing below it continues. */
export interface ResetEntry {
  readonly kind: 'reset'
  readonly key: string
  readonly reason: ResetReason
  readonly receivedAtMs: number
}

/** One line of the history. */
export type FeedEntry = EventEntry | GapEntry | ResetEntry

/** A break in what was heard. */
export type GapRecord = GapEntry | ResetEntry

/** A snapshot of which not all parts have arrived. Nothing of it shows before the last one. */
export interface PartialSnapshot {
  readonly parts: number
  readonly nextPart: number
  readonly streams: ReadonlyMap<string, StreamState>
}

/** What the page listens to, arranged by its session. */
export interface Following {
  /** What the connection is asked for. */
  readonly wanted: PaymentsFilter
  /** The part whose state has been delivered: of what it names and `streams` lacks there is nothing. */
  readonly covered: PaymentsFilter
  /** What somebody follows and nobody is asked for, because there is too much of it. */
  readonly leftOut: PaymentsFilter
}

/** What was learnt from frames. */
export interface GaugeState {
  /** Every payment stream that is known, by id, in the order in which they became known. */
  readonly streams: ReadonlyMap<string, StreamState>
  /** Everything up to here is in `streams` or declared missing; null: nothing, or no ids. */
  readonly position: Position | null
  /** What happened, newest first, at most {@link historyLimit}. */
  readonly history: readonly FeedEntry[]
  /** The breaks, newest first, at most {@link historyLimit}; they outlive their history entry. */
  readonly gaps: readonly GapRecord[]
  /** `loading` until the first snapshot is complete: an absent stream may still come. */
  readonly phase: 'loading' | 'ready'

  /** The snapshot that is arriving. */
  readonly partialSnapshot: PartialSnapshot | null
  /** After a gap or reset: the next complete snapshot is all there is, so what it lacks is gone. */
  readonly isSnapshotWhole: boolean
  /** `streams` were read at `position`, so an event above it cannot be contained in them. */
  readonly isPositionExact: boolean
}

/** Everything in the store. */
export interface StoreState extends GaugeState {
  readonly following: Following
}

/** How many entries of history are kept. */
export const historyLimit = 200

/**
 * Knowing nothing.
 *
 * @param phase `ready` where no snapshot will ever come. Default `loading`.
 */
export function emptyState(phase: GaugeState['phase'] = 'loading'): GaugeState {
  return {
    streams: new Map(),
    position: null,
    history: [],
    gaps: [],
    phase,
    partialSnapshot: null,
    isSnapshotWhole: false,
    isPositionExact: true,
  }
}
