import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  I128_MAX,
  I128_MIN,
  parseAmount,
  parseBaseUnits,
  printAmount,
  printBaseUnits,
  truncateUnits,
} from '../../src/money/index.ts'
import { seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'

const units = fc.oneof(
  fc.bigInt(I128_MIN, I128_MAX),
  fc.bigInt(-100_000_000n, 100_000_000n),
  fc.constantFrom(I128_MIN, I128_MAX, 0n, 1n, -1n),
)
const decimals = fc.integer({ min: 0, max: 38 })

describe.each(seeds)('random amounts, seed %i', (seed) => {
  it('survive printing and parsing, as text and on the wire', () => {
    fc.assert(
      fc.property(units, decimals, (amount, places) => {
        expect(parseAmount(printAmount(amount, places), places)).toBe(amount)
        expect(parseBaseUnits(printBaseUnits(amount))).toBe(amount)
      }),
      { seed, numRuns: 1_000 },
    )
  })

  it('have one printed form, without idle zeros', () => {
    fc.assert(
      fc.property(units, decimals, (amount, places) => {
        expect(printAmount(amount, places)).toMatch(/^(?:0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d*[1-9])?)$/)
      }),
      { seed, numRuns: 1_000 },
    )
  })

  it('truncate to a multiple of the last digit that is no further from zero', () => {
    fc.assert(
      fc.property(units, decimals, decimals, (amount, places, shown) => {
        const cut = truncateUnits(amount, places, shown)
        const step = 10n ** BigInt(Math.max(0, places - shown))
        const lost = amount < 0n ? cut - amount : amount - cut
        expect(cut % step).toBe(0n)
        expect(lost).toBeGreaterThanOrEqual(0n)
        expect(lost).toBeLessThan(step)
      }),
      { seed, numRuns: 1_000 },
    )
  })
})

describe('an amount in words people type', () => {
  it.each([
    ['12.5', 7, 125_000_000n],
    ['0', 7, 0n],
    ['-0', 7, 0n],
    ['-0.0000001', 7, -1n],
    ['007.10', 2, 710n],
    ['1.50000000000', 1, 15n],
    ['42', 0, 42n],
    ['42.000', 0, 42n],
    ['170141183460469231731687303715884105727', 0, I128_MAX],
    ['-1.70141183460469231731687303715884105728', 38, I128_MIN],
  ] as const)('reads %s with %i decimals', (text, places, expected) => {
    expect(parseAmount(text, places)).toBe(expected)
  })

  it.each([
    ['', 'it is empty'],
    ['  ', 'it is empty'],
    [' 1', 'it has space around it'],
    ['1,5', 'it has a comma'],
    ['1,000.5', 'it has a comma'],
    ['1e7', 'it has an exponent'],
    ['.5', 'a digit is missing next to the point'],
    ['5.', 'a digit is missing next to the point'],
    ['+5', 'it is not a decimal number'],
    ['--5', 'it is not a decimal number'],
    ['1.2.3', 'it is not a decimal number'],
    ['0x10', 'it is not a decimal number'],
    ['١٢', 'it is not a decimal number'],
    ['12\n', 'it has space around it'],
  ])('refuses %j and says why', (text, reason) => {
    const error = moneyErrorOf(() => parseAmount(text, 7))
    expect(error.code).toBe('amount_syntax')
    expect(error.message).toContain(reason)
    expect(error.message).toContain('Write digits with a point as decimal sign')
  })

  it('is never rounded: a digit too many is refused', () => {
    const error = moneyErrorOf(() => parseAmount('0.12345678', 7))
    expect(error.code).toBe('amount_precision')
    expect(error.message).toContain('at most 7 decimals')
    expect(moneyErrorOf(() => parseAmount('1.5', 0)).code).toBe('amount_precision')
  })

  it.each([
    ['170141183460469231731687303715884105728', 0],
    ['-170141183460469231731687303715884105729', 0],
    ['18000000000000000000000000000000', 7],
    ['9'.repeat(100_000), 7],
  ])('is refused beyond 128 bits (%#)', (text, places) => {
    const error = moneyErrorOf(() => parseAmount(text, places))
    expect(error.code).toBe('amount_range')
    expect(error.message.length).toBeLessThan(300)
  })

  it('is refused as a number, which may have lost digits already', () => {
    const fromJavaScript: unknown = 12.5
    const error = moneyErrorOf(() => parseAmount(fromJavaScript as string, 7))
    expect(error.code).toBe('amount_syntax')
    expect(error.message).toContain('Pass a string')
  })
})

describe('units on the wire', () => {
  it.each(['', '-', '-0', '01', '+1', '1.0', '1e3', ' 1', '1 ', '0x1', '1\n', '１'])(
    'refuse %j',
    (text) => {
      const error = moneyErrorOf(() => parseBaseUnits(text))
      expect(error.code).toBe('amount_syntax')
      expect(error.message).toContain('decimal string such as')
    },
  )

  it('are refused beyond 128 bits, both ways', () => {
    expect(moneyErrorOf(() => parseBaseUnits(String(I128_MAX + 1n))).code).toBe('amount_range')
    expect(moneyErrorOf(() => parseBaseUnits(String(I128_MIN - 1n))).code).toBe('amount_range')
    expect(moneyErrorOf(() => parseBaseUnits('9'.repeat(100_000))).code).toBe('amount_range')
    expect(moneyErrorOf(() => printBaseUnits(I128_MAX + 1n)).code).toBe('amount_range')
  })
})

describe('decimals', () => {
  it.each([-1, 39, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d are refused', (places) => {
    const error = moneyErrorOf(() => printAmount(1n, places))
    expect(error.code).toBe('decimals_range')
    expect(error.message).toContain('a whole number from 0 to 38')
    expect(moneyErrorOf(() => truncateUnits(1n, 7, places)).message).toContain('digits')
  })
})

describe('a truncated amount', () => {
  it('never shows more than there is, on either side of zero', () => {
    expect(truncateUnits(9_999_900n, 7, 2)).toBe(9_900_000n)
    expect(truncateUnits(-9_999_900n, 7, 2)).toBe(-9_900_000n)
    expect(truncateUnits(-99n, 7, 2)).toBe(0n)
  })

  it('is whole when more digits are shown than the token has', () => {
    expect(truncateUnits(1_234_567n, 2, 9)).toBe(1_234_567n)
  })
})
