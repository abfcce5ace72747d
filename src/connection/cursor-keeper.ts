/**
 * The cursor over a reload (C5): written at most once a second while it moves, and at once when the
 * connection leaves off, since that is when pages die. One key at a time; knows no connection.
 */
import type { Cancel, TextStorage, Timers } from '../platform/ports.ts'

/**
 * Where cursors are kept between two lives of a page. Synchronous, and may be shared by connections:
 * each has a key of its own (of payments: made of kind of feed, URL and filter). Must not throw.
 */
export type CursorStorage = TextStorage

export interface CursorKeeper {
  /** @returns the empty string when nothing is kept. */
  read(key: string): string
  /** Keeps `cursor` under `key`, and forgets what it kept under another. */
  keep(key: string, cursor: string): void
  /** Writes what is due. */
  flush(): void
}

const writeDelayMs = 1000

export function createCursorKeeper(
  storage: CursorStorage,
  timers: Pick<Timers, 'after'>,
): CursorKeeper {
  let due: { readonly key: string; readonly cursor: string } | null = null
  let keptKey: string | null = null
  let cancel: Cancel | null = null

  function flush(): void {
    cancel?.()
    cancel = null
    if (due === null) return
    const { key, cursor } = due
    due = null
    if (keptKey !== null && keptKey !== key) storage.write(keptKey, null)
    keptKey = key
    storage.write(key, cursor === '' ? null : cursor)
  }

  return {
    read: (key) => storage.read(key) ?? '',
    keep(key, cursor) {
      due = { key, cursor }
      cancel ??= timers.after(writeDelayMs, flush)
    },
    flush,
  }
}
