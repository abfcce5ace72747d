/**
 * The logs of a medium as this process has seen them: their newest entries, and their followers. Entries come
 * from its own commits, from what other processes report and, where something is missing in between, from the
 * medium. It does not decide when to read the medium, nor how to react when reading fails.
 *
 * What is committed without a hole is delivered in the same turn. Where entries have to be read first, deliveries of
 * the log wait for each other, so that they stay in order.
 */

import type { Position } from '../../src/protocol/event-id.ts'
import { createEntryWindow, type EntryWindow } from './entry-window.ts'
import type { LogBounds, LogEntry, LogReading } from './event-log.ts'
import { createFollowers, type Followers, type OnEntries, type OnGap } from './followers.ts'

// Enough for subscribers who reconnect after a short time to be served without the medium.
const recentEntries = 2048
const pageEntries = 256

/** What a commit added to a log. */
export interface AddedEntries extends LogBounds {
  /** The last offset before the commit. */
  readonly before: number
  /** All that was added; what is missing is read. */
  readonly entries: readonly LogEntry[]
}

export interface FollowedLogs {
  names(): readonly string[]
  /** Whether the newest entries of a log are remembered. */
  has(log: string): boolean
  /** The newest entries, once the log is followed; up to the last one that the followers have received. */
  recent(log: string): { readonly epoch: string; readonly window: EntryWindow } | null
  /** Receives every entry that is appended from now on. */
  follow(log: string, onEntries: OnEntries, onGap: OnGap): () => void
  /** Remembers the newest entries of a log from now on. */
  remember(log: string): void
  /**
   * Resolves when it is known where the followers of a log begin: what is read after that is not above where they
   * begin. Undefined: it is known. @throws what asking for the bounds throws
   */
  begun(log: string): Promise<void> | undefined
  /** Delivers what a commit added. Undefined: it is done already. */
  add(log: string, added: AddedEntries): Promise<void> | undefined
  /**
   * Forgets the newest entries of a log, unless it is followed; after the delivery that is under way, unless the log is
   * used again before its end.
   */
  forget(log: string, onForgotten?: () => void): void
  /** Delivers everything up to these bounds. A log that was forgotten since they were read stays forgotten. */
  catchUp(log: string, bounds: LogBounds): Promise<void>
}

interface Followed {
  /** Null until it is known where to begin. */
  seen: { epoch: string; window: EntryWindow } | null
  /** Of followers that came before that. */
  readonly early: { readonly onEntries: OnEntries; readonly onGap: OnGap; stop: () => void }[]
  readonly followers: Followers
  /** Finding out where to begin; null when it is not under way. */
  beginning: Promise<void> | null
  /** The last delivery that had to read; null when none is under way. */
  reading: Promise<void> | null
  /** What is to be done once the delivery is over; null: nothing. */
  onDelivered: (() => void) | null
}

