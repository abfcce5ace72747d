/**
 * Frames as bytes. It does not decide when a frame is due or which id it may carry (P1): that is
 * hub/connection.ts; and bytes of events are shared through hub/recent-events.ts.
 */
import { encodeControlFrame } from '../../src/protocol/encode.ts'
import { printEventId } from '../../src/protocol/event-id.ts'
import type { FeedCodec } from '../../src/protocol/feed-codec.ts'
import type { ControlFrame } from '../../src/protocol/feed-frames.ts'
import { type Frame, printFrame } from '../../src/protocol/frame.ts'
import type { LogEntry } from '../log/event-log.ts'

const encoder = new TextEncoder()

/** Why a hub cannot say whether there are newer events. */
export const logUnavailable = 'log_unavailable'

/** A message of the wire. */
export function frameBytes(frame: Frame): Uint8Array {
  return encoder.encode(printFrame(frame))
}

/** How a feed writes the frames about a connection. */
export interface ControlStyle {
  /** How its greeting is written. */
  readonly greeting: FeedCodec['greeting']
  /** A comment line before each ping, for clients that take it as a sign of life; null for none. */
  readonly pingComment: string | null
}

/** A frame about the connection itself. */
export function controlBytes(frame: ControlFrame, { greeting, pingComment }: ControlStyle) {
  const printed = printFrame(encodeControlFrame(frame, greeting))
  const comment = frame.kind === 'ping' && pingComment !== null ? `:${pingComment}\n` : ''
  return encoder.encode(`${comment}${printed}`)
}

/** The frame of a log entry, with its own position as id. The body is taken as the log has it. */
export function entryBytes(entry: LogEntry): Uint8Array {
  return frameBytes({ id: printEventId(entry.position), event: entry.type, data: entry.data })
}
