/** When a deposit is about to run out. */
import { describe, expect, it } from 'vitest'
import { criticalOverTime } from '../../src/react/runway.ts'

const stream = {
  ratePerSecond: 10n,
  depositedAmount: 1_000n,
  withdrawnAmount: 0n,
  startTime: 1_000,
  lastUpdateTime: 1_000,
  status: 'active' as const,
  pausedAt: null,
}

describe('a deposit that runs out', () => {
  it('is critical for the given time before its end', () => {
    const critical = criticalOverTime(stream, 30)
    expect(critical.valueAt(1_069_999)).toBe(false)
    expect(critical.nextChangeMs(1_000_000)).toBe(1_070_000)
    expect(critical.valueAt(1_070_000)).toBe(true)
    expect(critical.nextChangeMs(1_070_000)).toBe(1_100_000)
    expect(critical.valueAt(1_100_000)).toBe(false)
    expect(critical.nextChangeMs(1_100_000)).toBeNull()
  })

  it('is not critical before its start, however short it is', () => {
    const critical = criticalOverTime(stream, 3_600)
    expect(critical.valueAt(999_999)).toBe(false)
    expect(critical.valueAt(1_000_000)).toBe(true)
  })

  it('is never critical while paused', () => {
    const paused = criticalOverTime({ ...stream, status: 'paused', pausedAt: 1_050 }, 3_600)
    expect(paused.valueAt(1_060_000)).toBe(false)
    expect(paused.nextChangeMs(1_060_000)).toBeNull()
  })
})
