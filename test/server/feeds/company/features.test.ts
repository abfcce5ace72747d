/** The switches of companies after a hole in what is followed, and while all of them are read. */
import { describe, expect, it } from 'vitest'
import { createFeatures } from '../../../../server/feeds/company/features.ts'
import type { EventLog } from '../../../../server/log/event-log.ts'
import { memoryLog } from '../../../../server/log/memory.ts'
import { createStillTime } from '../../../support/still-time.ts'

function createScene(states: (log: EventLog) => EventLog['states']) {
  const time = createStillTime()
  const { clock, timers, random } = time
  const memory = memoryLog({ clock, random })
  let isFollowing = true
  let gap = () => {}
  const log: EventLog = {
    ...memory,
    states: states(memory),
    tail(name, onEntries, onGap) {
      gap = () => onGap({ kind: 'gap', from: 1, to: 1 })
      return memory.tail(name, (entries) => isFollowing && onEntries(entries), onGap)
    },
  }
  const changed: string[] = []
  const failures: unknown[] = []
  const features = createFeatures({
    log,
    timers,
    onChanged: (companyId) => changed.push(companyId),
    onFailed: (error) => failures.push(error),
  })
  const other = createFeatures({ log: memory, timers, onChanged() {}, onFailed() {} })
  return {
    ...{ time, features, other, changed, failures },
    /** Switched off while nothing is followed, and then the hole is noticed. */
    async miss(companyId: string) {
      isFollowing = false
      await other.set(companyId, { streaming: false })
      isFollowing = true
      gap()
      await time.settle()
    },
  }
}

describe('the switches of companies', () => {
  it('are read after a hole until it works', async () => {
    let left = 0
    const { features, time, miss, changed, failures } = createScene((log) => async (...query) => {
      if (left-- > 0) throw new Error('The log cannot be reached.')
      return log.states(...query)
    })
    await features.ready()
    left = 2
    await miss('acme')
    expect(features.of('acme').streaming).toBe(true)
    await time.advance(2_900)
    expect(changed).toEqual([])
    await time.advance(200)
    expect(features.of('acme').streaming).toBe(false)
    expect(changed).toEqual(['acme'])
    expect(failures).toHaveLength(2)
    expect(time.pendingTimers).toBe(0)
  })

  it('keep what is set while all of them are read', async () => {
    let release = () => {}
    const { features, other, time } = createScene((log) => async (...query) => {
      const reading = await log.states(...query)
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return reading
    })
    const ready = features.ready()
    await time.settle()
    await other.set('acme', { streaming: false })
    await time.settle()
    release()
    await ready
    expect(features.of('acme').streaming).toBe(false)
  })
})
