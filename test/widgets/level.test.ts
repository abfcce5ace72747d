/** How full a gauge is, and when it is fuller. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type StreamTerms, timelineOf } from '../../src/money/index.ts'
import { levelAt, nextLevelMs } from '../../src/widgets/stream-progress/level.ts'

const terms: StreamTerms = {
  ratePerSecond: 10n,
  depositedAmount: 1_000n,
  withdrawnAmount: 0n,
  startTime: 1_000,
  lastUpdateTime: 1_000,
  status: 'active',
  pausedAt: null,
}
const timeline = timelineOf(terms, 'streamed')

describe('the level of a progress bar', () => {
  it('is empty before the start and full from the end on', () => {
    expect(levelAt(timeline, 1_000n, 50, 0)).toBe(0)
    expect(levelAt(timeline, 1_000n, 50, 1_100_000)).toBe(50)
    expect(levelAt(timeline, 1_000n, 50, 9_999_000)).toBe(50)
  })

  it('is truncated, never ahead of the money', () => {
    expect(levelAt(timeline, 1_000n, 50, 1_001_999)).toBe(0)
    expect(levelAt(timeline, 1_000n, 50, 1_002_000)).toBe(1)
  })

  it('of an empty deposit stays empty', () => {
    expect(levelAt(timeline, 0n, 50, 1_050_000)).toBe(0)
    expect(nextLevelMs(timeline, 0n, 50, 1_050_000)).toBeNull()
  })

  it('never rises again once it is full', () => {
    expect(nextLevelMs(timeline, 1_000n, 50, 1_100_000)).toBeNull()
  })

  it('is predicted to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.bigInt({ min: 1n, max: 10n ** 14n }),
        fc.integer({ min: 1, max: 3_000 }),
        fc.nat({ max: 10_000_000 }),
        (ratePerSecond, depositedAmount, steps, aheadMs) => {
          const stream = { ...terms, ratePerSecond, depositedAmount }
          const line = timelineOf(stream, 'streamed')
          const afterMs = 900_000 + aheadMs
          const level = levelAt(line, depositedAmount, steps, afterMs)
          const nextMs = nextLevelMs(line, depositedAmount, steps, afterMs)
          if (nextMs === null) {
            expect(levelAt(line, depositedAmount, steps, afterMs + 1e12)).toBe(level)
            return
          }
          expect(nextMs).toBeGreaterThan(afterMs)
          expect(levelAt(line, depositedAmount, steps, nextMs - 1)).toBe(level)
        },
      ),
    )
  })
})
