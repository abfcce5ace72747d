/**
 * Numbers of which some are decimal text, compared and subtracted without a float in between: two exact amounts
 * have an exact difference. Pure.
 */

/**
 * A number: a `number` for what is measured or counted, a `bigint`, or decimal text such as `"74.70"`, which is
 * shown to the last digit and never becomes a float. Use text for money.
 */
export type LiveValue = number | bigint | string

const decimalText = /^-?\d+(?:\.\d+)?$/

/** Whether it can be shown: a finite number, or decimal text without an exponent. */
export function isLiveValue(value: unknown): value is LiveValue {
  if (typeof value === 'string') return decimalText.test(value)
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
}

/** Whether it is exact. A `number` may have been rounded before it came here. */
export const isExact = (value: LiveValue): value is bigint | string => typeof value !== 'number'

interface Scaled {
  readonly units: bigint
  readonly decimals: number
}

/** Null for a number that is written with an exponent, such as 1e21. */
function scaledOf(value: LiveValue): Scaled | null {
  const text = String(value)
  if (!decimalText.test(text)) return null
  const [whole = '', fraction = ''] = text.split('.')
  return { units: BigInt(whole + fraction), decimals: fraction.length }
}

/** `a - b`: exact text if one of them is exact, else a number. */
export function subtract(a: LiveValue, b: LiveValue): LiveValue {
  const one = scaledOf(a)
  const other = scaledOf(b)
  if ((!isExact(a) && !isExact(b)) || !one || !other) return Number(a) - Number(b)
  const decimals = Math.max(one.decimals, other.decimals)
  const unitsOf = (each: Scaled) => each.units * 10n ** BigInt(decimals - each.decimals)
  return printScaled(unitsOf(one) - unitsOf(other), decimals)
}

function printScaled(units: bigint, decimals: number): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const fraction = decimals === 0 ? '' : `.${digits.slice(cut)}`
  return `${units < 0n ? '-' : ''}${digits.slice(0, cut)}${fraction}`
}

/** Negative, 0 or positive, as `a` is less than, equal to or greater than `b`. */
export function compareValues(a: LiveValue, b: LiveValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const difference = subtract(a, b)
  if (typeof difference === 'number') return difference
  return difference.toString().startsWith('-') ? -1 : /[1-9]/.test(difference.toString()) ? 1 : 0
}

/** Without its sign. */
export function magnitudeOf(value: LiveValue): LiveValue {
  if (typeof value === 'number') return Math.abs(value)
  const text = String(value)
  return text.startsWith('-') ? text.slice(1) : text
}
