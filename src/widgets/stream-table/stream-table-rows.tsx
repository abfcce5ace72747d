/** Rows and cells of StreamTable. A row renders for an event of its stream, and for the focus. */
import { type ForwardedRef, forwardRef, memo, useMemo, useSyncExternalStore } from 'react'
import type { StreamRecord } from '../../react/stream-records.ts'
import { StreamScope, useStreamSummary } from '../../react/stream-scope.tsx'
import type { StreamObject } from '../../react/stream-summary.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { stateAttributes } from '../stream-view/widget-state.ts'
import { sideOf } from './built-in-columns.tsx'
import {
  RowProvider,
  roles,
  type StreamTableRowState,
  useFrame,
  useRow,
} from './stream-table-context.ts'
import type { TableColumn } from './table-columns.ts'

/** Props of `StreamTable.Row`. */
export type StreamTableRowProps = {
  /** The row that is shown. */
  readonly row: StreamRecord
  /** Its place among all rows, from 0. */
  readonly index: number
  /** Which of its cells is in the tab order; -1: the row itself. Default null: none. */
  readonly activeCell?: number | null | undefined
} & Omit<PartProps<'tr', StreamTableRowState>, 'row' | 'index' | 'activeCell'>

/** One row. Without children it has a cell for each column. */
export const TableRow = forwardRef<HTMLTableRowElement, StreamTableRowProps>((props, forwarded) => {
  const { account } = useFrame()
  const { row } = props
  const read = () => row.stream
  const stream = useSyncExternalStore(row.subscribe, read, read)
  return (
    <StreamScope stream={stream} direction={sideOf(stream, account) ?? undefined}>
      <ScopedRow {...props} stream={stream} forwarded={forwarded} />
    </StreamScope>
  )
})
TableRow.displayName = 'StreamTable.Row'

interface ScopedRowProps extends StreamTableRowProps {
  readonly stream: StreamObject
  readonly forwarded: ForwardedRef<HTMLTableRowElement>
}

function ScopedRow(props: ScopedRowProps) {
  const { row, index, activeCell = null, stream, forwarded, children, ...rest } = props
  const { columns, open } = useFrame()
  const summary = useStreamSummary({})
  const state = useMemo<StreamTableRowState>(() => ({ ...summary, stream }), [summary, stream])
  const value = useMemo(() => ({ row, state, activeCell }), [row, state, activeCell])
  const line = usePart<'tr', StreamTableRowState>(
    'tr',
    {
      className: 'sg-table__row sg-stream-table__row',
      attributes: {
        ...roles.row,
        ...stateAttributes(state),
        // The header is the first one.
        'aria-rowindex': index + 2,
        'data-key': row.key,
        tabIndex: activeCell === -1 ? 0 : -1,
        ...(open && { 'data-opens': '' }),
      },
    },
    {
      ...rest,
      children: children ?? columns.map((column) => <TableCell key={column.id} column={column} />),
    },
    forwarded,
    state,
  )
  return <RowProvider value={value}>{line}</RowProvider>
}

/** Props of `StreamTable.Cell`. */
export type StreamTableCellProps = {
  /** The column that is shown of the row around it: one of those that the hook returns. */
  readonly column: TableColumn
} & Omit<PartProps<'td', StreamTableRowState>, 'column'>

/** One cell. */
export const TableCell = forwardRef<HTMLTableCellElement, StreamTableCellProps>(
  ({ column, ...rest }, forwarded) => {
    const { state, activeCell } = useRow()
    const { columns } = useFrame()
    const { id, kind, header, phone } = column
    const isActive = activeCell !== null && activeCell >= 0 && columns[activeCell]?.id === id
    return usePart<'td', StreamTableRowState>(
      'td',
      {
        className: 'sg-table__cell sg-stream-table__cell',
        attributes: {
          ...roles.cell,
          tabIndex: isActive ? 0 : -1,
          'data-column': id,
          'data-kind': kind,
          'data-phone': phone,
          // Where the table is narrow there is no header above it.
          'data-header': header,
        },
        children: column.cell(state.stream),
      },
      rest,
      forwarded,
      state,
    )
  },
)
TableCell.displayName = 'StreamTable.Cell'

interface LineProps {
  readonly row: StreamRecord
  readonly index: number
  readonly activeCell: number | null
  readonly measure: ((element: HTMLTableRowElement | null) => void) | undefined
  /** The space between it and the row before it, for rows between them that are not in the page. */
  readonly gap: number
}

/** A row of the body. Memoized: an event renders the row that it has changed. */
export const TableLine = memo(({ row, index, activeCell, measure, gap }: LineProps) => (
  <TableRow
    row={row}
    index={index}
    activeCell={activeCell}
    ref={measure}
    data-index={index}
    style={gap === 0 ? undefined : { marginBlockStart: gap }}
  />
))
TableLine.displayName = 'StreamTable.Line'
