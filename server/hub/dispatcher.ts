/**
 * Follows one log and dispatches its entries to the connections that match, in order and in slices, so
 * that an event with very many listeners does not hold up the event loop.
 *
 * It has no list of connections: the hub passes in those that match.
 */
import type { Cancel, Clock, Timers } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { EventLog, LogEntry } from '../log/event-log.ts'
import type { Logger } from '../ops/logger.ts'
import type { DispatchTimes } from './dispatch-times.ts'
import type { HubReport } from './hub-report.ts'
import type { LogView } from './log-view.ts'

/** What takes dispatched entries. */
export interface Listener {
  deliver(entry: LogEntry): void
}

export interface DispatcherOptions {
  readonly log: EventLog
  readonly logName: string
  readonly view: LogView
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  readonly report: HubReport
  readonly times: DispatchTimes
  /** Listeners served at most before the event loop gets a turn. */
  readonly sliceSize: number
  /** The listeners of an entry. */
  matching(entry: LogEntry): Iterable<Listener>
  /** Entries were missed, or their history has ended: all live listeners have to read the log. */
  onMissed(): void
}

/** Dispatches the entries of one log. Created stopped: {@link Dispatcher.ready} starts it. */
export interface Dispatcher {
  /** Follows the log from now on, once. @throws LogError when the log cannot be reached. */
  ready(): Promise<void>
  /** Stops following. */
  close(): void
}

type QueueItem =
  | { readonly kind: 'entry'; readonly entry: LogEntry }
  | { readonly kind: 'gap'; readonly to: number; readonly epoch: string | undefined }
  | { readonly kind: 'reset' }

/** Longest work of one turn, without the time in which what was written is sent. */
const sliceMs = 10
/** Reading the clock for every listener would cost as much as a listener. */
const listenersPerLook = 32

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { log, logName, view, clock, timers, logger, report, times, sliceSize } = options
  let starting: Promise<void> | null = null
  let stopFollowing: Cancel | null = null
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
        const { kind } = hole
        queue.push(kind === 'gap' ? { kind, to: hole.to, epoch: hole.epoch } : { kind: 'reset' })
        dispatch()
      },
    )
    try {
      await view.sync()
    } catch (error) {
      // Closed meanwhile, and it is done.
      stopFollowing?.()
      stopFollowing = null
      queue = []
      throw error
    }
    dispatch()
  }

  function dispatch(): void {
    if (view.head() === null || isDispatching) return
    isDispatching = true
    dispatchNext()
  }

  /** Continues until the queue is empty, or until the event loop should have a turn. */
  function dispatchNext(): void {
    const startedAtMs = clock.monotonicMs()
    let served = 0
    let passed = 0
    const isOver = () =>
      served >= sliceSize ||
      (++passed % listenersPerLook === 0 && clock.monotonicMs() - startedAtMs >= sliceMs)
    for (;;) {
      if (current === null) {
        const item = queue.shift()
        if (item === undefined) break
        if (item.kind !== 'entry') {
          skip(item)
          return
        }
        if (!isNext(item.entry.position, view.head())) continue
        view.advance(item.entry)
        times.begin()
        current = { entry: item.entry, listeners: listenersOf(item.entry) }
      }
      const { entry, listeners } = current
      for (let next = listeners.next(); !next.done; next = listeners.next()) {
        next.value.deliver(entry)
        served++
        if (!isOver()) continue
        timers.after(0, dispatchNext)
        return
      }
      view.settle()
      times.end(entry)
      current = null
      // Also without any listener: a thousand entries may come at once.
      if (queue.length > 0 && isOver()) {
        timers.after(0, dispatchNext)
        return
      }
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

  /** Entries are gone, or the history was replaced: each listener reads the log itself. */
  function skip(item: Exclude<QueueItem, { kind: 'entry' }>): void {
    const epoch = view.head()?.epoch
    // The offsets of a history that is not the one of the head must not move it: where both are is asked instead.
    if (item.kind === 'gap' && (item.epoch ?? epoch) === epoch) {
      // Before the head moves: until here is what live connections have been offered.
      options.onMissed()
      view.skipTo(item.to)
      dispatchNext()
      return
    }
    // Those that join until it is known what came instead have to ask the log itself.
    view.forget()
    const onSynced = () => {
      // After the head has moved: measured against the old one, nothing would seem to be missing.
      options.onMissed()
      dispatchNext()
    }
    void view.sync().then(onSynced, (error: unknown) => {
      // No connections are left, and the log may have been closed as well.
      if (isClosed) return
      logger.error({ error }, 'the log changed its history and cannot be read')
      cancelRetry = timers.after(1_000, () => skip({ kind: 'reset' }))
    })
  }

  return {
    ready() {
      starting ??= start().catch((error: unknown) => {
        starting = null
        throw error
      })
      return starting
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
function isNext(position: Position, head: Position | null): boolean {
  return head !== null && position.epoch === head.epoch && position.offset > head.offset
}
