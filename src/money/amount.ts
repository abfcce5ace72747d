/**
 * Amounts between text and whole base units. Does not round, ever: what does not fit is refused.
 * Does not localise either; people's locales are format.ts and amount-input.ts.
 */

import { MoneyError } from './errors.ts'

/** Smallest and largest amount the contract can hold (signed 128 bit). */
export const I128_MIN = -(2n ** 127n)
/** See {@link I128_MIN}. */
export const I128_MAX = 2n ** 127n - 1n

/** Most decimals a token may have: 10^38 is the largest power of ten within i128. */
export const maxDecimals = 38

/** What must be known about a token before its units can be shown to a person. */
export interface TokenInfo {
  /** Short name next to the number, for example `USDC`. */
  readonly symbol: string
  /** Digits after the point: one whole token is `10 ** decimals` units. Whole number, 0 to 38. */
  readonly decimals: number
  /** Digits after the point that every amount shows, at most `decimals`. Default 2. */
  readonly shownDecimals?: number | undefined
}

/** How many decimals to show for an amount: those of the token, or all where it would otherwise read 0. */
export function shownDecimals({ decimals, shownDecimals = 2 }: TokenInfo, units: bigint): number {
  const digits = Math.min(shownDecimals, decimals)
  return units > 0n && units < unitsPerStep(decimals, digits) ? decimals : digits
}

const powersOfTen: readonly bigint[] = Array.from({ length: maxDecimals + 1 }, (_, exponent) => {
  return 10n ** BigInt(exponent)
})

/**
 * Units in one whole token.
 *
 * @throws MoneyError `decimals_range` unless `decimals` is a whole number from 0 to 38
 */
export function unitsPerToken(decimals: number): bigint {
  return powerOfTen(decimals, 'decimals')
}

/**
 * Units in one step of the last shown digit. Digits beyond the token's own do not exist, so
 * `digits` above `decimals` means one unit.
 *
 * @throws MoneyError `decimals_range` unless both are whole numbers from 0 to 38
 */
export function unitsPerStep(decimals: number, digits: number): bigint {
  const token = unitsPerToken(decimals)
  const shown = powerOfTen(digits, 'digits')
  return shown < token ? token / shown : 1n
}

function powerOfTen(exponent: number, option: 'decimals' | 'digits'): bigint {
  const power = powersOfTen[exponent]
  if (power !== undefined) return power
  throw new MoneyError(
    'decimals_range',
    `Cannot scale an amount: ${option} is ${exponent}. Pass a whole number from 0 to ${maxDecimals}.`,
  )
}

// Leading zeros are let through because people type them; everything else has one spelling.
const amountPattern = /^(-?)(\d+)(?:\.(\d+))?$/
const unitsPattern = /^(?:0|-?[1-9]\d*)$/
/** Digits of the longest i128: anything longer is out of range before it is worth a BigInt. */
const i128Digits = 39

/**
 * Reads what a person or a form gives as an amount of whole tokens: `parseAmount('12.5', 7)` is
 * `125000000n` (viem and ethers call this `parseUnits`). Point as decimal sign, no grouping, no exponent, no surrounding space, digits on
 * both sides of the point. Zeros beyond the token's decimals are accepted since they lose nothing.
 *
 * @throws MoneyError `amount_syntax`; `amount_precision` when a digit would have to be dropped;
 * `amount_range` beyond i128; `decimals_range`
 */
export function parseAmount(text: string, decimals: number): bigint {
  const match = amountPattern.exec(requireText(text, 'amount'))
  if (match === null) {
    unitsPerToken(decimals)
    throw new MoneyError(
      'amount_syntax',
      `Cannot read the amount ${quote(text)}: ${syntaxReason(text)}. Write digits with a point as decimal sign, such as 1234.5.`,
    )
  }
  const [, sign = '', whole = '', fraction = ''] = match
  return unitsOfDigits({ sign, whole, fraction }, decimals, text)
}

/** The digits of an amount, 0 to 9, before and after its point; `sign` is `-` or empty. */
export interface AmountDigits {
  readonly sign: string
  readonly whole: string
  readonly fraction: string
}

/**
 * @param text the amount as it was written, for messages
 * @throws MoneyError `amount_precision`, `amount_range`, `decimals_range`
 */
