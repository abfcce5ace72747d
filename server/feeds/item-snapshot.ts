/**
 * Reads the items of a feed as of one position, although publishing continues meanwhile. Reads only; the
 * items and their index are written by item-log.ts.
 */
import type { FeedDefinition } from '../../src/feeds/definition.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { EventLog } from '../log/event-log.ts'
import { giveWay, type ReadOptions } from '../ops/turns.ts'
import { indexPrefix, itemKey, itemPrefix, keyIn } from './item-keys.ts'

/** State as it was at one position. */
export interface FeedSnapshot<Item extends object = object> {
  /** Events up to here are contained in the items. */
  readonly position: Position
  /** The items under the topics that were asked for. */
  readonly items: readonly Item[]
}

/** Every item under one of these topics, read at one position. */
export type ReadItems = (topics: TopicSet, options?: ReadOptions) => Promise<FeedSnapshot>

const pageSize = 200

export function createItemSnapshot(
  feed: FeedDefinition,
  { log, logName }: { readonly log: EventLog; readonly logName: string },
): ReadItems {
  /** Yields the keys of the items under these topics, a page at a time; empty pages too. */
  async function* pagesOf(topics: TopicSet): AsyncGenerator<readonly string[]> {
    const prefixes = topics.includes(allTopic) ? [itemPrefix] : topics.map(indexPrefix)
    for (const prefix of prefixes) {
      for (let after = ''; ; ) {
        const query = { prefix, ...(after !== '' && { after }) }
        const { values } = await log.states(logName, query, pageSize)
        yield values.map(({ key }) => keyIn(key))
        const last = values.at(-1)
        if (last === undefined || values.length < pageSize) break
        after = last.key
      }
    }
  }

  /**
   * Reads what the topics cover, page by page, then reads again whatever the log says has changed
   * meanwhile, until nothing has. That ends, because each round is shorter than the one before, and it
   * neither copies the whole state nor holds up writers.
   *
   * @returns null when the log started over, or has trimmed the changes
   */
  async function readOnce(topics: TopicSet, options: ReadOptions): Promise<FeedSnapshot | null> {
    const { epoch, top } = await log.bounds(logName)
    const wanted = new Set(topics)
    const found = new Map<string, object>()
    let position: Position = { epoch, offset: top }

    async function take(keys: readonly string[]): Promise<void> {
      const reading = await log.states(logName, { keys: keys.map(itemKey) }, keys.length)
      position = reading.position
      for (const key of keys) found.delete(key)
      for (const { key, value } of reading.values) {
        const item = parseItem(feed, value)
        const isWanted =
          wanted.has(allTopic) || feed.state?.topicsOf(item).some((topic) => wanted.has(topic))
        if (isWanted) found.set(keyIn(key), item)
      }
    }

    // An empty page moves the position too: an item may have left this topic for one already listed.
    for await (const keys of pagesOf(topics)) {
      await take(keys)
      await giveWay(options)
    }

    let settled: Position = { epoch, offset: top }
    /** Items that were read at `position`. */
    let current: ReadonlySet<string> = new Set()
    while (position.offset !== settled.offset) {
      const changed = await keysChanged(settled, position, options)
      if (changed === null) return null
      const stale = changed.filter((key) => !current.has(key))
      settled = position
      // No turn of the loop before the first page: on a busy server something is published in each, and the next round
      // would be as long as this one.
      for (let n = 0; n < stale.length; n += pageSize) {
        if (n > 0) await giveWay(options)
        const page = stale.slice(n, n + pageSize)
        await take(page)
        current = new Set(page)
      }
    }
    return position.epoch === epoch ? { position, items: [...found.values()] } : null
  }

  /** Keys of the items that the events in `(from, to]` are about; null when the log no longer has them. */
  async function keysChanged(
    from: Position,
    to: Position,
    options: ReadOptions,
  ): Promise<readonly string[] | null> {
    if (from.epoch !== to.epoch) return null
    const keys = new Set<string>()
    for (let cursor = from; cursor.offset < to.offset; ) {
      if (cursor !== from) await giveWay(options)
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

  return async (topics, options = {}) => {
    for (;;) {
      const result = await readOnce(topics, options)
      if (result !== null) return result
    }
  }
}

/** @throws Error when the stored item was not written by this definition. */
export function parseItem(feed: FeedDefinition, text: string): object {
  const item = feed.decodeItem(JSON.parse(text))
  if (typeof item !== 'string') return item
  throw new Error(`Failed to read a stored item of the feed ${feed.name}: ${item}.`)
}
