/**
 * The cursor over a reload (C5): written at most once a second while it moves, and at once when the
 * connection is no longer open, since that is when pages are discarded. A storage that throws or returns
 * nonsense stores nothing, and breaks nothing.
 */
import type { Cancel, TextStorage, Timers } from '../platform/ports.ts'

/**
 * Where cursors are stored between two loads of a page. Synchronous, and may be shared by connections:
 * each writes under a key of its own.
 */
export type CursorStorage = TextStorage

export interface StoredCursor {
  /** @returns the empty string when nothing usable is stored. */
  read(): string
  /** Writes within a second. */
  write(cursor: string): void
  /** Writes now what is due. */
  flush(): void
}

const writeDelayMs = 1000
/** A longer one would fit into no request, and every reload of the page would be refused. */
const maxLength = 1000

export function createStoredCursor(
  storage: CursorStorage,
  timers: Pick<Timers, 'after'>,
  key: string,
): StoredCursor {
  let due: string | null = null
  let cancel: Cancel | null = null

  function flush(): void {
    cancel?.()
    cancel = null
    if (due === null) return
    const cursor = due
    due = null
    try {
      storage.write(key, cursor === '' || cursor.length > maxLength ? null : cursor)
    } catch {
      // Full or forbidden: the next load of the page begins without a cursor.
    }
  }

  return {
    read() {
      try {
        const cursor: unknown = storage.read(key)
        return typeof cursor === 'string' && cursor.length <= maxLength ? cursor : ''
      } catch {
        return ''
      }
    },
    write(cursor) {
      due = cursor
      cancel ??= timers.after(writeDelayMs, flush)
    },
    flush,
  }
}
