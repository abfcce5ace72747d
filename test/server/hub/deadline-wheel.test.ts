import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDeadlineWheel } from '../../../server/hub/deadline-wheel.ts'
import { createStillTime } from '../../support/still-time.ts'

function createWheel(stepMs = 10) {
  const time = createStillTime()
  const fired: { name: string; atMs: number }[] = []
  const wheel = createDeadlineWheel<{ name: string; deadlineMs: number }>({
    clock: time.clock,
    timers: time.timers,
    stepMs,
    onDeadline: ({ name }, atMs) => fired.push({ name, atMs }),
  })
  return { time, fired, wheel }
}

describe('a deadline wheel', () => {
  it('fires once, never early and at most one step late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 20 }),
        async (at) => {
          const { time, fired, wheel } = createWheel()
          for (const [index, deadlineMs] of at.entries()) {
            wheel.schedule({ name: String(index), deadlineMs: 0 }, deadlineMs)
          }
          await time.advance(9_100)
          expect(fired).toHaveLength(at.length)
          for (const { name, atMs } of fired) {
            const deadlineMs = at[Number(name)] ?? Number.NaN
            expect(atMs).toBeGreaterThanOrEqual(deadlineMs)
            expect(atMs).toBeLessThanOrEqual(deadlineMs + 10)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  it('keeps a deadline that is many rounds away', async () => {
    const { time, fired, wheel } = createWheel()
    wheel.schedule({ name: 'far', deadlineMs: 0 }, 30_000)
    await time.advance(29_999)
    expect(fired).toEqual([])
    await time.advance(20)
    expect(fired.map(({ name }) => name)).toEqual(['far'])
  })

  it('moves a deadline instead of keeping two', async () => {
    const { time, fired, wheel } = createWheel()
    const item = { name: 'moved', deadlineMs: 0 }
    wheel.schedule(item, 100)
    wheel.schedule(item, 300)
    await time.advance(200)
    expect(fired).toEqual([])
    await time.advance(200)
    expect(fired).toHaveLength(1)
  })

  it('has no timer while nothing is on it', async () => {
    const { time, wheel } = createWheel()
    expect(time.pendingTimers).toBe(0)
    const item = { name: 'short', deadlineMs: 0 }
    wheel.schedule(item, 50)
    expect(time.pendingTimers).toBe(1)
    wheel.remove(item)
    await time.advance(100)
    expect(time.pendingTimers).toBe(0)
  })
})
