/**
 * The log in memory: for tests, for a browser tab, and for servers whose history may end with the
 * process. A new epoch at every start, so readers of an earlier process receive `reset`. It runs wherever
 * JavaScript runs, and keeps nothing on disk.
 */

import type { Clock, Random } from '../../src/platform/ports.ts'
import { systemClock, systemRandom } from '../../src/platform/system.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { checkAppend, endOfPrefix, logClosed, versionConflict } from './append-check.ts'
import { createEntryWindow } from './entry-window.ts'
import { createEpoch } from './epoch.ts'
import type {
  EventDraft,
  EventLog,
  HistoryPage,
  HistoryQuery,
  LogBounds,
  LogEntry,
  LogHealth,
  LogReading,
  StateChange,
  StateQuery,
  StateValue,
} from './event-log.ts'
import { createFollowers, type OnEntries, type OnGap } from './followers.ts'
import { decideReading } from './reading.ts'
import { appendBy } from './single-append.ts'
import { createSortedKeys } from './sorted-keys.ts'

// Looked at for one page of history: a few milliseconds.
const candidatesPerPage = 10_000

/** Settings of the memory engine. */
export interface MemoryLogOptions {
  /** Default: the clock of the device. */
  readonly clock?: Clock
  /** Chooses the epoch. Default: `Math.random`. */
  readonly random?: Random
  /** Keep at most this many events of a log. Default 10,000. */
  readonly retentionEvents?: number
  /** Keep events at least this long, in milliseconds, unless there are too many. Default 24 hours. */
  readonly retentionMs?: number
}

/**
 * Opens an empty log in memory.
 *
 * @example
 * const log = memoryLog()
 * await log.append('shipments', { topics: ['shipment:1'], type: 'shipment.moved', data: '{}' })
 */
export function memoryLog(options: MemoryLogOptions = {}): EventLog {
  const histories = new Map<string, History>()
  let isClosed = false

  function historyOf(log: string): History {
    if (isClosed) throw logClosed()
    let history = histories.get(log)
    if (history === undefined) {
      history = createHistory(options)
      histories.set(log, history)
    }
    return history
  }

  // Every method is async, so that a refusal is a rejected promise, and does its work before the first
  // await, so that order of calls is order of events and followers are called before the promise resolves.
  const appendAll: EventLog['appendAll'] = async (log, entries, changes) =>
    historyOf(log).append(entries, changes)

  return {
    append: appendBy(appendAll),
    appendAll,
    async bounds(log) {
      return historyOf(log).bounds()
    },
    async read(log, after, to, limit, signal) {
      signal?.throwIfAborted()
      return historyOf(log).read(after, to, limit)
    },
    async states(log, query, limit, signal) {
      signal?.throwIfAborted()
      return historyOf(log).states(query, limit)
    },
    async latest(log, query, signal) {
      signal?.throwIfAborted()
      return historyOf(log).latest(query)
    },
    forget(log) {
      // What was appended exists here only. An empty log continues with another epoch, and nothing is missing.
      if (histories.get(log)?.isUnused()) histories.delete(log)
    },
    async health() {
      if (isClosed) throw logClosed()
      return healthyInMemory
    },
    tail(log, onEntries, onGap) {
      return historyOf(log).tail(onEntries, onGap)
    },
    async close() {
      isClosed = true
      histories.clear()
    },
  }
}

/** Memory cannot be damaged in a way that a program could notice. */
const healthyInMemory: LogHealth = {
  status: 'ok',
  reason: null,
  onDamage: 'stop',
  damagedEntries: 0,
  damagedStates: 0,
  newEpochs: 0,
  newEpochReason: null,
  bytes: null,
  freeBytes: null,
}

type History = ReturnType<typeof createHistory>