export function createFollowedLogs(options: {
  readonly bounds: (log: string) => Promise<LogBounds>
  readonly read: (log: string, after: Position, to: number, limit: number) => Promise<LogReading>
  /** A log that is followed continues under another epoch. */
  readonly onReset?: (log: string) => void
}): FollowedLogs {
  const followed = new Map<string, Followed>()

  function find(log: string): Followed {
    let known = followed.get(log)
    if (known === undefined) {
      known = {
        seen: null,
        early: [],
        followers: createFollowers(),
        beginning: null,
        reading: null,
        onDelivered: null,
      }
      followed.set(log, known)
    }
    known.onDelivered = null
    // If it fails, the caller's own read says why. The next call, or the next commit, begins it.
    if (known.seen === null) begin(log, known).catch(() => undefined)
    return known
  }

  function begin(log: string, known: Followed): Promise<void> {
    known.beginning ??= findBegin(log, known).finally(() => {
      known.beginning = null
    })
    return known.beginning
  }

  async function findBegin(log: string, known: Followed): Promise<void> {
    const bounds = await options.bounds(log)
    if (known.seen === null) beginAt(known, bounds.epoch, bounds.top)
    // A commit has begun it in the meantime.
    else await inOrder(known, () => readUpTo(log, known, bounds))
  }

  function beginAt(known: Followed, epoch: string, top: number): void {
    if (known.seen !== null) return
    known.seen = { epoch, window: createEntryWindow(top) }
    for (const early of known.early.splice(0)) {
      early.stop = known.followers.add(top + 1, early.onEntries, early.onGap)
    }
  }

  async function readUpTo(log: string, known: Followed, bounds: LogBounds): Promise<void> {
    const { followers, seen } = known
    if (seen === null) return beginAt(known, bounds.epoch, bounds.top)
    if (seen.epoch !== bounds.epoch) {
      seen.epoch = bounds.epoch
      seen.window = createEntryWindow(0)
      options.onReset?.(log)
      followers.reset()
    }
    followers.deliver(seen.window, seen.epoch)
    while (seen.window.top < bounds.top) {
      const after = { epoch: seen.epoch, offset: seen.window.top }
      const reading = await options.read(log, after, bounds.top, pageEntries)
      // Replaced once more meanwhile: the bounds of that history lead here again.
      if (reading.kind === 'reset') return
      // A window that begins later declares the gap to followers.
      if (reading.kind === 'gap') seen.window = createEntryWindow(reading.to)
      else if (reading.entries.length === 0) return
      else for (const entry of reading.entries) seen.window.push(entry)
      followers.deliver(seen.window, seen.epoch)
      seen.window.dropBelow(seen.window.top - recentEntries + 1)
    }
    trim(seen.window, bounds.oldest)
  }

  function forget(log: string, onForgotten: () => void): void {
    const known = followed.get(log)
    if (known === undefined || known.followers.size + known.early.length > 0) return
    if (known.reading !== null) {
      known.onDelivered = () => forget(log, onForgotten)
      return
    }
    followed.delete(log)
    onForgotten()
  }

  return {
    names: () => [...followed.keys()],
    has: (log) => followed.has(log),
    recent: (log) => followed.get(log)?.seen ?? null,
    follow(log, onEntries, onGap) {
      const known = find(log)
      if (known.seen !== null) {
        return known.followers.add(known.seen.window.top + 1, onEntries, onGap)
      }
      const early = {
        onEntries,
        onGap,
        stop() {
          known.early.splice(known.early.indexOf(early), 1)
        },
      }
      known.early.push(early)
      return () => early.stop()
    },
    remember: (log) => void find(log),
    begun(log) {
      const known = followed.get(log)
      return known?.seen === null ? begin(log, known) : undefined
    },
    add(log, added) {
      const known = followed.get(log)
      if (known === undefined) return
      // It was followed before the commit, and only not known yet from where.
      beginAt(known, added.epoch, added.before)
      if (known.reading === null && take(known, added)) return
      return inOrder(known, async () => {
        if (take(known, added)) return
        // Of two histories the later one counts, and answers may overtake each other: ask which one it is.
        const isSame = known.seen?.epoch === added.epoch
        await readUpTo(log, known, isSame ? added : await options.bounds(log))
      })
    },
    forget: (log, onForgotten = () => {}) => forget(log, onForgotten),
    async catchUp(log, bounds) {
      const known = followed.get(log)
      if (known !== undefined) await inOrder(known, () => readUpTo(log, known, bounds))
    },
  }
}

/** Runs one delivery after the other. */
function inOrder(known: Followed, run: () => Promise<void>): Promise<void> {
  const before = known.reading ?? Promise.resolve()
  const mine = before.catch(() => undefined).then(run)
  known.reading = mine
  const done = () => {
    if (known.reading !== mine) return
    known.reading = null
    known.onDelivered?.()
  }
  mine.then(done, done)
  return mine
}

/** Delivers what follows directly on what was seen. False: something has to be read first. */
function take({ seen, followers }: Followed, added: AddedEntries): boolean {
  if (seen?.epoch !== added.epoch) return false
  const { window } = seen
  if (window.top >= added.top) return true
  if (window.top < added.before || added.entries.length < added.top - added.before) return false
  for (const entry of added.entries) {
    if (entry.position.offset > window.top) window.push(entry)
  }
  followers.deliver(window, seen.epoch)
  trim(window, added.oldest)
  return true
}

function trim(window: EntryWindow, oldest: number): void {
  window.dropBelow(Math.max(oldest, window.top - recentEntries + 1))
}
