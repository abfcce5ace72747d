/** Dates and times as text. Reads no clock: every time is an argument. */
import { printWith } from '../../messages/cached-format.ts'

/** Locale and time zone; both default to those of the host. */
export interface DateTimeStyle {
  readonly locale?: string | undefined
  /** IANA name such as `Europe/Vienna`. */
  readonly timeZone?: string | undefined
}

function print(atMs: number, style: DateTimeStyle, options: Intl.DateTimeFormatOptions): string {
  const { locale, timeZone } = style
  return printWith(Intl.DateTimeFormat, atMs, locale, { ...options, ...(timeZone && { timeZone }) })
}

const clockTime = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const

/** `14:02:11` */
export function printTimeOfDay(atMs: number, style: DateTimeStyle = {}): string {
  return print(atMs, style, clockTime)
}

/** `20 Nov 2026`, in the order of the locale. */
export function printDay(atMs: number, style: DateTimeStyle = {}): string {
  return print(atMs, style, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** `20 Nov, 14:02`, in the order of the locale. */
export function printDayAndTime(atMs: number, style: DateTimeStyle = {}): string {
  if (!isValidTime(atMs)) return ''
  return print(atMs, style, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}

/** From here on a date needs its year, and no time of day. */
const farMs = 300 * 86_400_000

/** `20 Nov, 14:02`; a date that is most of a year away from `nearMs` has its year: `25 Dec 2027`. */
export function printNear(atMs: number, nearMs: number, style: DateTimeStyle = {}): string {
  const isNear = Math.abs(atMs - nearMs) < farMs
  return isNear || !isValidTime(atMs) ? printDayAndTime(atMs, style) : printDay(atMs, style)
}

/** `20 Nov 2026, 14:02:11`, in the order of the locale. */
export function printDateAndTime(atMs: number, style: DateTimeStyle = {}): string {
  if (!isValidTime(atMs)) return ''
  return print(atMs, style, { day: 'numeric', month: 'short', year: 'numeric', ...clockTime })
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
