/** What is remembered of writes with an idempotency key, whatever is written. */
import { describe, expect, it } from 'vitest'
import { feedRecords } from '../../../server/feeds/feed-records.ts'
import { serveFeed } from '../../../server/feeds/server-feed.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { shipments } from '../../support/shipments.ts'

const dayMs = 24 * 60 * 60 * 1000
const registered = (id: string) => ({ type: 'shipment.registered', id, hub: 'OSL' }) as const

describe('an event that is published under an idempotency key', () => {
  const open = (retentionEvents = 1_000) => {
    const log = memoryLog({ retentionEvents })
    return { log, feed: serveFeed(shipments, { log }) }
  }

  it('is appended once, however often and however close it is repeated', async () => {
    const { feed, log } = open()
    const repeats = Array.from({ length: 5 }, () =>
      feed.publish(registered('7'), { caller: 'mia', idempotencyKey: 'k' }),
    )
    const positions = await Promise.all(repeats)
    expect(new Set(positions.map(({ offset }) => offset))).toEqual(new Set([1]))
    expect((await log.bounds('shipments')).top).toBe(1)
  })

  it('is remembered after the log has dropped it', async () => {
    const { feed } = open(2)
    const first = await feed.publish(registered('1'), { idempotencyKey: 'k' })
    for (const id of ['2', '3', '4']) await feed.publish(registered(id))
    expect(await feed.publish(registered('1'), { idempotencyKey: 'k' })).toEqual(first)
  })

  it('is refused for another event, and is not the one of another caller', async () => {
    const { feed } = open()
    await feed.publish(registered('1'), { caller: 'mia', idempotencyKey: 'k' })
    await expect(
      feed.publish(registered('2'), { caller: 'mia', idempotencyKey: 'k' }),
    ).rejects.toMatchObject({ problem: { code: 'idempotency_conflict' } })
    const other = await feed.publish(registered('2'), { caller: 'bo', idempotencyKey: 'k' })
    expect(other.offset).toBe(2)
  })

  it.each(['', 'a b', 'x'.repeat(201)])('is refused with the key %j', async (idempotencyKey) => {
    const { feed } = open()
    await expect(feed.publish(registered('1'), { idempotencyKey })).rejects.toMatchObject({
      problem: { code: 'bad_idempotency_key' },
    })
  })
})

describe('records of answers', () => {
  it('expire after 24 hours, and are deleted by later writes, one write at a time', async () => {
    const log = memoryLog()
    const records = feedRecords()
    const draft = { topics: ['a'], type: 't', data: '{}' }
    const keys = ['k1', 'k2', 'k3']
    for (const key of keys) {
      const claim = records.claim('mia', key, 'f')
      if (claim === null) throw new Error('There is a key.')
      await log.append('a', draft, records.remember(claim, [], { of: key }, 1_000))
    }
    const stored = async () => (await log.states('a', { prefix: '' }, 100)).values
    const claim = records.claim('mia', 'k1', 'f')
    if (claim === null) throw new Error('There is a key.')
    expect(records.find(claim, await stored(), dayMs)?.answer).toEqual({ of: 'k1' })
    expect(records.find(claim, await stored(), dayMs + 1_000)).toBeNull()

    expect((await records.expired(log, 'a', dayMs)).changes).toEqual([])
    const one = await records.expired(log, 'a', dayMs + 1_000)
    expect((await records.expired(log, 'a', dayMs + 1_000)).changes).toEqual([])
    await log.append('a', draft, one.changes)
    one.done()
    const two = await records.expired(log, 'a', dayMs + 1_000)
    if (two.changes.length > 0) await log.append('a', draft, two.changes)
    expect(await stored()).toEqual([])
  })

  it('of callers with long names are those of one caller', () => {
    const records = feedRecords()
    const long = 'x'.repeat(300)
    const one = records.claim(`${long}a`, 'k', 'f')
    const other = records.claim(`${long}b`, 'k', 'f')
    expect(one?.key).toBe(other?.key)
    expect(one?.fingerprint).not.toBe(other?.fingerprint)
  })
})
