/**
 * The state in a store that can be subscribed to. The one file that knows zustand; adds nothing to
 * the reducers but the moment of arrival.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DeliveredFrame } from '../protocol/feed-frames.ts'
import { reduceBatch } from './reduce.ts'
import { emptyState, type GaugeState } from './state.ts'

export interface GaugeStoreOptions {
  /** Server time in Unix ms: stamps the history. */
  readonly nowMs: () => number
  /** `ready` where no snapshot will ever come. Default `loading`. */
  readonly phase?: GaugeState['phase']
}

/** What is known about payment streams: a zustand store whose only command is {@link apply}. */
export interface GaugeStore extends StoreApi<GaugeState> {
  /** Brings in what was delivered: one new state and one notification for the whole batch. */
  apply(batch: readonly DeliveredFrame[]): void
}

export function createGaugeStore({ nowMs, phase = 'loading' }: GaugeStoreOptions): GaugeStore {
  const store = createStore<GaugeState>()(() => emptyState(phase))
  return {
    ...store,
    apply(batch) {
      if (batch.length === 0) return
      store.setState((state) => reduceBatch(state, batch, nowMs()), true)
    },
  }
}
