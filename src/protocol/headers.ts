/**
 * The HTTP side of the protocol in names: the head of a feed's response, the headers that carry
 * meaning, and what a cross-origin page must be allowed. Sends nothing.
 */
import { durableHeaders } from './durable.ts'

/** The media type of every feed. */
export const feedMediaType = 'text/event-stream'

/** The media type of every error answer (RFC 9457). */
export const problemMediaType = 'application/problem+json'

/**
 * The head of every feed. `no-transform` and `x-accel-buffering` keep proxies from compressing or
 * holding frames back. `Connection` is missing on purpose: HTTP/2 forbids it and WebKit then
 * refuses the response.
 */
export const feedHead = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  vary: 'origin',
} as const

/** Request header with the cursor; wins over the query parameter `lastEventId`. */
export const lastEventIdHeader = 'last-event-id'

/** Request header that makes a command safe to repeat. 1–200 printable ASCII characters without spaces. */
export const idempotencyKeyHeader = 'idempotency-key'

/** Answered on every response and repeated in problems; taken over from the request when sane. */
export const requestIdHeader = 'x-request-id'

/** Seconds or a date; answered with 429 and 503. */
export const retryAfterHeader = 'retry-after'

/** Request header with the version that a change is based on; answered with 412 when it is another one. */
export const ifMatchHeader = 'if-match'

/** Response header with the version of what is answered, in quotes. */
export const etagHeader = 'etag'

/** What a preflight must allow: a cross-origin resume needs Last-Event-ID even if the start did not. */
export const corsAllowHeaders = [
  'authorization',
  'cache-control',
  'content-type',
  idempotencyKeyHeader,
  ifMatchHeader,
  'if-none-match',
  lastEventIdHeader,
  requestIdHeader,
] as const

/** What a cross-origin page must be able to read. */
export const corsExposeHeaders = [
  etagHeader,
  'location',
  retryAfterHeader,
  durableHeaders.nextOffset,
  durableHeaders.upToDate,
  durableHeaders.cursor,
  durableHeaders.time,
  durableHeaders.pingMs,
  requestIdHeader,
] as const

/** The methods of subscriptions, commands and reads. */
export const corsAllowMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
] as const
