/**
 * The rows of a table of payment streams: one record a stream, the same object for as long as the stream is there. An
 * event changes the stream in it, so a table of ten thousand rows need not look at those that it does not concern. Does
 * not depend on React.
 */
import type { Session } from '../payments-session.ts'
import type { Cancel } from '../platform/ports.ts'
import { changedKeys } from '../store/item-changes.ts'
import { type GivenStream, type StreamObject, withUnits } from './stream-summary.ts'

/** One row: a payment stream, as it is now. */
export interface StreamRecord {
  /** Its id, or its place in the list if it has none. */
  readonly key: string
  /** Another object after each event. */
  readonly stream: StreamObject
  /** Calls `listener` after each event. */
  subscribe(listener: () => void): Cancel
}

/** The rows of a table, which change with events. */
export interface StreamRecords {
  /** All of them, in the order in which they became known; the same list until there are others. */
  list(): readonly StreamRecord[]
  /** Another number after every change of any of them. */
  version(): number
  /** Calls `listener` after each change, with the records that have changed, those that were removed included. */
  subscribe(listener: (changed: readonly StreamRecord[]) => void): Cancel
  /** Whether a record is still one of them. */
  has(record: StreamRecord): boolean
}

interface OpenRecord extends StreamRecord {
  stream: StreamObject
  readonly listeners: Set<() => void>
}

/** What keeps the records of both kinds of sources. */
function createRecordSet() {
  const records = new Map<string, OpenRecord>()
  const listeners = new Set<{ readonly notify: (changed: readonly StreamRecord[]) => void }>()
  let list: readonly StreamRecord[] | null = null
  let version = 0

  /** The record, if the stream is another one than before. */
  function set(key: string, stream: StreamObject | undefined): OpenRecord | null {
    const before = records.get(key)
    if (before?.stream === stream) return null
    if (stream === undefined) {
      records.delete(key)
      list = null
      return before ?? null
    }
    if (before) {
      before.stream = stream
      return before
    }
    const record = createRecord(key, stream)
    records.set(key, record)
    list = null
    return record
  }

  return {
    records,
    /** Sets several. Without effect if none of them is another one. */
    setAll(entries: Iterable<readonly [key: string, stream: StreamObject | undefined]>): void {
      const changed: OpenRecord[] = []
      for (const [key, stream] of entries) {
        const record = set(key, stream)
        if (record) changed.push(record)
      }
      if (changed.length === 0) return
      version += 1
      for (const record of changed) for (const notify of [...record.listeners]) notify()
      for (const listener of [...listeners]) listener.notify(changed)
    },
    list() {
      list ??= [...records.values()]
      return list
    },
    version: () => version,
    has: (record: StreamRecord) => records.get(record.key) === record,
    subscribe(notify: (changed: readonly StreamRecord[]) => void): Cancel {
      const listener = { notify }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function createRecord(key: string, stream: StreamObject): OpenRecord {
  const listeners = new Set<() => void>()
  return {
    key,
    stream,
    listeners,
    subscribe(notify) {
      const listener = () => notify()
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The streams in the session's store. @param passes which of them */
export function createStoreRecords(
  { store }: Session,
  passes: (stream: StreamObject) => boolean,
): StreamRecords {
  const set = createRecordSet()
  let items: ReadonlyMap<string, StreamObject> = new Map()
  let unsubscribe: Cancel | null = null
  let subscribers = 0

  function update(): void {
    const { items: next } = store.getState()
    if (next === items) return
    const keys = changedKeys(items, next) ?? new Set([...set.records.keys(), ...next.keys()])
    items = next
    set.setAll(
      [...keys].map((key) => {
        const stream = next.get(key)
        return [key, stream && passes(stream) ? stream : undefined] as const
      }),
    )
  }

  return {
    ...set,
    list() {
      update()
      return set.list()
    },
    version() {
      update()
      return set.version()
    },
    subscribe(listener) {
      const cancel = set.subscribe(listener)
      subscribers += 1
      unsubscribe ??= store.subscribe(update)
      let isActive = true
      return () => {
        if (!isActive) return
        isActive = false
        cancel()
        subscribers -= 1
        if (subscribers > 0) return
        unsubscribe?.()
        unsubscribe = null
      }
    },
  }
}

/** Records of stream objects. */
export interface GivenRecords extends StreamRecords {
  /** Replaces the streams. Those that are the same objects as before cost little. */
  setStreams(streams: readonly GivenStream[]): void
}

/** Stream objects without any network. */
export function createGivenRecords(): GivenRecords {
  const set = createRecordSet()
  let given = new Map<string, GivenStream>()
  return {
    ...set,
    setStreams(streams) {
      const next = new Map(streams.map((each, index) => [each.streamId ?? `#${index}`, each]))
      const changes: [string, StreamObject | undefined][] = []
      for (const key of given.keys()) if (!next.has(key)) changes.push([key, undefined])
      for (const [key, stream] of next) {
        if (given.get(key) !== stream) changes.push([key, withUnits(stream)])
      }
      given = next
      set.setAll(changes)
    },
  }
}
