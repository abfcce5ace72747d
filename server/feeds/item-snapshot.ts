/**
 * Reads the items of a feed as of one position, although publishing continues meanwhile. Reads only; the
 * items and their index are written by item-log.ts.
 */
import type { FeedDefinition } from '../../src/feeds/definition.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { EventLog } from '../log/event-log.ts'
import { statePages } from '../log/state-pages.ts'
import { giveWay, type ReadOptions } from '../ops/turns.ts'
import { indexPrefix, itemKey, itemPrefix, keyIn } from './item-keys.ts'
import { type ChangeSource, settleRead } from './settled-read.ts'

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
      for await (const { values } of statePages(log, logName, { prefix, pageSize })) {
        yield values.map(({ key }) => keyIn(key))
      }
    }
  }

  const changes: ChangeSource = {
    log,
    logName,
    keysOf({ type, data }) {
      const event = feed.decodeEvent(type, JSON.parse(data))
      const key = typeof event === 'string' ? null : (feed.state?.keyOfEvent(event) ?? null)
      return key === null ? [] : [key]
    },
  }

  /**
   * Reads what the topics cover, page by page, then again what has changed meanwhile.
   *
   * @returns null when the log started over, or has trimmed the changes
   */
  async function readOnce(topics: TopicSet, options: ReadOptions): Promise<FeedSnapshot | null> {
    const { epoch, top } = await log.bounds(logName)
    const wanted = new Set(topics)
    const found = new Map<string, object>()

    async function take(keys: readonly string[]): Promise<Position> {
      const reading = await log.states(logName, { keys: keys.map(itemKey) }, keys.length)
      options.signal?.throwIfAborted()
      for (const key of keys) found.delete(key)
      for (const { key, value } of reading.values) {
        const item = parseItem(feed, value)
        const isWanted =
          wanted.has(allTopic) || feed.state?.topicsOf(item).some((topic) => wanted.has(topic))
        if (isWanted) found.set(keyIn(key), item)
      }
      return reading.position
    }

    const from: Position = { epoch, offset: top }
    let to = from
    // An empty page moves the position too: an item may have left this topic for one already listed.
    for await (const keys of pagesOf(topics)) {
      to = await take(keys)
      await giveWay(options)
    }
    const position = await settleRead(changes, { from, to }, options, take)
    return position === null ? null : { position, items: [...found.values()] }
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
