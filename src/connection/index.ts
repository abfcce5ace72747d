/**
 * `streamgauge/connection`: the public names of this folder, and nothing else.
 *
 * @packageDocumentation
 */
export type { FetchLike, Platform, TextStorage } from '../platform/ports.ts'
export type { PerRequest, RequestContext, SseRequestBody } from './attempt.ts'
export { createConnection } from './client.ts'
export type { Connection, ConnectionOptions, PollTimes } from './connection.ts'
export type { CursorStorage } from './cursor-storage.ts'
export type { ConnectionErrorDetails } from './errors.ts'
export { ConnectionError, type ConnectionErrorCode } from './errors.ts'
export type { EventOptions, SseEvent } from './event-intake.ts'
export {
  createInspector,
  type Inspector,
  type InspectorEntry,
  type InspectorNote,
  type InspectorOptions,
} from './inspector.ts'
export type { ReportError } from './listeners.ts'
export type { ReconnectCause } from './machine-state.ts'
export { readSseEvents } from './read-sse-events.ts'
export {
  type BackoffOptions,
  type StatusVerdict,
  type StatusVerdicts,
  statusVerdicts,
} from './reconnect-policy.ts'
export type { RepetitionOptions } from './repetition.ts'
export { createSseClient, type SseClient } from './sse-client.ts'
export type { ParsingOptions, SseClientOptions } from './sse-client-options.ts'
export type {
  ClosedBy,
  ClosedStatus,
  ConnectingCause,
  ConnectingStatus,
  ConnectionFacts,
  ConnectionSnapshot,
  ConnectionStatus,
  FailedStatus,
  IdleStatus,
  OpenStatus,
  PausedStatus,
  PauseReason,
  RenewalCause,
  Transport,
  WaitingCause,
  WaitingStatus,
} from './status.ts'
export type {
  SubscriptionEffect,
  SubscriptionInput,
  SubscriptionState,
} from './subscription-state.ts'
export { replayTrace, type SubscriptionTrace, type TraceStep } from './trace.ts'
export type { TracedState } from './trace-redaction.ts'
export type { TransportOptions } from './transport.ts'
