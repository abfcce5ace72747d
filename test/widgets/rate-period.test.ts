/** Which period a rate is shown for, and what flows in it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ratePerSecond } from '../../src/money/index.ts'
import { periodFor, unitsIn } from '../../src/widgets/flow-rate/rate-period.ts'

const decimals = 7
const token = 10_000_000n

describe('the period of a rate', () => {
  it.each([
    [token, 'second'],
    [token - 1n, 'minute'],
    [token / 60n, 'hour'],
    [19_290n, 'hour'],
    [token / 3_600n, 'day'],
    [token / 86_400n, 'week'],
    [1n, 'month'],
    [0n, 'month'],
  ] as const)('of %i units a second is a %s', (rate, period) => {
    expect(periodFor(rate, decimals)).toBe(period)
  })

  it('is the shortest one in which a whole token flows, unless that is longer than a month', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat({ max: 18 }), (rate, places) => {
        const period = periodFor(rate, places)
        const shorter = ['second', 'minute', 'hour', 'day', 'week', 'month'] as const
        const index = shorter.indexOf(period as 'month')
        for (const each of shorter.slice(0, index)) {
          expect(unitsIn(each, rate) < 10n ** BigInt(places)).toBe(true)
        }
        if (period !== 'month') expect(unitsIn(period, rate) >= 10n ** BigInt(places)).toBe(true)
      }),
    )
  })

  it('pays exactly what a rate of that period was made of', () => {
    const { units, perPeriod } = ratePerSecond('5000', { per: 'month', decimals })
    expect(unitsIn('month', units)).toBe(perPeriod)
  })
})
