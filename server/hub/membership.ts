/**
 * The open connections of one hub: which topics each listens to, how many there are, and how all of them
 * are ended. It does not deliver anything.
 */
import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { CloseReason } from './hub-counts.ts'
import type { Member } from './member.ts'
import { createTopicIndex } from './topic-index.ts'

/** See the head of this file. */
export interface Membership {
  add(connection: Member): void
  /** Ends a connection that was added while the hub drains, or after it was closed. */
  endIfLate(connection: Member): void
  remove(connection: Member): void
  /** Connections that listen to at least one of these topics, each once. */
  matching(topics: readonly string[]): Iterable<Member>
  all(): Iterable<Member>
  readonly size: number
  /** Connections by {@link Subscription.filterKind}. */
  countByFilter(): Readonly<Record<string, number>>
  /** Bytes that wait in all sinks together. */
  bufferedBytes(): number
  /** Ends each connection at a random time within `windowMs`, with 0 in the next turns; resolves when all are gone. */
  drain(windowMs: number): Promise<void>
  /** Drops every link within the next turns of the event loop. Returns how many there were. */
  dropAll(): number
  /** Drops every link at once, and those that are added later. */
  close(): void
}

/** How long a drain waits after its window for connections that have not ended, before it drops them. */
const drainGraceMs = 5_000
/** Links that are dropped in one turn of the event loop: each costs system calls. */
const dropsPerTurn = 250

export function createMembership(options: {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
}): Membership {
  const { clock, timers, random } = options
  const connections = new Set<Member>()
  const index = createTopicIndex<Member>()
  const byFilter = new Map<string, number>()
  /** Drains that wait for the last connection: there may be more than one. */
  const waitingForEmpty = new Set<() => void>()
  /** While draining: the time on the monotonic clock by which all connections should have ended. */
  let endByMs: number | null = null
  let isClosed = false

  function countFilter(kind: string, change: 1 | -1): void {
    byFilter.set(kind, (byFilter.get(kind) ?? 0) + change)
  }

  /** Those that are open now, in slices: ten thousand sockets take longer than a turn may. */
  function destroyAll(reason: CloseReason): number {
    const all = [...connections]
    let next = 0
    const destroySome = () => {
      for (const connection of all.slice(next, next + dropsPerTurn)) connection.destroy(reason)
      next += dropsPerTurn
      if (next < all.length) timers.after(0, destroySome)
    }
    destroySome()
    return all.length
  }

  return {
    add(connection) {
      const { topics, filterKind } = connection.subscription
      connections.add(connection)
      index.add(connection, topics)
      countFilter(filterKind, 1)
    },
    endIfLate(connection) {
      if (isClosed) connection.destroy('shutdown')
      else if (endByMs !== null) connection.endAt(endByMs)
    },
    remove(connection) {
      if (!connections.delete(connection)) return
      const { topics, filterKind } = connection.subscription
      index.remove(connection, topics)
      countFilter(filterKind, -1)
      if (connections.size > 0) return
      for (const resolve of waitingForEmpty) resolve()
      waitingForEmpty.clear()
    },
    matching: (topics) => index.matching(topics),
    all: () => connections,
    get size() {
      return connections.size
    },
    countByFilter: () => Object.fromEntries(byFilter),
    bufferedBytes() {
      let bytes = 0
      for (const connection of connections) bytes += connection.bufferedBytes()
      return bytes
    },
    async drain(windowMs) {
      const nowMs = clock.monotonicMs()
      endByMs = Math.min(endByMs ?? Number.POSITIVE_INFINITY, nowMs + windowMs)
      if (connections.size === 0) return
      const empty = new Promise<void>((resolve) => {
        waitingForEmpty.add(resolve)
      })
      if (windowMs <= 0) destroyAll('shutdown')
      else for (const connection of connections) connection.endAt(nowMs + random.next() * windowMs)
      const cancel = timers.after(windowMs + drainGraceMs, () => destroyAll('shutdown'))
      await empty
      cancel()
    },
    dropAll: () => destroyAll('dropped'),
    close() {
      isClosed = true
      for (const connection of connections) connection.destroy('shutdown')
    },
  }
}
