/**
 * The logs of a SQLite file as this process has seen them: their newest entries, and their followers.
 * Entries come from its own commits and, where other processes wrote in between, from the file. It does
 * not decide when to read the file, nor how to react when reading fails.
 */

import { createEntryWindow, type EntryWindow } from './entry-window.ts'
import type { LogBounds, LogEntry } from './event-log.ts'
import { createFollowers, type Followers } from './followers.ts'
import type { SqliteStore } from './sqlite-store.ts'

// Enough for subscribers who reconnect after a short time to be served without the disk.
const recentEntries = 2048
const pageEntries = 256

/** One log as this process has seen it. */
export interface FollowedLog {
  readonly epoch: string
  /** The newest entries, up to the last one that the followers have received. */
  readonly window: EntryWindow
  readonly followers: Followers
}

export interface FollowedLogs {
  names(): readonly string[]
  find(log: string): FollowedLog | undefined
  /** Follows a log from its current end. */
  begin(log: string, bounds: LogBounds): FollowedLog
  /** Takes entries of this process's own commit, as long as none is missing before them. */
  push(log: string, entries: readonly LogEntry[]): void
  /** Brings window and followers to `bounds`, reading from the file what was not pushed. */
  catchUp(log: string, bounds: LogBounds, store: Pick<SqliteStore, 'readEntries'>): void
}

export function createFollowedLogs(): FollowedLogs {
  const followed = new Map<
    string,
    { epoch: string; window: EntryWindow; readonly followers: Followers }
  >()

  return {
    names: () => [...followed.keys()],
    find: (log) => followed.get(log),
    begin(log, { epoch, top }) {
      const begun = { epoch, window: createEntryWindow(top), followers: createFollowers() }
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
        known.followers.reset()
      }
      known.followers.deliver(known.window)
      while (known.window.top < top) {
        const next = Math.max(known.window.top + 1, oldest)
        const entries = store.readEntries(log, next, top, pageEntries)
        const first = entries[0]?.position.offset ?? top + 1
        // Entries trimmed before they were read are a gap: a window that begins later declares it.
        if (first > known.window.top + 1) known.window = createEntryWindow(first - 1)
        for (const entry of entries) known.window.push(entry)
        known.followers.deliver(known.window)
        known.window.dropBelow(known.window.top - recentEntries + 1)
      }
      known.window.dropBelow(Math.max(oldest, known.window.top - recentEntries + 1))
    },
  }
}
