/** A thousand orders that events change: `?page=streamgauge` and `?page=peer`, `&count=1000&events=200`. */
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { LiveTable, type LiveTableColumn } from '../../src/dashboard.ts'
import { LanguageProvider } from '../../src/index.ts'
import '../../src/styles.css'
import '../../src/dashboard.css'
import { createOrders, type Order, patchOrders } from './orders.ts'
import { PeerOrders } from './peer-orders.tsx'

const query = new URLSearchParams(location.search)
const given = createOrders(Number(query.get('count') ?? 1_000))
const eventsPerSecond = Number(query.get('events') ?? 0)

const columns: readonly LiveTableColumn<Order>[] = [
  { id: 'id', header: 'Order', value: ({ id }) => id },
  { id: 'customer', header: 'Customer', value: ({ customer }) => customer },
  { id: 'status', header: 'Status', value: ({ status }) => status },
  {
    id: 'total',
    header: 'Total',
    kind: 'number',
    value: ({ total }) => total,
    format: { style: 'currency', currency: 'EUR' },
  },
  { id: 'changed', header: 'Changed', kind: 'time', value: ({ changedAtMs }) => changedAtMs },
]
const keyOf = ({ id }: Order) => id

/** The latest orders, as a query cache has them: another list for each frame with events, with the same objects but for some. */
function useOrders(): readonly Order[] {
  const [orders, setOrders] = useState(given)
  useEffect(() => {
    if (eventsPerSecond === 0) return
    const startedAtMs = performance.now()
    let done = 0
    let handle = 0
    const deliver = () => {
      const due = Math.floor(((performance.now() - startedAtMs) * eventsPerSecond) / 1000)
      const from = done
      done = due
      if (due > from) setOrders((before) => patchOrders(before, from, due))
      handle = requestAnimationFrame(deliver)
    }
    handle = requestAnimationFrame(deliver)
    return () => cancelAnimationFrame(handle)
  }, [])
  return orders
}

function Page() {
  const orders = useOrders()
  return query.get('page') === 'peer' ? (
    <PeerOrders orders={orders} />
  ) : (
    <LiveTable label="Orders" rows={orders} columns={columns} keyOf={keyOf} />
  )
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <LanguageProvider locale="en-US">
      <Page />
    </LanguageProvider>,
  )
}
