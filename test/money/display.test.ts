import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  autoDigits,
  balanceAt,
  createAmountFormat,
  I128_MAX,
  nextVisibleChangeMs,
  type Timeline,
  timelineOf,
} from '../../src/money/index.ts'
import { histories, live, seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'
import { smallStream, start, startMs } from './small-stream.ts'

function textAt(timeline: Timeline, decimals: number, digits: number) {
  const format = createAmountFormat({ locale: 'en-US', decimals, digits })
  return (ms: number) => format.text(balanceAt(timeline, { atMs: ms }))
}

/** Looks at every millisecond, which would cost too much on a page. */
function searchedChangeMs(text: (ms: number) => string, afterMs: number, horizonMs: number) {
  const shown = text(afterMs)
  for (let ms = afterMs + 1; ms <= horizonMs; ms += 1) {
    if (text(ms) !== shown) return ms
  }
  return null
}

/** Short timelines with jumps, gaps and both directions, around zero. */
const shortTimelines: fc.Arbitrary<Timeline> = fc
  .array(
    fc.record(
      {
        sinceMs: fc.integer({ min: 0, max: 2_000 }),
        balance: fc.bigInt(-60n, 60n),
        ratePerSecond: fc.oneof(fc.constant(0n), fc.bigInt(-40n, 40n), fc.bigInt(-3_000n, 3_000n)),
        untilMs: fc.integer({ min: 0, max: 2_500 }),
      },
      { requiredKeys: ['sinceMs', 'balance', 'ratePerSecond'] },
    ),
    { maxLength: 5 },
  )
  .map((segments) => segments.toSorted((a, b) => a.sinceMs - b.sinceMs))

describe.each(seeds)('the next visible change, seed %i', (seed) => {
  it('is the first millisecond at which the text differs, on any timeline', () => {
    const after = fc.integer({ min: -50, max: 2_600 })
    const digits = fc.integer({ min: 0, max: 3 })
    fc.assert(
      fc.property(shortTimelines, digits, after, (timeline, digits, afterMs) => {
        const horizonMs = 3_000
        const found = nextVisibleChangeMs(timeline, {
          decimals: 2,
          digits: digits,
          afterMs: afterMs,
        })
        const searched = searchedChangeMs(textAt(timeline, 2, digits), afterMs, horizonMs)
        if (found === null || found > horizonMs) expect(searched).toBeNull()
        else expect(found).toBe(searched)
      }),
      { seed, numRuns: 300 },
    )
  })

  it('is exact for real streams, however vast or slow', () => {
    const digits = fc.integer({ min: 0, max: 9 })
    const offset = fc.integer({ min: -5_000, max: 5_000_000 })
    fc.assert(
      fc.property(histories, digits, offset, (history, digits, offsetMs) => {
        live(history, ({ model, now }) => {
          for (const kind of ['streamed', 'remaining'] as const) {
            const timeline = timelineOf(model.terms(), kind)
            const text = textAt(timeline, 7, digits)
            const afterMs = now * 1000 + offsetMs
            const found = nextVisibleChangeMs(timeline, {
              decimals: 7,
              digits: digits,
              afterMs: afterMs,
            })
            // A stream's figure moves one way only, so two looks prove what a search would.
            const held = found === null ? 8_640_000_000_000_000 : found - 1
            expect(text(held)).toBe(text(afterMs))
            if (found !== null) expect(text(found)).not.toBe(text(afterMs))
          }
        })
      }),
      { seed, numRuns: 100 },
    )
  })
})

describe('a number that is written only when it changes', () => {
  it('shows every value once and then rests', () => {
    const timeline = timelineOf(smallStream, 'streamed')
    const shown: bigint[] = []
    let at: number | null = startMs
    while (at !== null) {
      shown.push(balanceAt(timeline, { atMs: at }))
      at = nextVisibleChangeMs(timeline, { decimals: 2, digits: 2, afterMs: at })
    }
    expect(shown).toEqual(Array.from({ length: 101 }, (_, units) => BigInt(units)))
  })

  it('counts down to the last unit as well', () => {
    const timeline = timelineOf(smallStream, 'remaining')
    const last = nextVisibleChangeMs(timeline, {
      decimals: 2,
      digits: 2,
      afterMs: startMs + 33_000,
    })
    expect(last).toBe(startMs + 33_334)
    expect(
      nextVisibleChangeMs(timeline, { decimals: 2, digits: 2, afterMs: startMs + 33_334 }),
    ).toBeNull()
  })

  it('wakes for a stream that starts later', () => {
    const timeline = timelineOf(smallStream, 'streamed')
    expect(
      nextVisibleChangeMs(timeline, {
        decimals: 2,
        digits: 0,
        afterMs: startMs - 1_000_000,
      }),
    ).toBe(startMs + 33_334)
    expect(
      nextVisibleChangeMs(timeline, {
        decimals: 2,
        digits: 1,
        afterMs: startMs - 1_000_000,
      }),
    ).toBe(startMs + 3_334)
  })

  it('sleeps through a step that a jump takes back in the same millisecond', () => {
    const takenBack = [
      { sinceMs: 0, balance: 0n, ratePerSecond: 1_000n, untilMs: 1 },
      { sinceMs: 1, balance: 0n, ratePerSecond: 0n },
    ]
    expect(nextVisibleChangeMs(takenBack, { decimals: 0, digits: 0, afterMs: 0 })).toBeNull()
  })

  it('never wakes when paused, ended or empty', () => {
    const paused = { ...smallStream, status: 'paused', pausedAt: start } as const
    expect(
      nextVisibleChangeMs(timelineOf(paused, 'streamed'), {
        decimals: 2,
        digits: 2,
        afterMs: startMs,
      }),
    ).toBeNull()
    expect(
      nextVisibleChangeMs(timelineOf(smallStream, 'withdrawn'), {
        decimals: 2,
        digits: 2,
        afterMs: startMs,
      }),
    ).toBeNull()
    expect(nextVisibleChangeMs([], { decimals: 2, digits: 2, afterMs: startMs })).toBeNull()
  })

  it('never wakes when the change lies beyond all countable time', () => {
    const glacial = [{ sinceMs: 0, balance: 0n, ratePerSecond: 1n }]
    expect(nextVisibleChangeMs(glacial, { decimals: 38, digits: 0, afterMs: 5 })).toBeNull()
  })

  it('takes the millisecond that a fraction of one lies in', () => {
    const timeline = timelineOf(smallStream, 'streamed')
    expect(
      nextVisibleChangeMs(timeline, { decimals: 2, digits: 2, afterMs: startMs + 333.9 }),
    ).toBe(startMs + 334)
    expect(
      nextVisibleChangeMs(timeline, { decimals: 2, digits: 2, afterMs: startMs + 334.9 }),
    ).toBe(startMs + 667)
  })

  it('needs one look however long the wait', () => {
    const centuries = [{ sinceMs: 0, balance: 0n, ratePerSecond: 1n }]
    expect(nextVisibleChangeMs(centuries, { decimals: 12, digits: 0, afterMs: 0 })).toBe(10 ** 15)
  })

  it('goes through a long timeline in one pass', () => {
    const level = Array.from({ length: 20_000 }, (_, index) => ({
      sinceMs: index * 10,
      balance: 5n,
      ratePerSecond: 0n,
    }))
    let reads = 0
    const counted = new Proxy(level, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1
        return Reflect.get(target, key, receiver)
      },
    })
    expect(nextVisibleChangeMs(counted, { decimals: 2, digits: 2, afterMs: -1 })).toBeNull()
    expect(reads).toBeLessThan(6 * level.length)
  })

  it('refuses invalid digits and times', () => {
    expect(
      moneyErrorOf(() => nextVisibleChangeMs([], { decimals: 2, digits: -1, afterMs: 0 })).code,
    ).toBe('decimals_range')
    expect(
      moneyErrorOf(() => nextVisibleChangeMs([], { decimals: 2.5, digits: 1, afterMs: 0 })).code,
    ).toBe('decimals_range')
    expect(
      moneyErrorOf(() => nextVisibleChangeMs([], { decimals: 2, digits: 1, afterMs: Number.NaN }))
        .code,
    ).toBe('time_range')
  })
})

