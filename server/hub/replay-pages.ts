/**
 * Pages of a replay: the matching frames of a range of the log, joined into one buffer. Connections that return
 * together replay the same ranges, so the buffers for a single topic are cached and shared: for ten thousand clients
 * that missed a hundred events, one buffer replaces a million frames.
 *
 * It reads no log and writes to no connection.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { LogEntry } from '../log/event-log.ts'

/** The first part of a range, as much as fits into one write. */
export interface ReplayPage {
  /** The frames; null when nothing matches. */
  readonly bytes: Uint8Array | null
  /** How many frames. */
  readonly delivered: number
  /** Entries that are dealt with, matching or not, without the unsendable one. */
  readonly taken: number
  /** The last of them; null when there is none. */
  readonly last: Position | null
  /** The offset of the entry after them, when it matches and no frame can carry it. */
  readonly unsendable: number | null
}

/** See the head of this file. */
export interface ReplayPages {
  /**
   * Joins the frames of these entries, as many as fit into one write. At least one entry is dealt with.
   *
   * @param topic what matches, if it follows from this one topic alone; null: the page is not shared.
   */
  join(
    entries: readonly LogEntry[],
    topic: string | null,
    isMatching: (entry: LogEntry) => boolean,
  ): ReplayPage
  /** How many of these entries match. */
  count(
    entries: readonly LogEntry[],
    topic: string | null,
    isMatching: (entry: LogEntry) => boolean,
  ): number
}

/** Larger buffers would make a connection wait for more than it can take at once. */
const mostBytes = 65_536
const mostKept = 32

/** @param bytesOf the frame of an entry; null when it cannot be printed. */
export function createReplayPages(bytesOf: (entry: LogEntry) => Uint8Array | null): ReplayPages {
  /** In the order of their last use. */
  const kept = new Map<string, ReplayPage>()

  function build(
    entries: readonly LogEntry[],
    isMatching: (entry: LogEntry) => boolean,
  ): ReplayPage {
    const frames: Uint8Array[] = []
    let size = 0
    let taken = 0
    let last: Position | null = null
    let unsendable: number | null = null
    for (const entry of entries) {
      const bytes = isMatching(entry) ? bytesOf(entry) : undefined
      if (bytes === null) {
        unsendable = entry.position.offset
        break
      }
      if (bytes !== undefined) {
        if (size > 0 && size + bytes.byteLength > mostBytes) break
        frames.push(bytes)
        size += bytes.byteLength
      }
      taken++
      last = entry.position
    }
    return { bytes: joined(frames, size), delivered: frames.length, taken, last, unsendable }
  }

  function shared(
    entries: readonly LogEntry[],
    topic: string,
    isMatching: (entry: LogEntry) => boolean,
  ): ReplayPage {
    const first = entries[0]?.position
    const key = `${first?.epoch}.${first?.offset}-${entries.at(-1)?.position.offset} ${topic}`
    const page = kept.get(key) ?? build(entries, isMatching)
    // An entry that cannot be sent is reported each time.
    if (page.unsendable !== null) return page
    kept.delete(key)
    kept.set(key, page)
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
    return page
  }

  return {
    join(entries, topic, isMatching) {
      return topic === null ? build(entries, isMatching) : shared(entries, topic, isMatching)
    },
    count(entries, topic, isMatching) {
      if (topic !== null) {
        // It will be joined next, for this connection and those that returned with it.
        const page = shared(entries, topic, isMatching)
        if (page.taken === entries.length) return page.delivered
      }
      let count = 0
      for (const entry of entries) if (isMatching(entry)) count++
      return count
    },
  }
}

function joined(frames: readonly Uint8Array[], size: number): Uint8Array | null {
  const [first] = frames
  if (first === undefined) return null
  // The one that live delivery shares as well.
  if (frames.length === 1) return first
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const frame of frames) {
    bytes.set(frame, offset)
    offset += frame.byteLength
  }
  return bytes
}
