/**
 * How a locale writes numbers, read from `Intl` once per locale and shared by every format and parse. Reading
 * it creates several Intl objects, and a page has thousands of numbers in one locale.
 */
import { MoneyError } from './errors.ts'

export interface LocaleNotation {
  readonly numberFormat: Intl.NumberFormat
  readonly minus: string
  readonly decimalPoint: string
  /** The ten digits, or `null` if they are 0 to 9 and need no replacement. */
  readonly digits: readonly string[] | null
}

// The result depends on nothing but the tag, so sharing it has no side effects. Bounded, because a server
// that renders pages receives arbitrary tags from its visitors.
const learned = new Map<string | undefined, LocaleNotation>()
const maxLearned = 64

/**
 * The notation of a locale; undefined is the locale of the host.
 *
 * @throws MoneyError `locale_unknown` when the locale is not a BCP 47 tag
 */
export function notationOf(locale: string | undefined): LocaleNotation {
  const known = learned.get(locale)
  if (known !== undefined) return known
  const notation = learnNotation(locale)
  if (learned.size >= maxLearned) learned.clear()
  learned.set(locale, notation)
  return notation
}

function learnNotation(locale: string | undefined): LocaleNotation {
  const numberFormat = createNumberFormat(locale)
  const negative = createNumberFormat(locale, 1).formatToParts(-1)
  const minus = negative.slice(
    0,
    negative.findIndex((part) => part.type === 'integer'),
  )
  // Digits of some scripts are two UTF-16 units long, hence Array.from.
  const digits = Array.from({ length: 10 }, (_, digit) => numberFormat.format(digit))
  return {
    numberFormat,
    minus: minus.map((part) => part.value).join(''),
    decimalPoint: negative.find((part) => part.type === 'decimal')?.value ?? '.',
    digits: digits.join('') === '0123456789' ? null : digits,
  }
}

function createNumberFormat(locale: string | undefined, fractionDigits = 0): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, {
      minimumFractionDigits: fractionDigits,
      maximumFractionDigits: fractionDigits,
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new MoneyError(
      'locale_unknown',
      `Cannot use the locale ${JSON.stringify(locale)}: it is not a BCP 47 tag. Pass one such as "en-US".`,
    )
  }
}
