/** Orders, and events that change some of them: the rest stay the same objects. */
import { createSeededRandom } from '../../server/ledger/seeded-random.ts'

export interface Order {
  readonly id: string
  readonly customer: string
  readonly status: string
  /** Decimal text, as money is on the wire. */
  readonly total: string
  readonly changedAtMs: number
}

const statuses = ['placed', 'paid', 'packed', 'shipped', 'delivered']

export function createOrders(count: number): readonly Order[] {
  const random = createSeededRandom(11).next
  const nowMs = Date.now()
  return Array.from({ length: count }, (_, index) => ({
    id: `ord_${String(index).padStart(5, '0')}`,
    customer: `Customer ${Math.floor(random() * 400)}`,
    status: statuses[index % statuses.length] ?? '',
    total: (random() * 2_000).toFixed(2),
    changedAtMs: nowMs - Math.floor(random() * 86_400_000),
  }))
}

/** The orders after the events from one number to another. */
export function patchOrders(
  orders: readonly Order[],
  from: number,
  until: number,
): readonly Order[] {
  const next = [...orders]
  for (let event = from; event < until; event += 1) {
    const at = (event * 7_919) % orders.length
    const order = next[at] as Order
    next[at] = {
      ...order,
      status: statuses[event % statuses.length] ?? '',
      total: (((event * 37) % 200_000) / 100).toFixed(2),
      changedAtMs: Date.now(),
    }
  }
  return next
}
