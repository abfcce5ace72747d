/**
 * A window over the newest entries of a log: contiguous, in order, found by offset in O(1). The memory
 * engine keeps its whole history in one; the SQLite engine keeps the newest entries, so that many
 * readers who reconnect at once do not each read the same pages from the disk.
 */

import type { LogEntry } from './event-log.ts'

/** Contiguous entries by offset. */
export interface EntryWindow {
  /** Offset of the oldest entry held; `top + 1` when empty. */
  readonly oldest: number
  /** Offset of the newest entry that was ever held. */
  readonly top: number
  /** The entry's offset must be `top + 1`. */
  push(entry: LogEntry): void
  /** The entry at an offset, if held. */
  at(offset: number): LogEntry | undefined
  /** Entries from `from` to `to`, both included, as far as held. */
  slice(from: number, to: number): readonly LogEntry[]
  /** Drops everything below `offset`. */
  dropBelow(offset: number): void
}

/** @param top The offset that came before the first entry to be pushed; 0 for a new log. */
export function createEntryWindow(top: number): EntryWindow {
  let entries: LogEntry[] = []
  // Entries are dropped by moving `first`; the array is cut only when more than half of it is dead, so
  // a log that has reached its limit does not shift its whole history at every append.
  let first = 0
  let oldest = top + 1

  return {
    get oldest() {
      return oldest
    },
    get top() {
      return oldest + entries.length - first - 1
    },
    push(entry) {
      const expected = oldest + entries.length - first
      if (entry.position.offset !== expected) {
        throw new RangeError(
          `Entry ${entry.position.offset} is out of order: ${expected} was next.`,
        )
      }
      entries.push(entry)
    },
    at(offset) {
      return offset < oldest ? undefined : entries[first + offset - oldest]
    },
    slice(from, to) {
      if (to < from) return []
      const start = first + Math.max(from, oldest) - oldest
      return entries.slice(start, Math.max(start, first + to - oldest + 1))
    },
    dropBelow(offset) {
      const count = Math.min(offset - oldest, entries.length - first)
      if (count <= 0) return
      first += count
      oldest += count
      if (first > 512 && first > entries.length / 2) {
        entries = entries.slice(first)
        first = 0
      }
    },
  }
}
