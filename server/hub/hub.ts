/**
 * Which connection gets which event. A hub dispatches the entries of one log (dispatcher.ts) to the
 * connections whose topics match (membership.ts), with the bytes of each event printed once; connections
 * that are not up to date read from the log (log-view.ts) and then go live (delivery.ts).
 *
 * It depends on no HTTP, no rights and no feed: a feed describes each connection to it
 * (hub/subscription.ts) and gives it a sink to write to.
 */

import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { Problem } from '../../src/protocol/errors.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { FeedCodec } from '../../src/protocol/feed-codec.ts'
import { type AppConfig, defaultAppConfig } from '../app-config.ts'
import type { EventLog, LogBounds, LogReading } from '../log/event-log.ts'
import type { DurationReading } from '../ops/duration-histogram.ts'
import type { Logger } from '../ops/logger.ts'
import { createTurns, type Turns } from '../ops/turns.ts'
import { Connection, type ConnectionHost } from './connection.ts'
import type { DeliveryPolicies } from './delivery-policies.ts'
import { createDispatchTimes } from './dispatch-times.ts'
import { createDispatcher } from './dispatcher.ts'
import { logUnavailable } from './frames.ts'
import type { HubCounts } from './hub-counts.ts'
import { createHubReport } from './hub-report.ts'
import { createHubShared, type HubShared } from './hub-shared.ts'
import { LiveRead, type LiveReadOptions } from './live-read.ts'
import { createLogView } from './log-view.ts'
import { createMembership } from './membership.ts'
import { createReachability } from './reachability.ts'
import { createReplayPages } from './replay-pages.ts'
import type { Sink, SinkEvents } from './sink.ts'
import type { Grant, Subscription } from './subscription.ts'

/** How a hub is built. */
export interface HubOptions {
  readonly log: EventLog
  /** Which of the log's logs to follow, such as `shipments`. */
  readonly logName: string
  readonly clock: Clock
  /** The clock that credentials are checked with, in Unix milliseconds. Default: `clock`. */
  readonly wallNowMs?: () => number
  readonly timers: Timers
  readonly random: Random
  readonly logger: Logger
  readonly pingMs: number
  readonly stallMs: number
  readonly maxReplay: number
  /** The least and most of the reconnection time that clients are given. Default [2000, 4000]. */
  readonly retryMs?: AppConfig['retryMs']
  /** Whether the greeting is a named event. Default `named`. */
  readonly greeting?: FeedCodec['greeting']
  /** Connections served before the event loop gets a turn. Default 1000. */
  readonly sliceSize?: number
  /** Shares the event loop between replays and other long work. Default: between the replays of this hub only. */
  readonly turns?: Turns
  /** Newest events kept with their bytes. Default: `maxReplay`, so that a replay asks no log. */
  readonly recentEvents?: number
  /** What several hubs of one feed have in common. Default: its own. */
  readonly shared?: HubShared
  /** A comment line before each ping, such as `heartbeat`. Default: none. */
  readonly pingComment?: string
  /** Ends connections that could not be written to for this long, in ms. Default: only `stallMs` applies. */
  readonly unwritableMs?: number
  /** How slow clients are sent events. Default: they are sent every event, later. */
  readonly policies?: DeliveryPolicies | null
}

/** A connection whose credentials can be renewed. */
export interface RenewableConnection {
  /** The topics that it is subscribed to. */
  readonly subscription: Pick<Subscription, 'topics' | 'snapshotTopics'>
  /** What it may be sent now, and for whom. */
  readonly grant: Grant
  /** Replaces the credentials by others of the same caller: the connection now ends when these expire. */
  renew(grant: Grant): void
}

/** The hub of one feed. */
export interface Hub {
  /** Follows the log from now on, once. @throws LogError when the log cannot be reached. */
  ready(): Promise<void>
  /**
   * Adds a connection. Call after {@link Hub.ready}. Returns at once; the first bytes are written
   * before it does.
   */
  join(subscription: Subscription, open: (events: SinkEvents) => Sink): void
  /**
   * Adds a read that waits for events. Call after {@link Hub.ready}, and before the log is read: what is appended in
   * between then ends the wait.
   */
  follow(options: LiveReadOptions): LiveRead
  /**
   * The bounds of the log, from memory where the cursor lies within the newest events; null: as the log has them now.
   */
  bounds(cursor: Position | null): Promise<LogBounds>
  /** Entries above `after`, from memory where possible. */
  read(after: Position, to: number, limit: number): Promise<LogReading>
  /** The newest event dispatched to every live connection; `null` before {@link Hub.ready}. */
  position(): Position | null
  /** Whether the newest event of the hub is known to be that of the log; false while the log is out of reach. */
  isReachable(): boolean
  /** The connection with this `clientId`; null when there is none. */
  find(clientId: string): RenewableConnection | null
  /** Ends the connections whose credentials are revoked, after a `bye`. */
  revoke(isRevoked: (grant: Grant) => boolean): void
  /** Ends every connection with the problem that a new subscription would be answered with. */
  refuse(problem: Problem): void
  /** How many connections are open. */
  readonly connections: number
  /** Connections by {@link Subscription.filterKind}. */
  connectionsByFilter(): Readonly<Record<string, number>>
  /** What has happened since the start, for statistics. */
  readonly counts: Readonly<HubCounts>
  /** How long dispatch has taken since the start, for statistics. */
  times(): { readonly deliveryLag: DurationReading; readonly fanOut: DurationReading }
  /** Bytes written to connections that their sockets have not accepted yet. Visits every connection. */
  bufferedBytes(): number
  /**
   * Asks every client to reconnect, each at a random time within `windowMs`, and resolves when all
   * connections have ended. With 0 the links are dropped within the next turns. Called again, the earlier time counts.
   */
  drain(windowMs: number): Promise<void>
  /** Drops every link within the next turns, as a broken network would. Returns how many there were. */
  dropAll(): number
  /** Stops following the log and drops every link. */
  close(): void
}

