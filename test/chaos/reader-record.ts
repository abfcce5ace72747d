/**
 * The checker: what one reader of a whole log was given, against what the protocol promises. It needs no truth to compare
 * with, because a reader without a filter is owed every offset; for one with a filter
 * the caller says which:
 *
 *   C1 within an epoch, each event follows directly on the one before or on a declared gap, so nothing is lost silently,
 *      delivered twice, or out of order
 *   C2 an epoch changes only with a reset
 *   C3 no other frame has an id beyond what was delivered or declared: a client would resume from there (P1)
 *   C4 readers of a log that were given the same position were given the same event
 */
import { type Position, parseEventId, printEventId } from '../../src/protocol/event-id.ts'

/** What all readers of a run have received, for C4. */
export interface History {
  /** The event at a position; a fault when another reader has another one there. */
  add(logName: string, id: string, event: string): string | null
  /** The event at a position, if a reader has it. */
  get(logName: string, id: string): string | undefined
}

export function createHistory(): History {
  const events = new Map<string, string>()
  return {
    add(logName, id, event) {
      const key = `${logName} ${id}`
      const known = events.get(key)
      if (known === undefined) events.set(key, event)
      return known === undefined || known === event
        ? null
        : `${logName}: two events at ${id}: ${known} and ${event}`
    },
    get: (logName, id) => events.get(`${logName} ${id}`),
  }
}

export interface ReaderRecord {
  /** A connection was lost, and another one is tried. */
  disconnected(): void
  /** A connection is open again, or for the first time. */
  connected(recovered: boolean): void
  event(id: string | null, event?: string): void
  gap(from: number, to: number, reason: string): void
  /** The log continues at this id; null: it is read from its beginning. */
  reset(id: string | null, reason: string): void
  /** The id of any other frame. */
  control(id: string | null, kind: string): void
  readonly last: Position | null
  readonly delivered: number
  readonly disconnects: number
  /** Connections that continued without a gap or a reset. */
  readonly exactResumes: number
  readonly gaps: Readonly<Record<string, number>>
  readonly resets: Readonly<Record<string, number>>
  /** How long the reader was without a connection, each time. */
  readonly absencesMs: readonly number[]
  /** A sentence for each broken promise. */
  readonly faults: readonly string[]
}

/** The first offset from `from` to `to`, both included, that a reader is owed; null: none. */
export type FirstOwed = (epoch: string, from: number, to: number) => number | null

const everyOffset: FirstOwed = (_, from, to) => (from <= to ? from : null)

/**
 * @param name of the reader, for its faults
 * @param nowMs a clock that is not set back
 * @param firstOwed default: every offset is owed
 */
export function createReaderRecord(options: {
  readonly name: string
  readonly logName: string
  readonly history: History
  readonly nowMs: () => number
  readonly firstOwed?: FirstOwed
}): ReaderRecord {
  const { name, logName, history, nowMs, firstOwed = everyOffset } = options
  const faults: string[] = []
  const gaps: Record<string, number> = {}
  const resets: Record<string, number> = {}
  const absencesMs: number[] = []
  const counts = { delivered: 0, disconnects: 0, exactResumes: 0 }
  let last: Position | null = null
  let lostAtMs: number | null = null

  const blame = (what: string) => {
    faults.push(`${name}: ${what}, after ${last === null ? 'nothing' : printEventId(last)}`)
  }

  /** Whether an epoch is the one of before. */
  function isSameEpoch(position: Position, what: string): boolean {
    if (last === null || last.epoch === position.epoch) return true
    blame(`${what} ${printEventId(position)} is of another epoch and came without a reset`)
    return false
  }

  return {
    faults,
    gaps,
    resets,
    absencesMs,
    get last() {
      return last
    },
    get delivered() {
      return counts.delivered
    },
    get disconnects() {
      return counts.disconnects
    },
    get exactResumes() {
      return counts.exactResumes
    },
    disconnected() {
      if (lostAtMs !== null) return
      counts.disconnects += 1
      lostAtMs = nowMs()
    },
    connected(recovered) {
      if (lostAtMs === null) return
      absencesMs.push(nowMs() - lostAtMs)
      lostAtMs = null
      if (recovered) counts.exactResumes += 1
    },
    event(id, event) {
      const position = id === null ? null : parseEventId(id)
      if (position === null) return blame(`an event has the id ${id}`)
      if (event !== undefined) {
        const fault = history.add(logName, printEventId(position), event)
        if (fault !== null) faults.push(fault)
      }
      if (isSameEpoch(position, 'event') && last !== null) {
        const missing = firstOwed(position.epoch, last.offset + 1, position.offset - 1)
        const isNext = position.offset > last.offset && missing === null
        if (!isNext) blame(`event ${id} is not the next one`)
      }
      counts.delivered += 1
      last = position
    },
    gap(from, to, reason) {
      gaps[reason] = (gaps[reason] ?? 0) + 1
      if (last === null) return
      if (firstOwed(last.epoch, last.offset + 1, from - 1) !== null)
        blame(`the gap from ${from} to ${to} begins too late`)
      last = { epoch: last.epoch, offset: Math.max(last.offset, to) }
    },
    reset(id, reason) {
      resets[reason] = (resets[reason] ?? 0) + 1
      last = id === null ? null : parseEventId(id)
      if (id !== null && last === null) blame(`a reset has the id ${id}`)
    },
    control(id, kind) {
      const position = id === null ? null : parseEventId(id)
      if (position === null) return
      if (last === null) last = position
      else if (!isSameEpoch(position, kind)) return
      else if (firstOwed(position.epoch, last.offset + 1, position.offset) !== null) {
        blame(`${kind} has the id ${id}`)
      } else if (position.offset > last.offset) last = position
    },
  }
}
