/**
 * Lets something happen to orders, by the feed's own commands: customers order, pay and cancel, parcels are
 * packed, shipped and delivered, a few seconds apart. For `npm start`, mocks and demos. Where it can, it first records what
 * happened before (order-history.ts).
 */
import type { Order, OrderItem, OrderStatus } from '../../../src/feeds/orders/order.ts'
import type { ResourceItem } from '../../../src/feeds/resource/resource-types.ts'
import type { Clock, Random, Timers } from '../../../src/platform/ports.ts'
import { isLogError } from '../../log/errors.ts'
import type { Logger } from '../../ops/logger.ts'
import { createPacedRun } from '../../ops/paced-run.ts'
import { Refusal } from '../../ops/problem-response.ts'
import { createRunReport } from '../../ops/run-report.ts'
import type { ResourceStore } from '../resource/resource-store.ts'
import { demoCustomers } from './demo-customers.ts'
import { type OrderDraft, orderHistory } from './order-history.ts'
import type { OrdersFeed } from './orders-feed.ts'

/** What a simulator of orders needs. */
export interface OrderSimulatorOptions {
  /** The orders. */
  readonly store: ResourceStore<Order>
  /** Waits between the changes. */
  readonly timers: Timers
  /** A seeded one repeats the same changes. */
  readonly random: Random
  /** Receives failed steps. */
  readonly logger: Logger
  /**
   * Records three weeks of orders before the first step, if there is no order yet: the feed of the orders, and the time.
   * Default: the shop has just opened.
   */
  readonly past?: { readonly feed: Pick<OrdersFeed, 'publishAll'>; readonly clock: Clock }
}

/** Something that keeps orders moving. */
export interface OrderSimulator {
  /** Continues until `stop`. Starting twice has no effect. */
  start(): void
  /** No further step begins; one that is under way is finished. */
  stop(): void
  /** One change now, even if not started. */
  step(): Promise<void>
}

const customers = demoCustomers.map(({ id }) => id)
const articles: readonly Omit<OrderItem, 'quantity'>[] = [
  { sku: 'MUG-01', name: 'Mug, stoneware', unitPrice: '24.90' },
  { sku: 'TEA-07', name: 'Assam, 250 g', unitPrice: '11.50' },
  { sku: 'POT-03', name: 'Teapot, cast iron', unitPrice: '79.00' },
  { sku: 'SPN-12', name: 'Spoon, beech', unitPrice: '4.25' },
  { sku: 'TRY-02', name: 'Tray, oak', unitPrice: '39.95' },
]
const notes = ['Please ring twice', 'Leave it with the neighbour', 'It is a present']
const nextStatus: Partial<Record<OrderStatus, OrderStatus>> = {
  placed: 'paid',
  paid: 'packed',
  packed: 'shipped',
  shipped: 'delivered',
}

const openStatuses = Object.keys(nextStatus) as readonly OrderStatus[]

const fewest = 12
const most = 60
/** As slow as a shop that people watch, and fast enough that something changes while they do. */
const pauseMs = [3_000, 9_000] as const

/** Makes a simulator; nothing happens before `start` or `step`. */
export function createOrderSimulator(options: OrderSimulatorOptions): OrderSimulator {
  const { store, timers, random, logger, past } = options
  const report = createRunReport({
    logger,
    failing: 'a simulated change of an order failed; trying again',
    recovered: 'simulated changes of orders succeed again',
  })
  const below = (count: number) => Math.floor(random.next() * count)
  const oneOf = <Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value =>
    values[below(values.length)] as Value
  /** How many orders the current step has found; null until it has read them. */
  let known: number | null = null

  function draft(): OrderDraft {
    const first = below(articles.length)
    const items = Array.from({ length: 1 + below(3) }, (_, index) => ({
      ...(articles[(first + index) % articles.length] as (typeof articles)[number]),
      quantity: 1 + below(4),
    }))
    const note = below(4) === 0 ? { note: oneOf(notes) } : {}
    return { customer: oneOf(customers), items, currency: 'EUR', ...note }
  }

  async function recordPast({ feed, clock }: NonNullable<typeof past>): Promise<void> {
    const events = orderHistory({ nowMs: clock.nowMs(), draft, next: () => random.next() })
    await feed.publishAll(events.map((event) => ({ event })))
  }

  function change({ id, status, ts }: ResourceItem<Order>) {
    // As a person decides on what the page shows: only if nothing has changed since.
    const versions = [ts]
    const next = nextStatus[status]
    if (next === undefined) return store.remove(id, { versions })
    if (status === 'placed' && below(6) === 0) {
      return store.patch(id, { status: 'cancelled' }, { versions })
    }
    const tracking = next === 'shipped' ? { trackingNumber: `NO${100_000_000 + below(9e8)}` } : {}
    return store.patch(id, { status: next, ...tracking }, { versions })
  }

  async function act(): Promise<void> {
    const { items } = await store.list({ limit: most })
    known = items.length
    if (items.length === 0 && past !== undefined) return recordPast(past)
    const open = items.filter(({ status }) => nextStatus[status] !== undefined)
    const done = items.filter(({ status }) => nextStatus[status] === undefined)
    const isFull = items.length >= most
    if (open.length < fewest || (!isFull && below(4) === 0)) {
      if (!isFull) {
        // A shop that has just opened would have no orders on their way.
        const status = items.length < fewest ? oneOf(openStatuses) : 'placed'
        await store.create({ ...draft(), status })
        return
      }
    }
    // What is over leaves, once there is a lot of it.
    const oldest = done[0]
    const chosen = oldest && done.length > most / 3 ? oldest : oneOf(open)
    if (chosen !== undefined) await change(chosen)
  }

  async function step(): Promise<void> {
    try {
      await act()
      report.succeeded()
    } catch (error) {
      if (isLogError(error, 'log_unavailable')) return report.failed(error)
      if (!isLogError(error) && !(error instanceof Refusal)) throw error
      // People change orders as well: what was just chosen may be gone.
      logger.debug({ error }, 'a simulated change of an order was refused')
    }
  }

  const run = createPacedRun({
    ...{ timers, random, logger, pauseMs },
    ended: 'the simulation of orders ended: a step failed unexpectedly',
    async step() {
      known = null
      await step()
      // There is something to see from the start.
      return known !== null && known < fewest - 1 && past === undefined
    },
  })
  return { ...run, step }
}
