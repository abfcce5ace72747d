/**
 * The cursor over a reload (C5): written at most once a second while it moves, and at once when the
 * connection leaves off, since that is when pages die. Knows no connection; a storage that throws or
 * returns nonsense keeps nothing, and breaks nothing.
 */
import type { Cancel, TextStorage, Timers } from '../platform/ports.ts'

/**
 * Where cursors are kept between two lives of a page. Synchronous, and may be shared by connections:
 * each writes under a key of its own.
 */
export type CursorStorage = TextStorage

export interface CursorKeeper {
  /** @returns the empty string when nothing usable is kept. */
  read(): string
  keep(cursor: string): void
  /** Writes what is due. */
  flush(): void
}

const writeDelayMs = 1000
/** A longer one would fit into no request, and a page that is loaded again would be refused for ever. */
const maxLength = 1000

export function createCursorKeeper(
  storage: CursorStorage,
  timers: Pick<Timers, 'after'>,
  key: string,
): CursorKeeper {
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
      // Full or forbidden: the next life of the page begins without a cursor.
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
    keep(cursor) {
      due = cursor
      cancel ??= timers.after(writeDelayMs, flush)
    },
    flush,
  }
}
