import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  balanceAt,
  createTotals,
  rateAt,
  type StreamTerms,
  type Timeline,
  type TotalsPart,
  timelineOf,
} from '../../src/money/index.ts'
import { seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'

const start = 1_790_000_000

/** Streams that start, flow and run dry within the same few minutes. */
const streams: fc.Arbitrary<StreamTerms> = fc.record({
  ratePerSecond: fc.bigInt(1n, 10_000n),
  depositedAmount: fc.bigInt(0n, 1_000_000n),
  withdrawnAmount: fc.constant(0n),
  startTime: fc.constant(start),
  lastUpdateTime: fc.integer({ min: start, max: start + 60 }),
  status: fc.constantFrom('active', 'active', 'active', 'paused', 'cancelled'),
  pausedAt: fc.constant(start + 70),
})

const times = fc.array(fc.integer({ min: -1_000, max: 300_000 }), { minLength: 1, maxLength: 30 })

function sumOf(timelines: readonly Timeline[], at: (timeline: Timeline) => bigint): bigint {
  return timelines.reduce((sum, timeline) => sum + at(timeline), 0n)
}

describe.each(seeds)('the total of many streams, seed %i', (seed) => {
  it('is the sum of its parts at every millisecond, asked in any order', () => {
    fc.assert(
      fc.property(fc.array(streams, { maxLength: 12 }), times, (terms, offsets) => {
        const timelines = terms.flatMap((stream) => [
          timelineOf(stream, 'streamed'),
          timelineOf(stream, 'remaining'),
          timelineOf(stream, 'withdrawable'),
        ])
        const totals = createTotals()
        for (const timeline of timelines) totals.add(timeline)
        for (const offset of offsets) {
          const ms = start * 1000 + offset
          expect(totals.balanceAt({ atMs: ms })).toBe(
            sumOf(timelines, (part) => balanceAt(part, { atMs: ms })),
          )
          expect(totals.rateAt({ atMs: ms })).toBe(
            sumOf(timelines, (part) => rateAt(part, { atMs: ms })),
          )
          const rates = timelines.map((part) => rateAt(part, { atMs: ms }))
          expect(totals.movingAt({ atMs: ms })).toEqual({
            growing: rates.filter((rate) => rate > 0n).length,
            shrinking: rates.filter((rate) => rate < 0n).length,
          })
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  it('of what has streamed and of what remains is what was deposited', () => {
    fc.assert(
      fc.property(fc.array(streams, { maxLength: 12 }), times, (terms, offsets) => {
        const streamed = createTotals()
        const remaining = createTotals()
        let deposited = 0n
        for (const stream of terms) {
          streamed.add(timelineOf(stream, 'streamed'))
          remaining.add(timelineOf(stream, 'remaining'))
          deposited += stream.depositedAmount
        }
        for (const offset of offsets) {
          const ms = start * 1000 + offset
          expect(streamed.balanceAt({ atMs: ms }) + remaining.balanceAt({ atMs: ms })).toBe(
            deposited,
          )
        }
      }),
      { seed, numRuns: 200 },
    )
  })

  it('follows parts that come and go while time moves', () => {
    const change = fc.record({
      offset: fc.integer({ min: -1_000, max: 300_000 }),
      stream: streams,
      removes: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const totals = createTotals()
        const parts: TotalsPart[] = []
        for (const { offset, stream, removes } of changes) {
          parts.push(totals.add(timelineOf(stream, 'withdrawable')))
          if (removes % 3 === 0) {
            for (const part of parts.splice(removes % parts.length, 1)) {
              expect(totals.remove(part)).toBe(true)
            }
          }
          const ms = start * 1000 + offset
          const timelines = parts.map((part) => part.timeline)
          expect(totals.size).toBe(parts.length)
          expect(totals.balanceAt({ atMs: ms })).toBe(
            sumOf(timelines, (part) => balanceAt(part, { atMs: ms })),
          )
          expect(totals.rateAt({ atMs: ms })).toBe(
            sumOf(timelines, (part) => rateAt(part, { atMs: ms })),
          )
        }
        for (const part of parts) totals.remove(part)
        expect(totals.balanceAt({ atMs: start * 1000 })).toBe(0n)
        expect(totals.nextBreakpointMs({ atMs: start * 1000 })).toBeNull()
      }),
      { seed, numRuns: 200 },
    )
  })

  it('keeps its rate until the next breakpoint', () => {
    fc.assert(
      fc.property(fc.array(streams, { maxLength: 8 }), times, (terms, offsets) => {
        const timelines = terms.map((stream) => timelineOf(stream, 'streamed'))
        const totals = createTotals()
        for (const timeline of timelines) totals.add(timeline)
        const bends = timelines.flatMap((timeline) => timeline.map((segment) => segment.sinceMs))
        for (const offset of offsets) {
          const ms = start * 1000 + offset
          const later = bends.filter((bend) => bend > ms)
          const expected = later.length === 0 ? null : Math.min(...later)
          expect(totals.nextBreakpointMs({ atMs: ms })).toBe(expected)
        }
      }),
      { seed, numRuns: 200 },
    )
  })
})

describe('timelines made by hand', () => {
  it('add up at every millisecond, wherever their pieces begin', () => {
    const piece = fc.record({
      sinceMs: fc.integer({ min: -5_000, max: 5_000 }),
      balance: fc.bigInt(-1_000n, 1_000n),
      ratePerSecond: fc.bigInt(-5_000n, 5_000n),
    })
    const times = fc.array(fc.integer({ min: -6_000, max: 9_000 }), { minLength: 1 })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), times, (pieces, offsets) => {
        const timelines = pieces.map((each) => [each])
        const totals = createTotals()
        for (const timeline of timelines) totals.add(timeline)
        for (const ms of offsets) {
          expect(totals.balanceAt({ atMs: ms })).toBe(
            sumOf(timelines, (timeline) => balanceAt(timeline, { atMs: ms })),
          )
        }
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('add up, with their jumps, gaps and ends', () => {
    const hand: readonly Timeline[] = [
      [
        { sinceMs: 1_000, balance: 10n, ratePerSecond: 5n, untilMs: 3_000 },
        { sinceMs: 5_000, balance: 100n, ratePerSecond: -7n },
        { sinceMs: 6_000, balance: 1n, ratePerSecond: 0n },
      ],
      [{ sinceMs: 2_000, balance: -3n, ratePerSecond: -1n }],
      [],
    ]
    const totals = createTotals()
    for (const timeline of hand) totals.add(timeline)
    for (let ms = 0; ms <= 8_000; ms += 1_000) {
      expect(totals.balanceAt({ atMs: ms })).toBe(
        sumOf(hand, (timeline) => balanceAt(timeline, { atMs: ms })),
      )
      expect(totals.rateAt({ atMs: ms })).toBe(
        sumOf(hand, (timeline) => rateAt(timeline, { atMs: ms })),
      )
    }
  })
})

describe('a frame', () => {
  it('looks at no part that does not bend', () => {
    const totals = createTotals()
    let reads = 0
    const read = (timeline: Timeline) =>
      new Proxy(timeline, {
        get(target, key, receiver) {
          reads += 1
          return Reflect.get(target, key, receiver)
        },
      })
    for (let index = 0; index < 1_000; index += 1) {
      totals.add(read([{ sinceMs: index, balance: 0n, ratePerSecond: 1n }]))
    }
    totals.balanceAt({ atMs: 5_000 })
    reads = 0
    for (let ms = 5_000; ms < 6_000; ms += 16) totals.balanceAt({ atMs: ms })
    expect(reads).toBe(0)
  })
})

describe('a part', () => {
  const timeline = [{ sinceMs: 0, balance: 5n, ratePerSecond: 1n, untilMs: 10_000 }]

  it('can be in twice, and leaves once for each time', () => {
    const totals = createTotals()
    const first = totals.add(timeline)
    totals.add(timeline)
    expect(totals.balanceAt({ atMs: 1_000 })).toBe(12n)
    expect(totals.remove(first)).toBe(true)
    expect(totals.remove(first)).toBe(false)
    expect(totals.balanceAt({ atMs: 1_000 })).toBe(6n)
  })

  it('of another total is not taken out', () => {
    const totals = createTotals()
    totals.add(timeline)
    expect(totals.remove(createTotals().add(timeline))).toBe(false)
    expect(totals.size).toBe(1)
  })

  it('of another token is refused', () => {
    const totals = createTotals()
    totals.add(timeline, 'USDC')
    totals.add(timeline, 'USDC')
    const error = moneyErrorOf(() => totals.add(timeline, 'XLM'))
    expect(error.code).toBe('mixed_tokens')
    expect(error.message).toContain('Keep one total for each token')
    expect(totals.size).toBe(2)
  })
})

describe('an invalid time', () => {
  it('is refused and changes nothing', () => {
    const totals = createTotals()
    totals.add([{ sinceMs: 0, balance: 5n, ratePerSecond: 1n }])
    expect(moneyErrorOf(() => totals.balanceAt({ atMs: Number.NaN })).code).toBe('time_range')
    const later = { sinceMs: 0, balance: 1n, ratePerSecond: 0n }
    for (const broken of [{ sinceMs: Number.NaN }, { untilMs: Number.POSITIVE_INFINITY }]) {
      const timeline = [later, { ...later, ...broken }]
      expect(moneyErrorOf(() => totals.add(timeline)).code).toBe('time_range')
    }
    expect(totals.size).toBe(1)
    expect(totals.balanceAt({ atMs: 1_000 })).toBe(6n)
  })
})
