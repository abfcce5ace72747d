import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accrualStatusAtSecond,
  claimableAtSecond,
  remainingAtSecond,
  streamedAtSecond,
} from '../../src/money/accrual.ts'
import {
  accrualStatusAt,
  balanceAt,
  claimableAt,
  createTotals,
  depletesAtMs,
  type PointInTime,
  rateAt,
  remainingAt,
  type StreamTerms,
  streamedAt,
  timelineOf,
} from '../../src/money/index.ts'
import { seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'
import { smallStream, start, startMs } from './small-stream.ts'

const figures = { claimableAt, streamedAt, remainingAt, accrualStatusAt }
const timeline = timelineOf(smallStream, 'streamed')

/** Every public function that takes a time. */
const functions: Record<string, (when: PointInTime) => unknown> = {
  ...Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [
      name,
      (when: PointInTime) => figure(smallStream, when),
    ]),
  ),
  balanceAt: (when) => balanceAt(timeline, when),
  rateAt: (when) => rateAt(timeline, when),
  'totals.balanceAt': (when) => createTotals().balanceAt(when),
  'totals.rateAt': (when) => createTotals().rateAt(when),
  'totals.nextBreakpointMs': (when) => createTotals().nextBreakpointMs(when),
}

describe('a stream in place of its timeline', () => {
  it.each<[string, (given: never) => unknown]>([
    ['balanceAt', (given) => balanceAt(given, { atMs: startMs })],
    ['rateAt', (given) => rateAt(given, { atMs: startMs })],
    ['totals.add', (given) => createTotals().add(given)],
  ])('is refused by %s, which would find a balance of 0', (_, call) => {
    for (const given of [smallStream, undefined, null, 5n]) {
      const error = moneyErrorOf(() => call(given as never))
      expect(error.code).toBe('timeline_invalid')
      expect(error.message).toContain("Pass timelineOf(stream, 'withdrawable')")
    }
  })

  it('is not what an empty timeline is', () => {
    expect(balanceAt([], { atMs: startMs })).toBe(0n)
  })
})

describe.each(Object.entries(functions))('%s', (_, figureAt) => {
  it.each([
    ['a bare number of milliseconds', startMs],
    ['a bare number of seconds', start],
    ['a Date', new Date(startMs)],
    ['both units', { atMs: startMs, atSeconds: start }],
    ['no unit', {}],
    ['nothing', undefined],
    ['null', null],
  ])('refuses %s', (__, when) => {
    const error = moneyErrorOf(() => figureAt(when as PointInTime))
    expect(error.code).toBe('time_unit')
    expect(error.message).toMatch(/Pass \{ atMs \} in milliseconds or \{ atSeconds \}/)
  })

  it('refuses milliseconds that are passed as seconds', () => {
    const error = moneyErrorOf(() => figureAt({ atSeconds: startMs }))
    expect(error.code).toBe('time_unit')
    expect(error.message).toMatch(/seems to be milliseconds\. Pass \{ atMs \}/)
  })

  it('answers the same for the same time in either unit', () => {
    expect(figureAt({ atMs: startMs + 7_000 })).toEqual(figureAt({ atSeconds: start + 7 }))
  })

  it.each([{ atMs: Number.NaN }, { atSeconds: Number.NaN }, { atMs: Number.POSITIVE_INFINITY }])(
    'refuses a time that is no number: %j',
    (when) => {
      expect(moneyErrorOf(() => figureAt(when as PointInTime)).code).toBe('time_range')
    },
  )
})

describe.each(Object.entries(figures))('%s of a stream of today', (_, figureAt) => {
  // The streams of these tests begin in 1970.
  const today = 1_790_000_000
  const stream: StreamTerms = { ...smallStream, startTime: today, lastUpdateTime: today }

  it('refuses seconds that are passed as milliseconds', () => {
    const error = moneyErrorOf(() => figureAt(stream, { atMs: today + 5 }))
    expect(error.code).toBe('time_unit')
    expect(error.message).toMatch(/seems to be seconds\. Pass \{ atSeconds: 1790000005 \}/)
  })

  it.each(['startTime', 'lastUpdateTime', 'pausedAt'] as const)(
    'refuses milliseconds in the stream: %s',
    (field) => {
      const mistaken = { ...stream, [field]: today * 1000 }
      const error = moneyErrorOf(() => figureAt(mistaken, { atMs: today * 1000 }))
      expect(error.code).toBe('time_unit')
      expect(error.message).toContain(field)
    },
  )
})

describe.each(seeds)('a time in milliseconds, seed %i', (seed) => {
  it('gives the figures of the ledger second that it lies in', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (ms) => {
        const when = { atMs: startMs + ms }
        const second = start + Math.floor(ms / 1000)
        expect(claimableAt(smallStream, when)).toBe(claimableAtSecond(smallStream, second))
        expect(streamedAt(smallStream, when)).toBe(streamedAtSecond(smallStream, second))
        expect(remainingAt(smallStream, when)).toBe(remainingAtSecond(smallStream, second))
        expect(accrualStatusAt(smallStream, when)).toBe(accrualStatusAtSecond(smallStream, second))
      }),
      { seed, numRuns: 200 },
    )
  })
})

describe('the end of a deposit', () => {
  it('is a time that a Date takes', () => {
    const endsAtMs = depletesAtMs(smallStream) ?? 0
    expect(claimableAt(smallStream, { atMs: endsAtMs })).toBe(smallStream.depositedAmount)
    expect(claimableAt(smallStream, { atMs: endsAtMs - 1 })).toBeLessThan(
      smallStream.depositedAmount,
    )
  })

  it('is unknown beyond what a number counts in milliseconds', () => {
    // A tenth of Number.MAX_SAFE_INTEGER in seconds: exact in seconds, not in milliseconds.
    const long = { ...smallStream, ratePerSecond: 1n, depositedAmount: 9n * 10n ** 14n }
    expect(depletesAtMs(long)).toBeNull()
  })
})
