/** What makes a server not ready, and that the probe goes the way that events go. */
import { describe, expect, it } from 'vitest'
import { LogError } from '../../../server/log/errors.ts'
import type { EventLog } from '../../../server/log/event-log.ts'
import { memoryLog } from '../../../server/log/memory.ts'
import { createReadiness, type NotReady, notReadyReasons } from '../../../server/ops/readiness.ts'
import { createReadinessProbe } from '../../../server/ops/readiness-probe.ts'
import { createStillTime } from '../../support/still-time.ts'
import { createWired } from '../../support/wired.ts'

const sourceOf = (...reasons: readonly NotReady[]) => ({ check: () => reasons })

describe('readiness', () => {
  it('lists the reasons of all sources, each once, in the documented order', async () => {
    const readiness = createReadiness({
      isDraining: () => false,
      sources: [sourceOf('loop_lag'), { check: async () => ['medium_refuses' as const] }],
      probes: [sourceOf('log_unavailable', 'medium_refuses')],
    })
    expect(await readiness.check()).toEqual(['log_unavailable', 'medium_refuses', 'loop_lag'])
  })

  it.each(Object.keys(notReadyReasons) as NotReady[])('is red for %s', async (reason) => {
    const readiness = createReadiness({
      isDraining: () => reason === 'draining',
      sources: reason === 'draining' ? [] : [sourceOf(reason)],
      probes: [],
    })
    expect(await readiness.check()).toEqual([reason])
  })

  it('sends no probe while the server drains', async () => {
    let probes = 0
    const probe = {
      check: () => {
        probes++
        return []
      },
    }
    const readiness = createReadiness({ isDraining: () => true, sources: [], probes: [probe] })
    expect(await readiness.check()).toEqual(['draining'])
    expect(probes).toBe(0)
  })
})

describe('a readiness probe', () => {
  function createWorld(change: (log: EventLog) => Partial<EventLog> = () => ({})) {
    const time = createStillTime({ random: Math.random })
    const inner = memoryLog({ clock: time.clock })
    const log = { ...inner, ...change(inner) }
    const probe = createReadinessProbe({ log, hubs: () => [], ...time })
    return { time, inner, log, probe }
  }

  it('is green after an event was appended and written to a subscription', async () => {
    const { probe, inner } = createWorld()
    expect(await probe.check()).toEqual([])
    expect(await inner.bounds('.readiness')).toMatchObject({ top: 1 })
  })

  it('leaves neither a follower of the log nor a timer behind', async () => {
    let followers = 0
    const { probe, time } = createWorld((inner) => ({
      tail(...given) {
        followers++
        const stop = inner.tail(...given)
        return () => {
          followers--
          stop()
        }
      },
    }))
    await probe.check()
    expect(followers).toBe(0)
    expect(time.pendingTimers).toBe(0)
  })

  it('reports log_unavailable when the append is refused', async () => {
    const { probe } = createWorld(() => ({
      append: () => Promise.reject(new LogError('log_unavailable', 'The disk is full.')),
    }))
    expect(await probe.check()).toEqual(['log_unavailable'])
  })

  it('reports log_unavailable when the log does not answer', async () => {
    const { probe, time } = createWorld(() => ({ append: () => new Promise(() => {}) }))
    const answer = probe.check()
    await time.advance(2_000)
    expect(await answer).toEqual(['log_unavailable'])
  })

  it('reports probe_lost when no follower is given the event', async () => {
    const { probe, time } = createWorld(() => ({ tail: () => () => {} }))
    const answer = probe.check()
    await time.advance(2_000)
    expect(await answer).toEqual(['probe_lost'])
  })

  it('reports probe_lost when the event comes under other topics: a subscription has to match', async () => {
    const { probe, time } = createWorld((inner) => ({
      append: (name, entry, change) =>
        inner.append(name, { ...entry, topics: ['probe:of-another-server'] }, change),
    }))
    const answer = probe.check()
    await time.advance(2_000)
    expect(await answer).toEqual(['probe_lost'])
  })

  it('is green again when the next probe returns', async () => {
    let isLost = true
    const { probe, time } = createWorld((inner) => ({
      tail: (...given) => (isLost ? () => {} : inner.tail(...given)),
    }))
    const first = probe.check()
    await time.advance(2_000)
    expect(await first).toEqual(['probe_lost'])
    isLost = false
    expect(await probe.check()).toEqual([])
  })
})

describe('a server whose feed has stopped delivering', () => {
  it('is not ready, although probes return', async () => {
    let isDeaf = false
    const time = createStillTime({ random: Math.random })
    const inner = memoryLog({ clock: time.clock })
    const wired = createWired({
      time,
      log: {
        ...inner,
        tail: (name, onEntries, onGap) =>
          inner.tail(
            name,
            (entries) => {
              if (!isDeaf || name === '.readiness') onEntries(entries)
            },
            onGap,
          ),
      },
    })
    await wired.subscribe('all=true')
    expect(await wired.call('GET', '/readyz')).toMatchObject({ status: 200 })
    isDeaf = true
    await wired.createStream()
    await time.advance(2_000)
    const answer = wired.call('GET', '/readyz')
    await time.advance(2_000)
    expect(await answer).toEqual({
      status: 503,
      body: { status: 'not_ready', reasons: ['probe_lost'] },
    })
  })
})

describe('a server whose log reports a fault', () => {
  const healthy = {
    status: 'ok',
    reason: null,
    onDamage: 'stop',
    damagedEntries: 0,
    damagedStates: 0,
    newEpochs: 0,
    newEpochReason: null,
    bytes: null,
    freeBytes: null,
  } as const

  it.each(['medium_refuses', 'file_missing', 'file_replaced', 'file_shortened'] as const)(
    'is not ready with %s, and counts damage',
    async (reason) => {
      const log = {
        ...memoryLog(),
        health: async () => ({
          ...healthy,
          status: 'unavailable' as const,
          reason,
          damagedEntries: 3,
          newEpochs: 1,
        }),
      }
      const wired = createWired({ log })
      expect(await wired.call('GET', '/readyz')).toEqual({
        status: 503,
        body: { status: 'not_ready', reasons: [reason] },
      })
      expect((await wired.server.measure()).logs).toMatchObject({ damagedEntries: 3, newEpochs: 1 })
    },
  )

  it('is not ready with file_damaged until it was repaired', async () => {
    const health = async () => ({ ...healthy, status: 'damaged', reason: 'file_damaged' }) as const
    const wired = createWired({ log: { ...memoryLog(), health } })
    expect(await wired.call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { reasons: ['file_damaged'] },
    })
  })
})
