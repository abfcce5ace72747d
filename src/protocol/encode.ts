/**
 * Meaning → frame, for the payments feed: the writing half of decode.ts, for servers and tests.
 * Decides nothing: which frame is sent when, and with which id, is the hub's business (P1).
 */
import { type Position, printEventId } from './event-id.ts'
import { printEvent } from './events.ts'
import type { ConnectedFrame, SentFrame } from './feed-frames.ts'
import type { Frame } from './frame.ts'
import { printStreamState } from './stream-state.ts'

/**
 * The frame that says this; `decodeFrame` reads the same value back. The id is printed when
 * `position` is not null.
 *
 * @throws ProtocolError `bad_position` for a position no id can carry.
 *
 * @example
 * printFrame(encodeFrame({ kind: 'ping', time: clock.nowMs(), delivered: 128, position }))
 */
export function encodeFrame(frame: SentFrame): Frame {
  const id = 'position' in frame && frame.position ? { id: printEventId(frame.position) } : {}
  switch (frame.kind) {
    case 'connected':
      // Unnamed, because FlowFi's clients listen for it as a message.
      return { ...id, data: JSON.stringify(connectedBody(frame)) }
    case 'event':
      return { ...id, event: frame.event.type, data: JSON.stringify(printEvent(frame.event)) }
    case 'snapshot':
      return named('snapshot', id, {
        position: printPosition(frame.readAt),
        part: frame.part,
        parts: frame.parts,
        streams: frame.streams.map((stream) => printStreamState(stream)),
      })
    case 'ping':
      return named('ping', id, { time: frame.time, delivered: frame.delivered })
    case 'gap':
      return named('gap', id, { from: frame.from, to: frame.to, reason: frame.reason })
    case 'reset':
      return named('reset', id, { reason: frame.reason })
    case 'reconnect':
      return {
        // Native EventSource cannot read the body; for it the delay is in the retry line.
        ...(frame.afterMs === null ? {} : { retryMs: frame.afterMs }),
        ...named('reconnect', id, {
          after: frame.afterMs ?? undefined,
          reason: frame.reason ?? undefined,
        }),
      }
    case 'bye':
    case 'degraded':
      return named(frame.kind, id, { reason: frame.reason ?? undefined })
    case 'expiring':
      return named('expiring', id, { expiresAtMs: frame.expiresAtMs ?? undefined })
    case 'rejected':
      return named('rejected', id, frame.problem)
  }
}

function connectedBody(frame: ConnectedFrame) {
  return {
    type: 'connected',
    clientId: frame.clientId,
    position: printPosition(frame.position),
    recovered: frame.recovered,
    replayed: frame.replayed,
    pingMs: frame.pingMs ?? undefined,
    time: frame.time ?? undefined,
  }
}

function named(event: string, id: { id?: string }, body: object): Frame {
  return { ...id, event, data: JSON.stringify(body) }
}

/** Missing rather than null in JSON. */
function printPosition(position: Position | null): string | undefined {
  return position === null ? undefined : printEventId(position)
}
