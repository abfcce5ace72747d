/**
 * The first state of a store whose page was loaded with data. Apart from create-store.ts, because pages without
 * a network do not load it.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import type { KnownState } from '../feeds/known-state.ts'
import { reduceBatch } from './reduce.ts'
import type { StoreState } from './state.ts'

/** @param empty knowing nothing */
export function beginWith(
  feed: FeedDefinition,
  empty: StoreState,
  { frame, position, topics }: KnownState,
): StoreState {
  const state = reduceBatch(feed, empty, [frame], 0)
  return position
    ? { ...state, following: { ...empty.following, covered: topics } }
    : // What the first snapshot lacks is gone, and what was not in this one may exist.
      {
        ...state,
        phase: empty.phase,
        position: null,
        isPositionExact: false,
        isSnapshotWhole: true,
      }
}
