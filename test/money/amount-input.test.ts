import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AmountInputOptions,
  createAmountFormat,
  I128_MAX,
  I128_MIN,
  parseAmountInput,
} from '../../src/money/index.ts'
import { seeds } from '../support/contract-histories.ts'
import { moneyErrorOf } from '../support/money-error-of.ts'

const locales = [
  'en-US',
  'en-IN',
  'en-ZA',
  'de-DE',
  'de-AT',
  'de-CH',
  'fr-FR',
  'fr-CH',
  'es-ES',
  'es-MX',
  'pt-BR',
  'pt-PT',
  'it-CH',
  'pl-PL',
  'sv-SE',
  'lt-LT',
  'bg-BG',
  'he-IL',
  'ar-EG',
  'ar-MA',
  'ckb-IQ',
  'fa-IR',
  'ur-PK',
  'ks-IN',
  'hi-IN',
  'hi-IN-u-nu-deva',
  'bn-BD',
  'my-MM',
  'ja-JP',
  'ja-JP-u-nu-hanidec',
  'zh-CN',
  'th-TH-u-nu-thai',
  'ff-Adlm',
  'en-US-u-nu-mathsanb',
] as const

const amounts = fc.oneof(
  fc.bigInt(I128_MIN, I128_MAX),
  fc.bigInt(-(10n ** 13n), 10n ** 13n),
  fc.bigInt(-2_000n, 2_000n),
  fc.constantFrom(0n, I128_MIN, I128_MAX, 2n ** 53n + 1n),
)

describe.each(locales)('an amount printed in %s', (locale) => {
  it.each(seeds)('is read back as the same units, seed %i', (seed) => {
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        (units, decimals, digits) => {
          const format = createAmountFormat({ locale, decimals, digits })
          expect(parseAmountInput(format.exact(units), { locale, decimals })).toBe(units)
        },
      ),
      { seed, numRuns: 40 },
    )
  })

  it.each(seeds)('is never read as other units when its signs are mixed up, seed %i', (seed) => {
    // Digits and the signs of all locales in any order: what is read prints as what was written, apart
    // from groups and zeros at the ends.
    const { digits } = signsOf(locale)
    const characters = fc.constantFrom(...digits, ',', '.', ' ', "'", '٬', '٫', '-')
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (typed) => {
        const text = typed.join('')
        let units: bigint
        try {
          units = parseAmountInput(text, { locale, decimals: 12 })
        } catch {
          return
        }
        const { exact } = createAmountFormat({ locale, decimals: 12, digits: 0 })
        expect(significant(exact(units), locale)).toBe(significant(text, locale))
      }),
      { seed, numRuns: 300 },
    )
  })
})

function signsOf(locale: string): { readonly digits: readonly string[]; readonly point: string } {
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, useGrouping: false })
  return {
    digits: Array.from({ length: 10 }, (_, digit) =>
      new Intl.NumberFormat(locale, { useGrouping: false }).format(digit),
    ),
    point: format.formatToParts(1).find(({ type }) => type === 'decimal')?.value ?? '.',
  }
}

/** Digits, decimal sign and minus only, without zeros at either end. */
function significant(text: string, locale: string): string {
  const { digits, point } = signsOf(locale)
  const [whole = '', fraction = ''] = text.split(point)
  const latin = (part: string) =>
    Array.from(part, (each) => digits.indexOf(each))
      .filter((digit) => digit >= 0)
      .join('')
  const amount = `${latin(whole).replace(/^0+/, '')}.${latin(fraction).replace(/0+$/, '')}`
  return amount === '.' ? '0' : `${/[-−]/.test(text) ? '-' : ''}${amount}`
}

const read = (locale: string, text: string) => parseAmountInput(text, { locale, decimals: 2 })

