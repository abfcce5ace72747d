/**
 * The payments feed: every public name of `streamgauge/payments`.
 *
 * @packageDocumentation
 */
export {
  isAccountAddress,
  isStreamId,
  isTokenAddress,
  printAccountAddress,
  printContractAddress,
} from './address.ts'
export { documentedPayments } from './documentation.ts'
export {
  type EventBase,
  type EventOf,
  type PaymentEvent,
  type PaymentEventEntry,
  type PaymentEventType,
  paymentEvents,
  paymentEventTypes,
  type StreamCancelled,
  type StreamCompleted,
  type StreamCreated,
  type StreamPaused,
  type StreamResumed,
  type StreamToppedUp,
  type StreamWithdrawn,
} from './events.ts'
export { type PaymentsFilter, streamTopic, userTopic } from './filter.ts'
export { type FlowfiOptions, flowfi } from './flowfi.ts'
export { payments } from './payments.ts'
export { type PaymentsProblemCode, paymentsProblems } from './problems.ts'
export {
  type HistoryFilter,
  type PaymentsHistoryEntry,
  type PaymentsState,
  type PaymentsStoreState,
  type StreamsFilter,
  selectHistory,
  selectStreams,
} from './selectors.ts'
export {
  decodeStreamState,
  printStreamState,
  type StreamState,
  type WireStream,
} from './stream-state.ts'