describe('the digits chosen by themselves', () => {
  it.each([
    ['a smallStream of 5,000 a month', 19_290n, 7, 3],
    ['one unit a second', 1n, 7, 7],
    ['exactly twelve changes a second', 12n, 7, 7],
    ['a thirteenth change', 13n, 7, 6],
    ['the same, falling', -13n, 7, 6],
    ['twelve tokens a second', 120_000_000n, 7, 0],
    ['more than whole tokens can show', I128_MAX, 7, 0],
    ['a number that stands', 0n, 7, 7],
    ['a token without decimals', 5n, 0, 0],
  ] as const)('for %s', (_, rate, decimals, expected) => {
    expect(autoDigits(rate, decimals)).toBe(expected)
  })

  it('follow another limit, also below one a second', () => {
    expect(autoDigits(10n, 7, 10)).toBe(7)
    expect(autoDigits(10n, 7, 0.5)).toBe(5)
    expect(autoDigits(5n, 7, 0.5)).toBe(6)
  })

  it('hold the limit that they promise', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 0, max: 18 }), (rate, decimals) => {
        const digits = autoDigits(rate, decimals)
        const step = 10n ** BigInt(decimals - digits)
        if (digits > 0) expect(rate).toBeLessThanOrEqual(12n * step)
        if (digits < decimals) expect(rate).toBeGreaterThan(12n * (step / 10n))
      }),
      { seed: seeds[0], numRuns: 500 },
    )
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuse a limit of %d', (limit) => {
    expect(moneyErrorOf(() => autoDigits(1n, 7, limit)).code).toBe('rate_range')
  })
})
