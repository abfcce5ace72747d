/**
 * Where to read a JetStream stream from, decided from what our log has and what NATS has. Decides only.
 *
 * The log is right: it says what was appended. What NATS has noted about the consumer may be ahead of it, after a backup
 * of the log was restored, or behind it, after NATS lost its last seconds. Reading some messages again is harmless.
 *
 *   nothing read before ─► everything that the stream has
 *   the same stream     ─► the message after the last one; a gap if the stream begins later
 *   another stream      ─► everything that it has, under a new history; a gap, since the end of the old one is unknown
 *   the same, gone back ─► what came after the last message, by time, under a new history; a gap
 */

/** What the log has about a stream. */
export interface NatsPosition {
  /** When the stream was created that was read, as NATS prints it. Empty: none was. */
  readonly created: string
  /** Up to where all messages were read and recorded; 0: none. */
  readonly sequence: number
  /** When NATS stored that message, as it prints it; empty: unknown. */
  readonly storedAt: string
  /** How often this stream has gone back, as after a restored backup of NATS. */
  readonly setbacks: number
}

/** Messages that NATS lost, or removed, before they were read. */
export interface NatsGap {
  /**
   * - `removed`: the stream no longer has them: a limit was reached, or they were purged.
   * - `recreated`: the stream was deleted and created again. What the old one had after `from` is unknown.
   * - `went_back`: the stream has lost its end, as after a restored backup of NATS.
   */
  readonly reason: 'removed' | 'recreated' | 'went_back'
  /** The first sequence that is lost. */
  readonly from: number
  /** The last one; null: unknown. */
  readonly to: number | null
}

/** What NATS has. */
export interface StreamView {
  readonly created: string
  /** The first and the last sequence. An empty stream has `firstSequence` = `lastSequence` + 1. */
  readonly firstSequence: number
  readonly lastSequence: number
  /** When the message at the position was stored; null: it is not there. */
  readonly storedAtPosition: string | null
  /** What was acknowledged is removed, so a beginning that is gone says nothing. */
  readonly isWorkQueue: boolean
}

/** Where to begin. */
export type NatsStart = {
  readonly position: NatsPosition
  readonly gap: NatsGap | null
  readonly from:
    | { readonly sequence: number }
    /** Messages that were stored at this time or later. */
    | { readonly time: string }
}

/** The word for a history of sequence numbers. */
export function historyOf({ created, setbacks }: NatsPosition): string {
  return `${created}#${setbacks}`
}

export const nothingRead: NatsPosition = { created: '', sequence: 0, storedAt: '', setbacks: 0 }

export function decideStart(position: NatsPosition, stream: StreamView): NatsStart {
  const { created, firstSequence, lastSequence } = stream
  const { sequence } = position
  if (position.created === '') {
    return { position: { ...nothingRead, created }, gap: null, from: { sequence: 1 } }
  }
  if (position.created !== created) {
    const gap = { reason: 'recreated', from: sequence + 1, to: null } as const
    return { position: { ...nothingRead, created }, gap, from: { sequence: 1 } }
  }
  const { storedAtPosition } = stream
  const isOther = storedAtPosition !== null && storedAtPosition !== position.storedAt
  if (sequence > lastSequence || (isOther && position.storedAt !== '')) {
    const from = isOther ? sequence : lastSequence + 1
    return {
      position: { ...position, sequence: 0, setbacks: position.setbacks + 1 },
      gap: { reason: 'went_back', from, to: null },
      from: position.storedAt === '' ? { sequence: 1 } : { time: position.storedAt },
    }
  }
  const isRemoved = firstSequence > sequence + 1 && !stream.isWorkQueue
  const gap = { reason: 'removed', from: sequence + 1, to: firstSequence - 1 } as const
  return {
    position: isRemoved ? { ...position, sequence: firstSequence - 1, storedAt: '' } : position,
    gap: isRemoved ? gap : null,
    from: { sequence: Math.max(sequence + 1, firstSequence) },
  }
}
