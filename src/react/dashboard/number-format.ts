/**
 * Numbers that are not amounts of a token, as text: `Intl.NumberFormat`, which is exact for decimal text. A formatter
 * is created once for a locale and options.
 */
import { withMinusSign } from '../minus-sign.ts'
import { isExact, type LiveValue, magnitudeOf } from './exact-decimal.ts'

/** A number in pieces. Joined in this order they are the text. */
export interface NumberText {
  /** Before the digits: sign, and a currency or unit that the locale puts first. */
  readonly prefix: string
  /** The digits before the decimal point, grouped. */
  readonly integer: string
  /** The decimal separator and the digits after it; empty without. */
  readonly fraction: string
  /** After the digits: `%`, `M`, a currency. */
  readonly suffix: string
}

/** How numbers are written. */
export interface NumberStyle {
  readonly locale: string | undefined
  /** The options of `Intl.NumberFormat`. */
  readonly format?: Intl.NumberFormatOptions | undefined
}

/** A change has its sign, also `+`; zero has none. */
export const signed: Intl.NumberFormatOptions = { signDisplay: 'exceptZero' }

const digitOptions = [
  'minimumFractionDigits',
  'maximumFractionDigits',
  'minimumSignificantDigits',
  'maximumSignificantDigits',
  'style',
  'notation',
] as const

function optionsFor(value: LiveValue, format: Intl.NumberFormatOptions): Intl.NumberFormatOptions {
  if (!isExact(value)) return format
  // An amount is cut off, never rounded up.
  const options: Intl.NumberFormatOptions = { roundingMode: 'trunc', ...format }
  if (digitOptions.some((name) => format[name] !== undefined)) return options
  const digits = Math.min(String(value).split('.')[1]?.length ?? 0, 20)
  return { ...options, minimumFractionDigits: digits, maximumFractionDigits: digits }
}

// Not those of messages/cached-format.ts, which have no parts. Bounded, because a server that renders pages receives
// arbitrary tags from its visitors.
const formatters = new Map<string, Intl.NumberFormat>()
const maxFormatters = 64

function formatFor(value: LiveValue, { locale, format = {} }: NumberStyle): Intl.NumberFormat {
  const options = optionsFor(value, format)
  const key = JSON.stringify([locale, options])
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, options)
    if (formatters.size >= maxFormatters) formatters.clear()
    formatters.set(key, formatter)
  }
  return formatter
}

/** The number as text. */
export function printNumber(value: LiveValue, style: NumberStyle): string {
  return partsOf(value, style)
    .map(({ value: part }) => part)
    .join('')
}

/** With a real minus sign: that of most locales is a hyphen, which is shorter and lower than a plus. */
function partsOf(value: LiveValue, style: NumberStyle): readonly Intl.NumberFormatPart[] {
  // TypeScript's type of the parameter has no arbitrary text.
  const parts = formatFor(value, style).formatToParts(value as number)
  return parts.map((part) =>
    part.type === 'minusSign' ? { ...part, value: withMinusSign(part.value) } : part,
  )
}

/** The number in pieces. */
export function splitNumber(value: LiveValue, style: NumberStyle): NumberText {
  const text = { prefix: '', integer: '', fraction: '', suffix: '' }
  for (const { type, value: part } of partsOf(value, style)) {
    if (type === 'integer' || type === 'group') text.integer += part
    else if (type === 'decimal' || type === 'fraction') text.fraction += part
    else if (text.integer === '') text.prefix += part
    else text.suffix += part
  }
  return text
}

/** The pieces as one text. */
export function joinNumber({ prefix, integer, fraction, suffix }: NumberText): string {
  return prefix + integer + fraction + suffix
}

/**
 * Every digit that the number has, in the notation of the locale, its own minus included: for copying into programs
 * that read such numbers.
 */
export function printExactly(value: LiveValue, { locale }: NumberStyle): string {
  const style = {
    locale,
    // The shortest text that is this number has at most 17 significant digits.
    ...(isExact(value) ? {} : { format: { maximumFractionDigits: 20 } }),
  }
  return formatFor(value, style).format(value as number)
}

/** A change: its size with a sign, or without one next to a word. */
export function printChange(
  change: LiveValue,
  style: NumberStyle,
): { readonly signed: string; readonly size: string } {
  const { locale, format } = style
  return {
    signed: printNumber(change, { locale, format: { ...format, ...signed } }),
    size: printNumber(magnitudeOf(change), style),
  }
}
