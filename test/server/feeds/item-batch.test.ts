/** Events of another system, many in one append. */
import { describe, expect, it } from 'vitest'
import { companyFeed, LogError, memoryLog } from '../../../server/index.ts'

const source = { name: 'queue', history: 'one' }
const value = (metric: string, number: number, sequence: number) => ({
  event: { type: 'metric_updated', metric, value: number } as const,
  sequence,
})

function createWorld() {
  const log = memoryLog()
  const feed = companyFeed({ log })
  const acme = { tenant: 'acme', source }
  const items = async () => (await feed.snapshot?.(['all'], { tenant: 'acme' }))?.items
  const values = async () => {
    const { epoch, top } = await log.bounds('company:acme')
    const reading = await log.read('company:acme', { epoch, offset: 0 }, top, 1_000)
    if (reading.kind !== 'entries') throw new Error(reading.kind)
    return reading.entries.map(({ data }) => (JSON.parse(data) as { value: number }).value)
  }
  return { log, feed, acme, items, values }
}

describe('events of another system', () => {
  it('are appended in order in one append, with the items after them', async () => {
    const { log, feed, acme, items, values } = createWorld()
    const appends: number[] = []
    log.tail(
      'company:acme',
      (entries) => appends.push(entries.length),
      () => {},
    )
    const batch = [value('a', 1, 1), value('b', 2, 2), value('a', 3, 5)]
    expect(await feed.publishAll(batch, acme)).toEqual({ appended: 3, repeated: 0 })
    expect(appends).toEqual([3])
    expect(await values()).toEqual([1, 2, 3])
    expect(await items()).toEqual([
      { kind: 'metric', metric: 'a', value: 3, previousValue: 1 },
      { kind: 'metric', metric: 'b', value: 2 },
    ])
  })

  it('that were published before are left out, whatever part of a batch they are', async () => {
    const { feed, acme, items, values } = createWorld()
    await feed.publishAll([value('a', 1, 1), value('a', 2, 2)], acme)
    const batch = [value('a', 1, 1), value('a', 2, 2), value('a', 3, 3)]
    expect(await feed.publishAll(batch, acme)).toEqual({ appended: 1, repeated: 2 })
    expect(await feed.publishAll(batch, acme)).toEqual({ appended: 0, repeated: 3 })
    expect(await values()).toEqual([1, 2, 3])
    expect(await items()).toEqual([{ kind: 'metric', metric: 'a', value: 3, previousValue: 2 }])
  })

  it('are recognised after the log has forgotten their entries', async () => {
    const log = memoryLog({ retentionEvents: 1 })
    const feed = companyFeed({ log })
    const acme = { tenant: 'acme', source }
    const batch = [value('a', 1, 1), value('a', 2, 2), value('a', 3, 3)]
    await feed.publishAll(batch, acme)
    expect(await feed.publishAll(batch, acme)).toEqual({ appended: 0, repeated: 3 })
  })

  it('are new when their numbers start again in another history', async () => {
    const { feed, acme, values } = createWorld()
    await feed.publishAll([value('a', 1, 1)], acme)
    const other = { ...acme, source: { ...source, history: 'two' } }
    expect(await feed.publishAll([value('a', 9, 1)], other)).toMatchObject({ appended: 1 })
    expect(await values()).toEqual([1, 9])
  })

  it('have a place of their own for each tenant and source', async () => {
    const { feed, acme } = createWorld()
    await feed.publishAll([value('a', 1, 5)], acme)
    const beta = await feed.publishAll([value('a', 1, 4)], { ...acme, tenant: 'beta' })
    const topic = { ...acme, source: { ...source, name: 'other' } }
    expect([beta, await feed.publishAll([value('a', 2, 4)], topic)]).toMatchObject([
      { appended: 1 },
      { appended: 1 },
    ])
  })

  it('are applied to what others have changed meanwhile', async () => {
    const { log, feed, acme, values } = createWorld()
    const { appendAll } = log
    let isFirst = true
    log.appendAll = async (...given) => {
      if (isFirst) {
        isFirst = false
        await feed.publish({ type: 'metric_updated', metric: 'a', value: 7 }, { tenant: 'acme' })
      }
      return appendAll(...given)
    }
    await feed.publishAll([value('a', 1, 1)], acme)
    expect(await values()).toEqual([7, 1])
  })

  it('are all refused when subscribers could not read one of them', async () => {
    const { feed, acme, log } = createWorld()
    const batch = [value('a', 1, 1), value('a', Number.NaN, 2)]
    await expect(feed.publishAll(batch, acme)).rejects.toMatchObject({ code: 'bad_event' })
    await expect(feed.publishAll([{ event: value('a', 1, 1).event }], acme)).rejects.toMatchObject({
      code: 'bad_event',
    })
    expect((await log.bounds('company:acme')).top).toBe(0)
  })

  it('with keys that are partly known take no item back to an old value', async () => {
    const { feed, items, values } = createWorld()
    const tenant = { tenant: 'acme' }
    const keyed = (metric: string, number: number, dedupeKey: string) => ({
      event: value(metric, number, 0).event,
      dedupeKey,
    })
    await feed.publishAll([keyed('a', 10, 'k1')], tenant)
    await feed.publishAll([keyed('a', 12, 'k3')], tenant)
    const again = [keyed('a', 10, 'k1'), keyed('b', 1, 'k2'), keyed('b', 2, 'k2')]
    expect(await feed.publishAll(again, tenant)).toEqual({ appended: 1, repeated: 2 })
    expect(await feed.publishAll(again, tenant)).toEqual({ appended: 0, repeated: 3 })
    expect(await values()).toEqual([10, 12, 1])
    expect(await items()).toEqual([
      { kind: 'metric', metric: 'a', value: 12, previousValue: 10 },
      { kind: 'metric', metric: 'b', value: 1 },
    ])
  })

  it('with known keys are left out when a source starts again under another history', async () => {
    const { feed, acme, items, values } = createWorld()
    const keyed = (number: number) => ({ ...value('a', number, number), dedupeKey: `k${number}` })
    await feed.publishAll([keyed(1), keyed(2), keyed(3)], acme)
    const other = { ...acme, source: { ...source, history: 'two' } }
    const again = [keyed(2), keyed(3)]
    expect(await feed.publishAll(again, other)).toEqual({ appended: 0, repeated: 2 })
    const more = [keyed(3), keyed(4)]
    expect(await feed.publishAll(more, other)).toEqual({ appended: 1, repeated: 1 })
    expect(await feed.publishAll(more, other)).toEqual({ appended: 0, repeated: 2 })
    expect(await values()).toEqual([1, 2, 3, 4])
    expect(await items()).toEqual([{ kind: 'metric', metric: 'a', value: 4, previousValue: 3 }])
  })

  it('with keys stay in one append while a source continues', async () => {
    const { log, feed, acme } = createWorld()
    const keyed = (number: number) => ({ ...value('a', number, number), dedupeKey: `k${number}` })
    await feed.publishAll([keyed(1)], acme)
    const appends: number[] = []
    log.tail(
      'company:acme',
      (entries) => appends.push(entries.length),
      () => {},
    )
    await feed.publishAll([keyed(2), keyed(3), keyed(4)], acme)
    expect(appends).toEqual([3])
  })

  it('need no source', async () => {
    const { feed, values } = createWorld()
    const batch = [{ event: value('a', 1, 1).event }, { event: value('a', 2, 1).event }]
    expect(await feed.publishAll(batch, { tenant: 'acme' })).toEqual({ appended: 2, repeated: 0 })
    expect(await values()).toEqual([1, 2])
  })

  it('change nothing when the log refuses', async () => {
    const { log, feed, acme, items } = createWorld()
    const { appendAll } = log
    log.appendAll = async () => {
      throw new LogError('log_unavailable', 'full')
    }
    await expect(feed.publishAll([value('a', 1, 1)], acme)).rejects.toThrow('full')
    log.appendAll = appendAll
    expect(await items()).toEqual([])
    expect(await feed.publishAll([value('a', 1, 1)], acme)).toMatchObject({ appended: 1 })
  })
})
