/** All orders as a table that events change; an order opens by its link. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { LiveTable, type LiveTableColumn } from '../../dashboard.ts'
import { printPlace } from '../views.ts'
import { customerName } from './customers.ts'
import type { VersionedOrder } from './order-draft.ts'
import type { OrderList, OrderRequests } from './order-requests.ts'
import { OrderStatusBadge } from './order-status.tsx'
import { useOrdersMessages } from './orders-language.ts'

/** Everything below this key is kept current as a list of orders. */
export const listKey = ['orders', 'list'] as const

export function useOrderList(requests: OrderRequests): UseQueryResult<OrderList> {
  return useQuery({ queryKey: listKey, queryFn: ({ signal }) => requests.readList(signal) })
}

interface OrderTableProps {
  readonly list: UseQueryResult<OrderList>
  /** The id of the order that is open; empty for none. */
  readonly selected: string
  readonly connected: boolean
}

const newestFirst = { column: 'createdAt', direction: 'descending' } as const
const keyOf = ({ id }: VersionedOrder) => id

/** Enough of an id to find an order again; the whole id is its title, and in the order itself. */
function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-5)}` : id
}

export function OrderTable({ list, selected, connected }: OrderTableProps) {
  const { orders: texts, status } = useOrdersMessages()
  const rows = list.data?.orders
  const columns = useMemo<readonly LiveTableColumn<VersionedOrder>[]>(
    () => [
      {
        id: 'id',
        header: texts.order,
        value: ({ id }) => id,
        cell: ({ id }) => (
          <a
            className="order-link"
            href={printPlace('orders', id)}
            aria-current={id === selected ? 'true' : undefined}
            title={id}
          >
            {shortId(id)}
          </a>
        ),
        isQuiet: true,
        width: '116px',
      },
      {
        id: 'customer',
        header: texts.customer,
        value: ({ customer }) => customerName(customer),
        sort: true,
        phone: 'detail',
        isQuiet: true,
        width: 'minmax(110px, 1.2fr)',
      },
      {
        id: 'status',
        header: texts.status,
        value: (order) => status[order.status],
        cell: (order) => <OrderStatusBadge status={order.status} />,
        sort: true,
        phone: 'detail',
        width: 'minmax(116px, 1fr)',
      },
      {
        id: 'total',
        header: texts.total,
        kind: 'number',
        value: ({ total }) => total,
        format: ({ currency }) => ({ style: 'currency', currency }),
        sort: true,
        phone: 'figure',
        width: 'minmax(96px, 0.8fr)',
      },
      {
        id: 'createdAt',
        header: texts.placed,
        kind: 'time',
        value: ({ createdAt }) => createdAt,
        sort: true,
        phone: 'none',
        isQuiet: true,
        width: '148px',
      },
      {
        id: 'updatedAt',
        header: texts.updated,
        kind: 'time',
        value: ({ updatedAt }) => updatedAt,
        sort: true,
        phone: 'detail',
        isQuiet: true,
        width: '132px',
      },
    ],
    [texts, status, selected],
  )
  return (
    <>
      <h1>{texts.title}</h1>
      <LiveTable
        label={texts.title}
        rows={rows}
        columns={columns}
        keyOf={keyOf}
        defaultSort={newestFirst}
        phase={list.isError && rows === undefined ? 'error' : undefined}
        connected={connected}
        emptyText={texts.empty}
        errorText={texts.failed}
        onRetry={() => void list.refetch()}
      />
    </>
  )
}
