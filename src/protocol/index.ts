/**
 * The wire: every public name of `streamgauge/protocol`. The text that binds it is PROTOCOL.md.
 *
 * @packageDocumentation
 */
export { decodeFrame } from './decode.ts'
export { encodeControlFrame, encodeFrame } from './encode.ts'
export {
  createProblem,
  type Problem,
  type ProblemCode,
  type ProblemType,
  ProtocolError,
  type ProtocolErrorCode,
  problemCodes,
  quoteValue,
} from './errors.ts'
export { maxEventIdLength, type Position, parseEventId, printEventId } from './event-id.ts'
export type { FeedCodec, FeedDecoder, FeedEvent } from './feed-codec.ts'
export type {
  ByeFrame,
  ConnectedFrame,
  ControlFrame,
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
export { allTopic, maxTopics, type TopicSet } from './topic-set.ts'
