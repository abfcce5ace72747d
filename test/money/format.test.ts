import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  balanceAt,
  createAmountFormat,
  type FormatAmountOptions,
  formatAmount,
  I128_MAX,
  I128_MIN,
  nextVisibleChangeMs,
  parseAmountInput,
  printAmount,
  printBaseUnits,
  type VisibleChangeOptions,
} from '../../src/money/index.ts'
import { seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'

const locales = [
  'en-US',
  'de-DE',
  'de-CH',
  'es-ES',
  'pl-PL',
  'pt-PT',
  'en-IN',
  'hi-IN',
  'ar-EG',
  'fa-IR',
  'he-IL',
  'fr-CH',
  'fr-FR',
  'sv-SE',
  'bn-BD',
  'my-MM',
  'ks-IN',
  'ff-Adlm',
  'ja-JP-u-nu-hanidec',
  'en-US-u-nu-thai',
] as const

/** What Intl itself makes of the decimal text: exact, since it never becomes a number. */
function intlParts(locale: string, units: bigint, decimals: number, digits: number, keep = digits) {
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: Math.min(keep, digits, decimals),
    maximumFractionDigits: Math.min(digits, decimals),
    roundingMode: 'trunc',
    signDisplay: 'negative',
  })
  return format.formatToParts(printAmount(units, decimals) as Intl.StringNumericLiteral)
}

function textOf(parts: readonly Intl.NumberFormatPart[]): string {
  return parts.map((part) => part.value).join('')
}

const amounts = fc.oneof(
  fc.bigInt(I128_MIN, I128_MAX),
  fc.bigInt(-(10n ** 13n), 10n ** 13n),
  fc.bigInt(-2_000n, 2_000n),
  fc.constantFrom(0n, I128_MIN, I128_MAX, 2n ** 53n + 1n, -(2n ** 53n) - 1n),
)
const decimalsArbitrary = fc.integer({ min: 0, max: 20 })

describe.each(locales)('amounts in %s', (locale) => {
  it.each(seeds)('read as Intl writes them, grouping and digits included, seed %i', (seed) => {
    fc.assert(
      fc.property(
        amounts,
        decimalsArbitrary,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        (units, decimals, digits, minimumDigits) => {
          const options = { locale, decimals, digits, minimumDigits }
          const format = createAmountFormat(options)
          const expected = intlParts(locale, units, decimals, digits, minimumDigits)
          expect(format.text(units)).toBe(textOf(expected))
          const { sign, integer, decimalPoint, fraction } = format.parts(units)
          const ofTypes = (...types: string[]) =>
            textOf(expected.filter((part) => types.includes(part.type)))
          expect(sign).toBe(ofTypes('literal', 'minusSign'))
          expect(integer).toBe(ofTypes('integer', 'group'))
          expect(decimalPoint).toBe(ofTypes('decimal'))
          expect(fraction).toBe(ofTypes('fraction'))
          const kept = Math.min(minimumDigits, digits)
          expect(format.exact(units)).toBe(
            textOf(intlParts(locale, units, decimals, decimals, kept)),
          )
        },
      ),
      { seed, numRuns: 40 },
    )
  })
})

