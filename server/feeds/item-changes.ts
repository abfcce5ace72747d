/**
 * What an event changes: the states of a log that it leads to. Decides only; item-log.ts and item-batch.ts read and
 * append.
 */
import type { ServableFeed } from '../../src/feeds/definition.ts'
import type { StateChange } from '../log/event-log.ts'
import { createEventCheck, type EventCheck } from './event-check.ts'
import { indexKey, itemKey } from './item-keys.ts'

/** See the head of this file. */
export interface ItemChanges extends EventCheck {
  /** The states of an item and of its index, when `next` takes the place of `item`. */
  changesOf(
    key: string,
    item: object | undefined,
    next: object | undefined,
    version: number,
  ): readonly StateChange[]
}

/** @param rules the state of the feed, where items are kept */
export function createItemChanges(feed: ServableFeed, rules: ServableFeed['state']): ItemChanges {
  const eventCheck = createEventCheck(feed)

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
    throw eventCheck.refuse(
      `the item after it does not fit its own schema (${reason}). Correct the reducer or the schema.`,
    )
  }

  return { ...eventCheck, changesOf }
}
