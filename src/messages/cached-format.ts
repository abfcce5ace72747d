/**
 * Numbers and times as text. A formatter is created once for a locale and options, since creating one costs
 * more than a hundred uses. Amounts of tokens: money/format.
 */

import type { Count } from './messages.ts'

type Formatter = Pick<Intl.NumberFormat | Intl.DateTimeFormat, 'format'>

// Bounded, because a server that renders pages receives arbitrary tags from its visitors.
const formatters = new Map<string, Formatter>()
const maxFormatters = 64

/**
 * A value in the notation of the locale.
 *
 * @param Format `Intl.NumberFormat` or `Intl.DateTimeFormat`
 * @param locale BCP 47 tag; undefined: that of the host
 */
export function printWith<Options>(
  Format: new (locale: string | undefined, options: Options) => { format(value: number): string },
  value: number,
  locale: string | undefined,
  options: Options,
): string {
  const key = JSON.stringify([Format.name, locale, options])
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Format(locale, options)
    if (formatters.size >= maxFormatters) formatters.clear()
    formatters.set(key, formatter)
  }
  return formatter.format(value)
}

/** A whole number as messages take it. */
export function countOf(count: number, locale: string | undefined): Count {
  return { count, number: printWith(Intl.NumberFormat, count, locale, {}) }
}