describe('an amount typed in a locale', () => {
  it.each<[string, string, bigint]>([
    ['de-DE', '1.250', 125_000n],
    ['en-US', '1.250', 125n],
    ['de-DE', '1250,5', 125_050n],
    ['de-DE', '1.250,50', 125_050n],
    ['en-US', '1,250.50', 125_050n],
    ['en-US', '.5', 50n],
    ['de-DE', ',5', 50n],
    ['en-IN', '12,34,567.89', 123_456_789n],
    ['en-IN', '1234567.89', 123_456_789n],
    // Typed with the space bar; printed with a narrow no-break space.
    ['fr-FR', '1 250,50', 125_050n],
    ['fr-FR', '1\u00a0250,50', 125_050n],
    ['fr-FR', '1\u202f250,50', 125_050n],
    ['de-CH', "1'250.50", 125_050n],
    ['de-CH', '1’250.50', 125_050n],
    // A space never is a decimal sign, so it groups wherever the sizes are right.
    ['en-US', '1 250.50', 125_050n],
    // Not printed with a group by this locale, and written with one by people.
    ['es-ES', '1.250,50', 125_050n],
    ['pt-BR', '1.250,50', 125_050n],
    ['ar-EG', '١٬٢٥٠٫٥٠', 125_050n],
    // Latin digits with the separators that the locale uses with Latin digits.
    ['ar-EG', '1,250.50', 125_050n],
    ['fa-IR', '۱٬۲۵۰٫۵۰', 125_050n],
    ['fa-IR', '\u200e−۱٬۲۵۰', -125_000n],
    // A long balance of a widget has places to break the line.
    ['en-US', '1,\u200b234,\u200b567,\u200b890,\u200b123.45', 123_456_789_012_345n],
    ['ja', '１，２５０．５０', 125_050n],
    ['ja', '1,250', 125_000n],
    ['en-US', ' 1,250\n', 125_000n],
    ['sv-SE', '-5', -500n],
    ['en-US', '\u20661,250\u2069', 125_000n],
  ])('in %s: %j', (locale, text, units) => {
    expect(read(locale, text)).toBe(units)
  })

  it.each<[string, string]>([
    ['de-DE', '1.25'],
    ['de-DE', '1.2500'],
    ['de-DE', '0.500'],
    ['de-DE', '1.250.5'],
    ['de-DE', '.250'],
    ['de-DE', '1234.567'],
    ['de-DE', '1..250'],
    ['en-US', '1,25'],
    ['en-US', '0,500'],
    ['en-US', '1,2345'],
    ['en-US', '12,34,567'],
    ['en-US', '1 25'],
    ['en-IN', '1,234,567'],
    ['en-IN', '123,456'],
    ['de-CH', "1'25"],
    ['ar-EG', '١٬٢٥'],
  ])('in %s is refused when its groups are not groups: %j', (locale, text) => {
    expect(moneyErrorOf(() => read(locale, text)).code).toBe('amount_grouping')
  })

  it.each<[string, string]>([
    ['en-US', ''],
    ['en-US', '.'],
    ['en-US', '5.'],
    ['en-US', '-'],
    ['en-US', '1.2.3'],
    ['en-US', '1.2,345'],
    ['en-US', '1,250 000'],
    ['en-US', '1e3'],
    ['en-US', '0x10'],
    ['en-US', '10²'],
    ['en-US', '1250 USDC'],
    ['en-US', '--5'],
    ['en-US', '1\t250'],
    ['en-US', '١٢٥'],
    // The sign of other locales, which could be a group or a decimal sign.
    ['fr-FR', '1.250'],
    ['de-CH', '1,250'],
    ['ar-EG', '١,٢٥٠'],
  ])('in %s is refused when it is no number there: %j', (locale, text) => {
    expect(moneyErrorOf(() => read(locale, text)).code).toBe('amount_syntax')
  })

  it('is refused when a digit would be dropped, and beyond 128 bits', () => {
    expect(moneyErrorOf(() => read('de-DE', '1,255')).code).toBe('amount_precision')
    expect(read('de-DE', '1,2500')).toBe(125n)
    expect(moneyErrorOf(() => read('de-DE', '9'.repeat(60))).code).toBe('amount_range')
  })

  it('names the decimal separator of the locale', () => {
    expect(moneyErrorOf(() => read('de-DE', '1.25')).message).toBe(
      'Cannot read the amount "1.25": "." groups digits in this locale, but these groups are invalid. Use "," for decimals, or omit the separators.',
    )
    expect(moneyErrorOf(() => read('fr-FR', '1.5')).message).toMatch(/Write digits with "," as/)
  })

  it('needs text and a locale that exists', () => {
    expect(moneyErrorOf(() => read('en-US', 5 as unknown as string)).code).toBe('amount_syntax')
    expect(moneyErrorOf(() => read('not a locale', '5')).code).toBe('locale_unknown')
  })

  it('does not read in the locale of the host, where the amount may be another one', () => {
    const without = [{ decimals: 2 }, undefined] as unknown as readonly AmountInputOptions[]
    for (const options of without) {
      const refusal = moneyErrorOf(() => parseAmountInput('1.250', options))
      expect(refusal.code).toBe('locale_unknown')
      expect(refusal.message).toContain('Pass the locale')
    }
  })

  it('says which type it got, and blames only numbers for lost digits', () => {
    const messageOf = (value: unknown) => moneyErrorOf(() => read('en-US', value as string)).message
    expect(messageOf(5)).toMatch(/got a number, which may already have lost digits/)
    expect(messageOf(5n)).toBe('Cannot read the amount: got a bigint. Pass a string.')
  })

  it('reads both signs of a negative amount', () => {
    expect([read('en-US', '-5'), read('en-US', '\u22125')]).toEqual([-500n, -500n])
  })
})