describe('a text', () => {
  const format = createAmountFormat({ locale: 'en-US', decimals: 7, digits: 2 })

  it('truncates: 0.99999 is never shown as 1.00', () => {
    expect(format.text(9_999_900n)).toBe('0.99')
    expect(format.text(-9_999_900n)).toBe('-0.99')
    expect(format.text(9_999_999_999_999n)).toBe('999,999.99')
  })

  it('has no minus when nothing below zero is left to see', () => {
    expect(format.text(-99_999n)).toBe('0.00')
    expect(format.parts(-99_999n).sign).toBe('')
    expect(format.text(-100_000n)).toBe('-0.01')
  })

  it('is exact far beyond what a number can count', () => {
    const whole = createAmountFormat({ locale: 'en-US', decimals: 0, digits: 0 })
    expect(whole.text(I128_MAX)).toBe('170,141,183,460,469,231,731,687,303,715,884,105,727')
    expect(format.exact(2n ** 53n * 10n ** 7n + 1n)).toBe('9,007,199,254,740,992.0000001')
  })

  it('groups by the habits of its place', () => {
    const text = (locale: string, units: bigint) =>
      createAmountFormat({ locale, decimals: 2, digits: 2 }).text(units)
    expect(text('es-ES', 123_456n)).toBe('1234,56')
    expect(text('es-ES', 1_234_567n)).toBe('12.345,67')
    expect(text('en-IN', 1_234_567_890n)).toBe('1,23,45,678.90')
    expect(text('ar-EG', -123_456n)).toBe('\u061c-١٬٢٣٤٫٥٦')
  })

  it('invents no digits that the token lacks', () => {
    const coarse = createAmountFormat({ locale: 'en-US', decimals: 1, digits: 4 })
    expect(coarse.text(15n)).toBe('1.5')
  })

  it('can drop zeros down to a minimum, and give all digits for copying', () => {
    const short = createAmountFormat({
      locale: 'en-US',
      decimals: 7,
      digits: 4,
      minimumDigits: 2,
    })
    expect(short.text(125_000_000n)).toBe('12.50')
    expect(short.text(125_678_901n)).toBe('12.5678')
    expect(short.exact(125_678_901n)).toBe('12.5678901')
    expect(short.exact(120_000_000n)).toBe('12.00')
  })

  it('without a locale is the host’s', () => {
    const host = createAmountFormat({ decimals: 2, digits: 2 })
    expect(host.text(123_456_789n)).toBe(
      new Intl.NumberFormat(undefined, { minimumFractionDigits: 2 }).format(1_234_567.89),
    )
  })
})

describe('a write per visible change', () => {
  const realNumberFormat = Intl.NumberFormat
  afterEach(() => {
    Intl.NumberFormat = realNumberFormat
  })

  /** Counts what reaches Intl from now on. */
  function countIntl() {
    const counts = { constructed: 0, asked: 0 }
    Intl.NumberFormat = new Proxy(realNumberFormat, {
      construct(target, [locale, options]: ConstructorParameters<typeof Intl.NumberFormat>) {
        counts.constructed += 1
        const made = new target(locale, options)
        for (const method of ['format', 'formatToParts'] as const) {
          const original = made[method].bind(made)
          const counting = (value: bigint) => {
            counts.asked += 1
            return original(value)
          }
          Object.defineProperty(made, method, { value: counting })
        }
        return made
      },
    })
    return counts
  }

  it('neither makes nor asks Intl while the whole-token part stays', () => {
    const counts = countIntl()
    // A tag of its own, so that no other test has had this locale learned already.
    const locale = 'ar-EG-u-ca-gregory'
    const format = createAmountFormat({ locale, decimals: 7, digits: 4 })
    const timeline = [{ sinceMs: 0, balance: 15_000_000_000n, ratePerSecond: 10_000n }]
    format.text(balanceAt(timeline, { atMs: 0 }))
    const before = { ...counts }
    expect(before.constructed).toBeGreaterThan(0)

    let writes = 0
    let at = nextVisibleChangeMs(timeline, { decimals: 7, digits: 4, afterMs: 0 })
    while (at !== null && at <= 2_500_000) {
      format.text(balanceAt(timeline, { atMs: at }))
      writes += 1
      at = nextVisibleChangeMs(timeline, { decimals: 7, digits: 4, afterMs: at })
    }
    expect(writes).toBe(25_000)
    expect(counts.constructed).toBe(before.constructed)
    // 1500.0000 to 1502.5000: the whole part changed twice.
    expect(counts.asked - before.asked).toBe(2)
  })

  it('learns a locale once for all numbers of the page', () => {
    const counts = countIntl()
    const locale = 'fa-IR-u-ca-gregory'
    createAmountFormat({ locale, decimals: 7, digits: 4 })
    const { constructed } = counts
    for (let index = 0; index < 1_000; index += 1) {
      createAmountFormat({ locale, decimals: index % 18, digits: 2 }).text(0n)
    }
    expect(counts.constructed).toBe(constructed)
  })

  it('stays right after more locales than are remembered', () => {
    for (let index = 0; index < 200; index += 1) {
      const locale = `de-DE-x-page${index}`
      expect(createAmountFormat({ locale, decimals: 0, digits: 0 }).text(1_234n)).toBe('1.234')
    }
  })
})

