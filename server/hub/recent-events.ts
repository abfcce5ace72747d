/**
 * The newest events of one log with the bytes of their frames: what live delivery shares between all
 * connections, and what nearly every resume needs. After a deploy all clients return at once and ask
 * for the same last events; they are printed once and the log is not asked at all.
 *
 * It is a cache and never the truth: what it does not hold is read from the log, and it holds only
 * contiguous offsets of one epoch.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { LogEntry } from '../log/event-log.ts'
import { entryBytes } from './frames.ts'

/** See the head of this file. */
export interface RecentEvents {
  /** Remembers the next entry. One that does not follow the last one starts over. */
  push(entry: LogEntry): void
  /** Forgets everything: history is not continued, or has a hole. */
  clear(): void
  /**
   * The entries above `after` up to `to`, at most `limit`; `null` when not all of them are here.
   */
  read(after: Position, to: number, limit: number): readonly LogEntry[] | null
  /** The offset of the oldest entry that is here; `null` when there is none. */
  readonly oldest: number | null
  /**
   * The frame of an entry. The same bytes for all connections: they may not be changed.
   *
   * @throws ProtocolError for an entry that no frame can carry.
   */
  bytesOf(entry: LogEntry): Uint8Array
}

interface Held {
  readonly entry: LogEntry
  bytes: Uint8Array | null
}

/** @param capacity how many entries are remembered; 0 remembers none. */
export function createRecentEvents(capacity: number): RecentEvents {
  const ring = new Array<Held | undefined>(capacity)
  let newest: Position | null = null
  let count = 0

  const heldAt = (offset: number) => (capacity === 0 ? undefined : ring[offset % capacity])

  return {
    push(entry) {
      const { epoch, offset } = entry.position
      const isNext = newest !== null && newest.epoch === epoch && newest.offset + 1 === offset
      if (!isNext) count = 0
      newest = entry.position
      if (capacity === 0) return
      ring[offset % capacity] = { entry, bytes: null }
      count = Math.min(count + 1, capacity)
    },
    clear() {
      ring.fill(undefined)
      newest = null
      count = 0
    },
    get oldest() {
      return newest === null || count === 0 ? null : newest.offset - count + 1
    },
    read(after, to, limit) {
      if (newest === null || newest.epoch !== after.epoch || to > newest.offset) return null
      if (after.offset < newest.offset - count) return null
      const entries: LogEntry[] = []
      const last = Math.min(to, after.offset + limit)
      for (let offset = after.offset + 1; offset <= last; offset++) {
        const held = heldAt(offset)
        if (held === undefined) return null
        entries.push(held.entry)
      }
      return entries
    },
    bytesOf(entry) {
      const held = heldAt(entry.position.offset)
      if (held === undefined || !isSame(held.entry.position, entry.position)) {
        return entryBytes(entry)
      }
      held.bytes ??= entryBytes(entry)
      return held.bytes
    },
  }
}

function isSame(one: Position, other: Position): boolean {
  return one.offset === other.offset && one.epoch === other.epoch
}
