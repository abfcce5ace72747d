/** Decimal text is compared and subtracted exactly, whatever floats would make of it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareValues,
  isLiveValue,
  magnitudeOf,
  subtract,
} from '../../../src/react/dashboard/exact-decimal.ts'

/** Hundredths as decimal text. */
const text = (hundredths: bigint) => {
  const digits = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, '0')
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
const amounts = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })

describe('decimal text', () => {
  it('has an exact difference', () => {
    expect(subtract('74.70', '24.9')).toBe('49.80')
    expect(subtract('0.1', '0.3')).toBe('-0.2')
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(subtract(text(a), text(b))).toBe(text(a - b))
      }),
    )
  })

  it('is in the order of its amounts', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const order = a < b ? -1 : a > b ? 1 : 0
        expect(Math.sign(compareValues(text(a), text(b)))).toBe(order)
      }),
    )
  })

  it('is exact next to numbers and bigints', () => {
    expect(subtract('9007199254740993', 1)).toBe('9007199254740992')
    expect(compareValues(9007199254740993n, '9007199254740992')).toBeGreaterThan(0)
    expect(subtract(3, 1)).toBe(2)
  })

  it('loses its sign and nothing else', () => {
    expect(magnitudeOf('-0.50')).toBe('0.50')
    expect(magnitudeOf(-3)).toBe(3)
  })
})

describe('a value that can be shown', () => {
  it.each([0, -1.5, 5n, '74.70', '-3'])('is %s', (value) => {
    expect(isLiveValue(value)).toBe(true)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '', '1,000', '1e21', ' 1', null, undefined, {}])(
    'is not %s',
    (value) => {
      expect(isLiveValue(value)).toBe(false)
    },
  )
})
