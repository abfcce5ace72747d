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
import { useState } from 'react'
import { PeerRows, peerColumns } from '../peer-rows.tsx'
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
  const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'EUR' })
  return (
    <PeerRows
      height={480}
      columns={peerColumns(table)}
      rows={rows}
      keyOf={({ original }) => original.id}
      cellsOf={({ original: order }) => [
        order.id,
        order.customer,
        order.status,
        money.format(Number(order.total)),
        new Date(order.changedAtMs).toLocaleTimeString(),
      ]}
    />
  )
}
