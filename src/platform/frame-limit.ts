/**
 * How many targets the ticker writes in one frame, where a crowd of them is due. Pure: no clock, and no knowledge of what
 * is written.
 *
 * A write of a number in a text costs 60 to 140 µs, nine tenths of them in layout and paint. A thousand numbers that are
 * all written in one frame make it 60 to 80 ms long, ten times a second.
 */

export interface WaitingEntry {
  /** When it was to be written first. */
  wantedMs: number
}

/** A thousand writes a second. */
const mostInFrame = 100
/** What had no room in a frame is written at the next multiple of this, or at one after that. */
const stepMs = 100
/** After which time it is written in any case. */
const longestWaitMs = 900

/** When there is room again. */
export function nextRoomMs(nowMs: number): number {
  return (Math.floor(nowMs / stepMs) + 1) * stepMs
}

/**
 * Takes those out of `due` that have to wait, and returns them: if there are too many, the ones that have waited the shortest
 * time, and never what has waited for longer than 900 ms. Of more than a thousand a tenth is written in each frame.
 *
 * @param isLimited others are always written
 */
export function postponeRest<Entry extends WaitingEntry>(
  due: Entry[],
  nowMs: number,
  isLimited: (entry: Entry) => boolean,
): readonly Entry[] {
  const most = Math.max(mostInFrame, Math.ceil((due.length * stepMs) / 1000))
  if (due.length <= most) return []
  due.sort((a, b) => a.wantedMs - b.wantedMs)
  const postponed: Entry[] = []
  let count = 0
  let kept = 0
  for (const entry of due) {
    const hasRoom = !isLimited(entry) || ++count <= most
    if (hasRoom || nowMs - entry.wantedMs >= longestWaitMs) due[kept++] = entry
    else postponed.push(entry)
  }
  due.length = kept
  return postponed
}
