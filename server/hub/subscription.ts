/**
 * What a feed asks of the hub for one connection, and what the hub asks of the feed in return. The hub
 * needs no more of a feed than this: topics, a cursor, and a function that reads a snapshot.
 */

import type { Position } from '../../src/protocol/event-id.ts'
import type { Identity } from '../auth/authenticator.ts'

/** State as it was at one position, cut into frames. */
export interface Snapshot {
  readonly position: Position
  /** How many frames it has. At least one, even when there is nothing to show. */
  readonly parts: number
  /**
   * The bytes of one frame, from 0. The last one has the position as its id, the others have none. The same bytes for
   * all connections: they may not be changed.
   */
  part(index: number): Uint8Array
}

/** A share in a snapshot, which may still be being read. */
export interface SnapshotLease<Kind extends Snapshot = Snapshot> {
  /** Rejects when it cannot be read. */
  readonly ready: Promise<Kind>
  /** Gives up the share, whether the snapshot has been read or not. Calling it again does nothing. */
  release(): void
}

/**
 * Which snapshot: what the client asked for when it came, or everything its filter covers, because
 * after a gap or a reset none of its state can be trusted.
 */
export type SnapshotScope = 'asked' | 'everything'

/** What a connection may be sent, and for whom. Replaced as a whole when its credentials are renewed. */
export interface Grant {
  /** The caller, whose credentials end the connection when they expire or are revoked. */
  readonly identity: Identity
  /** Only events that also have one of these topics are sent; null: every event that matches the subscription. */
  readonly ownTopics: readonly string[] | null
}

/** H7. Whether an event or item belongs to the caller: its topics name its owners. */
export function isOwn(
  { topics }: { readonly topics: readonly string[] },
  { ownTopics }: Pick<Grant, 'ownTopics'>,
): boolean {
  return ownTopics === null || topics.some((topic) => ownTopics.includes(topic))
}

/** One connection as its feed describes it. */
export interface Subscription {
  /** At least one; without duplicates. */
  readonly topics: readonly string[]
  /** Of a snapshot that names its own: the caller has to be allowed these, too. Left out: the snapshot is of `topics`. */
  readonly snapshotTopics?: readonly string[]
  /** When it begins. */
  readonly grant: Grant
  /** The client's cursor exactly as it came, or `null`. */
  readonly cursorText: string | null
  /**
   * Takes a snapshot of what the grant allows now; `null` when the client did not ask for any. The connection releases
   * it. `notBefore`: its history, and the oldest position that is of use; only a log that starts over meanwhile leads
   * to another history.
   */
  readonly takeSnapshot:
    | ((scope: SnapshotScope, ownTopics: Grant['ownTopics'], notBefore: Position) => SnapshotLease)
    | null
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
