import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateOffset, refineClock, type ServerClock } from '../../src/connection/server-clock.ts'

/** Server clock minus monotonic clock. */
const truthMs = 1_767_225_600_000

function greeted(clock: ServerClock | null, sentMs: number, thereMs: number, backMs: number) {
  return refineClock(clock, {
    serverMs: Math.floor(truthMs + sentMs + thereMs),
    sentMonotonicMs: sentMs,
    receivedMonotonicMs: sentMs + thereMs + backMs,
  })
}

function pinged(clock: ServerClock | null, leftMs: number, travelMs: number) {
  return refineClock(clock, {
    serverMs: Math.floor(truthMs + leftMs),
    sentMonotonicMs: null,
    receivedMonotonicMs: leftMs + travelMs,
  })
}

describe('the clock of the server', () => {
  it('C15 is unknown until a round trip was measured', () => {
    expect(pinged(null, 100, 5)).toBeNull()
    expect(estimateOffset(null, { nowMs: 0, monotonicMs: 0 })).toBeNull()
  })

  it('C15 is known to half a round trip, whatever the local clock says', () => {
    const clock = greeted(null, 1000, 30, 10)
    const wrongByAnHour = { nowMs: truthMs + 1040 - 3_600_000, monotonicMs: 1040 }
    const estimate = estimateOffset(clock, wrongByAnHour)
    expect(estimate?.errorMs).toBe(21)
    expect(Math.abs((estimate?.offsetMs ?? 0) - 3_600_000)).toBeLessThanOrEqual(21)
  })

  it('C15 is taken from the smallest round trip', () => {
    const slow = greeted(null, 0, 900, 900)
    const fast = greeted(slow, 10_000, 5, 5)
    const slowAgain = greeted(fast, 20_000, 2000, 10)
    expect(estimateOffset(fast, { nowMs: 0, monotonicMs: 0 })?.errorMs).toBeLessThanOrEqual(6)
    expect(estimateOffset(slowAgain, { nowMs: 0, monotonicMs: 0 })?.errorMs).toBeLessThanOrEqual(8)
  })

  it('C15 is narrowed by a ping from one side', () => {
    const clock = greeted(null, 0, 10, 400)
    const better = pinged(clock, 15_000, 20)
    expect(estimateOffset(better, { nowMs: 0, monotonicMs: 0 })?.errorMs).toBeLessThan(20)
  })

  it('C15 does not run ahead after a request that was slow to leave', () => {
    const clock = pinged(greeted(null, 0, 900, 10), 2_000, 5)
    const estimate = estimateOffset(clock, { nowMs: truthMs, monotonicMs: 0 })
    expect(estimate?.offsetMs).toBeGreaterThanOrEqual(0)
    expect(estimate?.offsetMs).toBeLessThanOrEqual(100)
    expect(estimate?.errorMs).toBeGreaterThan(800)
  })

  it('C15 follows a clock that was set instead of keeping an older estimate', () => {
    const clock = greeted(null, 0, 10, 10)
    const later = refineClock(clock, {
      serverMs: truthMs + 60_000 + 15_000,
      sentMonotonicMs: null,
      receivedMonotonicMs: 15_010,
    })
    const offset = estimateOffset(later, { nowMs: truthMs, monotonicMs: 0 })?.offsetMs ?? 0
    expect(Math.abs(offset - 60_000)).toBeLessThanOrEqual(30)
  })

  it('C15 drifts: an old measurement is less certain', () => {
    const clock = greeted(null, 0, 5, 5)
    const dayMs = 86_400_000
    const later = pinged(clock, dayMs, 4000)
    // 100 millionths of a day, on both sides, is what two quartzes may have run apart.
    expect(estimateOffset(clock, { nowMs: 0, monotonicMs: 0 })?.errorMs).toBeLessThanOrEqual(6)
    expect(estimateOffset(later, { nowMs: 0, monotonicMs: 0 })?.errorMs).toBeGreaterThan(4000)
  })

  it('C15 always lies within the bound it states', () => {
    const delay = fc.double({ min: 0, max: 5000, noNaN: true })
    const steps = fc.array(fc.tuple(fc.boolean(), delay, delay, delay), { minLength: 1 })
    fc.assert(
      fc.property(steps, (samples) => {
        let clock: ServerClock | null = null
        let atMs = 0
        for (const [isPing, waitMs, thereMs, backMs] of samples) {
          atMs += waitMs
          clock = isPing ? pinged(clock, atMs, backMs) : greeted(clock, atMs, thereMs, backMs)
          atMs += thereMs + backMs
          const estimate = estimateOffset(clock, { nowMs: atMs, monotonicMs: atMs })
          if (estimate === null) continue
          // Rounding the middle to whole milliseconds costs at most one.
          expect(Math.abs(estimate.offsetMs - truthMs)).toBeLessThanOrEqual(estimate.errorMs + 1)
        }
      }),
    )
  })
})
