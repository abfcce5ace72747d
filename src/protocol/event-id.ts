/**
 * The id of a frame: a position in a log, written `<epoch>.<offset>`. Knows nothing about what
 * an id promises (PROTOCOL.md, P1) and nothing about logs.
 */
import { ProtocolError } from './errors.ts'

/** A place in the history of one log. */
export interface Position {
  /** A short random word; it changes whenever the log's history is not continued. */
  readonly epoch: string
  /** Safe integer ≥ 0. Events are numbered from 1 without holes; 0 is before the first. */
  readonly offset: number
}

/** No id is longer: 23 characters of epoch, a dot, 16 digits. */
export const maxEventIdLength = 40

const epochPattern = /^[A-Za-z0-9_~-]{1,23}$/
// Anchored and bounded, so that a cursor of a megabyte costs nothing to refuse.
const idPattern = /^([A-Za-z0-9_~-]{1,23})\.(0|[1-9]\d{0,15})$/

/**
 * Writes a position as an id, e.g. `k3f9a.1042`.
 *
 * @throws ProtocolError `bad_position` when the epoch is not 1–23 characters of `[A-Za-z0-9_~-]`
 * or the offset is not a safe integer ≥ 0.
 */
export function printEventId({ epoch, offset }: Position): string {
  if (!epochPattern.test(epoch) || !Number.isSafeInteger(offset) || offset < 0) {
    throw new ProtocolError(
      'bad_position',
      'Failed to print an event id: the epoch or the offset does not fit. ' +
        'Use 1–23 characters of [A-Za-z0-9_~-] and a safe integer from 0.',
    )
  }
  return idOf({ epoch, offset })
}

/** As {@link printEventId}, without a check: for positions that were read from ids. */
export function idOf({ epoch, offset }: Position): string {
  return `${epoch}.${offset}`
}

/** How far `to` is above `from` in one log; NaN, which compares false, where they are not in one. */
export function offsetsBetween(from: Position | null, to: Position | null): number {
  return from && to && from.epoch === to.epoch ? to.offset - from.offset : NaN
}

/**
 * Reads an id back. `null` for anything that {@link printEventId} could not have written: a
 * cursor comes from outside, may be of any length and content, and is never an exception.
 */
export function parseEventId(text: string): Position | null {
  const match = idPattern.exec(text)
  if (match === null) return null
  const [, epoch, digits] = match
  const offset = Number(digits)
  return epoch !== undefined && Number.isSafeInteger(offset) ? { epoch, offset } : null
}
