/**
 * How a locale writes numbers, learned from `Intl` once and shared by every format and parse. Learning
 * costs an Intl object or two; a page has a thousand numbers and one locale.
 */
import { MoneyError } from './errors.ts'

export interface LocaleNotation {
  readonly numberFormat: Intl.NumberFormat
  readonly minus: string
  readonly decimalPoint: string
  /** The ten digits, or `null` where they are 0 to 9 and need no exchange. */
  readonly digits: readonly string[] | null
}

// Nothing but the tag goes in, so sharing cannot be observed. Bounded, because a server that
// renders pages meets whatever tags its visitors send.
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
