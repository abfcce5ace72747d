/**
 * The state in a store that can be subscribed to. The one file that knows zustand; adds nothing to
 * the reducers but the moment of arrival.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import { emptyFilter } from '../protocol/filter-sets.ts'
import { reduceBatch } from './reduce.ts'
import { emptyState, type Following, type GaugeState, type StoreState } from './state.ts'
import { arrange } from './topics.ts'

export interface GaugeStoreOptions {
  /** Server time in Unix ms: stamps the history. */
  readonly nowMs: () => number
  /** `ready` where no snapshot will ever come: what is not known then does not exist. Default `loading`. */
  readonly phase?: GaugeState['phase']
}

/** What is known about payment streams: a zustand store with two commands. */
export interface GaugeStore extends StoreApi<StoreState> {
  /** Brings in what was delivered: one new state and one notification for the whole batch. */
  apply(batch: readonly DeliveredFrame[]): void
  /** What is listened to from now on. Forgets the payment streams that this leaves unheard. */
  setFollowing(following: Following): void
}

export function createGaugeStore({ nowMs, phase = 'loading' }: GaugeStoreOptions): GaugeStore {
  const store = createStore<StoreState>()(() => ({
    ...emptyState(phase),
    following: {
      wanted: emptyFilter,
      covered: phase === 'ready' ? { all: true } : emptyFilter,
      leftOut: emptyFilter,
    },
  }))
  return {
    ...store,
    apply(batch) {
      if (batch.length === 0) return
      store.setState((state) => {
        const next = reduceBatch(state, batch, nowMs())
        return next === state ? state : { ...next, following: state.following }
      }, true)
    },
    setFollowing(following) {
      store.setState((state) => arrange(state, following), true)
    },
  }
}
