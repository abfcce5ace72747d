/**
 * A log that keeps the items of a feed beside its events: each publish appends the event and stores the
 * item after it, atomically. Items are also indexed by topic, so that a snapshot of a few topics does not
 * read all of them. Knows no feed but by its definition, and nothing of HTTP.
 *
 * Keys: `i/<key>` holds an item, `t/<topic>/<key>` says that it is found under a topic. Both parts are
 * percent-encoded, since a log takes printable ASCII only.
 */
import { type ServableFeed, topicsOfEvent } from '../../src/feeds/definition.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import { LogError } from '../log/errors.ts'
import type { EventLog, StateChange } from '../log/event-log.ts'
import { createKeyedQueue } from '../log/keyed-queue.ts'

/** State as it was at one position. */
export interface FeedSnapshot<Item extends object = object> {
  /** Events up to here are contained in the items. */
  readonly position: Position
  readonly items: readonly Item[]
}

export interface PublishOptions {
  /** Makes a repeat harmless: the same key appends nothing and returns the first position. */
  readonly dedupeKey?: string
}

export interface ItemLogOptions {
  readonly log: EventLog
  readonly logName: string
  /** Whether events are applied to stored items; false: events are only appended. */
  readonly keepsItems: boolean
}

export interface ItemLog {
  publish(event: FeedEvent, options?: PublishOptions): Promise<Position>
  /** Every item under one of these topics, read at one position. */
  snapshot(topics: TopicSet): Promise<FeedSnapshot>
}

const itemPrefix = 'i/'
const pageSize = 200
/** Each retry means that another process was faster, so this many in a row is a defect. */
const maxTries = 20

