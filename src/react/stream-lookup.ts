/** One payment stream in the store, or the reason for its absence. */
import { isStreamId } from '../feeds/payments/address.ts'
import type { PaymentsState, PaymentsStoreState } from '../feeds/payments/selectors.ts'
import { selectStreamPhase } from '../feeds/payments/selectors.ts'
import type { StreamState } from '../feeds/payments/stream-state.ts'
import { type Selector, selectItem } from '../store/selectors.ts'
import { warnOnce } from '../warnings.ts'

/** A payment stream, or why there is none: still loading, not followed, or not found. */
export interface StreamLookup {
  readonly stream: StreamState | null
  /**
   * `loading` until its own state has arrived; `left_out` when too much is followed to request it; `ready`:
   * without a stream, there is none.
   */
  readonly phase: PaymentsState['phase'] | 'left_out'
}

/** The same object until one of them changes. */
export function selectLookup(streamId: string): Selector<StreamLookup, PaymentsStoreState> {
  const select = selectItem<StreamState>(streamId)
  const selectItsPhase = selectStreamPhase(streamId)
  let lookup: StreamLookup = { stream: null, phase: 'loading' }
  return (state) => {
    const stream = select(state) ?? null
    const phase = selectItsPhase(state)
    if (stream !== lookup.stream || phase !== lookup.phase) lookup = { stream, phase }
    return lookup
  }
}

/** Numbers are accepted from JavaScript, but not all ids fit into one; for development only. */
export function warnOfId(streamId: unknown): void {
  if (typeof streamId === 'string' && !isStreamId(streamId)) {
    warnOnce('stream_id_invalid', streamId)
  }
  if (typeof streamId === 'number' && !Number.isSafeInteger(streamId)) {
    warnOnce('stream_id_unsafe', String(streamId))
  }
}
