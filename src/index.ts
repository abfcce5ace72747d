/**
 * Public names of `streamgauge`: the provider, sessions, hooks and widgets. A list and nothing else.
 *
 * @packageDocumentation
 */

export { createFeedSession } from './connected-session.ts'
export type { Connection, ConnectionOptions } from './connection/connection.ts'
export type { ConnectionErrorCode } from './connection/errors.ts'
export { ConnectionError } from './connection/errors.ts'
export type { SseEvent } from './connection/event-intake.ts'
export type { SseClientOptions } from './connection/sse-client-options.ts'
export type { ConnectionSnapshot, ConnectionStatus } from './connection/status.ts'
export type { InitialSnapshot } from './feeds/initial-snapshot.ts'
export type { PaymentsFilter } from './feeds/payments/filter.ts'
export type {
  PaymentsHistoryEntry,
  PaymentsState,
  PaymentsStoreState,
} from './feeds/payments/selectors.ts'
export type { StreamState } from './feeds/payments/stream-state.ts'
export type { LocalSessionOptions } from './local-session.ts'
export { createLocalSession } from './local-session.ts'
export type { Message, Messages, PartialMessages } from './messages/messages.ts'
export type { Curve, CurvePoint } from './money/curve.ts'
export type { AccrualStatus, BalanceKind, StreamTerms, TokenInfo } from './money/index.ts'
export type { Session, SessionOptions } from './payments-session.ts'
export { createSession } from './payments-session.ts'
export type { DeliveredFrame } from './protocol/feed-frames.ts'
export type { TotalKind } from './react/account-totals.ts'
export type { BalanceText } from './react/balance-view.ts'
export type { ValueAt } from './react/dashboard/use-value-history.ts'
export type { GaugeErrorCode } from './react/errors.ts'
export { GaugeError } from './react/errors.ts'
export { useFeedSession } from './react/feed-context.ts'
export type { FeedProviderProps, OwnFeedProps } from './react/feed-provider.tsx'
export { FeedProvider } from './react/feed-provider.tsx'
export type { FeedSessionProviderProps } from './react/feed-session-provider.tsx'
export type { Freshness } from './react/freshness.ts'
export type { GaugeProviderProps, OwnSessionProps } from './react/gauge-provider.tsx'
export { GaugeProvider } from './react/gauge-provider.tsx'
export type { HeldItems } from './react/held-order.ts'
export type { LanguageProps, LanguageProviderProps } from './react/language.tsx'
export { LanguageProvider } from './react/language.tsx'
export { useSession } from './react/session-context.ts'
export type { SessionProviderProps } from './react/session-provider.tsx'
export { SessionProvider } from './react/session-provider.tsx'
export type { StreamScopeProps } from './react/stream-scope.tsx'
export { StreamScope, useStreamSummary } from './react/stream-scope.tsx'
export type {
  BalanceDirection,
  BalancePhase,
  GivenStream,
  StreamObject,
  StreamReference,
  StreamSummary,
} from './react/stream-summary.ts'
export type { FirstDepletion, TotalStatus } from './react/total-figures.ts'
export type { AccountReference, AccountSummary } from './react/use-account-summary.ts'
export type { UseConnection } from './react/use-connection.ts'
export { useConnection } from './react/use-connection.ts'
export type { FeedItem, FeedItems } from './react/use-feed.ts'
export { useFeedConnection, useFeedEvents, useFeedItem, useFeedItems } from './react/use-feed.ts'
export type { FlowingBalanceOptions, FlowingBalanceView } from './react/use-flowing-balance.ts'
export { useFlowingBalance } from './react/use-flowing-balance.ts'
export type {
  FlowingTotalOptions,
  FlowingTotalView,
  TotalFormatOptions,
} from './react/use-flowing-total.ts'
export { useFlowingTotal } from './react/use-flowing-total.ts'
export type {
  HeldOrderHandlers,
  HeldOrderOptions,
  HeldOrderView,
} from './react/use-held-order.ts'
export { useHeldOrder } from './react/use-held-order.ts'
export type { Motion, TickerSnapshot } from './react/use-motion.ts'
export { useMotion } from './react/use-motion.ts'
export type { PressGuardHandlers, PressGuardOptions } from './react/use-press-guard.ts'
export { usePressGuard } from './react/use-press-guard.ts'
export { useSSE } from './react/use-sse.ts'
export { useHistory, useStorePhase, useStream, useStreams } from './react/use-stream.ts'
export type { StreamEvents, StreamEventsOptions } from './react/use-stream-events.ts'
export { useStreamEvents } from './react/use-stream-events.ts'
export type { FeedSession, FeedSessionOptions } from './session.ts'
export type { ItemPhase } from './store/selectors.ts'
export type {
  FeedState,
  GapEntry,
  GapRecord,
  HistoryEntry,
  ResetEntry,
  StoreState,
} from './store/state.ts'
export type { TokenLookup, Tokens } from './tokens.ts'
export type {
  AccountBalanceOptions,
  AccountBalanceProps,
} from './widgets/account-balance/account-balance.tsx'
export { AccountBalance } from './widgets/account-balance/account-balance.tsx'
export type { AccountWidgetState } from './widgets/account-view/account-source.ts'
export type { AccountText } from './widgets/account-view/account-text.ts'
export type { FlowPeriod } from './widgets/account-view/rates.ts'
export type { ActivityFeedProps, RowLinkProps } from './widgets/activity-feed/activity-feed.tsx'
export { ActivityFeed } from './widgets/activity-feed/activity-feed.tsx'
export type {
  ActivityEntry,
  ActivityFeedOptions,
  ActivityFeedState,
  ActivityFeedView,
} from './widgets/activity-feed/use-activity-feed.ts'
export { useActivityFeed } from './widgets/activity-feed/use-activity-feed.ts'
export type {
  AmountInspectorContentProps,
  AmountInspectorProps,
} from './widgets/amount-inspector/amount-inspector.tsx'
export { AmountInspector } from './widgets/amount-inspector/amount-inspector.tsx'
export type {
  Explanation,
  ExplanationReason,
  ExplanationStep,
} from './widgets/amount-inspector/explanation.ts'
export type {
  ExplanationText,
  FactText,
  StepText,
} from './widgets/amount-inspector/explanation-text.ts'
export type {
  AmountInspectorOptions,
  AmountInspectorView,
} from './widgets/amount-inspector/use-amount-inspector.ts'
export { useAmountInspector } from './widgets/amount-inspector/use-amount-inspector.ts'
export type { AnnounceOptions } from './widgets/announcer/announcements.ts'
export type { AnnouncerProps, AnnouncerState } from './widgets/announcer/announcer.tsx'
export { Announcer, useAnnounce, useAnnouncements } from './widgets/announcer/announcer.tsx'
export type {
  BalanceForecastOptions,
  BalanceForecastProps,
} from './widgets/balance-forecast/balance-forecast.tsx'
export { BalanceForecast } from './widgets/balance-forecast/balance-forecast.tsx'
export type { Forecast, ForecastShape } from './widgets/balance-forecast/forecast-shape.ts'
export type { ForecastRow, ForecastText } from './widgets/balance-forecast/forecast-text.ts'
export type {
  AccountForecastStyle,
  BalanceForecastView,
  ForecastSlot,
  ForecastStyle,
} from './widgets/balance-forecast/use-balance-forecast.ts'
export {
  useAccountForecast,
  useBalanceForecast,
} from './widgets/balance-forecast/use-balance-forecast.ts'
export type {
  ConnectionBadgeOptions,
  ConnectionBadgeProps,
  ConnectionBadgeState,
  ConnectionBadgeView,
} from './widgets/connection-badge/connection-badge.tsx'
export {
  ConnectionBadge,
  useConnectionBadge,
} from './widgets/connection-badge/connection-badge.tsx'
export type { ConnectionCondition } from './widgets/connection-badge/connection-text.ts'
export type {
  FlowRateOptions,
  FlowRateProps,
  FlowRateStyle,
  FlowRateView,
} from './widgets/flow-rate/flow-rate.tsx'
export { FlowRate, useFlowRate } from './widgets/flow-rate/flow-rate.tsx'
export type { RatePeriodName } from './widgets/flow-rate/rate-period.ts'
export type { FlowingBalanceProps } from './widgets/flowing-balance/flowing-balance.tsx'
export { FlowingBalance } from './widgets/flowing-balance/flowing-balance.tsx'
export type { BalanceRootOptions } from './widgets/flowing-balance/flowing-balance-parts.tsx'
export type { NameOf } from './widgets/formatting/addresses.ts'
export { shortAddress } from './widgets/formatting/addresses.ts'
export type {
  LastUpdatedProps,
  LastUpdatedRootProps,
} from './widgets/last-updated/last-updated.tsx'
export { LastUpdated } from './widgets/last-updated/last-updated.tsx'
export type {
  LastUpdatedOptions,
  LastUpdatedState,
  LastUpdatedView,
} from './widgets/last-updated/use-last-updated.ts'
export { useLastUpdated } from './widgets/last-updated/use-last-updated.ts'
export type {
  LiveControlProps,
  LiveControlRootProps,
} from './widgets/live-control/live-control.tsx'
export { LiveControl } from './widgets/live-control/live-control.tsx'
export type {
  LiveControlState,
  LiveControlView,
  LiveMode,
} from './widgets/live-control/use-live-control.ts'
export { useLiveControl } from './widgets/live-control/use-live-control.ts'
export type { NetFlowOptions, NetFlowProps, NetFlowView } from './widgets/net-flow/net-flow.tsx'
export { NetFlow, useNetFlow } from './widgets/net-flow/net-flow.tsx'
export type {
  MergedPartProps,
  Part,
  PartElement,
  PartOptions,
  PartProps,
  PartTag,
} from './widgets/part/part.tsx'
export type { WidgetErrorCode } from './widgets/part/widget-context.ts'
export { WidgetError } from './widgets/part/widget-context.ts'
export type { Avatar } from './widgets/party/avatar.ts'
export type { PartyProps, PartyRootProps } from './widgets/party/party.tsx'
export { Party } from './widgets/party/party.tsx'
export type { PartyOptions, PartyState, PartyView } from './widgets/party/use-party.ts'
export { useParty } from './widgets/party/use-party.ts'
export type { RunwayOptions, RunwayProps } from './widgets/runway/runway.tsx'
export { Runway } from './widgets/runway/runway.tsx'
export type { RunwayText } from './widgets/runway/runway-text.ts'
export type { RunwayStyle, RunwayView } from './widgets/runway/use-runway.ts'
export { useAccountRunway, useRunway } from './widgets/runway/use-runway.ts'
export type { SparklineShape } from './widgets/sparkline/line.ts'
export type {
  SparklineOptions,
  SparklineProps,
  SparklineStyle,
  SparklineValues,
  SparklineView,
} from './widgets/sparkline/sparkline.tsx'
export { Sparkline, useSparkline } from './widgets/sparkline/sparkline.tsx'
export type {
  StaleBannerProps,
  StaleBannerRootProps,
} from './widgets/stale-banner/stale-banner.tsx'
export { StaleBanner } from './widgets/stale-banner/stale-banner.tsx'
export type {
  StaleBannerOptions,
  StaleBannerState,
  StaleBannerView,
} from './widgets/stale-banner/use-stale-banner.ts'
export { useStaleBanner } from './widgets/stale-banner/use-stale-banner.ts'
export type { CardText } from './widgets/stream-card/card-text.ts'
export type {
  StreamCardOptions,
  StreamCardProps,
  StreamCardView,
} from './widgets/stream-card/stream-card.tsx'
export { StreamCard, useStreamCard } from './widgets/stream-card/stream-card.tsx'
export type {
  StreamDetailOptions,
  StreamDetailProps,
  StreamDetailView,
  StreamTerm,
} from './widgets/stream-detail/stream-detail.tsx'
export { StreamDetail, useStreamDetail } from './widgets/stream-detail/stream-detail.tsx'
export type { ItemGroup } from './widgets/stream-list/groups.ts'
export type { StreamListProps, StreamListState } from './widgets/stream-list/stream-list.tsx'
export { StreamList } from './widgets/stream-list/stream-list.tsx'
export type { StreamListOptions, StreamListView } from './widgets/stream-list/use-stream-list.ts'
export { useStreamList } from './widgets/stream-list/use-stream-list.ts'
export type { StreamProgressProps } from './widgets/stream-progress/stream-progress.tsx'
export { StreamProgress } from './widgets/stream-progress/stream-progress.tsx'
export type { StreamProgressView } from './widgets/stream-progress/use-stream-progress.ts'
export { useStreamProgress } from './widgets/stream-progress/use-stream-progress.ts'
export type { StreamRingProps } from './widgets/stream-ring/stream-ring.tsx'
export { StreamRing, useStreamRing } from './widgets/stream-ring/stream-ring.tsx'
export type {
  StatusRootProps,
  StreamStatusBadgeProps,
  StreamStatusView,
} from './widgets/stream-status-badge/stream-status-badge.tsx'
export {
  StreamStatusBadge,
  useStreamStatus,
} from './widgets/stream-status-badge/stream-status-badge.tsx'
export type { StreamTimelineProps } from './widgets/stream-timeline/stream-timeline.tsx'
export { StreamTimeline } from './widgets/stream-timeline/stream-timeline.tsx'
export type { TimelineEntry, TransactionLink } from './widgets/stream-timeline/timeline-entry.ts'
export type {
  StreamTimelineOptions,
  StreamTimelineState,
  StreamTimelineView,
} from './widgets/stream-timeline/use-stream-timeline.ts'
export { useStreamTimeline } from './widgets/stream-timeline/use-stream-timeline.ts'
export type { UnavailableReason } from './widgets/stream-view/unavailable.ts'
export type { StreamSource } from './widgets/stream-view/use-stream-view.ts'
export type { StreamWidgetState } from './widgets/stream-view/widget-state.ts'
export type {
  LogoSource,
  TokenAmountProps,
  TokenAmountRootProps,
  TokenLogo,
} from './widgets/token-amount/token-amount.tsx'
export { TokenAmount } from './widgets/token-amount/token-amount.tsx'
export type {
  TokenAmountOptions,
  TokenAmountState,
  TokenAmountView,
} from './widgets/token-amount/use-token-amount.ts'
export { useTokenAmount } from './widgets/token-amount/use-token-amount.ts'
export type {
  TokenBalancesOptions,
  TokenBalancesProps,
  TokenBalancesView,
  TokenRowProps,
} from './widgets/token-balances/token-balances.tsx'
export { TokenBalances, useTokenBalances } from './widgets/token-balances/token-balances.tsx'
