/** What all orders come to, while none of them is chosen: what is open, and how many have come how far. */
import type { CSSProperties } from 'react'
import { LiveNumber } from '../../dashboard.ts'
import { type OrderStatus, orderStatuses } from '../../feeds/orders/index.ts'
import { parseAmount } from '../../money/index.ts'
import type { VersionedOrder } from './order-draft.ts'
import { OrderStatusBadge } from './order-status.tsx'
import { useOrdersMessages } from './orders-language.ts'

const isOpen = ({ status }: VersionedOrder) => status !== 'delivered' && status !== 'cancelled'

/** Exact: a sum of prices is no place for binary fractions. */
function totalOf(orders: readonly VersionedOrder[]): string {
  const cents = orders.reduce((sum, { total }) => sum + parseAmount(total, 2), 0n)
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}

interface OrderOverviewProps {
  /** Undefined while they are loading. */
  readonly orders: readonly VersionedOrder[] | undefined
  readonly connected: boolean
}

export function OrderOverview({ orders, connected }: OrderOverviewProps) {
  const { orders: texts } = useOrdersMessages()
  const open = orders?.filter(isOpen)
  const currency = orders?.[0]?.currency ?? 'EUR'
  const countOf = (status: OrderStatus) =>
    orders?.filter((order) => order.status === status).length ?? 0
  const most = Math.max(1, ...orderStatuses.map(countOf))
  return (
    <section className="panel order-overview" aria-labelledby="order-overview">
      <h2 id="order-overview">{texts.overview}</h2>
      <dl className="order-figures">
        <div>
          <dt>{texts.open}</dt>
          <dd>
            <LiveNumber size="hero" hideNote hideArrow value={open?.length} connected={connected} />
          </dd>
        </div>
        <div>
          <dt>{texts.openTotal}</dt>
          <dd>
            <LiveNumber
              size="hero"
              hideNote
              hideArrow
              value={open && totalOf(open)}
              format={{ style: 'currency', currency }}
              connected={connected}
            />
          </dd>
        </div>
      </dl>
      <ul className="order-counts">
        {orderStatuses.map((status) => (
          <li key={status}>
            <OrderStatusBadge status={status} />
            <span
              className="order-bar"
              style={{ '--order-share': countOf(status) / most } as CSSProperties}
              aria-hidden="true"
            />
            <LiveNumber
              hideNote
              hideArrow
              value={orders && countOf(status)}
              connected={connected}
            />
          </li>
        ))}
      </ul>
      <p className="quiet">{texts.choose}</p>
    </section>
  )
}
