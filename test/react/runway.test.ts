/** When a deposit is about to run out. */
import { describe, expect, it } from 'vitest'
import { statusOverTime } from '../../src/react/runway.ts'

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
    const status = statusOverTime(stream, 30)
    expect(status.valueAt(1_069_999)).toBe('streaming')
    expect(status.nextChangeMs(1_000_000)).toBe(1_070_000)
    expect(status.valueAt(1_070_000)).toBe('critical')
    expect(status.nextChangeMs(1_070_000)).toBe(1_100_000)
    expect(status.valueAt(1_100_000)).toBe('settled')
    expect(status.nextChangeMs(1_100_000)).toBeNull()
  })

  it('is not critical before its start, however short it is', () => {
    const status = statusOverTime(stream, 3_600)
    expect(status.valueAt(999_999)).toBe('pending')
    expect(status.valueAt(1_000_000)).toBe('critical')
  })

  it('is never critical while paused', () => {
    const paused = statusOverTime({ ...stream, status: 'paused', pausedAt: 1_050 }, 3_600)
    expect(paused.valueAt(1_060_000)).toBe('paused')
    expect(paused.nextChangeMs(1_060_000)).toBeNull()
  })

  it('changes at its start, and has no change to wait for without an end', () => {
    const status = statusOverTime({ ...stream, ratePerSecond: 0n }, 3_600)
    expect(status.nextChangeMs(999_999)).toBe(1_000_000)
    expect(status.nextChangeMs(1_000_000)).toBeNull()
  })

  it('is neither critical nor settled before a start that lies behind its end', () => {
    const status = statusOverTime({ ...stream, startTime: 2_000 }, 3_600)
    expect(status.valueAt(1_999_999)).toBe('pending')
    expect(status.nextChangeMs(1_000_000)).toBe(2_000_000)
    expect(status.valueAt(2_000_000)).toBe('settled')
  })
})