describe('options that make no sense', () => {
  it('are refused when the format is made', () => {
    const broken = (options: Partial<Parameters<typeof createAmountFormat>[0]>) =>
      moneyErrorOf(() => createAmountFormat({ decimals: 7, digits: 2, ...options }))
    expect(broken({ decimals: -1 }).code).toBe('decimals_range')
    expect(broken({ digits: 2.5 }).code).toBe('decimals_range')
    expect(broken({ minimumDigits: 99 }).code).toBe('decimals_range')
    const error = broken({ locale: 'not_a_locale' })
    expect(error.code).toBe('locale_unknown')
    expect(error.message).toContain('BCP 47')
  })
})

describe('an amount formatted once', () => {
  it.each([
    [12_345_678_999_999n, { decimals: 7, digits: 2, locale: 'en-US' }, '1,234,567.89'],
    [12_345_678_999_999n, { decimals: 7, digits: 0, locale: 'de-DE' }, '1.234.567'],
    [12_500_000n, { decimals: 7, locale: 'de-DE' }, '1,25'],
    [10_000_000n, { decimals: 7, locale: 'en-US' }, '1'],
    [10_000_000n, { decimals: 7, digits: 2, locale: 'en-US' }, '1.00'],
    [9_999_999n, { decimals: 7, digits: 2, locale: 'en-US' }, '0.99'],
    [-9_999_999n, { decimals: 7, digits: 2, locale: 'en-US' }, '-0.99'],
    [5n, { decimals: 2, digits: 4, locale: 'en-US' }, '0.05'],
  ])('%s with %j is %s', (units, options, text) => {
    expect(formatAmount(units, options)).toBe(text)
  })

  it.each(seeds)('has every digit by default, and is read back as the same, seed %i', (seed) => {
    fc.assert(
      fc.property(
        amounts,
        decimalsArbitrary,
        fc.constantFrom(...locales),
        (units, decimals, locale) => {
          const text = formatAmount(units, { decimals, locale })
          expect(parseAmountInput(text, { decimals, locale })).toBe(units)
        },
      ),
      { seed, numRuns: 200 },
    )
  })

  it('refuses everything but a bigint', () => {
    for (const units of [5, '5', undefined] as unknown as readonly bigint[]) {
      const writes = [
        () => formatAmount(units, { decimals: 2 }),
        () => printAmount(units, 2),
        () => printBaseUnits(units),
      ]
      for (const write of writes) {
        const { code, message } = moneyErrorOf(write)
        expect([code, message]).toEqual(['amount_syntax', expect.stringContaining('as bigint')])
      }
    }
  })

  it('refuses options that are missing, and those that it does not have', () => {
    const missing = undefined as unknown as FormatAmountOptions
    expect(moneyErrorOf(() => formatAmount(1n, missing)).code).toBe('decimals_range')
    const other = { decimals: 2, fractionDigits: 1 } as FormatAmountOptions
    const { code, message } = moneyErrorOf(() => formatAmount(1n, other))
    expect([code, message]).toEqual([
      'option_unknown',
      expect.stringMatching(/fractionDigits.*digits/),
    ])
    const change = { decimals: 2, fractionDigits: 1, afterMs: 0 } as unknown as VisibleChangeOptions
    expect(moneyErrorOf(() => nextVisibleChangeMs([], change)).code).toBe('decimals_range')
  })

  it('refuses decimals and locales that do not exist', () => {
    expect(moneyErrorOf(() => formatAmount(1n, { decimals: 1.5 })).code).toBe('decimals_range')
    expect(moneyErrorOf(() => formatAmount(1n, { decimals: 2, digits: -1 })).code).toBe(
      'decimals_range',
    )
    expect(moneyErrorOf(() => formatAmount(1n, { decimals: 2, locale: '?' })).code).toBe(
      'locale_unknown',
    )
  })
})
