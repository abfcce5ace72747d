/**
 * The history: what happened, newest first, bounded, each event once. Does not touch items.
 */
import { idOf } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { EventFrame, GapFrame, ResetFrame } from '../protocol/feed-frames.ts'
import { type GapRecord, type HistoryEntry, historyLimit } from './state.ts'

/** A history that is being added to. Belongs to one reduction; the arrays it read stay as they are. */
export interface HistoryDraft {
  /** Adds an event that was not heard before; false when it was. */
  addEvent(frame: EventFrame): boolean
  addBreak(frame: GapFrame | ResetFrame): void
  readonly history: readonly HistoryEntry[]
  readonly gaps: readonly GapRecord[]
}

export function draftHistory(
  identityOf: (event: FeedEvent) => string,
  history: readonly HistoryEntry[],
  gaps: readonly GapRecord[],
  atMs: number,
): HistoryDraft {
  // Collected oldest first and turned round once at the end: a batch may hold thousands.
  const newEntries: HistoryEntry[] = []
  const newGaps: GapRecord[] = []
  let keys: Set<string> | null = null

  function isNew(key: string): boolean {
    keys ??= new Set(history.map((entry) => entry.key))
    if (keys.has(key)) return false
    keys.add(key)
    return true
  }

  return {
    addEvent({ event, position }) {
      // The same for the same event, even if a server without ids sends it again.
      const key = position ? idOf(position) : identityOf(event)
      if (!isNew(key)) return false
      newEntries.push({ kind: 'event', key, event, position, receivedAtMs: atMs })
      return true
    },

    addBreak(frame) {
      const count = gaps.length + newGaps.length
      const name = frame.kind === 'gap' ? `gap:${frame.from}-${frame.to}` : `reset:${frame.reason}`
      const key = `${name}:${atMs}:${count}`
      const { position: _, ...what } = frame
      const entry: GapRecord = { ...what, key, receivedAtMs: atMs }
      newEntries.push(entry)
      newGaps.push(entry)
    },

    get history() {
      return prepended(history, newEntries)
    },

    get gaps() {
      return prepended(gaps, newGaps)
    },
  }
}

/** Newest first, bounded. The same array when nothing was added. */
function prepended<T>(old: readonly T[], added: readonly T[]): readonly T[] {
  if (added.length === 0) return old
  const newest = added.slice(-historyLimit).reverse()
  return [...newest, ...old.slice(0, historyLimit - newest.length)]
}
