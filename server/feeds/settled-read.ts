/**
 * Makes a read of many keys consistent at one position while writes continue: keys that changed during the read, as the
 * log shows, are read again until none has changed. This neither copies the whole state nor blocks writers.
 *
 * It terminates because each round is shorter than the one before. Items are handled by the callers: item-snapshot.ts,
 * and feeds that keep their state themselves.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog, LogEntry } from '../log/event-log.ts'
import { giveWay, type ReadOptions } from '../ops/turns.ts'

/** Where the changes are found. */
export interface ChangeSource {
  readonly log: EventLog
  readonly logName: string
  /** The keys of what an event changes. */
  keysOf(entry: LogEntry): readonly string[]
}

const pageSize = 200

/**
 * Reads again what has changed after `from`, where the read began.
 *
 * @param to the position of the last thing that was read.
 * @param take reads these keys again. @returns the position that they are of.
 * @returns the position that everything is of; null when the log started over, or has trimmed the changes.
 */
export async function settleRead(
  source: ChangeSource,
  { from, to }: { readonly from: Position; readonly to: Position },
  options: ReadOptions,
  take: (keys: readonly string[]) => Promise<Position>,
): Promise<Position | null> {
  let settled = from
  let position = to
  /** Keys that were read at `position`. */
  let current: ReadonlySet<string> = new Set()
  while (position.offset !== settled.offset || position.epoch !== settled.epoch) {
    const changed = await keysChanged(source, settled, position, options)
    if (changed === null) return null
    const stale = changed.filter((key) => !current.has(key))
    settled = position
    // No turn of the loop before the first page: on a busy server something is written in each, and the next round
    // would be as long as this one.
    for (let n = 0; n < stale.length; n += pageSize) {
      if (n > 0) await giveWay(options)
      const page = stale.slice(n, n + pageSize)
      position = await take(page)
      current = new Set(page)
    }
  }
  return settled
}

/** The keys that the events in `(from, to]` change; null when the log no longer has them. */
async function keysChanged(
  { log, logName, keysOf }: ChangeSource,
  from: Position,
  to: Position,
  options: ReadOptions,
): Promise<readonly string[] | null> {
  if (from.epoch !== to.epoch) return null
  const keys = new Set<string>()
  for (let cursor = from; cursor.offset < to.offset; ) {
    if (cursor !== from) await giveWay(options)
    const reading = await log.read(logName, cursor, to.offset, pageSize)
    const last = reading.kind === 'entries' ? reading.entries.at(-1) : undefined
    if (reading.kind !== 'entries' || last === undefined) return null
    for (const entry of reading.entries) for (const key of keysOf(entry)) keys.add(key)
    cursor = last.position
  }
  return [...keys]
}
