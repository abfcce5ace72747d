/** The peer: TanStack Table and Virtual as their examples use them, over the same list of orders in React state. */
import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import type { Order } from './orders.ts'

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

const columns = [
  { id: 'id', header: 'Order', accessorFn: ({ id }: Order) => id },
  { id: 'customer', header: 'Customer', accessorFn: ({ customer }: Order) => customer },
  { id: 'status', header: 'Status', accessorFn: ({ status }: Order) => status },
  {
    id: 'total',
    header: 'Total',
    accessorFn: ({ total }: Order) => Number(total),
    sortFn: 'basic' as const,
  },
  {
    id: 'changed',
    header: 'Changed',
    accessorFn: ({ changedAtMs }: Order) => changedAtMs,
    sortFn: 'basic' as const,
  },
]

export function PeerOrders({ orders }: { readonly orders: readonly Order[] }) {
  const [sorting, setSorting] = useState<SortingState>([])
  const table = useTable({
    features,
    data: orders,
    columns,
    state: { sorting },
    onSortingChange: setSorting,
  })
  const { rows } = table.getRowModel()
  const scroller = useRef<HTMLDivElement | null>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 44,
    overscan: 8,
  })
  const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' })
  return (
    <div ref={scroller} style={{ height: 480, overflow: 'auto' }}>
      <table style={{ display: 'grid' }}>
        <thead style={{ display: 'grid', position: 'sticky', top: 0, background: 'white' }}>
          <tr style={{ display: 'flex' }}>
            {table.getAllLeafColumns().map((column) => (
              <th key={column.id} style={{ flex: 1 }}>
                <button type="button" onClick={column.getToggleSortingHandler()}>
                  {String(column.columnDef.header)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          style={{ display: 'grid', height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const order = rows[index]?.original
            if (!order) return null
            return (
              <tr
                key={order.id}
                style={{
                  display: 'flex',
                  position: 'absolute',
                  width: '100%',
                  height: 44,
                  transform: `translateY(${start}px)`,
                }}
              >
                <td style={{ flex: 1 }}>{order.id}</td>
                <td style={{ flex: 1 }}>{order.customer}</td>
                <td style={{ flex: 1 }}>{order.status}</td>
                <td style={{ flex: 1 }}>{money.format(Number(order.total))}</td>
                <td style={{ flex: 1 }}>{new Date(order.changedAtMs).toLocaleTimeString()}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
