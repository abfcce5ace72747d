/**
 * How many targets the ticker writes in one frame, if many of them are due. Pure: no clock, and no knowledge of what
 * is written.
 *
 * A write of a number in a text costs 60 to 140 µs, nine tenths of them in layout and paint. A thousand numbers that are
 * all written in one frame make it 60 to 80 ms long, ten times a second.
 */

import type { TimingWheel, WheelEntry } from './timing-wheel.ts'

export interface WaitingEntry extends WheelEntry {
  /** When it was to be written first. */
  wantedMs: number
}

/** A thousand writes a second. */
const mostInFrame = 100
/** What had no room in a frame is written at the next multiple of this, or at one after that. */
const stepMs = 100
/** After which time it is written in any case. */
const longestWaitMs = 900

/** Puts the entry in, to be written at `dueMs`. */
export function scheduleWrite<Entry extends WaitingEntry>(
  wheel: TimingWheel<Entry>,
  entry: Entry,
  dueMs: number,
): void {
  entry.wantedMs = dueMs
  wheel.schedule(entry, dueMs)
}

/**
 * Puts those of `due` back that have to wait: if there are too many, the ones that have waited the shortest time, and never
 * what has waited for longer than 900 ms. Of more than a thousand a tenth is written in each frame.
 *
 * @param at.intervalOf least time between two writes; entries with 0 are always written
 */
export function postponeRest<Entry extends WaitingEntry>(
  wheel: TimingWheel<Entry>,
  due: Entry[],
  at: { readonly nowMs: number; readonly intervalOf: (entry: Entry) => number },
): void {
  const { nowMs, intervalOf } = at
  const most = Math.max(mostInFrame, Math.ceil((due.length * stepMs) / 1000))
  if (due.length <= most) return
  due.sort((a, b) => a.wantedMs - b.wantedMs)
  const nextMs = (Math.floor(nowMs / stepMs) + 1) * stepMs
  let limited = 0
  let kept = 0
  for (const entry of due) {
    const hasRoom = intervalOf(entry) === 0 || ++limited <= most
    if (hasRoom || nowMs - entry.wantedMs >= longestWaitMs) due[kept++] = entry
    else wheel.schedule(entry, nextMs)
  }
  due.length = kept
}
