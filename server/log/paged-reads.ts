/**
 * Reads of entries: from the newest ones in memory where possible, else page by page from the medium. Clients that
 * return together ask for the same pages: those are read once.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog, LogEntry, LogReading } from './event-log.ts'
import type { FollowedLogs } from './followed-logs.ts'

export interface PagedReads {
  /** As `EventLog.read`. */
  readonly read: EventLog['read']
  /** One page of the medium. */
  readonly page: EventLog['read']
}

// A page is about a millisecond of its medium; between pages commits have their turn.
const pageEntries = 256

/** @param readPage reads one page of the medium; it may have been begun for a caller who asked for more. */
export function createPagedReads(
  readPage: (log: string, after: Position, to: number, limit: number) => Promise<LogReading>,
  followed: Pick<FollowedLogs, 'remember' | 'recent'>,
): PagedReads {
  const sharedReads = new Map<string, Promise<LogReading>>()

  function readShared(
    log: string,
    after: Position,
    to: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<LogReading> {
    const last = Math.min(to, after.offset + limit)
    const key = `${log} ${after.epoch} ${after.offset} ${last}`
    let shared = sharedReads.get(key)
    if (shared === undefined) {
      shared = readPage(log, after, to, limit)
      sharedReads.set(key, shared)
      const forget = () => sharedReads.delete(key)
      shared.then(forget, forget)
    }
    // It may have been begun for a caller who asked for more.
    const own = shared.then((reading) =>
      reading.kind === 'gap' && reading.to > to ? { ...reading, to } : reading,
    )
    return signal === undefined ? own : abortable(own, signal)
  }

  async function read(
    log: string,
    after: Position,
    to: number,
    limit: number,
    signal?: AbortSignal,
  ): Promise<LogReading> {
    followed.remember(log)
    const recent = followed.recent(log)
    if (recent?.epoch === after.epoch && to <= recent.window.top) {
      const { window } = recent
      if (after.offset >= window.oldest - 1 && after.offset <= window.top) {
        const last = Math.min(to, after.offset + limit)
        return { kind: 'entries', entries: window.slice(after.offset + 1, last) }
      }
    }
    const entries: LogEntry[] = []
    for (;;) {
      const next = { epoch: after.epoch, offset: after.offset + entries.length }
      const count = Math.min(pageEntries, limit - entries.length)
      const page = await readShared(log, next, to, count, signal)
      // What was read so far is valid, and the next call finds out the rest.
      if (page.kind !== 'entries') return entries.length === 0 ? page : { kind: 'entries', entries }
      entries.push(...page.entries)
      const isLast = page.entries.length === 0 || next.offset + page.entries.length >= to
      if (isLast || entries.length >= limit) return { kind: 'entries', entries }
    }
  }

  return { read, page: readShared }
}

/** The same, until the signal ends it for this caller; others may wait for it as well. */
function abortable<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
