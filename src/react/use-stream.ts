/**
 * Hooks for the store: payment streams and the history. They follow what they are asked for by name, and
 * render when their selection changes, not whenever the store does.
 */
import { useMemo, useSyncExternalStore } from 'react'
import { isDevelopment } from '../development.ts'
import type { PaymentsFilter } from '../feeds/payments/filter.ts'
import type {
  PaymentsHistoryEntry,
  PaymentsState,
  PaymentsStoreState,
} from '../feeds/payments/selectors.ts'
import {
  type HistoryFilter,
  type StreamsFilter,
  selectHistory,
  selectPhase,
  selectStreams,
} from '../feeds/payments/selectors.ts'
import type { StreamState } from '../feeds/payments/stream-state.ts'
import type { Session } from '../payments-session.ts'
import { type Selector, selectItem } from '../store/selectors.ts'
import { providerMissing } from './errors.ts'
import { isProvided, useGauge } from './session-context.ts'
import { warnOfId } from './stream-lookup.ts'
import { createThrottledSource } from './throttled-source.ts'
import { useFollow } from './use-follow.ts'

/**
 * Any part of the store. `selector` has to return the same object until that part changes, as those in
 * store/selectors.ts do.
 *
 * @throws GaugeError `provider_missing`
 */
export function useGaugeState<T>(selector: Selector<T, PaymentsStoreState>): T
/** Without a selector: null, and no subscription. */
export function useGaugeState<T>(selector: Selector<T, PaymentsStoreState> | null): T | null
export function useGaugeState<T>(selector: Selector<T, PaymentsStoreState> | null): T | null {
  const { store } = useStoreSession(selector !== null)
  return useSyncExternalStore(
    selector ? store.subscribe : subscribeToNothing,
    () => (selector ? selector(store.getState()) : null),
    // Hydration sees what the server saw: what the page came with.
    () => (selector ? selector(store.getInitialState()) : null),
  )
}

const subscribeToNothing = () => () => {}

/** Throws without a provider: its store stays empty, and a list from it would look like one without results. */
function useStoreSession(isRead: boolean): Session {
  const gauge = useGauge()
  if (isRead && !isProvided(gauge)) throw providerMissing()
  return gauge.session
}

/**
 * The same, throttled: at most one change in `everyMs`. The first change after a pause shows at once, and
 * the newest state always shows in the end.
 *
 * @throws GaugeError `provider_missing`
 */
export function useThrottledState<T>(
  selector: Selector<T, PaymentsStoreState>,
  everyMs: number,
): T {
  const { store, platform } = useStoreSession(true)
  const { timers } = platform
  const { getSnapshot, subscribe } = useMemo(() => {
    const source = { read: () => selector(store.getState()), subscribe: store.subscribe }
    return createThrottledSource(source, everyMs, timers)
  }, [store, selector, everyMs, timers])
  return useSyncExternalStore(subscribe, getSnapshot, () => selector(store.getInitialState()))
}

/**
 * One payment stream, followed while this is mounted; undefined while it is not known.
 *
 * @throws GaugeError `provider_missing`
 */
export function useStream(streamId: string | undefined): StreamState | undefined {
  if (isDevelopment && process.env.NODE_ENV !== 'production') warnOfId(streamId)
  // JavaScript passes null for an id that it does not have yet.
  useFollow(streamId == null ? nothing : { streams: [streamId] })
  const selector = useMemo(
    () => (streamId == null ? null : selectItem<StreamState>(streamId)),
    [streamId],
  )
  return useGaugeState(selector) ?? undefined
}

/**
 * Whether the state of everything in `filter` has arrived, so that an empty list is empty and not still
 * loading. Without a filter: whether any state has. Follows nothing.
 *
 * @throws GaugeError `provider_missing`
 * @example
 * const phase = useStorePhase({ users: [account] })
 */
export function useStorePhase(filter?: PaymentsFilter): PaymentsState['phase'] {
  const content = JSON.stringify(filter ?? null)
  return useGaugeState(
    useMemo(
      () => selectPhase((JSON.parse(content) as PaymentsFilter | null) ?? undefined),
      [content],
    ),
  )
}

const nothing: PaymentsFilter = {}

/**
 * The payment streams that match, in the order in which they became known. An event changes the list only
 * if it changes one of them. The filter may be a new object at every render.
 *
 * The `streamIds`, or without them the `account`, are followed while this is mounted. Without either
 * it shows what the provider and other hooks follow, and adds nothing to it.
 *
 * @throws GaugeError `provider_missing`
 * @example
 * const incoming = useStreams({ account, side: 'recipient', status: ['active'] })
 */
export function useStreams(filter: StreamsFilter = {}): readonly StreamState[] {
  const { streamIds, account } = filter
  useFollow(
    streamIds ? { streams: streamIds } : account === undefined ? nothing : { users: [account] },
  )
  return useGaugeState(useSelectorFor(selectStreams, filter))
}

/**
 * The history, newest first, with gaps and resets in their places. At most 200 entries, from when their topics
 * are followed.
 *
 * `streamIds` and `accounts` are followed while this is mounted. Without either it shows what the
 * provider and other hooks follow, and adds nothing to it.
 *
 * @throws GaugeError `provider_missing`
 */
export function useHistory(filter: HistoryFilter = {}): readonly PaymentsHistoryEntry[] {
  useFollow({ streams: filter.streamIds ?? [], users: filter.accounts ?? [] })
  return useGaugeState(useSelectorFor(selectHistory, filter))
}

/** One selector per content of the filter, since selectors are memoized. */
function useSelectorFor<Filter extends object, T>(
  select: (filter: Filter) => Selector<T, PaymentsState>,
  filter: Filter,
): Selector<T, PaymentsState> {
  // Filters contain only strings, numbers and lists of them.
  const content = JSON.stringify(filter)
  return useMemo(() => select(JSON.parse(content) as Filter), [select, content])
}
