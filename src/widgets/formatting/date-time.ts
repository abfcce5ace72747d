/**
 * Dates and times as text. Formatters are created once per locale and time zone, since creating one costs
 * more than a hundred uses. Reads no clock: every time is an argument.
 */

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(
  name: string,
  options: Intl.DateTimeFormatOptions,
  locale: string | undefined,
  timeZone: string | undefined,
): Intl.DateTimeFormat {
  const key = `${name} ${locale ?? ''} ${timeZone ?? ''}`
  const known = formatters.get(key)
  if (known) return known
  const created = new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) })
  formatters.set(key, created)
  return created
}

/** Locale and time zone; both default to those of the host. */
export interface DateTimeStyle {
  readonly locale?: string | undefined
  /** IANA name such as `Europe/Vienna`. */
  readonly timeZone?: string | undefined
}

const clockTime = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const

/** `14:02:11` */
export function printTimeOfDay(atMs: number, style: DateTimeStyle = {}): string {
  return formatter('time', clockTime, style.locale, style.timeZone).format(atMs)
}

/** `20 Nov 2026`, in the order of the locale. */
export function printDay(atMs: number, style: DateTimeStyle = {}): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric' } as const
  return formatter('day', options, style.locale, style.timeZone).format(atMs)
}

/** `20 Nov, 14:02`, in the order of the locale. */
export function printDayAndTime(atMs: number, style: DateTimeStyle = {}): string {
  if (!isValidTime(atMs)) return ''
  const options = {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const
  return formatter('day and time', options, style.locale, style.timeZone).format(atMs)
}

/** The time of day for today, else the date. */
export function printDateOrTime(atMs: number, nowMs: number, style: DateTimeStyle = {}): string {
  const isToday = printDay(atMs, style) === printDay(nowMs, style)
  return isToday ? printTimeOfDay(atMs, style) : printDay(atMs, style)
}

/** The `datetime` attribute of a `<time>`; undefined beyond the range of dates. */
export function isoDateTime(atMs: number): string | undefined {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** Whether the time is in the range of dates: a stream may end in a million years. */
export function isValidTime(atMs: number): boolean {
  return Math.abs(atMs) <= 8.64e15
}
