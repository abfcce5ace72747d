/**
 * The history: what happened, newest first, bounded, each thing once. Does not touch streams.
 */
import { type Position, printEventId } from '../protocol/event-id.ts'
import type { EventOf, PaymentEvent, PaymentEventType } from '../protocol/events.ts'
import type { EventFrame, GapFrame, ResetFrame } from '../protocol/feed-frames.ts'
import { type FeedEntry, type GapRecord, historyLimit } from './state.ts'

/**
 * The field that tells two events of one type on one stream apart, where no position does. The
 * contract lets none of these happen twice with the same figure, except a pause within the second of
 * another; what can happen only once has no such field and names its stream.
 */
const marks: { readonly [T in PaymentEventType]: keyof EventOf<T> } = {
  'stream.created': 'streamId',
  'stream.topped_up': 'newDepositedAmount',
  'stream.withdrawn': 'timestamp',
  'stream.cancelled': 'streamId',
  'stream.completed': 'streamId',
  'stream.paused': 'pausedAt',
  'stream.resumed': 'newEndTime',
}

function markOf<T extends PaymentEventType>(event: EventOf<T>): string {
  return String(event[marks[event.type as T]])
}

/** The same for the same event, also when a server without ids tells it again. */
function eventKey(event: PaymentEvent, position: Position | null): string {
  if (position) return printEventId(position)
  return `${event.type}:${event.streamId}:${event.transactionHash ?? ''}:${markOf(event)}`
}

/** A history that is being added to. Belongs to one reduction; the arrays it read stay as they are. */
export interface HistoryDraft {
  /** Adds an event that was not heard before; false when it was. */
  addEvent(frame: EventFrame): boolean
  addBreak(frame: GapFrame | ResetFrame): void
  readonly history: readonly FeedEntry[]
  readonly gaps: readonly GapRecord[]
}

export function draftHistory(
  history: readonly FeedEntry[],
  gaps: readonly GapRecord[],
  atMs: number,
): HistoryDraft {
  // Collected oldest first and turned round once at the end: a batch may hold thousands.
  const newEntries: FeedEntry[] = []
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
      const key = eventKey(event, position)
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
