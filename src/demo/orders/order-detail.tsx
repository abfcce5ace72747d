/** One order: what was ordered, and the form that changes it. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { LiveNumber } from '../../dashboard.ts'
import { useAnnounce } from '../../index.ts'
import { counted } from '../amount-text.ts'
import { CommandError } from '../command-error.ts'
import { usePageLocale } from '../locale.ts'
import { printPlace } from '../views.ts'
import { customerName } from './customers.ts'
import { EditForm } from './edit-form.tsx'
import type { VersionedOrder } from './order-draft.ts'
import type { OrderRequests } from './order-requests.ts'
import { OrderStatusBadge } from './order-status.tsx'
import { useOrdersMessages } from './orders-language.ts'

interface OrderDetailProps {
  readonly id: string
  readonly requests: OrderRequests
  readonly connected: boolean
}

const detailKeyOf = (id: string) => ['orders', 'detail', id] as const

export function OrderDetail({ id, requests, connected }: OrderDetailProps) {
  const { orders, connection } = useOrdersMessages()
  const queryClient = useQueryClient()
  const queryKey = detailKeyOf(id)
  const { data, error, isError, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => requests.readOrder(id, signal),
  })
  const isMissing = error instanceof CommandError && error.code === 'not_found'

  // A read that failed while the network was away is made again once it is back.
  useEffect(() => {
    if (connected && isError && !isMissing) void refetch()
  }, [connected, isError, isMissing, refetch])

  return (
    <section className="panel order-detail" aria-label={id} data-live={connected ? '' : undefined}>
      <a className="order-back" href={printPlace('orders')}>
        {orders.back}
      </a>
      {isMissing ? (
        <Said text={orders.missing} />
      ) : data ? (
        <>
          {!connected && <p className="order-outdated">{connection.outdated}</p>}
          <Facts order={data} connected={connected} />
          <EditForm
            order={data}
            requests={requests}
            onSaved={(saved) =>
              // A late answer changes nothing: an event may have brought a newer version.
              queryClient.setQueryData<VersionedOrder>(queryKey, (now) =>
                now && now.ts > saved.ts ? undefined : saved,
              )
            }
            onConflict={() => void queryClient.invalidateQueries({ queryKey })}
          />
        </>
      ) : isError ? (
        <div className="form-error" role="alert">
          {orders.orderFailed}
          <button type="button" className="button button-small" onClick={() => void refetch()}>
            {orders.retry}
          </button>
        </div>
      ) : (
        <p className="quiet">{orders.loading}</p>
      )}
    </section>
  )
}

/** What is found out about the order that was chosen: visible, and announced. */
function Said({ text }: { text: string }) {
  const announce = useAnnounce()
  useEffect(() => announce('order', text, { isResult: true }), [announce, text])
  return <p className="quiet">{text}</p>
}

function Facts({ order, connected }: { order: VersionedOrder; connected: boolean }) {
  const { orders } = useOrdersMessages()
  const locale = usePageLocale()
  const money = (text: string) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency: order.currency }).format(
      text as `${number}`,
    )
  return (
    <>
      <header className="order-head">
        <div>
          <h2>{customerName(order.customer)}</h2>
          <p className="order-id">{order.id}</p>
        </div>
        <OrderStatusBadge status={order.status} />
      </header>
      <ul className="order-items" aria-label={orders.items}>
        {order.items.map(({ sku, name, quantity, unitPrice }, index) => (
          // An article may be listed twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
          <li key={`${sku} ${index}`}>
            <span className="order-quantity">
              {orders.quantity({ number: counted(quantity, locale).number })}
            </span>
            <span>{name}</span>
            <span className="order-price">{money(unitPrice)}</span>
          </li>
        ))}
        <li className="order-total">
          <span>{orders.total}</span>
          <LiveNumber
            label={orders.total}
            value={order.total}
            format={{ style: 'currency', currency: order.currency }}
            connected={connected}
            align="end"
            hideNote
          />
        </li>
      </ul>
    </>
  )
}
