/**
 * Orders in a soak: changes that name the version they are based on, as people at a screen make them, so that a
 * version that a crash has lost would be refused.
 */
import { orders } from '../../../src/feeds/orders/orders.ts'
import {
  differences,
  itemsIn,
  itemsOf,
  type Json,
  readJson,
  type SoakedFeed,
  type Write,
} from './soaked-feed.ts'

const logName = 'orders'
const path = '/api/v1/orders'
const draft = {
  customer: 'cus_ada',
  status: 'placed',
  items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
  currency: 'EUR',
}
const orderCount = 12
const statuses = ['paid', 'packed', 'shipped', 'delivered'] as const

export const soakedOrders: SoakedFeed = {
  name: 'orders',
  followed: [{ logName, feed: orders }],
  async open(send, random) {
    /** The last acknowledged answer of each order. */
    const known = new Map<string, Json>()
    const busy = new Set<string>()
    let count = 0

    async function create(): Promise<void> {
      const order = await send({ logName, method: 'POST', path, body: draft })
      known.set(String(order['id']), order)
    }

    async function change(id: string, order: Json): Promise<void> {
      count += 1
      const write: Omit<Write, 'method'> = {
        logName,
        path: `${path}/${id}`,
        headers: { 'if-match': `"${order['ts']}"` },
      }
      if (count % 25 === 0) {
        await send({ ...write, method: 'DELETE' })
        known.delete(id)
        await create()
        return
      }
      // Always a change, since one that changes nothing is not remembered; sometimes a field goes, or a list is replaced.
      const trackingNumber = count % 3 === 0 ? null : `NO${count}`
      const status = statuses[count % statuses.length]
      const items = count % 5 === 0 ? [{ ...draft.items[0], quantity: 1 + (count % 9) }] : undefined
      const body = { status, note: `change ${count}`, trackingNumber, ...(items && { items }) }
      known.set(id, await send({ ...write, method: 'PATCH', body }))
    }

    for (let made = 0; made < orderCount; made += 1) await create()
    return {
      async write() {
        const free = [...known].filter(([id]) => !busy.has(id))
        const chosen = free[Math.floor(random() * free.length)]
        if (chosen === undefined) return
        busy.add(chosen[0])
        await change(...chosen)
        busy.delete(chosen[0])
      },
      async faults(url, subscribers) {
        const right = itemsIn(orders, (await readJson(`${url}${path}?limit=500`))['orders'])
        const acknowledged = itemsIn(
          orders,
          [...known.values()].map(({ position: _, ...order }) => order),
        )
        return [
          ...differences('the writer', acknowledged, right),
          ...subscribers.flatMap((each) => differences('an orders page', itemsOf(each), right)),
        ]
      },
    }
  },
}
