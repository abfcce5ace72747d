/**
 * Follows one log and dispatches its entries to the connections that match, in order and in slices, so
 * that an event with very many listeners does not hold up the event loop.
 *
 * Two offsets matter. `head`: dispatch of everything up to here has begun. `settled`: every live
 * connection has been offered everything up to here. They differ only while an event is dispatched in
 * slices, and then a connection that joins reads up to `head` itself.
 *
 * It does not know which connections there are: the hub says which of them match.
 */
import type { Cancel, Timers } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog, LogBounds, LogEntry, LogReading } from '../log/event-log.ts'
import type { Logger } from '../ops/logger.ts'
import type { HubReport } from './hub-report.ts'
import { createRecentEvents } from './recent-events.ts'

/** What takes dispatched entries. */
export interface Listener {
  deliver(entry: LogEntry): void
}

export interface DispatcherOptions {
  readonly log: EventLog
  readonly logName: string
  readonly timers: Timers
  readonly logger: Logger
  readonly report: HubReport
  /** Listeners served before the event loop gets a turn. */
  readonly sliceSize: number
  /** Newest events kept with their bytes. */
  readonly recentEvents: number
  /** The listeners of an entry. */
  matching(entry: LogEntry): Iterable<Listener>
  /** Entries were missed, or their history has ended: all live listeners have to read the log. */
  onMissed(): void
}

/** See the head of this file. */
export interface Dispatcher {
  /** Follows the log from now on, once. @throws LogError when the log cannot be reached. */
  ready(): Promise<void>
  /** The newest entry whose dispatch has begun. Call after {@link Dispatcher.ready}. */
  head(): Position
  /** The newest entry that every live listener has been offered; null before {@link Dispatcher.ready}. */
  settled(): Position | null
  bounds(): Promise<LogBounds>
  /** Entries above `after`, from memory where possible, else from the log. */
  read(after: Position, to: number, limit: number): Promise<LogReading>
  /** The frame of an entry; null when it cannot be printed, which is logged. */
  bytesOf(entry: LogEntry): Uint8Array | null
  /** Stops following. */
  close(): void
}

type QueueItem =
  | { readonly kind: 'entry'; readonly entry: LogEntry }
  | { readonly kind: 'gap'; readonly to: number }
  | { readonly kind: 'reset' }

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { log, logName, timers, logger, report, sliceSize, recentEvents } = options
  const recent = createRecentEvents(recentEvents)
  let starting: Promise<void> | null = null
  let stopFollowing: Cancel | null = null
  let head: Position | null = null
  let settled: Position | null = null
  let queue: QueueItem[] = []
  let current: { readonly entry: LogEntry; readonly listeners: Iterator<Listener> } | null = null
  let isDispatching = false
  let cancelRetry: Cancel = () => {}
  let isClosed = false

  async function start(): Promise<void> {
    // Follow first, then read the bounds: entries that arrive in between wait in the queue and are
    // recognised by their offset.
    stopFollowing = log.tail(
      logName,
      (entries) => {
        for (const entry of entries) queue.push({ kind: 'entry', entry })
        dispatch()
      },
      (hole) => {
        queue.push(hole.kind === 'gap' ? { kind: 'gap', to: hole.to } : { kind: 'reset' })
        dispatch()
      },
    )
    try {
      await startFrom(await log.bounds(logName))
    } catch (error) {
      stopFollowing()
      stopFollowing = null
      queue = []
      throw error
    }
    dispatch()
  }

  async function startFrom(bounds: LogBounds): Promise<void> {
    recent.clear()
    const top = { epoch: bounds.epoch, offset: bounds.top }
    let cursor = {
      epoch: bounds.epoch,
      offset: Math.max(bounds.oldest - 1, bounds.top - recentEvents),
    }
    // The events that all clients will ask for: after a restart they come back at once.
    while (cursor.offset < top.offset) {
      const reading = await log.read(logName, cursor, top.offset, 500)
      if (reading.kind !== 'entries' || reading.entries.length === 0) break
      for (const entry of reading.entries) {
        recent.push(entry)
        cursor = entry.position
      }
    }
    head = top
    settled = top
  }

  function dispatch(): void {
    if (head === null || isDispatching) return
    isDispatching = true
    dispatchNext()
  }

  /** Continues until the queue is empty, or until the event loop should have a turn. */
  function dispatchNext(): void {
    let served = 0
    for (;;) {
      if (current === null) {
        const item = queue.shift()
        if (item === undefined) break
        if (item.kind !== 'entry') {
          skip(item)
          return
        }
        if (head !== null && !isNext(item.entry.position, head)) continue
        head = item.entry.position
        recent.push(item.entry)
        current = { entry: item.entry, listeners: listenersOf(item.entry) }
      }
      const { entry, listeners } = current
      for (let next = listeners.next(); !next.done; next = listeners.next()) {
        next.value.deliver(entry)
        served++
        if (served < sliceSize) continue
        timers.after(0, dispatchNext)
        return
      }
      settled = entry.position
      current = null
    }
    isDispatching = false
  }

  /** An entry that breaks the log's contract must not stop the entries after it. */
  function listenersOf(entry: LogEntry): Iterator<Listener> {
    try {
      return options.matching(entry)[Symbol.iterator]()
    } catch (error) {
      report.undeliverable(entry, error)
      options.onMissed()
      return [].values()
    }
  }

  /** Entries are gone, or the history is another one: each listener reads the log for itself. */
  function skip(item: Exclude<QueueItem, { kind: 'entry' }>): void {
    if (item.kind === 'gap' && head !== null) {
      // Before the head moves: until here is what live connections have been offered.
      options.onMissed()
      recent.clear()
      head = { epoch: head.epoch, offset: Math.max(head.offset, item.to) }
      settled = head
      dispatchNext()
      return
    }
    const onResynced = () => {
      // After the head has moved: measured against the old one, nothing would seem to be missing.
      options.onMissed()
      dispatchNext()
    }
    void resync().then(onResynced, (error: unknown) => {
      // No connections are left, and the log may have been closed as well.
      if (isClosed) return
      logger.error({ error }, 'the log changed its history and cannot be read')
      cancelRetry = timers.after(1_000, () => skip({ kind: 'reset' }))
    })
  }

  async function resync(): Promise<void> {
    const bounds = await log.bounds(logName)
    if (bounds.epoch !== head?.epoch) await startFrom(bounds)
  }

  return {
    ready() {
      starting ??= start().catch((error: unknown) => {
        starting = null
        throw error
      })
      return starting
    },
    head() {
      if (head !== null) return head
      throw new Error('A connection joined before the hub was ready. Await ready() first.')
    },
    settled: () => settled,
    bounds: () => log.bounds(logName),
    async read(after, to, limit) {
      const entries = recent.read(after, to, limit)
      if (entries !== null) return { kind: 'entries', entries }
      const reading = await log.read(logName, after, to, limit)
      // The log serves this epoch, so it is the hub that has not noticed the new history yet.
      if (reading.kind === 'entries' && after.epoch !== head?.epoch) await resync()
      return reading
    },
    bytesOf(entry) {
      try {
        return recent.bytesOf(entry)
      } catch (error) {
        report.undeliverable(entry, error)
        return null
      }
    },
    close() {
      isClosed = true
      cancelRetry()
      stopFollowing?.()
      stopFollowing = null
    },
  }
}

/** Neither dispatched already nor of a history that has ended since it was queued. */
function isNext(position: Position, head: Position): boolean {
  return position.epoch === head.epoch && position.offset > head.offset
}
