/** The rows of LiveTable: all of a short table, and those on screen of a long one. */
import { forwardRef, useCallback } from 'react'
import { type PartProps, usePart } from '../part/part.tsx'
import { TableLine } from './live-table-cells.tsx'
import { type AnyRow, useFrame, useTable } from './live-table-context.ts'
import type { LiveTableState } from './use-live-table.ts'
import { useVirtualRows } from './use-virtual-rows.ts'

/** From how many rows on only those on screen are in the page. Fewer can be searched and printed. */
const virtualFrom = 100

/** The rows. Their order holds still while they are hovered, focused or pressed. */
export const Body = forwardRef<HTMLTableSectionElement, PartProps<'tbody', LiveTableState>>(
  (props, forwarded) => {
    const { rows, state, handlers, scroller } = useTable()
    const isVirtual = rows.length >= virtualFrom
    // Of the frame: that of the table may be a new function at every render.
    const { keyOf } = useFrame()
    const { virtualizer, measure } = useVirtualRows({
      ...{ count: rows.length, isVirtual, scroller },
      keyAt: useCallback(
        (index: number) => {
          const row = rows[index]
          return row ? keyOf(row) : index
        },
        [rows, keyOf],
      ),
    })
    const visible = isVirtual ? virtualizer.getVirtualItems() : []
    const start = visible[0]?.start ?? 0
    const end = virtualizer.getTotalSize() - (visible.at(-1)?.end ?? 0)
    return usePart<'tbody', LiveTableState>(
      'tbody',
      {
        className: 'sg-table__body',
        attributes: {
          role: 'rowgroup',
          ...handlers,
          ...(isVirtual && { style: { paddingBlock: `${start}px ${end}px` } }),
        },
        children: isVirtual
          ? visible.map(({ index, key }) => (
              <Line key={key} row={rows[index]} index={index} measure={measure} />
            ))
          : rows.map((row, index) => <Line key={keyOf(row)} row={row} index={index} />),
      },
      props,
      forwarded,
      state,
    )
  },
)
Body.displayName = 'LiveTable.Body'

interface LineProps {
  readonly row: AnyRow | undefined
  readonly index: number
  readonly measure?: (element: HTMLTableRowElement | null) => void
}

function Line({ row, index, measure }: LineProps) {
  const { isSelected } = useFrame()
  return row ? (
    <TableLine row={row} index={index} isSelected={isSelected(row)} measure={measure} />
  ) : null
}
