/** The `Retry-After` header of an HTTP answer. */
import { clampDelay } from '../platform/timer-limit.ts'

/**
 * Reads a `Retry-After` header, in either of its forms: seconds, or an HTTP date.
 *
 * @param nowMs what the response's `Date` header says if there is one, else the local clock: a date
 * compared with a wrong local clock would be wrong by the same amount.
 * @returns milliseconds within `[0, 2^31 − 1]`, or null when absent or unreadable.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d+$/.test(text)) return clampDelay(Number(text) * 1000)
  // Without this, Date.parse would take '-5' and '1.5' for years.
  if (!/^[A-Za-z]{3}/.test(text)) return null
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? null : clampDelay(atMs - nowMs)
}
