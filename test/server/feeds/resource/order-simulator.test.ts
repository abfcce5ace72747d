import { describe, expect, it } from 'vitest'
import { createOrderSimulator } from '../../../../server/feeds/orders/order-simulator.ts'
import { createSeededRandom } from '../../../../server/ledger/seeded-random.ts'
import { silentLogger } from '../../../../server/ops/logger.ts'
import { createWiredOrders } from '../../../support/wired-orders.ts'

function createSimulated() {
  const wired = createWiredOrders()
  const simulator = createOrderSimulator({
    store: wired.feed.store,
    timers: wired.time.timers,
    random: createSeededRandom(7),
    logger: silentLogger,
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
