/**
 * The history: what happened, newest first, bounded, each event once. Does not touch items.
 */
import { idOf } from '../protocol/event-id.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { EventFrame, GapFrame, ResetFrame } from '../protocol/feed-frames.ts'
import { type FeedState, type GapRecord, type HistoryEntry, historyLimit } from './state.ts'

/** A history that is being added to. Belongs to one reduction; the arrays it read stay as they are. */
export interface HistoryDraft {
  /** Adds an event, unless it was heard before. */
  addEvent(frame: EventFrame): void
  addBreak(frame: GapFrame | ResetFrame): void
  /** The lists with what was added; the same lists when nothing was. */
  finish(): Pick<FeedState, 'history' | 'gaps'>
}

export function draftHistory(
  identityOf: (event: FeedEvent) => string,
  { history, gaps }: Pick<FeedState, 'history' | 'gaps'>,
  receivedAtMs: number,
): HistoryDraft {
  // Collected oldest first and turned round once at the end: a batch may hold thousands.
  const newEntries: HistoryEntry[] = []
  const newGaps: GapRecord[] = []
  let keys: Set<string> | null = null

  return {
    addEvent({ event, position }) {
      // The same for the same event, even if a server without ids sends it again.
      const key = position ? idOf(position) : identityOf(event)
      keys ??= new Set(history.map((entry) => entry.key))
      if (keys.has(key)) return
      keys.add(key)
      newEntries.push({ kind: 'event', key, event, position, receivedAtMs })
    },

    addBreak({ position: _, ...what }) {
      const name = what.kind === 'gap' ? `gap:${what.from}-${what.to}` : `reset:${what.reason}`
      const key = `${name}:${receivedAtMs}:${gaps.length + newGaps.length}`
      const entry: GapRecord = { ...what, key, receivedAtMs }
      newEntries.push(entry)
      newGaps.push(entry)
    },

    finish: () => ({ history: prepended(history, newEntries), gaps: prepended(gaps, newGaps) }),
  }
}

/** Newest first, bounded. The same array when nothing was added. */
function prepended<T>(old: readonly T[], added: readonly T[]): readonly T[] {
  if (added.length === 0) return old
  const newest = added.slice(-historyLimit).reverse()
  return [...newest, ...old.slice(0, historyLimit - newest.length)]
}