/** One log: all of it synchronous, which is what makes it atomic. */
function createHistory(options: MemoryLogOptions) {
  const { clock = systemClock, random = systemRandom } = options
  const { retentionEvents = 10_000, retentionMs = 24 * 60 * 60 * 1000 } = options
  const epoch = createEpoch(clock, random)
  const window = createEntryWindow(0)
  const followers = createFollowers()
  const states = new Map<string, StateValue>()
  const stateKeys = createSortedKeys()
  const offsetOfDedupeKey = new Map<string, number>()
  let lastAtMs = 0

  const at = (offset: number): Position => ({ epoch, offset })

  function append(
    drafts: readonly EventDraft[],
    changes: readonly StateChange[],
  ): readonly Position[] {
    checkAppend(drafts, changes)
    const isFresh = drafts.some(
      ({ dedupeKey }) => dedupeKey === undefined || !offsetOfDedupeKey.has(dedupeKey),
    )
    if (isFresh) {
      for (const { key, expectVersion } of changes) {
        const version = states.get(key)?.version ?? 0
        if (expectVersion !== undefined && expectVersion !== version) {
          throw versionConflict(key, expectVersion, version)
        }
      }
    }
    // Nothing can fail from here on.
    const positions = drafts.map(place)
    if (isFresh) {
      for (const change of changes) apply(change)
      followers.deliver(window, epoch)
      trim()
    }
    return positions
  }

  function place({ topics, type, data, dedupeKey }: EventDraft): Position {
    const known = dedupeKey === undefined ? undefined : offsetOfDedupeKey.get(dedupeKey)
    if (known !== undefined) return at(known)
    lastAtMs = Math.max(lastAtMs, clock.nowMs())
    const position = at(window.top + 1)
    window.push({ position, topics: [...topics], type, data, atMs: lastAtMs })
    if (dedupeKey !== undefined) offsetOfDedupeKey.set(dedupeKey, position.offset)
    return position
  }

  function apply({ key, value }: StateChange): void {
    if (value === null) {
      states.delete(key)
      stateKeys.delete(key)
      return
    }
    if (!states.has(key)) stateKeys.add(key)
    states.set(key, { key, value, version: window.top })
  }

  function trim(): void {
    const deadlineMs = clock.nowMs() - retentionMs
    let oldest = Math.max(window.oldest, window.top - retentionEvents + 1)
    while ((window.at(oldest)?.atMs ?? Number.POSITIVE_INFINITY) < deadlineMs) oldest++
    window.dropBelow(oldest)
    // A Map walks in the order of insertion, which here is the order of offsets.
    for (const [key, offset] of offsetOfDedupeKey) {
      if (offset >= oldest) break
      offsetOfDedupeKey.delete(key)
    }
  }

  function bounds(): LogBounds {
    return { epoch, oldest: window.oldest, top: window.top }
  }

  function read(after: Position, to: number, limit: number): LogReading {
    const reading = decideReading(bounds(), after, to, limit)
    if (reading.kind !== 'range') return reading
    return { kind: 'entries', entries: window.slice(reading.from, reading.to) }
  }

  function readStates(query: StateQuery, limit: number) {
    const values: StateValue[] = []
    for (const key of 'keys' in query ? query.keys : keysOf(query.prefix, query.after)) {
      if (values.length >= limit) break
      const value = states.get(key)
      if (value !== undefined) values.push(value)
    }
    return { position: at(window.top), values }
  }

  function* keysOf(prefix: string, after?: string): Generator<string> {
    const end = endOfPrefix(prefix)
    // The smallest string above `after` is `after` with a NUL behind it.
    const start = after === undefined || after < prefix ? prefix : `${after}\0`
    for (const key of stateKeys.from(start)) {
      if (key >= end) return
      yield key
    }
  }

  function latest({ topics, types, limit, before }: HistoryQuery): HistoryPage {
    const found: LogEntry[] = []
    let offset = Math.min(window.top + 1, before ?? Number.POSITIVE_INFINITY)
    const lowest = Math.max(window.oldest, offset - candidatesPerPage)
    while (offset > lowest && found.length < limit) {
      offset--
      const entry = window.at(offset)
      if (entry === undefined) continue
      if (types !== undefined && !types.includes(entry.type)) continue
      if (topics !== undefined && !entry.topics.some((topic) => topics.includes(topic))) continue
      found.push(entry)
    }
    return { entries: found, nextBefore: offset > window.oldest ? offset : null }
  }

  function tail(onEntries: OnEntries, onGap: OnGap): () => void {
    return followers.add(window.top + 1, onEntries, onGap)
  }

  const isUnused = () => window.top === 0 && followers.size === 0

  return { append, bounds, read, states: readStates, latest, tail, isUnused }
}