export function unitsOfDigits(
  { sign, whole, fraction }: AmountDigits,
  decimals: number,
  text: string,
): bigint {
  const scale = unitsPerToken(decimals)
  if (/[^0]/.test(fraction.slice(decimals))) {
    throw new MoneyError(
      'amount_precision',
      `Cannot read the amount ${quote(text)}: the token has ${decimals} decimals and nothing is ever rounded. Write at most ${decimals} decimals.`,
    )
  }
  const digits = whole.replace(/^0+(?=\d)/, '')
  if (digits.length > i128Digits) throw outOfRange(text)
  const magnitude =
    BigInt(digits) * scale + BigInt(fraction.slice(0, decimals).padEnd(decimals, '0'))
  return requireI128(sign === '-' ? -magnitude : magnitude, text)
}

/**
 * The exact, canonical text of an amount: no grouping, no trailing zeros, `-` only before a value
 * below zero. `parseAmount` of it gives the same units back. Also prints totals beyond i128.
 *
 * @throws MoneyError `decimals_range`; `amount_syntax` unless `units` is a bigint
 */
export function printAmount(units: bigint, decimals: number): string {
  const scale = unitsPerToken(decimals)
  const magnitude = requireUnits(units) < 0n ? -units : units
  const fraction = fractionText(magnitude % scale, decimals).replace(/0+$/, '')
  const sign = units < 0n ? '-' : ''
  return `${sign}${magnitude / scale}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * Reads the wire form of units: a decimal whole number in its one canonical spelling (no plus, no
 * leading zeros, no `-0`), within i128.
 *
 * @throws MoneyError `amount_syntax`, `amount_range`
 */
export function parseBaseUnits(text: string): bigint {
  if (!unitsPattern.test(requireText(text, 'units'))) {
    throw new MoneyError(
      'amount_syntax',
      `Cannot read the units ${quote(text)}: they are not a canonical whole number. Send base units as a decimal string such as "125000000".`,
    )
  }
  if (text.length > i128Digits + 1) throw outOfRange(text)
  return requireI128(BigInt(text), text)
}

/**
 * The wire form of units: what {@link parseBaseUnits} reads.
 *
 * @throws MoneyError `amount_range` beyond i128, since no contract could read it; `amount_syntax` unless
 * `units` is a bigint
 */
export function printBaseUnits(units: bigint): string {
  return String(requireI128(requireUnits(units), String(units)))
}

/**
 * Drops what the last shown digit cannot show, towards zero: 0.99999 with two digits is 0.99.
 * The result is still in units. `digits` above `decimals` drops nothing.
 *
 * @throws MoneyError `decimals_range`; `amount_syntax` unless `units` is a bigint
 */
export function truncateUnits(units: bigint, decimals: number, digits: number): bigint {
  return requireUnits(units) - (units % unitsPerStep(decimals, digits))
}

/** The digits after the point, all `decimals` of them, of a part below one token. */
export function fractionText(unitsBelowOne: bigint, decimals: number): string {
  return decimals === 0 ? '' : String(unitsBelowOne).padStart(decimals, '0')
}

/** @throws MoneyError `amount_syntax` unless `text` is a string */
export function requireText(text: string, what: string): string {
  // Callers without a type checker pass numbers; a regular expression would quietly coerce them.
  if (typeof text === 'string') return text
  throw wrongType(text, `read the ${what}`, 'a string')
}

/** @throws MoneyError `amount_syntax` unless `units` is a bigint */
export function requireUnits(units: bigint): bigint {
  if (typeof units === 'bigint') return units
  throw wrongType(units, 'write the amount', 'units as bigint')
}

function wrongType(value: unknown, purpose: string, wanted: string): MoneyError {
  const type = typeof value
  const reason = type === 'number' ? 'a number, which may already have lost digits' : `a ${type}`
  return new MoneyError('amount_syntax', `Cannot ${purpose}: got ${reason}. Pass ${wanted}.`)
}

function requireI128(units: bigint, text: string): bigint {
  if (units < I128_MIN || units > I128_MAX) throw outOfRange(text)
  return units
}

function outOfRange(text: string): MoneyError {
  return new MoneyError(
    'amount_range',
    `Cannot hold the amount ${quote(text)}: it is outside the contract's 128-bit range. Use an amount whose units lie between -2^127 and 2^127 - 1.`,
  )
}

function syntaxReason(text: string): string {
  if (text.trim() === '') return 'it is empty'
  if (text !== text.trim()) return 'it has space around it'
  if (text.includes(',')) return 'it has a comma'
  if (/e/i.test(text)) return 'it has an exponent or letters'
  if (/^-?\.\d|\d\.$/.test(text)) return 'a digit is missing next to the point'
  return 'it is not a decimal number'
}

/** Quotes foreign text for a message, bounded, so that a hostile input cannot flood a log. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
