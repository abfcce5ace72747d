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

/** A message of the wire. */
export function frameBytes(frame: Frame): Uint8Array {
  return encoder.encode(printFrame(frame))
}

/** A frame about the connection itself. */
export function controlBytes(frame: ControlFrame, greeting: FeedCodec['greeting']): Uint8Array {
  return frameBytes(encodeControlFrame(frame, greeting))
}

/** The same after a comment line, for clients that take it as a sign of life. */
export function commentedBytes(frame: ControlFrame, comment: string): Uint8Array {
  return encoder.encode(`:${comment}\n${printFrame(encodeControlFrame(frame))}`)
}

/** The frame of a log entry, with its own position as id. The body is taken as the log has it. */
export function entryBytes(entry: LogEntry): Uint8Array {
  return frameBytes({ id: printEventId(entry.position), event: entry.type, data: entry.data })
}
