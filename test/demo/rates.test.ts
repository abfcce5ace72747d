import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  durationText,
  type RatePeriod,
  ratePeriods,
  ratePerSecondOf,
  unitsPerPeriod,
} from '../../src/demo/rates.ts'

const periods = Object.keys(ratePeriods) as RatePeriod[]

describe('a rate for a period', () => {
  it('never comes to more than was asked, and is less than a unit a second short', () =>
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 127n - 1n), fc.constantFrom(...periods), (asked, period) => {
        const paid = unitsPerPeriod(ratePerSecondOf(asked, period), period)
        expect(paid <= asked).toBe(true)
        expect(asked - paid < ratePeriods[period].seconds).toBe(true)
      }),
    ))

  it('is what was asked when it is given per second', () => {
    expect(ratePerSecondOf(7n, 'second')).toBe(7n)
  })
})

describe('a duration in words', () => {
  it.each([
    [0n, 'less than a second'],
    [1n, '1 second'],
    [61n, '1 minute 1 second'],
    [86_400n, '1 day'],
    [90_061n, '1 day 1 hour'],
    [31_536_000n + 3n, '1 year'],
    [10n ** 40n, 'more than a million years'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text)
  })
})
