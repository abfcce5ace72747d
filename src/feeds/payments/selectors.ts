/**
 * How the state of the payments feed is read: the selectors of store/selectors.ts, asked in the words of
 * payment streams and accounts. Computes no balances.
 */
import type { StreamStatus } from '../../money/accrual.ts'
import {
  type ItemPhase,
  type Selector,
  selectHistory as selectFeedHistory,
  selectItemPhase,
  selectItems,
  selectIsLeftOut as selectTopicsLeftOut,
  selectPhase as selectTopicsPhase,
} from '../../store/selectors.ts'
import type { FeedState, HistoryEntry, StoreState } from '../../store/state.ts'
import { topicsOfFilter } from '../filter-query.ts'
import type { PaymentEvent, PaymentEventType } from './events.ts'
import type { PaymentsFilter } from './filter.ts'
import { payments } from './payments.ts'
import type { StreamState } from './stream-state.ts'

/** What has been received from the payments feed. */
export type PaymentsState = FeedState<StreamState, PaymentEvent>
/** Everything in the store of a payments session. */
export type PaymentsStoreState = StoreState<StreamState, PaymentEvent>
/** One entry of its history. */
export type PaymentsHistoryEntry = HistoryEntry<PaymentEvent>

/** Which payment streams; everything that is given has to hold. */
export interface StreamsFilter {
  /** An account (`G…`) that sends or receives it. */
  readonly account?: string
  /** Which side of the stream `account` is on. Default: either. */
  readonly side?: 'sender' | 'recipient'
  /** One of these. `settled` and `pending` follow from the time and cannot be asked for here. */
  readonly status?: readonly StreamStatus[]
  /** These streams. Default: all. */
  readonly streamIds?: readonly string[]
  /** Streams of this token. Default: of all. */
  readonly tokenAddress?: string
}

/** Which entries of the history. Gaps and resets concern every reader and always stay. */
export interface HistoryFilter {
  /** Events of these payment streams … */
  readonly streamIds?: readonly string[]
  /** … or of those that one of these accounts sends or receives. Neither: all. */
  readonly accounts?: readonly string[]
  /** Events of these types. Default: all. */
  readonly types?: readonly PaymentEventType[]
  /** At most so many, counted from the newest. */
  readonly limit?: number
}

/** See `selectItemPhase`. */
export function selectStreamPhase(streamId: string): Selector<ItemPhase, PaymentsStoreState> {
  return selectItemPhase(payments, streamId)
}

/**
 * Whether the state of everything in the filter has arrived, so that what is absent does not exist.
 * Without one: whether any has.
 */
export function selectPhase(
  filter?: PaymentsFilter,
): Selector<PaymentsState['phase'], PaymentsStoreState> {
  return selectTopicsPhase(filter && topicsOfFilter(payments.filter, filter))
}

/** Whether something of the filter is not requested, because too much is followed. */
export function selectIsLeftOut(filter: PaymentsFilter): Selector<boolean, PaymentsStoreState> {
  return selectTopicsLeftOut(topicsOfFilter(payments.filter, filter))
}

/** The payment streams that pass, in the order in which they became known. */
export function selectStreams(
  filter: StreamsFilter = {},
): Selector<readonly StreamState[], PaymentsState> {
  return selectItems((stream: StreamState) => passes(stream, filter))
}

/** The entries of the history that pass, newest first. */
export function selectHistory(
  filter: HistoryFilter = {},
): Selector<readonly PaymentsHistoryEntry[], PaymentsState> {
  return selectFeedHistory<StreamState, PaymentEvent>(
    ({ event }, state) => concerns(event, filter, state),
    // Sender and recipient are known from the streams, so those count too.
    { limit: filter.limit, needsItems: filter.accounts !== undefined },
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

function concerns(event: PaymentEvent, filter: HistoryFilter, state: PaymentsState): boolean {
  const { streamIds, accounts, types } = filter
  if (types && !types.includes(event.type)) return false
  if (!streamIds && !accounts) return true
  if (streamIds?.includes(event.streamId)) return true
  return partiesOf(event, state).some((party) => accounts?.includes(party) ?? false)
}

/** Sender and recipient, from the event where it names them, else from the stream. */
function partiesOf(event: PaymentEvent, state: PaymentsState): readonly string[] {
  const stream = state.items.get(event.streamId)
  const named = [
    'sender' in event ? event.sender : undefined,
    'recipient' in event ? event.recipient : undefined,
  ]
  return [...named, stream?.sender, stream?.recipient].filter((party) => party !== undefined)
}
