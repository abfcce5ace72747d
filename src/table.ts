/**
 * Public names of `streamgauge/table`: payment streams as a table. An entry of its own, so that pages without one contain
 * neither its code nor its styles, which are in `streamgauge/table.css`, next to `streamgauge/styles.css`.
 *
 * @packageDocumentation
 */

export type { StreamRecord } from './react/stream-records.ts'
export type { RankedAmount, RankValue } from './widgets/stream-table/rank-value.ts'
export type { AmountRoom } from './widgets/stream-table/stream-cells.tsx'
export type {
  StreamTableProps,
  StreamTableRootProps,
} from './widgets/stream-table/stream-table.tsx'
export { StreamTable } from './widgets/stream-table/stream-table.tsx'
export type { StreamTableRowState } from './widgets/stream-table/stream-table-context.ts'
export type { StreamTableHeaderCellProps } from './widgets/stream-table/stream-table-head.tsx'
export type {
  StreamTableFilter,
  StreamTableOptions,
  StreamTableState,
  StreamTableTotals,
  StreamTableView,
} from './widgets/stream-table/stream-table-options.ts'
export type {
  StreamTableCellProps,
  StreamTableRowProps,
} from './widgets/stream-table/stream-table-rows.tsx'
export type { StreamTableTotalProps } from './widgets/stream-table/stream-table-totals.tsx'
export type {
  StreamColumnName,
  StreamTableColumn,
  StreamTableSort,
  TableColumn,
  TotalColumn,
} from './widgets/stream-table/table-columns.ts'
export { useStreamTable } from './widgets/stream-table/use-stream-table.ts'
export type { StreamTableSource } from './widgets/stream-table/use-table-rows.ts'
