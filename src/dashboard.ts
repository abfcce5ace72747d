/**
 * Public names of `streamgauge/dashboard`: widgets for numbers, flags and tables that change by events, over plain
 * props or any feed. An entry of its own, so that pages with payment streams alone contain none of it. Styles are in
 * `streamgauge/dashboard.css`, next to `streamgauge/styles.css`.
 *
 * @packageDocumentation
 */
export type {
  DataOptions,
  DataPhase,
  DataState,
  RetryOptions,
} from './react/dashboard/data-state.ts'
export type { LiveValue } from './react/dashboard/exact-decimal.ts'
export type { NumberTexts } from './react/dashboard/number-writer.ts'
export { useFeedValue } from './react/dashboard/use-feed-value.ts'
export type { ValueAt, ValueHistoryOptions } from './react/dashboard/use-value-history.ts'
export { useValueHistory } from './react/dashboard/use-value-history.ts'
export type { ValueSource } from './react/dashboard/value-source.ts'
export type { FeedFreshness } from './react/use-feed-freshness.ts'
export { useFeedFreshness } from './react/use-feed-freshness.ts'
export type {
  JourneyFlagProps,
  JourneyFlagsProps,
  JourneyFlagsRootProps,
} from './widgets/journey-flags/journey-flags.tsx'
export { JourneyFlags } from './widgets/journey-flags/journey-flags.tsx'
export type {
  JourneyFlag,
  JourneyFlagEntry,
  JourneyFlagsOptions,
  JourneyFlagsState,
  JourneyFlagsView,
} from './widgets/journey-flags/use-journey-flags-view.ts'
export { useJourneyFlagsView } from './widgets/journey-flags/use-journey-flags-view.ts'
export type { LiveNumberProps, LiveNumberRootProps } from './widgets/live-number/live-number.tsx'
export { LiveNumber } from './widgets/live-number/live-number.tsx'
export type {
  LiveNumberOptions,
  LiveNumberState,
  LiveNumberView,
} from './widgets/live-number/use-live-number.ts'
export { useLiveNumber } from './widgets/live-number/use-live-number.ts'
export type {
  ColumnBase,
  LiveTableColumn,
  NumberColumn,
  TableSort,
  TextColumn,
  TimeColumn,
} from './widgets/live-table/columns.ts'
export type {
  LiveTableComponent,
  LiveTableProps,
  LiveTableRootProps,
} from './widgets/live-table/live-table.tsx'
export { LiveTable } from './widgets/live-table/live-table.tsx'
export type {
  LiveTableCellProps,
  LiveTableRowProps,
} from './widgets/live-table/live-table-cells.tsx'
export type {
  AnyColumn,
  AnyRow,
  LiveTableRowState,
} from './widgets/live-table/live-table-context.ts'
export type { LiveTableHeaderCellProps } from './widgets/live-table/live-table-head.tsx'
export type {
  LiveTableOptions,
  LiveTableState,
  LiveTableView,
} from './widgets/live-table/use-live-table.ts'
export { useLiveTable } from './widgets/live-table/use-live-table.ts'
export type { MetricTileProps, MetricTileRootProps } from './widgets/metric-tile/metric-tile.tsx'
export { MetricTile } from './widgets/metric-tile/metric-tile.tsx'
export type {
  MetricLevel,
  MetricTileOptions,
  MetricTileState,
  MetricTileView,
  Thresholds,
} from './widgets/metric-tile/use-metric-tile.ts'
export { useMetricTile } from './widgets/metric-tile/use-metric-tile.ts'
export type { SparklineShape } from './widgets/sparkline/line.ts'
