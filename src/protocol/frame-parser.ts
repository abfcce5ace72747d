/**
 * Bytes in, frames out: the reading half of frame.ts, by the WHATWG rules for event streams.
 * Does not know what frames mean (decode.ts); must stay free of schemas, since the generic SSE
 * client carries it.
 *
 * F1 The frames do not depend on where the bytes were cut, inside a character, a BOM or a CRLF.
 * F2 A frame is delivered when its blank line begins to arrive: no waiting for the LF of a CRLF.
 * F3 An id counts at the blank line, also without data; never from a torn frame or with NUL.
 * F4 Exactly one BOM is removed, at the very beginning.
 * F5 No more than `maxEventBytes` of an unfinished line or frame are kept.
 */
import { createParser } from 'eventsource-parser'
import { longestDelayMs } from '../platform/timer-limit.ts'
import { ProtocolError } from './errors.ts'

/** One dispatched message, as `EventSource` would see it, plus its own id. */
export interface ParsedFrame {
  /** The event's name; `message` when none was given. */
  readonly type: string
  /** The data lines joined by LF. */
  readonly data: string
  /** The id that stands after this frame: its own, or the last one before it. */
  readonly lastEventId: string
  /** Only when this frame carried an id itself. The empty string clears the cursor. */
  readonly id?: string
}

/** Callbacks must not throw: an exception here loses the rest of the chunk. */
export interface FrameParserOptions {
  /** The cursor to start from, normally the one sent with the request. Default: empty. */
  readonly lastEventId?: string
  /** Bound of one line and of one frame without its comments, in bytes. Default: 1 MiB. */
  readonly maxEventBytes?: number | undefined
  /** Whether an id moves the cursor; others are not reported at all. Default: every id does. */
  readonly isCursor?: ((id: string) => boolean) | undefined
  /** Called for every complete frame. */
  onFrame(frame: ParsedFrame): void
  /** An id was committed; called before its frame, and even if there is no frame. */
  onId?(id: string): void
  /** The delay before a reconnect that the server requests, clamped to 0 … 2^31 − 1 ms. */
  onRetry?(delayMs: number): void
  /** Called for every comment line. */
  onComment?: ((text: string) => void) | undefined
}

/** Reads one response body. A new connection needs a new parser. */
export interface FrameParser {
  /**
   * Takes the next bytes and reports the frames that they complete.
   *
   * @throws ProtocolError `event_too_large`; every frame finished before it was delivered.
   */
  push(bytes: Uint8Array): void
  /** The body is over: an unfinished frame is dropped together with its id. Silences the parser. */
  end(): void
}

/** The default of `maxEventBytes`: 1 MiB. */
export const defaultMaxEventBytes = 1_048_576

const LF = 10
const CR = 13
const COLON = 58

/**
 * Splits the bytes of an event stream into frames, under any cut.
 *
 * @example createFrameParser({ onFrame: (frame) => console.log(frame.type, frame.data) })
 */
export function createFrameParser(options: FrameParserOptions): FrameParser {
  const {
    maxEventBytes = defaultMaxEventBytes,
    isCursor,
    onFrame,
    onId,
    onRetry,
    onComment,
  } = options
  let lastEventId = options.lastEventId ?? ''
  let isEnded = false

  const parser = createParser({
    onId(id) {
      if (isEnded || isCursor?.(id) === false) return
      lastEventId = id
      onId?.(id)
    },
    onEvent({ event = 'message', data, id }) {
      if (isEnded) return
      onFrame({ type: event, data, lastEventId, ...(id === lastEventId && { id }) })
    },
    onRetry(delayMs) {
      if (!isEnded) onRetry?.(Math.min(delayMs, longestDelayMs))
    },
    // Without a listener the parser may throw long comments away instead of keeping them.
    onComment: onComment && ((text) => isEnded || onComment(text)),
  })
  // F4. One BOM is left in by the decoder and taken out by the parser. Not by the decoder: Node's
  // removes a second one when the cut lies between the two. And not by the parser alone: it would
  // also take the three letters of a BOM that was encoded twice, so it always gets a real one.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let isStart = true

  function decode(bytes: Uint8Array): string {
    const text = decoder.decode(bytes, { stream: true })
    if (!isStart || text === '') return text
    isStart = false
    return text.startsWith('\uFEFF') ? text : `\uFEFF${text}`
  }

  // F5. eventsource-parser's own limit counts UTF-16 units and only looks between chunks, so one
  // big chunk would pass and the same bytes in two chunks would not. Counting costs a pass over
  // the bytes (a few ms per MB) and gives the same answer for every cut.
  let frameBytes = 0
  let lineBytes = 0
  let isComment = false
  let isAfterCr = false

  /** The index of the first byte that is too much, or -1. */
  function findExcess(bytes: Uint8Array): number {
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index]
      if (byte === LF || byte === CR) {
        if (byte === CR || !isAfterCr) {
          if (lineBytes === 0) frameBytes = 0
          // A server may send heartbeats for weeks without ever ending the empty frame.
          else if (!isComment) frameBytes += lineBytes
          lineBytes = 0
        }
        isAfterCr = byte === CR
        continue
      }
      isAfterCr = false
      if (lineBytes === 0) isComment = byte === COLON
      lineBytes++
      if (lineBytes + (isComment ? 0 : frameBytes) > maxEventBytes) return index
    }
    return -1
  }

  return {
    push(bytes) {
      if (isEnded) return
      const excess = findExcess(bytes)
      parser.feed(decode(excess < 0 ? bytes : bytes.subarray(0, excess)))
      if (excess >= 0 && !isEnded) {
        isEnded = true
        throw new ProtocolError(
          'event_too_large',
          `Failed to read the feed: an event or line is larger than ${maxEventBytes} bytes. ` +
            'Raise maxEventBytes.',
        )
      }
    },
    end() {
      // What is unfinished is simply never asked for again.
      isEnded = true
    },
  }
}
