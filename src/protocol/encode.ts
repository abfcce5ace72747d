/**
 * Meaning → frame: the writing half of decode.ts, for servers and tests. Control frames are the same in
 * every feed; events and items are written by the feed's codec.
 * Decides nothing: the hub decides which frame is sent when, and with which id (P1).
 */
import { type Position, printEventId } from './event-id.ts'
import type { FeedCodec, FeedEvent } from './feed-codec.ts'
import type { ConnectedFrame, ControlFrame, SentFrame } from './feed-frames.ts'
import type { Frame } from './frame.ts'

/**
 * The frame that says this; `decodeFrame` reads the same value back. The id is printed when
 * `position` is not null.
 *
 * @param feed how events and items are written: a feed definition
 * @throws ProtocolError `bad_position` for a position no id can carry.
 *
 * @example
 * printFrame(encodeFrame({ kind: 'event', event: moved, position }, shipments))
 */
export function encodeFrame<Event extends FeedEvent, Item extends object>(
  frame: SentFrame<Event, Item>,
  feed: FeedCodec<Event, Item>,
): Frame {
  switch (frame.kind) {
    case 'event':
      return named(frame.event.type, idOf(frame), feed.encodeEvent(frame.event))
    case 'snapshot':
      return named('snapshot', idOf(frame), {
        position: printPosition(frame.readAt),
        part: frame.part,
        parts: frame.parts,
        [feed.collection ?? 'items']: frame.items.map((item) => feed.encodeItem(item)),
      })
    default:
      return encodeControlFrame(frame, feed.greeting)
  }
}

/** As {@link encodeFrame}, for the frames that mean the same in every feed. */
export function encodeControlFrame(
  frame: ControlFrame,
  greeting: FeedCodec['greeting'] = 'named',
): Frame {
  const id = idOf(frame)
  switch (frame.kind) {
    case 'connected': {
      const data = JSON.stringify(connectedBody(frame))
      return greeting === 'unnamed' ? { ...id, data } : { ...id, event: 'connected', data }
    }
    case 'ping':
      return named('ping', id, {
        time: frame.time,
        delivered: frame.delivered,
        conflated: frame.conflated,
        degraded: frame.degraded,
      })
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
    degraded: frame.degraded,
  }
}

function idOf(frame: object): { id?: string } {
  const { position } = frame as { readonly position?: Position | null }
  return position ? { id: printEventId(position) } : {}
}

function named(event: string, id: { id?: string }, body: unknown): Frame {
  return { ...id, event, data: JSON.stringify(body) }
}

/** Missing rather than null in JSON. */
function printPosition(position: Position | null): string | undefined {
  return position === null ? undefined : printEventId(position)
}
