/**
 * When to try again, and whether to try at all: pure arithmetic and one table. No clock, no randomness
 * and no timers; those come in as numbers.
 */
import { clampDelay } from '../platform/timer-limit.ts'

/**
 * What an HTTP status means to a client of a feed: `open` it, `end` for good, ask for
 * `fresh_credentials` once, `wait` and try again, or `fail`: the same request would fail again.
 */
export type StatusVerdict = 'open' | 'end' | 'fresh_credentials' | 'wait' | 'fail'

/** Keys are statuses (`429`) or classes (`'5xx'`). */
export type StatusVerdicts = Readonly<Record<number | `${1 | 2 | 3 | 4 | 5}xx`, StatusVerdict>>

/**
 * The table. Statuses not named here fail.
 *
 * 408 (timeout), 425 (too early) and 429 (too many) ask for a later attempt by definition; 5xx is the
 * server's own failure, except for 501, which says that it will never do this. 204 is how a server makes an event source stop ([spec] "HTTP 204 No
 * Content … stop reconnecting").
 */
export const statusVerdicts: Partial<StatusVerdicts> = {
  200: 'open',
  204: 'end',
  401: 'fresh_credentials',
  408: 'wait',
  425: 'wait',
  429: 'wait',
  501: 'fail',
  '5xx': 'wait',
}

/**
 * Looks `status` up in {@link statusVerdicts} with `overrides` laid over it: the status itself, then its
 * class, so that an override of `'4xx'` leaves the table's own 401 as it is; `fail` when in neither.
 */
export function decideVerdict(
  status: number,
  overrides: Partial<StatusVerdicts> = {},
): StatusVerdict {
  const table: Partial<StatusVerdicts> = { ...statusVerdicts, ...overrides }
  const statusClass = `${Math.floor(status / 100)}xx` as '5xx'
  return table[status] ?? table[statusClass] ?? 'fail'
}

/** How long to wait before the next attempt: exponential with full jitter. */
export interface BackoffOptions {
  /** Ceiling of the first random wait; a smaller `retry:` of the server lowers it. Default 1000. */
  readonly baseMs?: number
  /** Neither a random wait nor a `retry:` is longer than this; a `Retry-After` may be. Default 30 000. */
  readonly capMs?: number
}

/**
 * Base delays below this are raised to it. `retry: 0` is legal on the wire, and would otherwise
 * multiply into an endless loop of immediate requests.
 */
const shortestBaseMs = 100

export interface DelayFactors {
  /** Failures in a row before this one; 0 for the first. */
  readonly attempt: number
  readonly baseMs: number
  readonly capMs: number
  /** The `retry:` of the server, which holds for every reconnect; null without. Default null. */
  readonly retryMs?: number | null
  /** The `Retry-After` of this answer, or null. */
  readonly retryAfterMs: number | null
  /** In `[0, 1)`. */
  readonly random: number
}

/**
 * Full jitter: anywhere between nothing and a ceiling that doubles. After an outage the clients of
 * one server come back spread over the whole interval instead of in waves. What the server asked for
 * is the minimum: [spec] the reconnection time is waited for, and then "optionally … some more".
 */
export function decideDelay(factors: DelayFactors): number {
  const { capMs, retryMs = null } = factors
  // A server that asks for an earlier return gets it.
  const base = Math.max(Math.min(factors.baseMs, retryMs ?? factors.baseMs), shortestBaseMs)
  // Beyond 2^31 the ceiling is the cap anyway; the limit keeps the power finite.
  const ceiling = Math.min(capMs, base * 2 ** Math.min(factors.attempt, 31))
  const floor = Math.min(capMs, retryMs ?? 0)
  return clampDelay(
    Math.max(factors.retryAfterMs ?? 0, floor + Math.floor(factors.random * ceiling)),
  )
}
