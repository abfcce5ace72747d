/**
 * What an event changes: whether subscribers could read it and ask for it, and the states of a log that it leads to.
 * Decides only; item-log.ts and item-batch.ts read and append.
 */
import type { ServableFeed } from '../../src/feeds/definition.ts'
import { topicMistake, topicOfKey } from '../../src/feeds/filter-query.ts'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import type { TopicSet } from '../../src/protocol/topic-set.ts'
import type { StateChange } from '../log/event-log.ts'
import { indexKey, itemKey } from './item-keys.ts'

/** An event as subscribers will read it, and its body as it is sent. */
export interface CheckedEvent {
  readonly event: FeedEvent
  readonly data: string
}

/** See the head of this file. */
export interface ItemChanges {
  /** @throws ProtocolError `bad_event` for one that subscribers could not read, or not ask for */
  check(given: FeedEvent): CheckedEvent
  /** @throws ProtocolError `bad_event` for a key or a group that no subscriber could ask for */
  checkTopics(topics: TopicSet): void
  /** The states of an item and of its index, when `next` takes the place of `item`. */
  changesOf(
    key: string,
    item: object | undefined,
    next: object | undefined,
    version: number,
  ): readonly StateChange[]
  /** An error about an event of this feed. */
  refuse(reason: string): ProtocolError
}

/** @param rules the state of the feed, where items are kept */
export function createItemChanges(feed: ServableFeed, rules: ServableFeed['state']): ItemChanges {
  function refuse(reason: string): ProtocolError {
    return new ProtocolError(
      'bad_event',
      `Failed to publish an event of the feed ${feed.name}: ${reason}`,
    )
  }

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

  function checkTopics(topics: TopicSet): void {
    for (const topic of topics) {
      const mistake = topicMistake(feed.filter, topic)
      if (mistake === null) continue
      throw refuse(`no filter can ask for ${JSON.stringify(topic)}. ${mistake}.`)
    }
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

  return { check, checkTopics, changesOf, refuse }
}