/** See {@link Hub}. */
export function createHub(options: HubOptions): Hub {
  const { log, logName, clock, timers, random, logger } = options
  const { pingMs, stallMs, maxReplay, sliceSize = 1_000, recentEvents = maxReplay } = options
  const { retryMs = defaultAppConfig.retryMs, turns = createTurns({ clock }) } = options

  const { shared = createHubShared({ clock, timers, pingMs }), unwritableMs = Infinity } = options
  const { counts, wheel } = shared
  const times = createDispatchTimes(clock, shared.histograms)
  const report = createHubReport(logger)
  const members = createMembership({ clock, timers, random })
  const view = createLogView({ log, logName, recentEvents, report })
  const dispatcher = createDispatcher({
    log,
    logName,
    view,
    clock,
    timers,
    logger,
    report,
    times,
    sliceSize,
    matching: (entry) => members.matching(entry.topics),
    onMissed() {
      for (const connection of members.all()) connection.rereadLog()
    },
  })
  const reachability = createReachability({
    ...{ log, logName, view, timers, turns, sliceSize },
    members: () => members.all(),
  })
  const { isReachable } = reachability
  const host: ConnectionHost = {
    ...view,
    counts,
    greeting: options.greeting ?? 'named',
    wheel,
    pingMs,
    pingComment: options.pingComment ?? null,
    stallMs,
    unwritableMs,
    maxReplay,
    policies: options.policies ?? null,
    retryMs,
    nowMs: () => clock.nowMs(),
    wallNowMs: options.wallNowMs ?? (() => clock.nowMs()),
    monotonicMs: () => clock.monotonicMs(),
    random: () => random.next(),
    nextTurn: () => turns.next(),
    pages: createReplayPages((entry) => view.bytesOf(entry)),
    isReachable,
    degradation: () => (isReachable() ? {} : { degraded: logUnavailable }),
    head: () => known(view.head()),
    settled: () => known(view.settled()),
    onFailure: (connection, reason, error) => report.connectionFailed(connection.id, reason, error),
    onClosed: (connection) => members.remove(connection),
  }
  let serial = 0

  return {
    ready: () => dispatcher.ready(),
    join(subscription, open) {
      serial++
      const id = `${serial.toString(36)}-${Math.floor(random.next() * 2 ** 32).toString(36)}`
      const connection = new Connection(id, subscription, host)
      members.add(connection)
      void connection.start(open(connection))
      members.endIfLate(connection)
    },
    follow(options) {
      const read = new LiveRead(options, { ...host, onClosed: (closed) => members.remove(closed) })
      members.add(read)
      members.endIfLate(read)
      return read
    },
    bounds: (cursor) => view.bounds(cursor),
    read: (after, to, limit) => view.read(after, to, limit),
    find(clientId) {
      // By a scan: an index would cost every connection memory, for a request that few make.
      for (const member of members.all()) {
        if (member instanceof Connection && member.id === clientId) return member
      }
      return null
    },
    revoke(isRevoked) {
      for (const connection of [...members.all()]) {
        if (isRevoked(connection.grant)) connection.revoke()
      }
    },
    refuse(problem) {
      for (const connection of [...members.all()]) connection.refuse(problem)
    },
    position: () => view.settled(),
    isReachable,
    get connections() {
      return members.size
    },
    connectionsByFilter: () => members.countByFilter(),
    counts,
    times: () => times.read(),
    bufferedBytes: () => members.bufferedBytes(),
    drain: (windowMs) => members.drain(windowMs),
    dropAll: () => members.dropAll(),
    close() {
      reachability.close()
      dispatcher.close()
      members.close()
      if (options.shared === undefined) wheel.close()
    },
  }
}

function known(position: Position | null): Position {
  if (position !== null) return position
  throw new Error('A connection joined before the hub was ready. Await ready() first.')
}
