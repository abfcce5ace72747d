/**
 * The state in a store that can be subscribed to. The one file that knows zustand; adds nothing to
 * the reducers but the time of arrival.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FeedDefinition, FeedEventOf, FeedItemOf } from '../feeds/definition.ts'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import { reduceBatch } from './reduce.ts'
import {
  emptyState,
  type FeedState,
  type Following,
  noFollowing,
  type StoreState,
} from './state.ts'
import { arrange, dropMoved } from './topics.ts'

export interface FeedStoreOptions {
  /** Server time in Unix ms: stamps the history. */
  readonly nowMs: () => number
  /** `ready` where no snapshot will ever come: what is not known then does not exist. Default `loading`. */
  readonly phase?: FeedState['phase']
  /** What the store begins with, made of the state of knowing nothing. Default: that. */
  readonly begin?: ((empty: StoreState) => StoreState) | undefined
}

/** What has been received from a feed: a zustand store with two commands. */
export interface FeedStore<Feed extends FeedDefinition = FeedDefinition>
  extends StoreApi<StoreState<FeedItemOf<Feed>, FeedEventOf<Feed>>> {
  /** Applies what was delivered: one new state and one notification for the whole batch. */
  apply(batch: readonly DeliveredFrame<FeedEventOf<Feed>, FeedItemOf<Feed>>[]): void
  /** What is listened to from now on. Drops the items of which no event would be heard. */
  setFollowing(following: Following): void
}

export function createFeedStore<Feed extends FeedDefinition>(
  feed: Feed,
  { nowMs, phase = 'loading', begin }: FeedStoreOptions,
): FeedStore<Feed> {
  const empty: StoreState = { ...emptyState(phase), following: noFollowing(phase) }
  // The initial state, so that it is also what React renders on a server and at hydration.
  const store = createStore<StoreState>()(() => begin?.(empty) ?? empty)
  const feedStore: FeedStore<FeedDefinition> = {
    ...store,
    apply(batch) {
      if (batch.length === 0) return
      store.setState((state) => {
        const next = reduceBatch(feed, state, batch, nowMs())
        return next === state ? state : dropMoved(feed, next, batch)
      }, true)
    },
    setFollowing(following) {
      store.setState((state) => arrange(feed, state, following), true)
    },
  }
  // The frames come from the feed's own codec, so items and events are of its types.
  return feedStore as unknown as FeedStore<Feed>
}
