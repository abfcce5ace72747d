/**
 * A log that keeps the items of a feed next to its events: each publish appends the event and stores the
 * item after it, atomically. Items are also indexed by topic, so that a snapshot of a few topics does not
 * read all of them. Depends on the definition of the feed only, not on HTTP.
 */
import { type ServableFeed, topicsOfEvent } from '../../src/feeds/definition.ts'
import { topicMistake, topicOfKey } from '../../src/feeds/filter-query.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'
import { isLogError, stateDamaged } from '../log/errors.ts'
import type { EventLog, StateChange } from '../log/event-log.ts'
import type { KeyedQueue } from '../log/keyed-queue.ts'
import { indexKey, itemKey } from './item-keys.ts'
import { createItemSnapshot, parseItem, type ReadItems } from './item-snapshot.ts'

/** Options of `publish`. */
export interface PublishOptions {
  /** Makes a repeat harmless: the same key appends nothing and returns the first position. */
  readonly dedupeKey?: string
  /** Whose event it is, for a feed with tenants: it is appended to the log of this tenant. Default: none. */
  readonly tenant?: string
}

export interface ItemLogOptions {
  readonly log: EventLog
  readonly logName: string
  /** Keeps the events of each item in sequence; item logs of the same log name have to share one. */
  readonly queue: KeyedQueue
  /** Whether events are applied to stored items; false: events are only appended. */
  readonly keepsItems: boolean
}

export interface ItemLog {
  publish(event: FeedEvent, options?: Omit<PublishOptions, 'tenant'>): Promise<Position>
  readonly snapshot: ReadItems
}

/** An event as subscribers will read it, and its body as it is sent. */
interface CheckedEvent {
  readonly event: FeedEvent
  readonly data: string
}

/** Each retry means that another process was faster, so this many in a row is a defect. */
const maxTries = 20

export function createItemLog(
  feed: ServableFeed,
  { log, logName, queue, keepsItems }: ItemLogOptions,
): ItemLog {
  const rules = keepsItems ? feed.state : null

  function refuse(reason: string): ProtocolError {
    return new ProtocolError(
      'bad_event',
      `Failed to publish an event of the feed ${feed.name}: ${reason}`,
    )
  }

  /** @throws ProtocolError `bad_event` for one that subscribers could not read, or not ask for */
  function check(given: FeedEvent): CheckedEvent {
    const checked = checkWire(given)
    const key = feed.state?.keyOfEvent(checked.event) ?? null
    const own = key === null ? null : topicOfKey(feed.filter, key)
    checkTopics([...(own === null ? [] : [own]), ...feed.topicsOf(checked.event)])
    return checked
  }

  function checkWire(given: FeedEvent): CheckedEvent {
    if (!feed.hasEvent(given.type)) {
      throw refuse(
        `its type ${JSON.stringify(given.type)} is not in the event table. Add it to the definition, or use a type of this feed.`,
      )
    }
    try {
      const data = JSON.stringify(feed.encodeEvent(given))
      const event = feed.decodeEvent(given.type, JSON.parse(data))
      if (typeof event !== 'string') return { event, data }
      throw new TypeError(event)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw refuse(`subscribers could not read it (${reason}). Pass a body that fits its schema.`)
    }
  }

  /** @throws ProtocolError `bad_event` for a key or a group that no subscriber could ask for */
  function checkTopics(topics: TopicSet): void {
    for (const topic of topics) {
      const mistake = topicMistake(feed.filter, topic)
      if (mistake === null) continue
      throw refuse(`no filter can ask for ${JSON.stringify(topic)}. ${mistake}.`)
    }
  }

  async function append(
    { event, data }: CheckedEvent,
    dedupeKey: string | undefined,
  ): Promise<Position> {
    const key = rules?.keyOfEvent(event) ?? null
    const { item, version } = await storedItem(key)
    const next = rules && key !== null ? rules.reduce(item, event) : undefined
    const after = topicsOfEvent(feed, event, next)
    checkTopics(after)
    const topics = [...new Set([...after, ...topicsOfEvent(feed, event, item)])]
    const draft = { topics, type: event.type, data, ...(dedupeKey !== undefined && { dedupeKey }) }
    return log.append(logName, draft, key === null ? [] : changesOf(key, item, next, version))
  }

  async function storedItem(key: string | null) {
    if (key === null) return { item: undefined, version: 0 }
    const { values, damaged } = await log.states(logName, { keys: [itemKey(key)] }, 1)
    if (damaged?.[0] !== undefined) throw stateDamaged(damaged[0])
    const [stored] = values
    return { item: stored && parseItem(feed, stored.value), version: stored?.version ?? 0 }
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
        value: next === undefined ? null : printItem(next),
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

  /** Checked before it is stored: an item that cannot be read would fail every later snapshot. */
  function printItem(item: object): string {
    const value = JSON.stringify(feed.encodeItem(item))
    const reason = feed.decodeItem(JSON.parse(value))
    if (typeof reason !== 'string') return value
    throw refuse(
      `the item after it does not fit its own schema (${reason}). Correct the reducer or the schema.`,
    )
  }

  return {
    async publish(given, { dedupeKey } = {}) {
      const checked = check(given)
      const key = rules?.keyOfEvent(checked.event) ?? null
      const attempt = async () => {
        for (let tries = 1; ; tries++) {
          try {
            return await append(checked, dedupeKey)
          } catch (error) {
            if (!isLogError(error, 'version_conflict') || tries >= maxTries) throw error
          }
        }
      }
      // Two events of one item must not be computed from the same state.
      return key === null ? attempt() : queue.run(`${logName} ${key}`, attempt)
    },
    snapshot: createItemSnapshot(feed, { log, logName }),
  }
}
