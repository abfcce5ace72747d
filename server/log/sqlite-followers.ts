/**
 * What this process knows of the logs in the file: their newest entries, and who follows them. Entries
 * come from its own commits and, where other processes wrote in between, from the file. It decides
 * neither when to look nor what to do when looking fails.
 */

import { createEntryWindow, type EntryWindow } from './entry-window.ts'
import type { LogBounds, LogEntry } from './event-log.ts'
import type { SqliteStore } from './sqlite-store.ts'
import { createTails, type Tails } from './tails.ts'

// Enough for subscribers who return after a moment to be served without the disk.
const recentEntries = 2048
const pageEntries = 256

/** One log as this process has seen it. */
export interface FollowedLog {
  readonly epoch: string
  /** The newest entries, up to the last one that the tails have had. */
  readonly window: EntryWindow
  readonly tails: Tails
}

export interface Followers {
  /** Names of the logs that are followed. */
  logs(): readonly string[]
  find(log: string): FollowedLog | undefined
  /** Follows a log from where it is now. */
  begin(log: string, bounds: LogBounds): FollowedLog
  /** Takes entries of an own commit, as far as nothing is missing before them. */
  push(log: string, entries: readonly LogEntry[]): void
  /** Brings window and tails to `bounds`, reading from the file what was not pushed. */
  catchUp(log: string, bounds: LogBounds, store: Pick<SqliteStore, 'readEntries'>): void
}

export function createFollowers(): Followers {
  const followed = new Map<string, { epoch: string; window: EntryWindow; readonly tails: Tails }>()

  return {
    logs: () => [...followed.keys()],
    find: (log) => followed.get(log),
    begin(log, { epoch, top }) {
      const begun = { epoch, window: createEntryWindow(top), tails: createTails() }
      followed.set(log, begun)
      return begun
    },
    push(log, entries) {
      const known = followed.get(log)
      if (known === undefined) return
      for (const entry of entries) {
        const { epoch, offset } = entry.position
        if (epoch === known.epoch && offset === known.window.top + 1) known.window.push(entry)
      }
    },
    catchUp(log, { epoch, oldest, top }, store) {
      const known = followed.get(log)
      if (known === undefined) return
      if (known.epoch !== epoch) {
        known.epoch = epoch
        known.window = createEntryWindow(0)
        known.tails.reset()
      }
      known.tails.deliver(known.window)
      while (known.window.top < top) {
        const next = Math.max(known.window.top + 1, oldest)
        const entries = store.readEntries(log, next, top, pageEntries)
        const first = entries[0]?.position.offset ?? top + 1
        // What was trimmed before it was seen is a gap: a window that begins later says so to the tails.
        if (first > known.window.top + 1) known.window = createEntryWindow(first - 1)
        for (const entry of entries) known.window.push(entry)
        known.tails.deliver(known.window)
        known.window.dropBelow(known.window.top - recentEntries + 1)
      }
      known.window.dropBelow(Math.max(oldest, known.window.top - recentEntries + 1))
    },
  }
}
