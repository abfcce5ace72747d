/**
 * Numbers and times as text. A formatter is created once for a locale and options, since creating one costs
 * more than a hundred uses. Amounts of tokens: money/format.
 */

import type { Count } from './messages.ts'

// Bounded, because a server that renders pages receives arbitrary tags from its visitors.
const formatters = new Map<string, unknown>()
const maxFormatters = 64

/**
 * A formatter of a locale: the same object for the same options.
 *
 * @param Format `Intl.NumberFormat` or `Intl.DateTimeFormat`
 * @param locale BCP 47 tag; undefined: that of the host
 */
export function formatterOf<Options, Formatter>(
  Format: new (locale: string | undefined, options: Options) => Formatter,
  locale: string | undefined,
  options: Options,
): Formatter {
  const key = JSON.stringify([Format.name, locale, options])
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Format(locale, options)
    if (formatters.size >= maxFormatters) formatters.clear()
    formatters.set(key, formatter)
  }
  return formatter as Formatter
}

/** A value in the notation of the locale. See {@link formatterOf}. */
export function printWith<Options>(
  Format: new (locale: string | undefined, options: Options) => { format(value: number): string },
  value: number,
  locale: string | undefined,
  options: Options,
): string {
  return formatterOf(Format, locale, options).format(value)
}

/** A whole number as messages take it. */
export function countOf(count: number, locale: string | undefined): Count {
  return { count, number: printWith(Intl.NumberFormat, count, locale, {}) }
}
