/** What callers get when a part of what is stored is damaged: everything else. */
import { describe, expect, it } from 'vitest'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

/** A log in memory in which some states and entries can be damaged, as an engine with checksums reports them. */
function createDamageableLog(log: EventLog) {
  const keys = new Set<string>()
  const offsets = new Set<number>()
  const damageable: EventLog = {
    ...log,
    async states(...args) {
      const { position, values } = await log.states(...args)
      const damaged = values.map(({ key }) => key).filter((key) => keys.has(key))
      const whole = values.filter(({ key }) => !keys.has(key))
      return damaged.length === 0 ? { position, values } : { position, values: whole, damaged }
    },
    async read(...args) {
      const reading = await log.read(...args)
      if (reading.kind !== 'entries') return reading
      const first = reading.entries.findIndex(({ position }) => offsets.has(position.offset))
      if (first < 0) return reading
      if (first > 0) return { kind: 'entries', entries: reading.entries.slice(0, first) }
      const from = args[1].offset + 1
      return { kind: 'gap', from, to: from, reason: 'damaged' }
    },
  }
  return { log: damageable, keys, offsets }
}

function createWorld() {
  const time = createStillTime()
  const damage = createDamageableLog(memoryLog(time))
  return { ...damage, ...createWired({ time, log: damage.log, config: { maxReplay: 5 } }) }
}

describe('a damaged stream', () => {
  it('is left out of lists and of the state, and answers for itself', async () => {
    const { keys, call, createStream } = createWorld()
    for (let n = 0; n < 3; n++) await createStream()
    keys.add('stream:2')
    const list = await call('GET', '/streams')
    expect(list.body['streams']).toMatchObject([{ streamId: '1' }, { streamId: '3' }])
    const state = await call('GET', '/events/snapshot?all=true')
    expect(state.body['streams']).toHaveLength(2)
    const damaged = { status: 500, body: { code: 'item_damaged' } }
    expect(await call('GET', '/streams/2')).toMatchObject(damaged)
    expect(await call('POST', '/streams/2/top-up', { amount: '1' })).toMatchObject(damaged)
    expect((await call('POST', '/streams/3/top-up', { amount: '1' })).status).toBe(200)
  })

  it('that says which id was the last does not stop new streams, nor give an id twice', async () => {
    const { keys, log, createStream } = createWorld()
    for (let n = 0; n < 3; n++) await createStream()
    // Another process on the same log, which has not read the last id yet.
    keys.add('last-stream-id')
    const later = createWired({ time: createStillTime(), log })
    expect(await later.createStream()).toBe('4')
  })
})

describe('a damaged event', () => {
  it('is declared undeliverable to a client that resumes over it, and the others follow', async () => {
    const { offsets, log, createStream, topUp, time } = createWorld()
    await createStream()
    await topUp('1', 9)
    offsets.add(3)
    const { epoch } = await log.bounds('payments')
    // Another server on the log, whose memory is empty.
    const config = { maxReplay: 1_000 }
    const restarted = createWired({ time, log, config })
    const feed = await restarted.subscribe('all=true', {
      headers: { 'last-event-id': `${epoch}.1` },
    })
    const kinds = feed.frames.map((frame) => frame.kind)
    expect(kinds.slice(0, 3)).toEqual(['connected', 'event', 'gap'])
    expect(feed.frames[2]).toMatchObject({ from: 3, to: 3, reason: 'undeliverable' })
    expect(kinds.slice(3)).toEqual(Array(7).fill('event'))
  })
})

describe('a history that is asked for', () => {
  it('is not searched on when its caller has left', async () => {
    const inner = memoryLog(createStillTime())
    const signals: (AbortSignal | undefined)[] = []
    const log: EventLog = {
      ...inner,
      latest(name, query, signal) {
        signals.push(signal)
        return inner.latest(name, query, signal)
      },
    }
    const { fetch } = createWired({ log })
    const caller = new AbortController()
    await fetch('/events', { signal: caller.signal })
    caller.abort()
    expect(signals.at(-1)?.aborted).toBe(true)
  })

  it('has a page without events that contains the cursor of the next one', async () => {
    const log = memoryLog({ ...createStillTime(), retentionEvents: 100_000 })
    const draft = { topics: ['user:x'], type: 'stream.paused', data: '{}' }
    await log.appendAll('payments', Array(25_000).fill(draft), [])
    const { call } = createWired({ log })
    const { body } = await call('GET', '/events?type=stream.created')
    expect(body['events']).toEqual([])
    expect(body['nextCursor']).toMatch(/\.15001$/)
    const next = await call('GET', `/events?type=stream.created&cursor=${body['nextCursor']}`)
    expect(next.body['nextCursor']).toMatch(/\.5001$/)
  })
})
