/**
 * Public names of `streamgauge/dashboard`: widgets for numbers, flags and tables that change by events, over plain
 * props or any feed. An entry of its own, so that pages with payment streams alone contain none of it.
 *
 * @packageDocumentation
 */
export type {
  JourneyFlag,
  JourneyFlagEntry,
  JourneyFlagsOptions,
  JourneyFlagsState,
  JourneyFlagsView,
} from './widgets/journey-flags/use-journey-flags-view.ts'
export type {
  LiveNumberOptions,
  LiveNumberState,
  LiveNumberView,
  NumberText,
} from './widgets/live-number/use-live-number.ts'
export type {
  CellValue,
  LiveTableColumn,
  NumberColumn,
  TableSort,
  TextColumn,
  TimeColumn,
} from './widgets/live-table/columns.ts'
export type {
  LiveTableOptions,
  LiveTableState,
  LiveTableView,
} from './widgets/live-table/use-live-table.ts'
export type { DataOptions, DataPhase, DataState } from './widgets/live-value/data-state.ts'
export type { LiveValue } from './widgets/live-value/number-format.ts'
export type { ValueSource } from './widgets/live-value/value-source.ts'
export type {
  MetricLevel,
  MetricTileOptions,
  MetricTileState,
  Thresholds,
  ValueAt,
} from './widgets/metric-tile/use-metric-tile.ts'
