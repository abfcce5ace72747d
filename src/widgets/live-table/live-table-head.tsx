/** The headers of LiveTable, which sort its rows, and the choice that replaces them where it is narrow. */
import { forwardRef } from 'react'
import { type PartProps, usePart } from '../part/part.tsx'
import { type AnyColumn, roles, tablePart, useTable } from './live-table-context.ts'
import { SortButton, sortChoice } from './sort-control.tsx'
import type { LiveTableState } from './use-live-table.ts'

/** Without children it has a header for each column. */
export const Head = forwardRef<HTMLTableSectionElement, PartProps<'thead', LiveTableState>>(
  (props, forwarded) => {
    const { columns, isSelectable, state } = useTable()
    return usePart<'thead', LiveTableState>(
      'thead',
      {
        className: 'sg-table__head',
        attributes: { role: 'rowgroup' },
        children: (
          <tr className="sg-table__row" {...roles.row} aria-rowindex={1}>
            {isSelectable && <SelectAll />}
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} />
            ))}
          </tr>
        ),
      },
      props,
      forwarded,
      state,
    )
  },
)
Head.displayName = 'LiveTable.Head'

function SelectAll() {
  const { state, toggleAll, messages } = useTable()
  const { count, selectedCount } = state
  const isPartial = selectedCount > 0 && selectedCount < count
  return (
    <th className="sg-table__header sg-table__select" {...roles.header}>
      <input
        type="checkbox"
        className="sg-table__checkbox sg-focusable"
        checked={count > 0 && selectedCount === count}
        disabled={count === 0}
        ref={(element) => {
          if (element) element.indeterminate = isPartial
        }}
        onChange={toggleAll}
        aria-label={messages.selectAll}
      />
    </th>
  )
}

/** Props of `LiveTable.HeaderCell`. */
export type LiveTableHeaderCellProps = {
  /** The column that it names. */
  readonly column: AnyColumn
} & Omit<PartProps<'th', LiveTableState>, 'column'>

/** The name of a column; a button sorts by it. */
export const HeaderCell = forwardRef<HTMLTableCellElement, LiveTableHeaderCellProps>(
  (props, forwarded) => {
    const { column, ...rest } = props
    const { sort, toggleSort, state } = useTable()
    const { id, header, kind = 'text' } = column
    const isSortable = column.sort !== false
    const direction = sort?.column === id ? sort.direction : 'none'
    return usePart<'th', LiveTableState>(
      'th',
      {
        className: 'sg-table__header',
        attributes: {
          ...roles.header,
          'data-kind': kind,
          'aria-sort': isSortable ? direction : undefined,
        },
        children: isSortable ? (
          <SortButton header={header} direction={direction} onClick={() => toggleSort(id)} />
        ) : (
          header
        ),
      },
      rest,
      forwarded,
      state,
    )
  },
)
HeaderCell.displayName = 'LiveTable.HeaderCell'

/** A choice of the column, for where the table is narrow and its headers are hidden. */
export const Sort = tablePart('Sort', 'select', ({ columns, sort, setSort, messages }) =>
  sortChoice({
    columns: columns.filter((column) => column.sort !== false),
    sort,
    setSort,
    messages,
  }),
)
