/** The headers of StreamTable, which sort its rows, and the choice that replaces them where it is narrow. */
import { forwardRef, type KeyboardEvent } from 'react'
import { SortButton, sortChoice } from '../live-table/sort-control.tsx'
import { type PartProps, useJoinedRef, usePart } from '../part/part.tsx'
import { roles, tablePart, useTable } from './stream-table-context.ts'
import type { StreamTableState } from './stream-table-options.ts'
import type { TableColumn } from './table-columns.ts'

/** Without children it has a header for each column. Arrow keys move between them, and down to the rows. */
export const Head = forwardRef<HTMLTableSectionElement, PartProps<'thead', StreamTableState>>(
  (props, forwarded) => {
    const { columns, state, focus } = useTable()
    const { headRef, moveTo, activeIndex, position } = focus
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
      const { currentTarget, target, key } = event
      if (key === 'ArrowDown') {
        event.preventDefault()
        moveTo(activeIndex, position.cell)
        return
      }
      const buttons = [...currentTarget.querySelectorAll('button')]
      const at = buttons.indexOf(target as HTMLButtonElement)
      const isRtl = getComputedStyle(currentTarget).direction === 'rtl'
      const moves: Readonly<Record<string, number>> = {
        [isRtl ? 'ArrowLeft' : 'ArrowRight']: at + 1,
        [isRtl ? 'ArrowRight' : 'ArrowLeft']: at - 1,
        Home: 0,
        End: buttons.length - 1,
      }
      const next = moves[key]
      if (next === undefined || at < 0) return
      event.preventDefault()
      buttons[next]?.focus()
    }
    return usePart<'thead', StreamTableState>(
      'thead',
      {
        className: 'sg-table__head',
        ref: useJoinedRef(headRef as { current: HTMLTableSectionElement | null }, undefined),
        attributes: { role: 'rowgroup', onKeyDown },
        children: (
          <tr className="sg-table__row" {...roles.row} aria-rowindex={1}>
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
Head.displayName = 'StreamTable.Head'

/** Props of `StreamTable.HeaderCell`. */
export type StreamTableHeaderCellProps = {
  /** The column that it names: one of those that the hook returns. */
  readonly column: TableColumn
} & Omit<PartProps<'th', StreamTableState>, 'column'>

/** The name of a column; a button sorts by it. */
export const HeaderCell = forwardRef<HTMLTableCellElement, StreamTableHeaderCellProps>(
  (props, forwarded) => {
    const { column, ...rest } = props
    const { sort, toggleSort, state } = useTable()
    const { id, header, kind, values } = column
    const direction = sort?.column === id ? sort.direction : 'none'
    return usePart<'th', StreamTableState>(
      'th',
      {
        className: 'sg-table__header',
        attributes: {
          ...roles.header,
          'data-kind': kind,
          'data-column': id,
          'aria-sort': values ? direction : undefined,
        },
        children: values ? (
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
HeaderCell.displayName = 'StreamTable.HeaderCell'

/** A choice of the column to sort by, for where the table is narrow and its headers are hidden. */
export const Sort = tablePart('Sort', 'select', ({ columns, sort, setSort, tableMessages }) =>
  sortChoice({
    columns: columns.filter(({ values }) => values !== null),
    ...{ sort, setSort, messages: tableMessages },
  }),
)
