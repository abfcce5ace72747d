/** When a deposit is about to run out. */
import { describe, expect, it } from 'vitest'
import { statusOverTime } from '../../src/react/runway.ts'

/** A hundred seconds, from 1,000 to 1,100. */
const stream = {
  ratePerSecond: 10n,
  depositedAmount: 1_000n,
  withdrawnAmount: 0n,
  startTime: 1_000,
  lastUpdateTime: 1_000,
  status: 'active' as const,
  pausedAt: null,
}

/** Every status that is reached, with the second it begins at. */
function journey(source: ReturnType<typeof statusOverTime>, fromMs: number) {
  const seen: [number, string][] = [[fromMs / 1000, source.valueAt(fromMs)]]
  for (let at = source.nextChangeMs(fromMs); at !== null; at = source.nextChangeMs(at)) {
    const status = source.valueAt(at)
    if (status !== seen.at(-1)?.[1]) seen.push([at / 1000, status])
  }
  return seen
}

describe('the end of a deposit', () => {
  it('is soon in the last tenth of the stream, and critical in the last fiftieth', () => {
    expect(journey(statusOverTime(stream, undefined), 999_000)).toEqual([
      [999, 'pending'],
      [1_000, 'streaming'],
      [1_090, 'soon'],
      [1_098, 'critical'],
      [1_100, 'settled'],
    ])
  })

  it('of a long stream is critical for a day, and soon from five days on', () => {
    const year = 365 * 86_400
    const long = { ...stream, ratePerSecond: 1n, depositedAmount: BigInt(year) }
    const endsAt = 1_000 + year
    expect(journey(statusOverTime(long, undefined), 1_000_000)).toEqual([
      [1_000, 'streaming'],
      [endsAt - 5 * 86_400, 'soon'],
      [endsAt - 86_400, 'critical'],
      [endsAt, 'settled'],
    ])
  })

  it('is critical for the time that is asked for', () => {
    const seen = journey(statusOverTime(stream, 10), 1_000_000)
    expect(seen.slice(1)).toEqual([
      [1_050, 'soon'],
      [1_090, 'critical'],
      [1_100, 'settled'],
    ])
  })

  it('does not come before the start, however short the stream is', () => {
    const status = statusOverTime(stream, 3_600)
    expect(status.valueAt(999_999)).toBe('pending')
    expect(status.valueAt(1_000_000)).toBe('critical')
  })

  it('does not come while paused', () => {
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

  it('is not reached while the stream is shown as of an earlier time', () => {
    const held = statusOverTime(stream, undefined, 1_050_000)
    expect(held.valueAt(1_099_000)).toBe('streaming')
    expect(held.nextChangeMs(1_050_000)).toBeNull()
  })
})
