/** The wire: every public name of `streamgauge/protocol`. The text that binds it is PROTOCOL.md. */
export {
  isAccountAddress,
  isStreamId,
  isTokenAddress,
  printAccountAddress,
  printContractAddress,
} from './address.ts'
export { decodeFrame } from './decode.ts'
export { encodeFrame } from './encode.ts'
export {
  createProblem,
  type Problem,
  type ProblemCode,
  ProtocolError,
  type ProtocolErrorCode,
  problemCodes,
  quoteValue,
} from './errors.ts'
export { maxEventIdLength, type Position, parseEventId, printEventId } from './event-id.ts'
export {
  type EventBase,
  isPaymentEventType,
  type PaymentEvent,
  type PaymentEventEntry,
  type PaymentEventType,
  paymentEvents,
  paymentEventTypes,
  printEvent,
  type StreamCancelled,
  type StreamCompleted,
  type StreamCreated,
  type StreamPaused,
  type StreamResumed,
  type StreamToppedUp,
  type StreamWithdrawn,
} from './events.ts'
export type {
  ByeFrame,
  ConnectedFrame,
  DegradedFrame,
  DeliveredFrame,
  EventFrame,
  ExpiringFrame,
  FeedFrame,
  GapFrame,
  GapReason,
  InvalidFrame,
  PingFrame,
  ReconnectFrame,
  RejectedFrame,
  ResetFrame,
  ResetReason,
  SentFrame,
  SnapshotFrame,
  UnknownFrame,
} from './feed-frames.ts'
export {
  allTopic,
  maxTopics,
  type PaymentsFilter,
  parseSubscribeQuery,
  printFilter,
  type SubscribeQuery,
  type SubscribeRequest,
  streamTopic,
  topicsOf,
  topicsOfEvent,
  userTopic,
} from './filter.ts'
export { type Frame, printFrame } from './frame.ts'
export {
  createFrameParser,
  defaultMaxEventBytes,
  type FrameParser,
  type FrameParserOptions,
  type ParsedFrame,
} from './frame-parser.ts'
export {
  corsAllowHeaders,
  corsAllowMethods,
  corsExposeHeaders,
  feedHead,
  feedMediaType,
  idempotencyKeyHeader,
  lastEventIdHeader,
  problemMediaType,
  requestIdHeader,
  retryAfterHeader,
} from './headers.ts'
export {
  type DecodeFailure,
  decodeStreamState,
  isDecodeFailure,
  printStreamState,
  type StreamState,
  type WireStream,
} from './stream-state.ts'
