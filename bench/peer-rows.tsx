/**
 * The rows of the tables that the kit's are compared with, as the examples of TanStack Virtual show them: those on screen,
 * each at its place in a box as high as all of them.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'

interface Column {
  readonly id: string
  readonly header: string
  readonly toggle: ((event: unknown) => void) | undefined
}

interface Props<Row> {
  readonly height: number
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** The contents of its cells, in the order of the columns. */
  readonly cellsOf: (row: Row) => readonly ReactNode[]
}

export function PeerRows<Row>({ height, columns, rows, keyOf, cellsOf }: Props<Row>) {
  const scroller = useRef<HTMLDivElement | null>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 44,
    overscan: 8,
  })
  return (
    <div ref={scroller} style={{ height, overflow: 'auto' }}>
      <table style={{ display: 'grid' }}>
        <thead style={{ display: 'grid', position: 'sticky', top: 0, background: 'white' }}>
          <tr style={{ display: 'flex' }}>
            {columns.map(({ id, header, toggle }) => (
              <th key={id} style={{ flex: 1 }}>
                <button type="button" onClick={toggle}>
                  {header}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          style={{ display: 'grid', height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <tr
                key={keyOf(row)}
                style={{
                  display: 'flex',
                  position: 'absolute',
                  width: '100%',
                  height: 44,
                  transform: `translateY(${start}px)`,
                }}
              >
                {cellsOf(row).map((cell, place) => (
                  <td key={columns[place]?.id} style={{ flex: 1 }}>
                    {cell}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface TableColumns {
  getAllLeafColumns(): readonly {
    readonly id: string
    readonly columnDef: { readonly header?: unknown }
    getToggleSortingHandler(): ((event: unknown) => void) | undefined
  }[]
}

/** The columns of a table of TanStack Table. */
export const peerColumns = (table: TableColumns): readonly Column[] =>
  table.getAllLeafColumns().map((column) => ({
    id: column.id,
    header: String(column.columnDef.header),
    toggle: column.getToggleSortingHandler(),
  }))