export function createItemLog(
  feed: ServableFeed,
  { log, logName, keepsItems }: ItemLogOptions,
): ItemLog {
  const queue = createKeyedQueue()
  const rules = keepsItems ? feed.state : null

  /** @throws Error when the stored item was not written by this definition. */
  function parseItem(text: string): object {
    const item = feed.decodeItem(JSON.parse(text))
    if (typeof item !== 'string') return item
    throw new Error(`Failed to read a stored item of the feed ${feed.name}: ${item}.`)
  }

  function check(event: FeedEvent): unknown {
    const body = feed.hasEvent(event.type) ? feed.encodeEvent(event) : undefined
    const complaint =
      body === undefined
        ? 'type: expected an event of this feed'
        : feed.decodeEvent(event.type, JSON.parse(JSON.stringify(body)))
    if (typeof complaint !== 'string') return body
    throw new ProtocolError(
      'bad_event',
      `Failed to publish an event of the feed ${feed.name}: ${complaint}. No subscriber could read it.`,
    )
  }

  async function append(
    event: FeedEvent,
    body: unknown,
    dedupeKey: string | undefined,
  ): Promise<Position> {
    const key = rules?.keyOfEvent(event) ?? null
    const { item, version } = await storedItem(key)
    const next = rules && key !== null ? rules.reduce(item, event) : undefined
    const topics = [
      ...new Set([...topicsOfEvent(feed, event, next), ...topicsOfEvent(feed, event, item)]),
    ]
    const draft = {
      topics,
      type: event.type,
      data: JSON.stringify(body),
      ...(dedupeKey !== undefined && { dedupeKey }),
    }
    return log.append(logName, draft, key === null ? [] : changesOf(key, item, next, version))
  }

  async function storedItem(key: string | null) {
    if (key === null) return { item: undefined, version: 0 }
    const { values } = await log.states(logName, { keys: [itemKey(key)] }, 1)
    const [stored] = values
    return { item: stored && parseItem(stored.value), version: stored?.version ?? 0 }
  }

  function changesOf(
    key: string,
    item: object | undefined,
    next: object | undefined,
    version: number,
  ): readonly StateChange[] {
    if (next === item) return []
    const before = new Set(item && rules?.topicsOf(item))
    const after = new Set(next && rules?.topicsOf(next))
    return [
      {
        key: itemKey(key),
        value: next === undefined ? null : JSON.stringify(feed.encodeItem(next)),
        expectVersion: version,
      },
      ...[...before]
        .filter((topic) => !after.has(topic))
        .map((topic) => ({ key: indexKey(topic, key), value: null })),
      ...[...after]
        .filter((topic) => !before.has(topic))
        .map((topic) => ({ key: indexKey(topic, key), value: '1' })),
    ]
  }

  /**
   * Reads what the topics cover, page by page, then reads again whatever the log says has changed
   * meanwhile, until nothing has. That ends, because each round is shorter than the one before, and it
   * neither copies the whole state nor holds up those who write.
   *
   * @returns null when the log started over, or has trimmed the changes
   */
  async function snapshotOnce(topics: TopicSet): Promise<FeedSnapshot | null> {
    const { epoch, top } = await log.bounds(logName)
    const wanted = new Set(topics)
    const found = new Map<string, object>()
    let position: Position = { epoch, offset: top }

    async function take(keys: readonly string[]): Promise<void> {
      const reading = await log.states(logName, { keys: keys.map(itemKey) }, keys.length)
      position = reading.position
      for (const key of keys) found.delete(key)
      for (const { key, value } of reading.values) {
        const item = parseItem(value)
        const isWanted =
          wanted.has(allTopic) || feed.state?.topicsOf(item).some((topic) => wanted.has(topic))
        if (isWanted) found.set(keyIn(key), item)
      }
    }

    const prefixes = wanted.has(allTopic) ? [itemPrefix] : topics.map(indexPrefix)
    for (const prefix of prefixes) {
      for (let after = ''; ; ) {
        const query = { prefix, ...(after !== '' && { after }) }
        const { values } = await log.states(logName, query, pageSize)
        const last = values.at(-1)
        if (last === undefined) break
        await take(values.map(({ key }) => keyIn(key)))
        if (values.length < pageSize) break
        after = last.key
      }
    }

    let settled: Position = { epoch, offset: top }
    while (position.offset !== settled.offset) {
      const changed = await keysChanged(settled, position)
      if (changed === null) return null
      settled = position
      for (let n = 0; n < changed.length; n += pageSize) await take(changed.slice(n, n + pageSize))
    }
    return position.epoch === epoch ? { position, items: [...found.values()] } : null
  }

  /** Which items the events in `(from, to]` are about; null when the log cannot tell. */
  async function keysChanged(from: Position, to: Position): Promise<readonly string[] | null> {
    if (from.epoch !== to.epoch) return null
    const keys = new Set<string>()
    for (let cursor = from; cursor.offset < to.offset; ) {
      const reading = await log.read(logName, cursor, to.offset, pageSize)
      const last = reading.kind === 'entries' ? reading.entries.at(-1) : undefined
      if (reading.kind !== 'entries' || last === undefined) return null
      for (const { type, data } of reading.entries) {
        const event = feed.decodeEvent(type, JSON.parse(data))
        const key = typeof event === 'string' ? null : (feed.state?.keyOfEvent(event) ?? null)
        if (key !== null) keys.add(key)
      }
      cursor = last.position
    }
    return [...keys]
  }

  return {
    async publish(event, { dedupeKey } = {}) {
      const body = check(event)
      const key = rules?.keyOfEvent(event) ?? null
      const attempt = async () => {
        for (let tries = 1; ; tries++) {
          try {
            return await append(event, body, dedupeKey)
          } catch (error) {
            const isConflict = error instanceof LogError && error.code === 'version_conflict'
            if (!isConflict || tries >= maxTries) throw error
          }
        }
      }
      // Two events of one item must not be computed from the same state.
      return key === null ? attempt() : queue.run(key, attempt)
    },
    async snapshot(topics) {
      for (;;) {
        const result = await snapshotOnce(topics)
        if (result !== null) return result
      }
    },
  }
}

function itemKey(key: string): string {
  return itemPrefix + encodeURIComponent(key)
}

function indexPrefix(topic: string): string {
  return `t/${encodeURIComponent(topic)}/`
}

function indexKey(topic: string, key: string): string {
  return indexPrefix(topic) + encodeURIComponent(key)
}

/** The item's key at the end of any of these. */
function keyIn(stateKey: string): string {
  return decodeURIComponent(stateKey.slice(stateKey.lastIndexOf('/') + 1))
}
