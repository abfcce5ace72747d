/**
 * How the state is read. Every selector answers the same object until what it shows has changed, so
 * it can stand behind `useSyncExternalStore` without a render too many. Computes no balances.
 */
import type { StreamStatus } from '../money/accrual.ts'
import { isStreamId } from '../protocol/address.ts'
import type { PaymentEvent, PaymentEventType } from '../protocol/events.ts'
import type { PaymentsFilter } from '../protocol/filter.ts'
import { intersectFilters, isEmptyFilter, isWithin } from '../protocol/filter-sets.ts'
import type { StreamState } from '../protocol/stream-state.ts'
import type { FeedEntry, GaugeState, StoreState } from './state.ts'

export type Selector<T, S = GaugeState> = (state: S) => T

/** Which payment streams; everything that is given has to hold. */
export interface StreamsFilter {
  /** An account (`G…`) that sends or receives it. */
  readonly account?: string
  /** Which side of the stream `account` is on. Default: either. */
  readonly side?: 'sender' | 'recipient'
  /** One of these. `settled` and `pending` follow from the time and cannot be asked for here. */
  readonly status?: readonly StreamStatus[]
  readonly streamIds?: readonly string[]
  readonly tokenAddress?: string
}

/** Which lines of the history. Breaks (gaps, resets) concern everybody and always stay. */
export interface HistoryFilter {
  /** Events of these payment streams … */
  readonly streamIds?: readonly string[]
  /** … or of those that one of these accounts sends or receives. Neither: all. */
  readonly accounts?: readonly string[]
  readonly types?: readonly PaymentEventType[]
  /** At most so many, counted from the newest. */
  readonly limit?: number
}

/** One payment stream; undefined while it is not known. */
export function selectStream(streamId: string): Selector<StreamState | undefined> {
  return (state) => state.streams.get(streamId)
}

/**
 * Whether one payment stream is known, or known not to be: `left_out` when nobody asks, because too
 * much is followed.
 */
export function selectStreamPhase(
  streamId: string,
): Selector<GaugeState['phase'] | 'left_out', StoreState> {
  return ({ streams, following }) => {
    if (following.leftOut.streams?.includes(streamId)) return 'left_out'
    if (streams.has(streamId) || !isStreamId(streamId)) return 'ready'
    return isWithin({ streams: [streamId] }, following.covered) ? 'ready' : 'loading'
  }
}

/**
 * Whether the state of everything in the filter has arrived, so that what is absent does not exist.
 * Without one: whether any has.
 */
export function selectPhase(filter?: PaymentsFilter): Selector<GaugeState['phase'], StoreState> {
  return ({ phase, following }) =>
    filter === undefined ? phase : isWithin(filter, following.covered) ? 'ready' : 'loading'
}

/** Whether something of the filter is not asked for, because too much is followed. */
export function selectIsLeftOut(filter: PaymentsFilter): Selector<boolean, StoreState> {
  return ({ following }) => !isEmptyFilter(intersectFilters(following.leftOut, filter))
}

/** The payment streams that pass, in the order in which they became known. */
export function selectStreams(filter: StreamsFilter = {}): Selector<readonly StreamState[]> {
  return remembering(
    (state) => [state.streams],
    (state) => [...state.streams.values()].filter((stream) => passes(stream, filter)),
  )
}

/** The lines of the history that pass, newest first. */
export function selectHistory(filter: HistoryFilter = {}): Selector<readonly FeedEntry[]> {
  return remembering(
    // Who sends and receives is known from the streams, so they count too.
    (state) => (filter.accounts ? [state.history, state.streams] : [state.history]),
    (state) => {
      const entries = state.history.filter(
        (entry) => entry.kind !== 'event' || concerns(entry.event, filter, state),
      )
      return entries.slice(0, filter.limit)
    },
  )
}

function passes(stream: StreamState, filter: StreamsFilter): boolean {
  const { account, side, status, streamIds, tokenAddress } = filter
  if (tokenAddress !== undefined && stream.tokenAddress !== tokenAddress) return false
  if (status && !status.includes(stream.status)) return false
  if (streamIds && !streamIds.includes(stream.streamId)) return false
  if (account === undefined) return true
  const isSender = stream.sender === account && side !== 'recipient'
  const isRecipient = stream.recipient === account && side !== 'sender'
  return isSender || isRecipient
}

function concerns(event: PaymentEvent, filter: HistoryFilter, state: GaugeState): boolean {
  const { streamIds, accounts, types } = filter
  if (types && !types.includes(event.type)) return false
  if (!streamIds && !accounts) return true
  if (streamIds?.includes(event.streamId)) return true
  return partiesOf(event, state).some((party) => accounts?.includes(party) ?? false)
}

/** Sender and recipient, from the event as far as it says, else from the stream. */
function partiesOf(event: PaymentEvent, state: GaugeState): readonly string[] {
  const stream = state.streams.get(event.streamId)
  const told = [
    'sender' in event ? event.sender : undefined,
    'recipient' in event ? event.recipient : undefined,
  ]
  return [...told, stream?.sender, stream?.recipient].filter((party) => party !== undefined)
}

/**
 * Selects anew only when one of the sources is another object, and answers the list before when the
 * new one holds the same elements: an event of one stream does not disturb the lists of the others.
 */
function remembering<T>(
  sourcesOf: (state: GaugeState) => readonly unknown[],
  select: (state: GaugeState) => readonly T[],
): Selector<readonly T[]> {
  let sources: readonly unknown[] = []
  let selected: readonly T[] | null = null
  return (state) => {
    const now = sourcesOf(state)
    if (selected && isSameList(now, sources)) return selected
    const next = select(state)
    sources = now
    if (!selected || !isSameList(next, selected)) selected = next
    return selected
  }
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index])
}
