import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAmount, printAmount, type RatePeriod, ratePerSecond } from '../../src/money/index.ts'
import { seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'

const periods: readonly RatePeriod[] = [
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
  { seconds: 28 * 86_400 },
  { seconds: 1 },
]

describe.each(seeds)('a rate of an amount per period, seed %i', (seed) => {
  it('is the largest that pays no more than the amount, and says what is left', () => {
    fc.assert(
      fc.property(
        fc.bigInt(10n ** 8n, 2n ** 126n),
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom(...periods),
        (asked, decimals, per) => {
          const amount = printAmount(asked, decimals)
          const { units, perPeriod, remainder, periodSeconds } = ratePerSecond(amount, {
            per,
            decimals,
          })
          expect(perPeriod).toBe(units * periodSeconds)
          expect(perPeriod + remainder).toBe(asked)
          expect(remainder).toBeGreaterThanOrEqual(0n)
          // One more unit per second would pay more than was asked for.
          expect((units + 1n) * periodSeconds).toBeGreaterThan(asked)
        },
      ),
      { seed, numRuns: 300 },
    )
  })
})

describe('a rate per second', () => {
  it('of 5,000 a month is rounded down, and names the rest', () => {
    expect(ratePerSecond('5000', { per: 'month', decimals: 7 })).toEqual({
      units: 19_290n,
      perPeriod: 49_999_680_000n,
      remainder: parseAmount('0.032', 7),
      periodSeconds: 2_592_000n,
    })
  })

  it.each<[RatePeriod, bigint]>([
    ['second', 1n],
    ['minute', 60n],
    ['hour', 3_600n],
    ['day', 86_400n],
    ['week', 604_800n],
    ['month', 2_592_000n],
    ['year', 31_536_000n],
    [{ seconds: 2_419_200 }, 2_419_200n],
  ])('counts the seconds of %j', (per, seconds) => {
    expect(ratePerSecond('1', { per, decimals: 18 }).periodSeconds).toBe(seconds)
  })

  it('loses nothing where the period divides the amount', () => {
    expect(ratePerSecond('86.4', { per: 'day', decimals: 6 })).toMatchObject({
      units: 1_000n,
      remainder: 0n,
    })
  })

  it.each([
    ['0.259', 'month', 7],
    ['0', 'day', 7],
    ['-5000', 'month', 7],
  ] as const)('is refused where nothing would flow: %s a %s', (amount, per, decimals) => {
    expect(moneyErrorOf(() => ratePerSecond(amount, { per, decimals })).code).toBe('rate_range')
  })

  it.each([
    'fortnight',
    'toString',
    { seconds: 0 },
    { seconds: 1.5 },
    { seconds: Number.NaN },
    {},
    null,
    undefined,
  ])('is refused over a period that does not exist: %j', (per) => {
    const error = moneyErrorOf(() => ratePerSecond('5', { per: per as RatePeriod, decimals: 7 }))
    expect(error.code).toBe('rate_range')
    expect(error.message).toMatch(/month/)
  })

  it.each([
    ['fortnight', 'the period "fortnight": it is not known'],
    [{ seconds: 0 }, 'the period { seconds: 0 }: it is not known'],
    [{ seconds: 60n }, 'the period { seconds: 60 }: it is not known'],
    [undefined, 'the period { seconds: undefined }: it is not known'],
  ])('quotes the period %o once', (per, text) => {
    const error = moneyErrorOf(() => ratePerSecond('5', { per: per as RatePeriod, decimals: 7 }))
    expect(error.message).toContain(text)
  })

  it('says that an amount is not above 0, not that it is too small', () => {
    for (const amount of ['-1', '0']) {
      const { message } = moneyErrorOf(() => ratePerSecond(amount, { per: 'day', decimals: 7 }))
      expect(message).toContain('it is not above 0')
    }
  })

  it('is refused as parseAmount refuses its amount', () => {
    const per = { per: 'month', decimals: 2 } as const
    expect(moneyErrorOf(() => ratePerSecond('1,000', per)).code).toBe('amount_syntax')
    expect(moneyErrorOf(() => ratePerSecond('1.234', per)).code).toBe('amount_precision')
    expect(moneyErrorOf(() => ratePerSecond(5 as never, per)).code).toBe('amount_syntax')
  })
})
