import { describe, expect, it } from 'vitest'
import { createOrderSimulator } from '../../../../server/feeds/orders/order-simulator.ts'
import { createSeededRandom } from '../../../../server/ledger/seeded-random.ts'
import { silentLogger } from '../../../../server/ops/logger.ts'
import { totalOf } from '../../../../src/feeds/orders/order.ts'
import { createWiredOrders, orderDraft } from '../../../support/wired-orders.ts'

function createSimulated({ hasPast = false, wired = createWiredOrders() } = {}) {
  const { clock, timers } = wired.time
  const simulator = createOrderSimulator({
    store: wired.feed.store,
    timers,
    random: createSeededRandom(7),
    logger: silentLogger,
    ...(hasPast && { past: { feed: wired.feed, clock } }),
  })
  return { ...wired, simulator }
}

describe('the simulator of orders', () => {
  it('brings orders through their whole life, and keeps a bounded number of them', async () => {
    const { simulator, events, feed } = createSimulated()
    for (let n = 0; n < 600; n++) await simulator.step()
    const happened = await events()
    expect(happened).toHaveLength(600)
    const seen = new Set(happened.map(({ patch }) => (patch as { status?: string } | null)?.status))
    for (const status of ['placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled']) {
      expect(seen).toContain(status)
    }
    expect(happened.some(({ type }) => type === 'order.deleted')).toBe(true)
    const { items } = await feed.store.list({ limit: 500 })
    expect(items.length).toBeGreaterThan(10)
    expect(items.length).toBeLessThanOrEqual(60)
  })

  it('has a dozen orders at once, in various statuses', async () => {
    const { simulator, feed, time } = createSimulated()
    simulator.start()
    await time.advance(500)
    const { items } = await feed.store.list({ limit: 500 })
    expect(items).toHaveLength(12)
    expect(new Set(items.map(({ status }) => status)).size).toBeGreaterThan(2)
    simulator.stop()
  })

  it('records three weeks of orders first, which its own commands continue', async () => {
    const { simulator, feed, time, events } = createSimulated({ hasPast: true })
    const nowMs = time.clock.nowMs()
    const dayMs = 86_400_000
    await simulator.step()
    const { items } = await feed.store.list({ limit: 500 })
    expect(items.length).toBeGreaterThan(24)
    const placed = items.map(({ createdAt }) => Date.parse(createdAt))
    expect(Math.min(...placed)).toBeLessThan(nowMs - 14 * dayMs)
    expect(placed.filter((atMs) => atMs > nowMs - 3 * dayMs).length).toBeGreaterThan(5)
    for (const { ts, total, items: lines, createdAt, updatedAt, status } of items) {
      expect(ts).toBeLessThanOrEqual(nowMs)
      expect(Date.parse(updatedAt)).toBe(ts)
      expect(ts).toBeGreaterThanOrEqual(Date.parse(createdAt))
      expect(total).toBe(totalOf(lines))
      if (Date.parse(createdAt) < nowMs - 7 * dayMs) expect(status).toMatch(/delivered|cancelled/)
    }
    for (const status of ['placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled']) {
      expect(new Set(items.map((item) => item.status))).toContain(status)
    }
    const count = (await events()).length
    for (let n = 0; n < 30; n++) await simulator.step()
    expect(await events()).toHaveLength(count + 30)
  })

  it('records no past where there are orders', async () => {
    const { feed, ...wired } = createSimulated()
    await feed.store.create(orderDraft)
    const { simulator, events } = createSimulated({ hasPast: true, wired: { ...wired, feed } })
    await simulator.step()
    expect(await events()).toHaveLength(2)
  })

  it('repeats itself with the same seed', async () => {
    const runs = [createSimulated(), createSimulated()]
    for (const { simulator } of runs) for (let n = 0; n < 50; n++) await simulator.step()
    const [one, other] = await Promise.all(runs.map(({ events }) => events()))
    expect(one).toEqual(other)
  })

  it('continues by itself until it is stopped', async () => {
    const { simulator, events, time } = createSimulated()
    simulator.start()
    simulator.start()
    await time.advance(30_000)
    const count = (await events()).length
    expect(count).toBeGreaterThan(8)
    simulator.stop()
    await time.advance(30_000)
    expect(await events()).toHaveLength(count)
  })
})
