import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTotals, nextVisibleChangeMs, type TimelineSegment } from '../../src/money/index.ts'
import { nextTotalChangeMs } from '../../src/money/total-change.ts'

const segment = (rates: fc.Arbitrary<bigint>): fc.Arbitrary<TimelineSegment> =>
  fc.record({
    sinceMs: fc.integer({ min: 0, max: 3 }).map((second) => second * 1000),
    balance: fc.bigInt(-500n, 500n),
    ratePerSecond: rates,
  })

const rising = segment(fc.bigInt(0n, 400n))
const falling = segment(fc.bigInt(-400n, 0n))

function totalOf(segments: readonly TimelineSegment[]) {
  const total = createTotals()
  for (const each of segments) total.add([each])
  return total
}

/** How far the tests look, in ms. */
const farMs = 2_500

describe.each([
  ['that grows', rising],
  ['that falls', falling],
])('the next change of a total %s', (_, part) => {
  it('is the first millisecond at which it reads differently, or a breakpoint before that', () => {
    const parts = fc.array(part, { minLength: 1, maxLength: 5 })
    const steps = fc.integer({ min: 0, max: 2 })
    fc.assert(
      fc.property(parts, steps, fc.integer({ min: 0, max: 4_000 }), (segments, digits, afterMs) => {
        const total = totalOf(segments)
        const step = 10n ** BigInt(2 - digits)
        const reads = (atMs: number) => total.balanceAt({ atMs }) / step
        const shown = reads(afterMs)
        const nextMs = nextTotalChangeMs(total, { decimals: 2, digits, afterMs })
        const bendMs = total.nextBreakpointMs({ atMs: afterMs })
        let changeMs = afterMs + 1
        while (changeMs < afterMs + farMs && reads(changeMs) === shown) changeMs += 1
        const isFar = changeMs === afterMs + farMs
        if (bendMs !== null && bendMs < changeMs) expect(nextMs).toBe(bendMs)
        else if (isFar) expect(nextMs ?? changeMs).toBeGreaterThanOrEqual(changeMs)
        else expect(nextMs).toBe(changeMs)
      }),
      { seed: 5, numRuns: 200 },
    )
  })
})

describe('the next change of a total that grows and falls', () => {
  it('is never after the first millisecond at which it reads differently', () => {
    const parts = fc.array(fc.oneof(rising, falling), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 4_000 }), (segments, afterMs) => {
        const total = totalOf(segments)
        const reads = (atMs: number) => total.balanceAt({ atMs }) / 10n
        const shown = reads(afterMs)
        const nextMs = nextTotalChangeMs(total, { decimals: 2, digits: 1, afterMs }) ?? Infinity
        for (let atMs = afterMs + 1; atMs < Math.min(nextMs, afterMs + farMs); atMs += 1) {
          expect(reads(atMs)).toBe(shown)
        }
      }),
      { seed: 5, numRuns: 200 },
    )
  })
})

describe('the next change of a total of one part', () => {
  it('is that of the part', () => {
    const timeline = [{ sinceMs: 0, balance: 0n, ratePerSecond: 7n }]
    const options = { decimals: 2, digits: 2, afterMs: 12_345 }
    expect(nextTotalChangeMs(totalOf(timeline), options)).toBe(
      nextVisibleChangeMs(timeline, options),
    )
  })

  it('never comes if nothing moves', () => {
    const still = totalOf([{ sinceMs: 0, balance: 5n, ratePerSecond: 0n }])
    expect(nextTotalChangeMs(still, { decimals: 2, digits: 2, afterMs: 1_000 })).toBeNull()
  })

  it('never comes if that is beyond every exact time', () => {
    const options = { decimals: 18, digits: 2, afterMs: 1_790_000_000_000 }
    for (const ratePerSecond of [1n, -1n]) {
      const timeline = [{ sinceMs: 0, balance: 0n, ratePerSecond }]
      expect(nextTotalChangeMs(totalOf(timeline), options)).toBeNull()
      expect(nextVisibleChangeMs(timeline, options)).toBeNull()
    }
    const opposed = createTotals()
    opposed.add([{ sinceMs: 0, balance: 10n ** 15n, ratePerSecond: 3n }])
    opposed.add([{ sinceMs: 0, balance: 0n, ratePerSecond: -2n }])
    expect(nextTotalChangeMs(opposed, options)).toBeNull()
  })

  it('is the next bend if the change is beyond every exact time', () => {
    const total = totalOf([{ sinceMs: 0, balance: 0n, ratePerSecond: 1n }])
    total.add([{ sinceMs: 5_000, balance: 0n, ratePerSecond: 1n }])
    expect(nextTotalChangeMs(total, { decimals: 18, digits: 2, afterMs: 1_000 })).toBe(5_000)
  })
})
