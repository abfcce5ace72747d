/**
 * Writes the bytes of one SSE message. Does not know what the messages of the feeds mean
 * (encode.ts) and does not read them (frame-parser.ts).
 */
import { ProtocolError } from './errors.ts'

/** The fields of one SSE message. All are optional; a missing field prints no line. */
export interface Frame {
  /** What a client sends back as `Last-Event-ID`. Without CR, LF or NUL. */
  readonly id?: string
  /** The event's name; readers take `message` when it is missing or empty. Without CR, LF or NUL. */
  readonly event?: string
  /** Any text. Line ends of every kind reach the reader as LF. */
  readonly data?: string
  /** How long to wait before the next attempt, in whole milliseconds. */
  readonly retryMs?: number
  /** A line that readers skip; native EventSource cannot see it. */
  readonly comment?: string
}

const lineEnd = /\r\n|\r|\n/

/**
 * Prints one message with the blank line that ends it. The order is comment, retry, id, event,
 * data, so that a reader cut off in the middle never has the id without its event.
 *
 * @throws ProtocolError `bad_frame` for an id or event with CR, LF or NUL (it would forge other
 * fields or be ignored by readers), and for a retry that is not a safe integer ≥ 0.
 *
 * @example
 * printFrame({ id: 'k3f9a.7', event: 'ping', data: '{}' }) // 'id: k3f9a.7\nevent: ping\ndata: {}\n\n'
 */
export function printFrame(frame: Frame): string {
  let text = ''
  if (frame.comment !== undefined) text += printLines(':', frame.comment)
  if (frame.retryMs !== undefined) {
    if (!Number.isSafeInteger(frame.retryMs) || frame.retryMs < 0) throw badField('retryMs')
    text += `retry: ${frame.retryMs}\n`
  }
  if (frame.id !== undefined) text += printField('id', frame.id)
  if (frame.event !== undefined) text += printField('event', frame.event)
  if (frame.data !== undefined) text += printLines('data:', frame.data)
  return `${text}\n`
}

/** Whether a text can be the id or the event name of a frame: it has no CR, LF or NUL. */
export function fitsOnOneLine(text: string): boolean {
  return !/[\r\n\0]/.test(text)
}

function printField(name: 'id' | 'event', value: string): string {
  if (!fitsOnOneLine(value)) throw badField(name)
  return `${name}: ${value}\n`
}

function printLines(prefix: string, text: string): string {
  // The fast path is nearly every frame: JSON has no line ends.
  if (!text.includes('\n') && !text.includes('\r')) return `${prefix} ${text}\n`
  return text
    .split(lineEnd)
    .map((line) => `${prefix} ${line}\n`)
    .join('')
}

function badField(name: string): ProtocolError {
  return new ProtocolError(
    'bad_frame',
    `Failed to print a frame: its ${name} cannot stand on one line. ` +
      'Use text without CR, LF and NUL, and a retry of whole milliseconds from 0.',
  )
}
