/** State that is known before any connection. Types only; initial-snapshot.ts reads it. */
import type { Position } from '../protocol/event-id.ts'
import type { SnapshotFrame } from '../protocol/feed-frames.ts'
import type { TopicSet } from '../protocol/topic-set.ts'

export interface KnownState<Item extends object = object> {
  readonly frame: SnapshotFrame<Item>
  /** From where to continue; null: it only shows until the state arrives. */
  readonly position: Position | null
  /** The topics whose state this is at `position`; empty without one. */
  readonly topics: TopicSet
}
