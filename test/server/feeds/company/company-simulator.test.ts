import { describe, expect, it } from 'vitest'
import { createCompanySimulator } from '../../../../server/feeds/company/company-simulator.ts'
import { demoCompanies, demoJourneys } from '../../../../server/feeds/company/demo-companies.ts'
import { createSeededRandom } from '../../../../server/ledger/seeded-random.ts'
import { LogError } from '../../../../server/log/errors.ts'
import { silentLogger } from '../../../../server/ops/logger.ts'
import { type CompanyItem, companyKeyOf } from '../../../../src/feeds/company/company.ts'
import { allTopic } from '../../../../src/protocol/topic-set.ts'
import { type CompanyServer, createCompanyServer } from '../../../support/company-server.ts'

function createSimulated(server: CompanyServer = createCompanyServer()) {
  const simulator = createCompanySimulator({
    feed: server.feed,
    ...server.time,
    random: createSeededRandom(7),
    logger: silentLogger,
  })
  async function items(companyId: string): Promise<ReadonlyMap<string, CompanyItem>> {
    const found = await server.feed.snapshot?.([allTopic], { tenant: companyId })
    return new Map(found?.items.map((item) => [companyKeyOf(item), item]))
  }
  async function eventCount(companyId: string): Promise<number> {
    return (await server.log.bounds(server.feed.logNameOf(companyId))).top
  }
  return { server, simulator, items, eventCount }
}

const [first, second] = demoCompanies.map(({ companyId }) => companyId) as [string, string]
const flagCount = Object.values(demoJourneys).flat().length

describe('the simulator of companies', () => {
  it('reports everything in its first step, each number with one before it', async () => {
    const { simulator, items } = createSimulated()
    await simulator.step()
    for (const { companyId, numbers } of demoCompanies) {
      const found = await items(companyId)
      expect(found.size).toBe(numbers.length + flagCount)
      for (const item of found.values()) {
        if (item.kind !== 'journey_flag') expect(item.previousValue).toBeTypeOf('number')
      }
    }
    expect((await items(first)).get('sroi')).toMatchObject({ value: 3.42, period: '2026-Q3' })
  })

  it('begins with a week of measurements that leads to what is stored', async () => {
    const { server, simulator } = createSimulated()
    const nowMs = server.time.clock.nowMs()
    await simulator.step()
    for (const { companyId, numbers } of demoCompanies) {
      const answer = await server.fetch(`/stream/durable?companyId=${companyId}&offset=-1`)
      const events = (await answer.json()) as readonly {
        readonly type: string
        readonly data: Record<string, unknown>
      }[]
      for (const { name, start, range } of numbers) {
        const own = events.filter(
          ({ type, data }) => data['metric'] === name || type === `${name}_updated`,
        )
        const [values, times] = ['value', 'atMs'].map((field) =>
          own.map(({ data }) => Number(data[field])),
        ) as [number[], number[]]
        expect(values.length, name).toBe(28)
        expect(values.at(-1), name).toBe(start)
        expect(new Set(values).size, name).toBeGreaterThan(5)
        expect(Math.min(...values), name).toBeGreaterThanOrEqual(range[0])
        expect(Math.max(...values), name).toBeLessThanOrEqual(range[1])
        expect(times, name).toEqual(times.toSorted((one, other) => one - other))
        expect(times.at(-1), name).toBe(nowMs)
        expect(times[0], name).toBeLessThan(nowMs - 6 * 86_400_000)
      }
    }
  })

  it('moves numbers within their ranges, and sets and clears flags', async () => {
    const { simulator, items } = createSimulated()
    const seen = new Map<string, Set<number | boolean>>()
    for (let n = 0; n < 400; n++) {
      await simulator.step()
      for (const [key, item] of await items(first)) {
        const values = seen.get(key) ?? new Set()
        seen.set(key, values.add(item.kind === 'journey_flag' ? item.isSet : item.value))
      }
    }
    for (const { name, range, decimals } of demoCompanies[0]?.numbers ?? []) {
      const values = [...(seen.get(name) ?? seen.get(`metric:${name}`) ?? [])].map(Number)
      expect(values.length, name).toBeGreaterThan(3)
      expect(Math.min(...values), name).toBeGreaterThanOrEqual(range[0])
      expect(Math.max(...values), name).toBeLessThanOrEqual(range[1])
      for (const value of values) expect(value).toBe(Number(value.toFixed(decimals)))
    }
    expect(seen.get('flag:onboarding:goals_agreed')).toEqual(new Set([true, false]))
  })

  it('continues from what is stored when it starts again', async () => {
    const { server, simulator, items, eventCount } = createSimulated()
    await server.feed.publish(
      { type: 'metric_updated', metric: 'participants', value: 250 },
      { tenant: first },
    )
    await simulator.step()
    expect((await items(first)).get('metric:participants')).toMatchObject({ value: 250 })
    const [before, count] = [await items(second), await eventCount(second)]
    await createSimulated(server).simulator.step()
    expect(await items(second)).toEqual(before)
    expect(await eventCount(second)).toBe(count)
  })

  it('repeats itself with the same seed', async () => {
    const runs = [createSimulated(), createSimulated()]
    for (const { simulator } of runs) for (let n = 0; n < 40; n++) await simulator.step()
    const [one, other] = await Promise.all(runs.map(({ items }) => items(first)))
    expect(one).toEqual(other)
  })

  it('continues by itself until it is stopped, also after the log was unavailable', async () => {
    const { server, simulator, eventCount } = createSimulated()
    const { change } = server.feed
    let isAway = false
    Object.assign(server.feed, {
      change: (...given: Parameters<typeof change>) =>
        isAway
          ? Promise.reject(new LogError('log_unavailable', 'The disk is full.'))
          : change(...given),
    })
    simulator.start()
    simulator.start()
    const total = async () => (await eventCount(first)) + (await eventCount(second))
    await server.time.advance(20_000)
    isAway = true
    const before = await total()
    expect(before).toBeGreaterThan(2 * flagCount + 8)
    await server.time.advance(20_000)
    expect(await total()).toBe(before)
    isAway = false
    await server.time.advance(20_000)
    const after = await total()
    expect(after).toBeGreaterThan(before + 5)
    simulator.stop()
    await server.time.advance(20_000)
    expect(await total()).toBe(after)
  })
})
