/**
 * The log as a hub sees it: how far dispatch has come, and reads that are served from the newest events in
 * memory where possible.
 *
 * Two offsets matter. `head`: dispatch of everything up to here has begun. `settled`: every live
 * connection has been offered everything up to here. They differ only while an event is dispatched in
 * slices, and then a connection that joins reads up to `head` itself.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog, LogBounds, LogEntry, LogReading } from '../log/event-log.ts'
import type { HubReport } from './hub-report.ts'
import { createRecentEvents } from './recent-events.ts'

export interface LogView {
  /** Starts at the end of the log, and again whenever its epoch is another one. */
  sync(): Promise<void>
  /** Null before the first {@link LogView.sync}. */
  head(): Position | null
  settled(): Position | null
  /** Dispatch of an entry begins. */
  advance(entry: LogEntry): void
  /** Every live connection has been offered the head. */
  settle(): void
  /** Entries up to this offset are gone from the log. */
  skipTo(offset: number): void
  /** The history has ended: nothing is answered from memory before the next {@link LogView.sync}. */
  forget(): void
  /**
   * The bounds of the log. If the cursor lies within the newest events, they are answered from memory, up to the last
   * dispatched event: thousands of clients may return at once, and they receive newer events live.
   */
  bounds(cursor: Position | null): Promise<LogBounds>
  /** Entries above `after`, from memory where possible, else from the log. */
  read(after: Position, to: number, limit: number): Promise<LogReading>
  /** The frame of an entry; null when it cannot be printed, which is logged. */
  bytesOf(entry: LogEntry): Uint8Array | null
}

export function createLogView(options: {
  readonly log: EventLog
  readonly logName: string
  /** Newest events kept with their bytes. */
  readonly recentEvents: number
  readonly report: HubReport
}): LogView {
  const { log, logName, recentEvents, report } = options
  const recent = createRecentEvents(recentEvents)
  let head: Position | null = null
  let settled: Position | null = null

  /** How many have begun, and the last of them that has found out where the log is. */
  let begunSyncs = 0
  let endedSync = 0

  async function sync(): Promise<void> {
    begunSyncs++
    const mine = begunSyncs
    const bounds = await log.bounds(logName)
    const newest = bounds.epoch === head?.epoch ? null : await readNewest(bounds)
    // One that asked later has a later history.
    if (mine < endedSync) return
    endedSync = mine
    // Of two for the same history the first counts: connections are live since, and nothing would offer them what lies
    // between the two.
    if (newest === null || bounds.epoch === head?.epoch) return
    recent.clear()
    for (const entry of newest) recent.push(entry)
    head = { epoch: bounds.epoch, offset: bounds.top }
    settled = head
  }

  /** The events that all clients will ask for: after a restart they come back at once. */
  async function readNewest({ epoch, oldest, top }: LogBounds): Promise<readonly LogEntry[]> {
    const newest: LogEntry[] = []
    let cursor = { epoch, offset: Math.max(oldest - 1, top - recentEvents) }
    while (cursor.offset < top) {
      const reading = await log.read(logName, cursor, top, 500)
      if (reading.kind !== 'entries' || reading.entries.length === 0) break
      for (const entry of reading.entries) {
        newest.push(entry)
        cursor = entry.position
      }
    }
    return newest
  }

  return {
    sync,
    head: () => head,
    settled: () => settled,
    advance(entry) {
      head = entry.position
      recent.push(entry)
    },
    settle() {
      settled = head
    },
    skipTo(offset) {
      if (head === null) return
      recent.clear()
      head = { epoch: head.epoch, offset: Math.max(head.offset, offset) }
      settled = head
    },
    forget: () => recent.clear(),
    async bounds(cursor) {
      const oldest = recent.oldest
      if (cursor !== null && head !== null && oldest !== null && cursor.epoch === head.epoch) {
        const isWithin = cursor.offset >= oldest - 1 && cursor.offset <= head.offset
        if (isWithin) return { epoch: head.epoch, oldest, top: head.offset }
      }
      return await log.bounds(logName)
    },
    async read(after, to, limit) {
      const entries = recent.read(after, to, limit)
      if (entries !== null) return { kind: 'entries', entries }
      const reading = await log.read(logName, after, to, limit)
      // The log serves this epoch, so it is the hub that has not noticed the new history yet.
      if (reading.kind === 'entries' && after.epoch !== head?.epoch) await sync()
      return reading
    },
    bytesOf(entry) {
      try {
        return recent.bytesOf(entry)
      } catch (error) {
        report.undeliverable(entry, error)
        return null
      }
    },
  }
}
