/** Balances as lines: exact at their corners, and in between what the contract says. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depletionSecond, streamedAtSecond } from '../../src/money/accrual.ts'
import { clipCurve, curveAt, curveOf, streamedCurve, totalCurve } from '../../src/money/curve.ts'
import { type StreamTerms, timelineOf } from '../../src/money/index.ts'
import { balanceAtMs, type Timeline } from '../../src/money/timeline.ts'
import { histories, live, secondsAround, seeds } from '../support/contract-histories.ts'
import { smallStream, start, startMs } from './small-stream.ts'

const magnitude = (units: bigint) => (units < 0n ? -units : units)

describe.each(seeds)('the curve of random histories, seed %i', (seed) => {
  it('is what the contract says at every second from the anchor on, to what flows in a millisecond', () => {
    fc.assert(
      fc.property(histories, (history) => {
        live(history, (stage) => {
          const terms = stage.model.terms()
          const seconds = secondsAround(stage).filter((second) => second >= terms.lastUpdateTime)
          const untilMs = Math.max(...seconds, terms.lastUpdateTime) * 1000 + 1
          const curve = streamedCurve(terms, untilMs)
          const tolerance = terms.ratePerSecond / 1000n + 1n
          const broken = seconds.filter((second) => {
            const drawn = curveAt(curve, second * 1000)
            // Of a paused stream the contract only has the figure at the pause: before it, the stream was running.
            const isBefore = terms.pausedAt !== null && second < terms.pausedAt
            const then: StreamTerms = isBefore
              ? { ...terms, status: 'active', pausedAt: null }
              : terms
            return magnitude(drawn - streamedAtSecond(then, second)) > tolerance
          })
          expect(broken).toEqual([])
        })
      }),
      { seed, numRuns: 60 },
    )
  })
})

describe('the curve of a stream', () => {
  it('begins with nothing at the start, and ends with the deposit when that runs out', () => {
    const curve = streamedCurve(smallStream, startMs + 60_000)
    expect(curve[0]).toEqual({ atMs: startMs, units: 0n })
    expect(curveAt(curve, startMs + 10_000)).toBe(30n)
    const end = (depletionSecond(smallStream) ?? 0) * 1000
    expect(curveAt(curve, end)).toBe(100n)
    expect(curveAt(curve, end + 20_000)).toBe(100n)
  })

  it('is flat before a start that is ahead', () => {
    const curve = clipCurve(streamedCurve(smallStream, startMs + 60_000), startMs - 9_000, startMs)
    expect(curve.map(({ units }) => units)).toEqual([0n, 0n])
  })

  it('goes straight to what was withdrawn, and on from there by the rate', () => {
    const terms: StreamTerms = { ...smallStream, withdrawnAmount: 40n, lastUpdateTime: start + 20 }
    const curve = streamedCurve(terms, startMs + 60_000)
    expect(curveAt(curve, startMs + 10_000)).toBe(20n)
    expect(curveAt(curve, startMs + 20_000)).toBe(40n)
    expect(curveAt(curve, startMs + 30_000)).toBe(70n)
  })

  it('stays where a pause has stopped it', () => {
    const terms: StreamTerms = { ...smallStream, status: 'paused', pausedAt: start + 5 }
    const curve = streamedCurve(terms, startMs + 60_000)
    expect(curveAt(curve, startMs + 4_000)).toBe(12n)
    expect(curveAt(curve, startMs + 50_000)).toBe(15n)
  })

  it.each(['cancelled', 'completed'] as const)(
    'of a %s stream stays at what was paid',
    (status) => {
      const terms: StreamTerms = {
        ...smallStream,
        status,
        withdrawnAmount: 60n,
        lastUpdateTime: start + 20,
      }
      const curve = streamedCurve(terms, startMs + 60_000)
      expect(curveAt(curve, startMs + 50_000)).toBe(60n)
      expect(curveAt(curve, startMs)).toBe(0n)
    },
  )
})

/** Segments in order of time, which may jump. */
const timelines = fc
  .array(
    fc.record({
      sinceMs: fc.integer({ min: 0, max: 90_000 }),
      balance: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      ratePerSecond: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((segments): Timeline => segments.sort((one, other) => one.sinceMs - other.sinceMs))

describe('the corners of a timeline', () => {
  it('are its balances, and so is every point between two of them', () => {
    fc.assert(
      fc.property(timelines, fc.integer({ min: 0, max: 100_000 }), (timeline, atMs) => {
        const curve = curveOf(timeline, 0, 100_000)
        const drawn = curveAt(curve, atMs)
        // Two roundings, that of the balance and that of the line.
        expect(magnitude(drawn - balanceAtMs(timeline, atMs)) <= 10n ** 6n + 2n).toBe(true)
        const isCorner = curve.some((point) => point.atMs === atMs)
        if (isCorner) expect(drawn).toBe(balanceAtMs(timeline, atMs))
      }),
    )
  })
})

describe('the curve of a total', () => {
  const streams = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      timelineOf(
        {
          ...smallStream,
          ratePerSecond: BigInt(index + 3),
          depositedAmount: 100n * BigInt(index + 1),
        },
        index % 3 === 0 ? 'withdrawable' : 'remaining',
      ),
    )

  it('is the sum of the balances at each of its corners', () => {
    const parts = streams(40)
    const window = { fromMs: startMs, untilMs: startMs + 100_000, leastMs: 0 }
    const curve = totalCurve(parts, window)
    expect(curve.length).toBeGreaterThan(20)
    for (const { atMs, units } of curve) {
      expect(units).toBe(parts.reduce((sum, each) => sum + balanceAtMs(each, atMs), 0n))
    }
  })

  it('has no more corners than it is asked for, however many streams end', () => {
    const window = { fromMs: startMs, untilMs: startMs + 100_000, leastMs: 10_000 }
    const curve = totalCurve(streams(500), window)
    expect(curve.length).toBeLessThanOrEqual(12)
    expect(curve[0]?.atMs).toBe(startMs)
    expect(curve.at(-1)?.atMs).toBe(startMs + 100_000)
  })
})
