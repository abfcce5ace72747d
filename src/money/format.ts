/**
 * Units as text in a person's locale, exact to the last digit shown. Cheap enough for every frame:
 * Intl is asked when the whole-token part changes and for nothing else, since one new
 * Intl.NumberFormat costs as much as hundreds of these writes. Has no token symbols.
 *
 * What a locale does is learned from `formatToParts`, never assumed: es-ES groups only from five
 * digits on, en-IN by lakhs, ar-EG and fa-IR have their own digits and a mark before the minus.
 */

import { fractionText, requireUnits, unitsPerStep, unitsPerToken } from './amount.ts'
import { MoneyError } from './errors.ts'
import { type LocaleNotation, notationOf } from './locale-notation.ts'

/** An amount in pieces, to be styled apart. Joined in this order they are the text. */
export interface AmountParts {
  /** The locale's minus with any direction mark before it; empty for amounts that read as zero. */
  readonly sign: string
  /** Whole tokens, grouped. */
  readonly integer: string
  /** Empty when there is no fraction. */
  readonly decimalPoint: string
  /** The decimal separator and the digits after it; empty without. */
  readonly fraction: string
}

/** Writes amounts of one token in one locale. Remembers the last whole-token part. */
export interface AmountFormat {
  /** The pieces of the text, for those that are set apart. */
  parts(units: bigint): AmountParts
  /** The parts joined. Truncated, never rounded: 0.99999 with two digits reads 0.99. */
  text(units: bigint): string
  /** The same locale with every digit the token has, for titles and for copying. */
  exact(units: bigint): string
}

/** How {@link createAmountFormat} writes amounts. */
export interface AmountFormatOptions {
  /** BCP 47 tag, also with `-u-nu-` digits. Default: the locale of the host. */
  readonly locale?: string | undefined
  /** Decimals of the token. */
  readonly decimals: number
  /** Digits shown after the point. Beyond `decimals` there is nothing to show. */
  readonly digits: number
  /**
   * Digits kept although they are zeros, at most `digits` and by default just that, so
   * that a moving number keeps its width.
   */
  readonly minimumDigits?: number | undefined
}

/**
 * A formatter for one token and locale; make one for a number, not for a write.
 *
 * @throws MoneyError `decimals_range` unless the digits are whole numbers from 0 to 38;
 * `locale_unknown` when the locale is not a BCP 47 tag
 * @example
 * const format = createAmountFormat({ locale: 'en-US', decimals: 7, digits: 2 })
 * format.text(12_345_678_999_999n) // '1,234,567.89'
 */
export function createAmountFormat(options: AmountFormatOptions): AmountFormat {
  const { locale, decimals, digits, minimumDigits = digits } = options
  const scale = unitsPerToken(decimals)
  const step = unitsPerStep(decimals, digits)
  // Only asked for its check: a wrong option is refused here, not at the first write.
  unitsPerStep(decimals, minimumDigits)
  const keptDigits = Math.min(minimumDigits, digits)
  const notation = notationOf(locale)
  let lastWhole = -1n
  let lastInteger = ''

  function partsOf(units: bigint, stepUnits: bigint, digitsShown: number): AmountParts {
    const shown = units - (units % stepUnits)
    const magnitude = shown < 0n ? -shown : shown
    const whole = magnitude / scale
    if (whole !== lastWhole) {
      lastInteger = notation.numberFormat.format(whole)
      lastWhole = whole
    }
    const latin = fractionText(magnitude % scale, decimals).slice(0, digitsShown)
    const fraction = localDigits(notation, trimZeros(latin, keptDigits))
    return {
      sign: shown < 0n ? notation.minus : '',
      integer: lastInteger,
      decimalPoint: fraction === '' ? '' : notation.decimalPoint,
      fraction,
    }
  }

  return {
    parts: (units) => partsOf(units, step, digits),
    text: (units) => joined(partsOf(units, step, digits)),
    exact: (units) => joined(partsOf(units, 1n, decimals)),
  }
}

/** How {@link formatAmount} writes an amount. */
export interface FormatAmountOptions {
  /** Digits after the point that the token has. Whole number, 0 to 38. */
  readonly decimals: number
  /**
   * Digits shown after the point, zeros included; further ones are cut off, never rounded. Default: every digit
   * of the amount that is not a zero at the end.
   */
  readonly digits?: number | undefined
  /** BCP 47 tag, also with `-u-nu-` digits. Default: the locale of the host. */
  readonly locale?: string | undefined
}

/**
 * One amount as text in a locale, without a token symbol. `parseAmountInput` reads it back. For a number
 * that is written again and again {@link createAmountFormat} is cheaper.
 *
 * @throws MoneyError `decimals_range`, `locale_unknown`; `amount_syntax` unless `units` is a bigint;
 * `option_unknown` for options that it does not have
 * @example
 * formatAmount(12_345_678_999_999n, { decimals: 7, digits: 2, locale: 'en-US' }) // '1,234,567.89'
 * formatAmount(12_500_000n, { decimals: 7, locale: 'de-DE' }) // '1,25'
 */
export function formatAmount(units: bigint, options: FormatAmountOptions): string {
  const { decimals, digits, locale, ...others }: FormatAmountOptions = Object(options)
  // A misspelled `digits` would show too many.
  for (const name in others) {
    throw new MoneyError(
      'option_unknown',
      `Cannot write the amount: ${name} is no option. Pass decimals, digits and locale.`,
    )
  }
  return createAmountFormat({
    locale,
    decimals,
    digits: digits ?? decimals,
    minimumDigits: digits ?? 0,
  }).text(requireUnits(units))
}

function joined(parts: AmountParts): string {
  return parts.sign + parts.integer + parts.decimalPoint + parts.fraction
}

function trimZeros(digits: string, keep: number): string {
  return digits.slice(0, keep) + digits.slice(keep).replace(/0+$/, '')
}

function localDigits(notation: LocaleNotation, latin: string): string {
  const { digits } = notation
  return digits === null ? latin : latin.replace(/\d/g, (digit) => digits[Number(digit)] ?? digit)
}
