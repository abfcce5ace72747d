/**
 * Reading by the Durable Streams protocol (PROTOCOL.md, section 14): offsets, the names of headers and
 * parameters, and what an answer holds. Shared by the server and by clients that poll. Sends nothing.
 */
import type { Problem } from './errors.ts'
import { type Position, parseEventId, printEventId } from './event-id.ts'

/** The headers of answers. */
export const durableHeaders = {
  /** Where to continue. */
  nextOffset: 'stream-next-offset',
  /** `true`: the answer reaches to the newest event. */
  upToDate: 'stream-up-to-date',
  /** To be sent back as the parameter `cursor`. */
  cursor: 'stream-cursor',
  /** The server's clock in Unix milliseconds. */
  time: 'streamgauge-time',
  /** The longest time that a live answer takes, in milliseconds. */
  pingMs: 'streamgauge-ping-ms',
} as const

/** The query parameters besides the filter. */
export const durableParameters = ['offset', 'live', 'cursor'] as const

/** The values of `live`. */
export const liveModes = ['long-poll', 'sse'] as const

/** One of {@link liveModes}. */
export type LiveMode = (typeof liveModes)[number]

/** The offset before the oldest event that is kept. */
export const beginningOffset = '-1'

/** The offset of the newest position. */
export const newestOffset = 'now'

/** One item of an answer, before its body is decoded. */
export interface DurableItem {
  /** The id of the event. */
  readonly id: string
  /** The event's name, or `gap`. */
  readonly type: string
  /** When it was appended, Unix milliseconds; a gap has none. */
  readonly time?: number
  /** The event's body; that of a gap is `{ from, to, reason }`. */
  readonly data: unknown
}

/** The body of a 410 `offset_gone`: the gap or the reset of section 3. */
export interface OffsetGone extends Problem {
  readonly code: 'offset_gone'
  /** `trimmed`, `epoch` or `ahead`. A plain string, because servers are newer than clients. */
  readonly reason: string
  /** With `trimmed`: the first offset that is no longer kept. */
  readonly from?: number
  /** With `trimmed`: the last one. */
  readonly to?: number
}

/** The digits of 2^53 − 1. */
const digits = 16

/**
 * Writes a position as an offset, e.g. `k3f9a.0000000000001042`. Offsets of one epoch sort as text like their positions.
 *
 * @throws ProtocolError `bad_position`, as {@link printEventId}
 */
export function printOffset(position: Position): string {
  const id = printEventId(position)
  const start = id.lastIndexOf('.') + 1
  return id.slice(0, start) + id.slice(start).padStart(digits, '0')
}

/** Reads an offset, or the id of the same position. `null` for anything else, also for `-1` and `now`. */
export function parseOffset(text: string): Position | null {
  // Bounded first: an offset comes from outside and may be of any length.
  return text.length > 40 ? null : parseEventId(text.replace(/\.0{1,15}(?=\d+$)/, '.'))
}
