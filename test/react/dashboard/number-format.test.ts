/** Numbers as text: exact, in the notation of a locale, and cut off rather than rounded up. */
import { describe, expect, it } from 'vitest'
import {
  joinNumber,
  printChange,
  printExactly,
  printNumber,
  splitNumber,
} from '../../../src/react/dashboard/number-format.ts'

const euros: Intl.NumberFormatOptions = { style: 'currency', currency: 'EUR' }

describe('a number as text', () => {
  it('has every digit of decimal text', () => {
    const text = '123456789012345678901234567890.125'
    expect(printNumber(text, { locale: 'en' })).toBe('123,456,789,012,345,678,901,234,567,890.125')
    expect(printNumber('74.70', { locale: 'de' })).toBe('74,70')
  })

  it('is cut off if it is an amount, and rounded if it was measured', () => {
    expect(printNumber('0.999', { locale: 'en', format: euros })).toBe('€0.99')
    expect(printNumber(0.999, { locale: 'en', format: euros })).toBe('€1.00')
  })

  it('consists of its pieces', () => {
    const style = { locale: 'de', format: euros }
    const pieces = splitNumber('-1204.5', style)
    expect(pieces).toEqual({ prefix: '−', integer: '1.204', fraction: ',50', suffix: '\u00a0€' })
    expect(joinNumber(pieces)).toBe(printNumber('-1204.5', style))
  })

  it('is exact for copying, whatever is shown', () => {
    const format = { notation: 'compact' } as const
    expect(printNumber(1_284_113, { locale: 'en', format })).toBe('1.3M')
    expect(printExactly(1_284_113, { locale: 'en', format })).toBe('1,284,113')
    expect(printExactly(0.1234567, { locale: 'en' })).toBe('0.1234567')
    // Other programs do not read U+2212.
    expect(printExactly(-8, { locale: 'en' })).toBe('-8')
  })

  it('has its digits in the locale', () => {
    expect(printNumber('12.5', { locale: 'ar-EG' })).toBe('١٢٫٥')
  })
})

describe('a change as text', () => {
  it('has a sign for the eye and none next to a word', () => {
    expect(printChange(8, { locale: 'en' })).toEqual({ signed: '+8', size: '8' })
    expect(printChange('-2.50', { locale: 'en' })).toEqual({ signed: '−2.50', size: '2.50' })
    expect(printChange(0, { locale: 'en' })).toEqual({ signed: '0', size: '0' })
  })

  it('has a minus sign where Intl has a hyphen, within the marks of the locale', () => {
    const hyphens = ['en', 'de', 'ja', 'ar-EG', 'fa', 'he', 'sv'].filter((locale) =>
      printChange(-8, { locale }).signed.includes('-'),
    )
    expect(hyphens).toEqual([])
    expect(printChange(-8, { locale: 'ar-EG' }).signed).toBe('\u061c−٨')
    expect(printChange(-8, { locale: 'en', format: { style: 'percent' } }).signed).toBe('−800%')
  })
})
