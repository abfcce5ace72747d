/**
 * What happened in a simulated shop before it is watched: three weeks of orders, as the events that their feed would have
 * published. Data only; order-simulator.ts records it in a log without orders, and continues from there.
 */
import type { FeedEventOf } from '../../../src/feeds/definition.ts'
import type { Order, OrderStatus } from '../../../src/feeds/orders/order.ts'
import { totalOf } from '../../../src/feeds/orders/order.ts'
import { orders } from '../../../src/feeds/orders/orders.ts'

/** One change of an order. */
export type OrderEvent = FeedEventOf<typeof orders>

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How many orders, and how long ago the first of them was placed. */
const count = 34
const spanMs = 21 * dayMs

/** How long an order is in a status before it has the next one: at least, and by how much longer at most. */
const stays: readonly (readonly [next: OrderStatus, leastMs: number, moreMs: number])[] = [
  ['paid', 15 * minuteMs, 2 * hourMs],
  ['packed', 3 * hourMs, 20 * hourMs],
  ['shipped', 4 * hourMs, 22 * hourMs],
  ['delivered', 30 * hourMs, 44 * hourMs],
]
/** One order in so many is cancelled instead of paid. */
const cancelledEvery = 11

/** What a customer orders. */
export type OrderDraft = Pick<Order, 'customer' | 'items' | 'currency' | 'note'>

export interface OrderHistoryOptions {
  readonly nowMs: number
  /** Makes up what someone orders. */
  readonly draft: () => OrderDraft
  /** From 0 to 1, as `Math.random`. */
  readonly next: () => number
}

/** The events of all that has happened, in the order in which it did. The newest order was placed minutes ago. */
export function orderHistory({ nowMs, draft, next }: OrderHistoryOptions): readonly OrderEvent[] {
  const events = Array.from({ length: count }, (_, place) => {
    // More of them lately: a shop is looked at for what is on its way.
    const share = (1 - (place + next() * 0.8) / count) ** 2.2
    const placedMs = Math.round(nowMs - 4 * minuteMs - share * spanMs)
    return eventsOf(draft(), { placedMs, nowMs, next, isCancelled: place % cancelledEvery === 4 })
  })
  return events.flat().sort((one, other) => one.ts - other.ts)
}

function eventsOf(
  draft: OrderDraft,
  life: {
    readonly placedMs: number
    readonly nowMs: number
    readonly next: () => number
    readonly isCancelled: boolean
  },
): readonly OrderEvent[] {
  const { placedMs, nowMs, next, isCancelled } = life
  const id = `ord_${placedMs.toString(36).padStart(9, '0')}${letters(next)}`
  const createdAt = printTime(placedMs)
  const placed: Order = {
    ...{ ...draft, id, status: 'placed', total: totalOf(draft.items) },
    ...{ createdAt, updatedAt: createdAt },
  }
  const created = { type: 'order.created', id, patch: orders.resource.encode(placed), ts: placedMs }
  const changes = []
  let ts = placedMs
  for (const [status, leastMs, moreMs] of isCancelled ? cancelled : stays) {
    ts += Math.round(leastMs + next() * moreMs)
    if (ts >= nowMs) break
    const trackingNumber =
      status === 'shipped' && `NO${100_000_000 + Math.floor(next() * 900_000_000)}`
    changes.push({
      type: 'order.updated',
      id,
      patch: { status, updatedAt: printTime(ts), ...(trackingNumber && { trackingNumber }) },
      ts,
    })
  }
  // What was encoded is what the event has.
  return [created, ...changes] as unknown as readonly OrderEvent[]
}

const cancelled = [['cancelled', 20 * minuteMs, 2 * hourMs]] as const

function letters(next: () => number): string {
  return Array.from({ length: 10 }, () => Math.floor(next() * 36).toString(36)).join('')
}

const printTime = (atMs: number) => new Date(atMs).toISOString()
