/** The status of an order, as a word with a mark: filled as far as the order has come. */
import { type OrderStatus, orderStatuses } from '../../feeds/orders/index.ts'
import { useOrdersMessages } from './orders-language.ts'

export function OrderStatusBadge({ status }: { status: OrderStatus }) {
  const messages = useOrdersMessages()
  return (
    <span className="order-status" data-status={status}>
      <span className="order-status-mark" aria-hidden="true" />
      {messages.status[status]}
    </span>
  )
}

/** Those that an order can be given. */
export const statusOptions: readonly OrderStatus[] = orderStatuses
