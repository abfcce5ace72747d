/**
 * Amounts as people type and paste them in their locale, exact. Reads what {@link createAmountFormat}
 * prints, and refuses ambiguous ones: `1.250` is 1250 in German and 1.25 in English, and `1.25` is
 * invalid in German. Never guesses, never rounds.
 *
 * Separators and digits are learned from `formatToParts`. Where a locale has digits of its own, Latin
 * digits are read with the separators that the locale uses with Latin digits.
 */

import { type AmountDigits, quote, requireText, unitsOfDigits } from './amount.ts'
import { MoneyError } from './errors.ts'
import { notationOf } from './locale-notation.ts'

/** How {@link parseAmountInput} reads what a person typed. */
export interface AmountInputOptions {
  /**
   * BCP 47 tag, which may select digits with `-u-nu-`: the locale of the person who typed. No default, since the
   * same text is another amount in the locale of another host.
   */
  readonly locale: string
  /** Digits after the point that the token has. Whole number, 0 to 38. */
  readonly decimals: number
}

/** What separates groups of digits, and how many digits a group has. */
interface Grouping {
  /** Empty where the locale does not group. */
  readonly separator: string
  /** Digits of the last group. */
  readonly last: number
  /** Digits of the groups before it; the first group may have fewer. */
  readonly others: number
}

/** Directional marks, isolates and places to break a line: invisible, but included when text is copied. */
const invisible = /[\u061c\u200b\u200e\u200f\u2066-\u2069]/g
// Never a decimal sign in any locale, so they group wherever the sizes are right.
const spaces = /[ \u00a0\u2009\u202f]/
const apostrophes = /['\u2019]/
const minuses = /[-\u2212]/

/**
 * Reads an amount of whole tokens as it is written in a locale: under `de-DE`, `1.250,5` with 7 decimals
 * is `12505000000n`. Grouping is optional; if it is used, every group must have the size that the
 * locale prescribes. Spaces and apostrophes are accepted as group separators in every locale. Space around
 * the amount is ignored, and `,5` is read as `0,5`. `-5` and `−5` are negative amounts: compare with `0n` where only
 * positive ones make sense.
 *
 * @throws MoneyError `amount_grouping` when digits are grouped as the locale does not group them;
 * `amount_syntax` for anything else that is no amount in this locale; `amount_precision` when a digit
 * would have to be dropped; `amount_range` beyond i128; `decimals_range`; `locale_unknown`, also without one
 * @example
 * parseAmountInput('1.250', { locale: 'de-DE', decimals: 2 }) // 125000n
 * parseAmountInput('1.250', { locale: 'en-US', decimals: 2 }) // 125n
 * parseAmountInput('1.25', { locale: 'de-DE', decimals: 2 }) // throws: amount_grouping
 */
export function parseAmountInput(text: string, options: AmountInputOptions): bigint {
  const { locale, decimals }: AmountInputOptions = Object(options)
  if (locale === undefined) {
    throw new MoneyError(
      'locale_unknown',
      'Cannot read an amount without a locale: 1.250 is 1250 in some. Pass the locale of the person, such as "en-US".',
    )
  }
  const written = halfWidth(requireText(text, 'amount').replace(invisible, '')).trim()
  return unitsOfDigits(readDigits(written, locale, text), decimals, text)
}

/** Japanese and Chinese keyboards can produce full-width digits and signs. */
function halfWidth(text: string): string {
  return text.replace(/[\uff0b-\uff19]/g, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
  )
}

function readDigits(written: string, locale: string, text: string): AmountDigits {
  const notation = notationFor(written, locale)
  const { decimalPoint, digits } = notation
  const grouping = groupingOf(notation.numberFormat)
  const latin = Array.from(written, (character) => {
    const digit = digits?.indexOf(character) ?? -1
    return digit < 0 ? character : String(digit)
  }).join('')
  const sign = minuses.test(latin.charAt(0)) ? '-' : ''
  const [whole = '', fraction, ...more] = latin.slice(sign.length).split(decimalPoint)
  const separator = separatorOf(whole, grouping)
  const groups = separator === null ? [whole] : whole.split(separator)
  const isNumber =
    more.length === 0 &&
    /^\d*$/.test(groups.join('')) &&
    (fraction === undefined ? whole !== '' : /^\d+$/.test(fraction))
  if (!isNumber) throw unreadable(text, notation.decimalPoint, locale)
  if (groups.length > 1 && !isGrouped(groups, grouping)) {
    throw new MoneyError(
      'amount_grouping',
      `Cannot read the amount ${quote(text)}: ${quote(separator ?? '')} groups digits in this locale, but these groups are invalid. Use ${quote(decimalPoint)} for decimals, or omit the separators.`,
    )
  }
  return { sign, whole: groups.join('') || '0', fraction: fraction ?? '' }
}

/** The locale's own notation if its digits are used, else its notation for Latin digits. */
function notationFor(written: string, locale: string) {
  const notation = notationOf(locale)
  const { digits } = notation
  if (digits === null || Array.from(written).some((each) => digits.includes(each))) return notation
  const { locale: resolved } = notation.numberFormat.resolvedOptions()
  return notationOf(new Intl.Locale(resolved, { numberingSystem: 'latn' }).toString())
}

function groupingOf(format: Intl.NumberFormat): Grouping {
  const parts = format.formatToParts(10n ** 12n)
  const sizes = parts
    .filter(({ type }) => type === 'integer')
    .map(({ value }) => Array.from(value).length)
  const separator = parts.find(({ type }) => type === 'group')?.value ?? ''
  const [last = 3, others = 3] = separator === '' ? [] : sizes.reverse()
  return { separator, last, others }
}

/** The separator that groups these whole digits; null when they are not grouped. */
function separatorOf(whole: string, { separator }: Grouping): string | null {
  const used = Array.from(whole).find(
    (each) => each === separator || spaces.test(each) || apostrophes.test(each),
  )
  return used ?? null
}

function isGrouped(groups: readonly string[], { last, others }: Grouping): boolean {
  const [first = '', ...rest] = groups
  return (
    first.length > 0 &&
    first.length <= others &&
    // `0,123` was written with a decimal comma.
    !first.startsWith('0') &&
    rest.every(({ length }, index) => length === (index === rest.length - 1 ? last : others))
  )
}

function unreadable(text: string, decimalPoint: string, locale: string): MoneyError {
  return new MoneyError(
    'amount_syntax',
    `Cannot read the amount ${quote(text)}: it is not a number as ${locale} writes it. Write digits with ${quote(decimalPoint)} as decimal sign.`,
  )
}
