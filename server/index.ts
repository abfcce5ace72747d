/**
 * The server: every public name of `streamgauge/server`. It needs Node; mocks import the app alone.
 *
 * @packageDocumentation
 */
export type { Cancel, Clock, Random, Timers } from '../src/platform/ports.ts'
export { systemRandom as nodeRandom } from '../src/platform/system.ts'
export { type App, type AppDeps, createApp, type FetchHandler, type Pages } from './app.ts'
export { type AppConfig, defaultAppConfig } from './app-config.ts'
export type { AppBindings } from './app-env.ts'
export {
  type Authenticator,
  type AuthResult,
  hasScope,
  type Identity,
} from './auth/authenticator.ts'
export { type DevelopmentToken, mintDevelopmentToken } from './auth/development-token.ts'
export { type JwtAuthenticatorOptions, jwtAuthenticator } from './auth/jwt.ts'
export type { JwtSettings } from './auth/jwt-settings.ts'
export { openAuthenticator } from './auth/open.ts'
export type { Revocation } from './auth/revocations.ts'
export { expectScope } from './auth/scopes.ts'
export type {
  CreateSecretStore,
  KeptSecret,
  SecretOwner,
  SecretStore,
} from './auth/secret-store.ts'
export type { BlockchainEvent } from './bridges/blockchain-event.ts'
export {
  type ChainHealth,
  type ChainIndexer,
  type ChainIndexerOptions,
  chainIndexer,
} from './bridges/chain-indexer.ts'
export type { AsideEvent } from './bridges/chain-recorder.ts'
export type { ReadStreams } from './bridges/chain-snapshots.ts'
export type { ChainGap } from './bridges/chain-state.ts'
export { IndexerError, type IndexerErrorCode } from './bridges/errors.ts'
export { natsBridge } from './bridges/nats-bridge.ts'
export type { NatsBridge, NatsBridgeOptions, NatsHealth } from './bridges/nats-options.ts'
export type { AsideMessage, FoundGap } from './bridges/nats-record.ts'
export type { NatsGap } from './bridges/nats-start.ts'
export {
  type CompanyFeed,
  type CompanyFeedOptions,
  companyFeed,
} from './feeds/company/company-feed.ts'
export { companyMessages } from './feeds/company/company-messages.ts'
export type {
  EventSource,
  PublishAllOptions,
  PublishedAll,
  SourcedEvent,
} from './feeds/item-batch.ts'
export type {
  ChangeOptions,
  ItemChange,
  PublishOptions,
  StoredItem,
} from './feeds/item-log.ts'
export type { FeedSnapshot } from './feeds/item-snapshot.ts'
export {
  type OrdersFeed,
  type OrdersFeedOptions,
  ordersFeed,
} from './feeds/orders/orders-feed.ts'
export {
  type PaymentsFeed,
  type PaymentsFeedOptions,
  paymentsFeed,
} from './feeds/payments/payments-feed.ts'
export {
  type ResourceFeed,
  type ResourceFeedOptions,
  resourceFeed,
} from './feeds/resource/resource-feed.ts'
export type {
  ChangeWriteOptions,
  ListQuery,
  ResourcePage,
  ResourceReading,
  ResourceReadOptions,
  ResourceStore,
  WriteOptions,
} from './feeds/resource/resource-store.ts'
export type { WriteAnswer } from './feeds/resource/resource-writes.ts'
export {
  type Availability,
  type RouteHost,
  type ServerFeed,
  type ServerFeedOptions,
  type SnapshotOptions,
  serveFeed,
} from './feeds/server-feed.ts'
export type { Hub, RenewableConnection } from './hub/hub.ts'
export type { OpenedSink, OpenSink, Sink, SinkEvents } from './hub/sink.ts'
export type { Grant } from './hub/subscription.ts'
export type {
  ChainReport,
  ChangesFor,
  RecordResult,
  ReportOutcome,
} from './ledger/chain-record.ts'
export type { ReportedEvent } from './ledger/chain-rules.ts'
export type { ChainSnapshot } from './ledger/chain-snapshot.ts'
export type {
  ClaimableReading,
  CommandResult,
  Ledger,
  StreamListPage,
  StreamListQuery,
  StreamReading,
  StreamSnapshot,
} from './ledger/commands.ts'
export { LedgerError, type LedgerErrorCode } from './ledger/errors.ts'
export type { ClockState, ClockSteps } from './ledger/ledger-clock.ts'
export type { ScenarioName } from './ledger/simulator.ts'
export type {
  CommandOptions,
  CreateCommand,
  StreamCommand,
  TopUpCommand,
} from './ledger/stream-commands.ts'
export { LogError, type LogErrorCode } from './log/errors.ts'
export type {
  EventDraft,
  EventLog,
  HistoryPage,
  HistoryQuery,
  LogBounds,
  LogEntry,
  LogGap,
  LogHealth,
  LogReading,
  LogReset,
  LogRisk,
  StateChange,
  StateQuery,
  StateReading,
  StateValue,
} from './log/event-log.ts'
export { type MemoryLogOptions, memoryLog } from './log/memory.ts'
export { type RedisLogOptions, redisLog } from './log/redis.ts'
export { type SqliteLogOptions, sqliteLog } from './log/sqlite.ts'
export { apiPages } from './node/api-pages/api-pages.ts'
export type { DescribedApp } from './node/api-pages/openapi.ts'
export { type PrometheusMetricsOptions, prometheusMetrics } from './node/metrics.ts'
export { nodeClock } from './node/node-clock.ts'
export { createNodeListener, type NodeListener } from './node/node-listener.ts'
export { type RunningServer, type ServeOptions, serve } from './node/serve.ts'
export type { Bridge, BridgeMeasurements } from './ops/bridge.ts'
export type { DurationReading } from './ops/duration-histogram.ts'
export type { AnswerList, ListBody } from './ops/list-answer.ts'
export type { Logger } from './ops/logger.ts'
export type {
  AppMeasurements,
  CountsByName,
  FeedMeasurements,
  LogMeasurements,
} from './ops/measurements.ts'
export type { BrokerMessage, MappedMessage, MessageMapping } from './ops/message-mapping.ts'
export type { MetricsPage, MetricsPrinter } from './ops/metrics-printer.ts'
export { type ProblemError, Refusal, refuse } from './ops/problem-response.ts'
export type { CreateRateLimiter, RateBudget, RateLimiter } from './ops/rate-limiter.ts'
export type { NotReady, ReadinessSource } from './ops/readiness.ts'
export { readJsonObject } from './ops/request-body.ts'
export { checkFields, checkQuery, readLimit, readWord } from './ops/request-fields.ts'
export type { Handler, Methods, RouteContext } from './ops/route.ts'
export type { CreateSharedSlots, SharedSlots, SharedState } from './ops/shared-state.ts'
export { turnTimers as nodeTimers } from './ops/turn-timers.ts'
export type { ReadOptions } from './ops/turns.ts'
