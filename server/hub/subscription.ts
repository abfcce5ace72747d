/**
 * What a feed asks of the hub for one connection, and what the hub asks of the feed in return. The hub
 * needs no more of a feed than this: topics, a cursor, and a function that reads a snapshot.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { Frame } from '../../src/protocol/frame.ts'

/** State as it was at one position, cut into frames. */
export interface Snapshot {
  readonly position: Position
  /** Without ids. At least one, even when there is nothing to show: the last one gets the id. */
  readonly parts: readonly Frame[]
}

/**
 * Which snapshot: what the client asked for when it came, or everything its filter covers, because
 * after a gap or a reset none of its state can be trusted.
 */
export type SnapshotScope = 'asked' | 'everything'

/** One connection as its feed describes it. */
export interface Subscription {
  /** At least one; without duplicates. */
  readonly topics: readonly string[]
  /** The client's cursor exactly as it came, or `null`. */
  readonly cursorText: string | null
  /** Reads a snapshot; `null` when the client did not ask for any. */
  readonly readSnapshot: ((scope: SnapshotScope) => Promise<Snapshot>) | null
  /**
   * Send the snapshot even if the cursor is resumed exactly. For a client that asks for items it has
   * never seen together with others that it has.
   */
  readonly isSnapshotUnconditional: boolean
  /** What kind of filter this is, for the statistics. */
  readonly filterKind: string
  /** Called exactly once, when the connection is gone. */
  readonly onClosed: () => void
}
