/**
 * Rows and cells of LiveTable. A row renders when its object changes; a cell whose text has changed is marked once.
 */
import { type ForwardedRef, forwardRef, memo, type ReactNode, useState } from 'react'
import { tableEnglish } from '../../messages/english.ts'
import { splitNumber } from '../../react/dashboard/number-format.ts'
import { useLanguage, useMessages } from '../../react/language.tsx'
import { useSession } from '../../react/session-context.ts'
import { breakable } from '../../react/text-writing.ts'
import { isoDateTime, printDateOrTime } from '../formatting/date-time.ts'
import { type PartProps, usePart } from '../part/part.tsx'
import { booleanAttribute } from '../stream-view/widget-state.ts'
import { cellValueOf } from './columns.ts'
import {
  type AnyColumn,
  type AnyRow,
  type LiveTableRowState,
  RowProvider,
  roles,
  useFrame,
  useRow,
} from './live-table-context.ts'

/** Props of `LiveTable.Row`. */
export type LiveTableRowProps = {
  /** The row that is shown. */
  readonly row: AnyRow
  /** Its place among all rows, from 0. */
  readonly index: number
} & Omit<PartProps<'tr', LiveTableRowState>, 'row' | 'index'>

/** One row. Without children it has a cell for each column. */
export const TableRow = forwardRef<HTMLTableRowElement, LiveTableRowProps>((props, forwarded) => {
  const { row, index, children, ...rest } = props
  const { columns, isSelectable, isSelected } = useFrame()
  const state = { row, isSelected: isSelected(row) }
  const line = usePart<'tr', LiveTableRowState>(
    'tr',
    {
      className: 'sg-table__row',
      attributes: {
        ...roles.row,
        // The header is the first one.
        'aria-rowindex': index + 2,
        'aria-selected': isSelectable ? state.isSelected : undefined,
        'data-selected': booleanAttribute(state.isSelected),
      },
    },
    {
      ...rest,
      children: children ?? (
        <>
          {isSelectable && <SelectCell />}
          {columns.map((column) => (
            <TableCell key={column.id} column={column} />
          ))}
        </>
      ),
    },
    forwarded,
    state,
  )
  return <RowProvider value={state}>{line}</RowProvider>
})
TableRow.displayName = 'LiveTable.Row'

function SelectCell() {
  const { row, isSelected } = useRow()
  const { toggleSelected, nameOf } = useFrame()
  const messages = useMessages('table', tableEnglish)
  return (
    <td className="sg-table__cell sg-table__select" {...roles.cell}>
      <input
        type="checkbox"
        className="sg-table__checkbox sg-focusable"
        checked={isSelected}
        onChange={() => toggleSelected(row)}
        aria-label={messages.select({ name: nameOf(row) })}
      />
    </td>
  )
}

/** Props of `LiveTable.Cell`. */
export type LiveTableCellProps = {
  /** The column that is shown of the row around it. */
  readonly column: AnyColumn
} & Omit<PartProps<'td', LiveTableRowState>, 'column'>

/** One cell. */
export const TableCell = forwardRef<HTMLTableCellElement, LiveTableCellProps>(
  ({ column, ...rest }, forwarded) => useCell(column, rest, forwarded),
)
TableCell.displayName = 'LiveTable.Cell'

function useCell(
  column: AnyColumn,
  given: Omit<LiveTableCellProps, 'column'>,
  forwarded: ForwardedRef<HTMLTableCellElement>,
) {
  const state = useRow()
  const { places } = useFrame()
  const { text, children } = useContent(column, state.row)
  const turn = useTurn(text)
  const { id, kind = 'text', header, cell, isQuiet } = column
  return usePart<'td', LiveTableRowState>(
    'td',
    {
      className: 'sg-table__cell',
      attributes: {
        ...roles.cell,
        'data-column': id,
        'data-kind': kind,
        'data-phone': places.get(id),
        // Where the table is narrow there is no header above it.
        'data-header': header,
        ...(turn > 0 && !isQuiet && { 'data-turn': turn % 2 === 0 ? 'even' : 'odd' }),
      },
      children: cell ? cell(state.row) : children,
    },
    given,
    forwarded,
    state,
  )
}

/** How often the text has changed since the cell is there. */
function useTurn(text: string): number {
  const [kept, setKept] = useState({ text, turn: 0 })
  if (kept.text === text) return kept.turn
  const next = { text, turn: kept.turn + 1 }
  setKept(next)
  return next.turn
}

interface Content {
  readonly text: string
  readonly children: ReactNode
}

const nothing: Content = { text: '', children: '—' }

function useContent(column: AnyColumn, row: AnyRow): Content {
  const { locale, timeZone: pageTimeZone } = useLanguage()
  const { serverNowMs } = useSession()
  const { timeZone = pageTimeZone, fractions } = useFrame()
  const value = cellValueOf(column, row)
  if (value === null || value === '') return nothing
  if (column.kind === 'time') {
    const atMs = Number(value)
    const text = printDateOrTime(atMs, serverNowMs(), { locale, timeZone })
    return {
      text,
      children: (
        <time className="sg-phrase" dateTime={isoDateTime(atMs)}>
          {text}
        </time>
      ),
    }
  }
  if (column.kind !== 'number') {
    const text = String(value)
    return { text, children: <span className="sg-phrase">{text}</span> }
  }
  const format = typeof column.format === 'function' ? column.format(row) : column.format
  const style = { locale, format }
  const { prefix, integer, fraction, suffix } = splitNumber(value, style)
  const whole = prefix + breakable(integer)
  const text = whole + fraction + suffix
  const digits = fractions.get(column.id)
  if (digits === undefined) return { text, children: text }
  return {
    text,
    children: (
      <>
        {whole}
        <span
          className="sg-table__fraction"
          style={{ minInlineSize: `calc(${digits}ch + 0.28em)` }}
        >
          {fraction + suffix}
        </span>
      </>
    ),
  }
}

interface LineProps {
  readonly row: AnyRow
  readonly index: number
  readonly isSelected: boolean
  readonly measure: ((element: HTMLTableRowElement | null) => void) | undefined
}

/** A row of the body. Memoized: an event renders the rows that it has changed. */
export const TableLine = memo(({ row, index, measure }: LineProps) => (
  <TableRow row={row} index={index} ref={measure} data-index={index} />
))
TableLine.displayName = 'LiveTable.Line'
