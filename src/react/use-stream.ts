/**
 * What the store knows, as React sees it: payment streams and the history. Renders when the answer
 * changes, not when the store does.
 */
import { useMemo, useSyncExternalStore } from 'react'
import type { StreamState } from '../protocol/stream-state.ts'
import {
  type HistoryFilter,
  type Selector,
  type StreamsFilter,
  selectHistory,
  selectStream,
  selectStreams,
} from '../store/selectors.ts'
import type { FeedEntry, GaugeState } from '../store/state.ts'
import { useSession } from './session-context.ts'

/** A payment stream, or why there is none: not known yet, or not there. */
export interface StreamLookup {
  readonly stream: StreamState | null
  /** `loading` while the first snapshot is on its way; after that an absent stream is absent. */
  readonly phase: GaugeState['phase']
}

/**
 * Any part of the store. `selector` has to answer the same object until that part changes, as those
 * in store/selectors.ts do.
 */
export function useGaugeState<T>(selector: Selector<T>): T {
  const { store } = useSession()
  return useSyncExternalStore(
    store.subscribe,
    () => selector(store.getState()),
    // Hydration sees what the server saw: nothing had arrived.
    () => selector(store.getInitialState()),
  )
}

/** One payment stream; undefined while it is not known. */
export function useStream(streamId: string | undefined): StreamState | undefined {
  const selector = useMemo(() => selectStream(streamId ?? ''), [streamId])
  return useGaugeState(selector)
}

/** One payment stream with the reason for its absence. */
export function useStreamLookup(streamId: string | undefined): StreamLookup {
  const stream = useStream(streamId) ?? null
  const phase = useGaugeState(selectPhase)
  return useMemo(() => ({ stream, phase }), [stream, phase])
}

/** Whether the first snapshot has arrived. */
export function useStorePhase(): GaugeState['phase'] {
  return useGaugeState(selectPhase)
}

const selectPhase = (state: GaugeState) => state.phase

/**
 * The payment streams that pass, in the order in which they became known. An event changes the list
 * only if it concerns one of them. The filter may be a new object at every render.
 *
 * @example
 * const incoming = useStreams({ account, side: 'recipient', status: ['active'] })
 */
export function useStreams(filter: StreamsFilter = {}): readonly StreamState[] {
  return useGaugeState(useSelectorFor(selectStreams, filter))
}

/** The history, newest first, with gaps and resets in their places. At most 200 entries. */
export function useHistory(filter: HistoryFilter = {}): readonly FeedEntry[] {
  return useGaugeState(useSelectorFor(selectHistory, filter))
}

/** One selector per content of the filter, since a selector remembers its last answer. */
function useSelectorFor<Filter extends object, T>(
  select: (filter: Filter) => Selector<T>,
  filter: Filter,
): Selector<T> {
  // Filters hold only strings, numbers and lists of them.
  const content = JSON.stringify(filter)
  return useMemo(() => select(JSON.parse(content) as Filter), [select, content])
}
