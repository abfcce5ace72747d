/**
 * Who gets which event. The hub follows one log, keeps the index topic → connections, turns each
 * event into bytes once and hands them out; connections that are not up to date help themselves from
 * the log and come back.
 *
 * It knows no HTTP, no rights and no payments: a feed describes each connection to it
 * (hub/subscription.ts) and gives it a sink to write to.
 *
 * Two offsets matter. `head`: delivery of everything up to here has begun. `settled`: every live
 * connection has been offered everything up to here. They differ only while an event with very many
 * listeners is handed out in slices, and then a connection that arrives reads up to `head` itself.
 *
 * A long file: everything here shares these two offsets and the queue, and would have to hand them
 * around if it were apart.
 */

import type { Cancel, Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { FeedCodec } from '../../src/protocol/feed-codec.ts'
import type { EventLog, LogBounds, LogEntry, LogReading } from '../log/event-log.ts'
import type { Logger } from '../ops/logger.ts'
import { Connection, type ConnectionHost } from './connection.ts'
import { createDeadlineWheel } from './deadline-wheel.ts'
import { createHubCounts, type HubCounts } from './hub-counts.ts'
import { createHubReport } from './hub-report.ts'
import { createRecentEvents } from './recent-events.ts'
import type { Sink, SinkEvents } from './sink.ts'
import type { Subscription } from './subscription.ts'
import { createTopicIndex } from './topic-index.ts'

/** How a hub is built. */
export interface HubOptions {
  readonly log: EventLog
  /** Which of the log's logs to follow, such as `payments`. */
  readonly logName: string
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly logger: Logger
  readonly pingMs: number
  readonly stallMs: number
  readonly maxReplay: number
  /** Whether the greeting is a named event. Default `named`. */
  readonly greeting?: FeedCodec['greeting']
  /** Connections served before the event loop gets a turn. Default 1000. */
  readonly sliceSize?: number
  /** Newest events kept with their bytes. Default: `maxReplay`, so that a replay asks no log. */
  readonly recentEvents?: number
}

/** The hub of one feed. */
export interface Hub {
  /** Follows the log from now on, once. @throws LogError when the log cannot be reached. */
  ready(): Promise<void>
  /**
   * Takes a connection on. Call after {@link Hub.ready}. Returns at once; the first bytes are
   * written before it does.
   */
  join(subscription: Subscription, open: (events: SinkEvents) => Sink): void
  /** The newest event handed out; `null` before {@link Hub.ready}. */
  position(): Position | null
  readonly connections: number
  /** Connections by {@link Subscription.filterKind}. */
  connectionsByFilter(): Readonly<Record<string, number>>
  readonly counts: Readonly<HubCounts>
  /**
   * Sends everybody away, each at a random moment within `windowMs`, and resolves when all have
   * gone. With 0 the links are dropped at once. Called again, the sooner moment counts.
   */
  drain(windowMs: number): Promise<void>
  /** Drops every link at once, as a broken network would. Returns how many there were. */
  dropAll(): number
  /** Stops following the log and drops every link. */
  close(): void
}

type QueueItem =
  | { readonly kind: 'entry'; readonly entry: LogEntry }
  | { readonly kind: 'gap'; readonly to: number }
  | { readonly kind: 'reset' }

const drainGraceMs = 5_000

/** See {@link Hub}. */
export function createHub(options: HubOptions): Hub {
  const { log, logName, clock, timers, random, logger } = options
  const { pingMs, stallMs, maxReplay, sliceSize = 1_000, recentEvents = maxReplay } = options

  const counts = createHubCounts()
  const index = createTopicIndex<Connection>()
  const recent = createRecentEvents(recentEvents)
  const report = createHubReport(logger)
  const connections = new Set<Connection>()
  const byFilter = new Map<string, number>()
  const wheel = createDeadlineWheel<Connection>({
    clock,
    timers,
    stepMs: Math.max(10, Math.min(250, Math.floor(pingMs / 40))),
    onDeadline: (connection, nowMs) => connection.onDeadline(nowMs),
  })

  let starting: Promise<void> | null = null
  let stopTail: Cancel | null = null
  let head: Position | null = null
  let settled: Position | null = null
  let queue: QueueItem[] = []
  let current: { readonly entry: LogEntry; readonly listeners: Iterator<Connection> } | null = null
  let isHandingOut = false
  /** Drains that wait for the last connection: there may be more than one. */
  const waitingForEmpty = new Set<() => void>()
  let cancelRetry: Cancel = () => {}
  let serial = 0
  /** While draining: the moment on the monotonic clock by which everybody is to have left. */
  let leaveByMs: number | null = null
  let isClosed = false

  async function start(): Promise<void> {
    // Tail first, then bounds: what arrives in between waits in the queue and is told by its offset.
    stopTail = log.tail(
      logName,
      (entries) => {
        for (const entry of entries) queue.push({ kind: 'entry', entry })
        handOut()
      },
      (hole) => {
        queue.push(hole.kind === 'gap' ? { kind: 'gap', to: hole.to } : { kind: 'reset' })
        handOut()
      },
    )
    try {
      await startFrom(await log.bounds(logName))
    } catch (error) {
      stopTail()
      stopTail = null
      queue = []
      throw error
    }
    handOut()
  }

  async function startFrom(bounds: LogBounds): Promise<void> {
    recent.clear()
    const top = { epoch: bounds.epoch, offset: bounds.top }
    let cursor = {
      epoch: bounds.epoch,
      offset: Math.max(bounds.oldest - 1, bounds.top - recentEvents),
    }
    // The events everybody will ask for: after a restart all clients come back at once.
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

  function handOut(): void {
    if (head === null || isHandingOut) return
    isHandingOut = true
    handOutNext()
  }

  /** Goes on until the queue is empty, or until the event loop should have a turn. */
  function handOutNext(): void {
    let served = 0
    for (;;) {
      if (current === null) {
        const item = queue.shift()
        if (item === undefined) break
        if (item.kind !== 'entry') {
          jump(item)
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
        timers.after(0, handOutNext)
        return
      }
      settled = entry.position
      current = null
    }
    isHandingOut = false
  }

  /** Who gets an entry. One that breaks the log's contract must not stop the entries after it. */
  function listenersOf(entry: LogEntry): Iterator<Connection> {
    try {
      return index.matching(entry.topics)[Symbol.iterator]()
    } catch (error) {
      report.undeliverable(entry, error)
      lookAgain()
      return [].values()
    }
  }

  /** The tail has a hole or another history: everybody looks for themselves what it means to them. */
  function jump(item: Exclude<QueueItem, { kind: 'entry' }>): void {
    if (item.kind === 'gap' && head !== null) {
      // Before the head moves: until here is what live connections have been offered.
      lookAgain()
      recent.clear()
      head = { epoch: head.epoch, offset: Math.max(head.offset, item.to) }
      settled = head
      handOutNext()
      return
    }
    const goOn = () => {
      // After the head has moved: measured against the old one, nothing would seem to be missing.
      lookAgain()
      handOutNext()
    }
    void resync().then(goOn, (error: unknown) => {
      // Nobody is left to be told, and the log may have been closed as well.
      if (isClosed) return
      logger.error({ error }, 'the log changed its history and cannot be read')
      cancelRetry = timers.after(1_000, () => jump({ kind: 'reset' }))
    })
  }

  function lookAgain(): void {
    for (const connection of connections) connection.lookAgain()
  }

  async function resync(): Promise<void> {
    const bounds = await log.bounds(logName)
    if (bounds.epoch !== head?.epoch) await startFrom(bounds)
  }

  const host: ConnectionHost = {
    counts,
    greeting: options.greeting ?? 'named',
    wheel,
    pingMs,
    stallMs,
    maxReplay,
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    roll: () => random.next(),
    head: () => known(head),
    settled: () => known(settled),
    bounds: () => log.bounds(logName),
    async read(after, to, limit): Promise<LogReading> {
      const entries = recent.read(after, to, limit)
      if (entries !== null) return { kind: 'entries', entries }
      const reading = await log.read(logName, after, to, limit)
      // The log says this is its history, so it is the hub that has not heard of it yet.
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
    onFailure: (connection, reason, error) => report.connectionFailed(connection.id, reason, error),
    onClosed(connection) {
      if (!connections.delete(connection)) return
      const { topics, filterKind } = connection.subscription
      index.remove(connection, topics)
      byFilter.set(filterKind, (byFilter.get(filterKind) ?? 1) - 1)
      if (connections.size === 0) {
        for (const resolve of waitingForEmpty) resolve()
        waitingForEmpty.clear()
      }
    },
  }

  return {
    ready() {
      starting ??= start().catch((error: unknown) => {
        starting = null
        throw error
      })
      return starting
    },
    join(subscription, open) {
      serial++
      const id = `${serial.toString(36)}-${Math.floor(random.next() * 2 ** 32).toString(36)}`
      const connection = new Connection(id, subscription, host)
      connections.add(connection)
      index.add(connection, subscription.topics)
      byFilter.set(subscription.filterKind, (byFilter.get(subscription.filterKind) ?? 0) + 1)
      void connection.start(open(connection))
      // It was let in before the goodbyes began and has arrived after them.
      if (isClosed) connection.destroy('shutdown')
      else if (leaveByMs !== null) connection.leaveAt(leaveByMs)
    },
    position: () => settled,
    get connections() {
      return connections.size
    },
    connectionsByFilter: () => Object.fromEntries(byFilter),
    counts,
    async drain(windowMs) {
      const nowMs = clock.monotonicMs()
      leaveByMs = Math.min(leaveByMs ?? Number.POSITIVE_INFINITY, nowMs + windowMs)
      if (connections.size === 0) return
      const gone = new Promise<void>((resolve) => {
        waitingForEmpty.add(resolve)
      })
      if (windowMs <= 0) for (const connection of connections) connection.destroy('shutdown')
      for (const connection of connections) connection.leaveAt(nowMs + random.next() * windowMs)
      // Who does not take its goodbye in time is not waited for.
      const cancel = timers.after(windowMs + drainGraceMs, () => {
        for (const connection of connections) connection.destroy('shutdown')
      })
      await gone
      cancel()
    },
    dropAll() {
      const count = connections.size
      for (const connection of connections) connection.destroy('dropped')
      return count
    },
    close() {
      isClosed = true
      cancelRetry()
      stopTail?.()
      stopTail = null
      for (const connection of connections) connection.destroy('shutdown')
      wheel.close()
    },
  }
}

/** Neither handed out already nor of a history that has ended since it was queued. */
function isNext(position: Position, head: Position): boolean {
  return position.epoch === head.epoch && position.offset > head.offset
}

function known(position: Position | null): Position {
  if (position === null) {
    throw new Error('A connection joined before the hub was ready. Await ready() first.')
  }
  return position
}
