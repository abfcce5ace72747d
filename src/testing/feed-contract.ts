/**
 * The contract of a feed definition: what server, client, store and mock rely on, as cases that any test
 * runner can run. The examples of the event table are the data; in the order of the table they should
 * describe the life of one item, from the event that makes it.
 */
import type { ServableFeed } from '../feeds/definition.ts'
import {
  filterOfTopics,
  parseSubscribeQuery,
  printTopics,
  topicMistake,
  topicOfKey,
  topicsOfFilter,
} from '../feeds/filter-query.ts'
import { decodeFrame } from '../protocol/decode.ts'
import { encodeFrame } from '../protocol/encode.ts'
import type { FeedEvent } from '../protocol/feed-codec.ts'
import type { FeedFrame, SentFrame } from '../protocol/feed-frames.ts'
import { printFrame } from '../protocol/frame.ts'
import { createFrameParser } from '../protocol/frame-parser.ts'
import { allTopic, maxTopics, type TopicSet } from '../protocol/topic-set.ts'
import { reduceBatch } from '../store/reduce.ts'
import { isSameValue } from '../store/same-value.ts'
import { emptyState } from '../store/state.ts'

/** One rule of the contract, for one feed. */
export interface ContractCase {
  /** A sentence about the feed. */
  readonly name: string
  /** Throws an {@link ContractError} when the rule is broken. */
  run(): void | Promise<void>
}

/** A rule of the contract that a feed breaks, where, and what to do. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
}

/** Refuses a feed. Both parts are whole sentences. */
export function fail(reason: string, advice: string): never {
  throw new ContractError(`${reason} ${advice}`)
}

/** What to do where a value differs from itself after it was written and read. */
export const keepAll = {
  event: 'Name every field in the schema, and let it read back what it writes.',
  item: "Name every field in the item's schema, and let the reducers set values instead of adding to them.",
}

const readBack = 'Let the schema accept what it has written itself, or correct the example.'
const ownTopics = 'Give each filter field a topic of its own.'
const renameTypo = 'Rename the filter field typo.'

/** The cases that need no server. */
export function definitionCases(feed: ServableFeed): readonly ContractCase[] {
  const types = Object.keys(feed.events)
  const perType = types.flatMap((type): ContractCase[] => [
    { name: `${type} has a meaning and an example`, run: () => void exampleOf(feed, type) },
    {
      name: `${type} survives the wire, wherever its bytes are cut`,
      run: () =>
        checkWire(feed, { kind: 'event', event: exampleOf(feed, type), position: somewhere }),
    },
    { name: `${type} has topics that can be subscribed to`, run: () => checkTopics(feed, type) },
  ])
  const filterCases: ContractCase[] = [
    { name: 'a filter survives its query', run: () => checkQuery(feed) },
    { name: 'a filter with a mistake is refused', run: () => checkMistakes(feed) },
  ]
  return [...perType, ...filterCases, ...(feed.state ? stateCases(feed) : [])]
}

function stateCases(feed: ServableFeed): readonly ContractCase[] {
  return [
    { name: 'every event can be applied to every item', run: () => checkTotal(feed) },
    { name: 'every item survives a snapshot frame', run: () => checkItems(feed) },
    { name: 'an event that arrives twice counts once', run: () => checkIdempotent(feed) },
    { name: 'a snapshot and the events after it equal all events', run: () => checkReplay(feed) },
  ]
}

const somewhere = { epoch: 'contract', offset: 7 }

/** The example of a type, as an event. */
export function exampleOf(feed: ServableFeed, type: string): FeedEvent {
  const { meaning, example } = (feed.events as ServableFeed['events'])[type] ?? {}
  if (meaning === undefined || example === undefined) {
    return fail(`${type}: no meaning or no example.`, 'Add both to its entry in the event table.')
  }
  return { ...example, type }
}

/** All examples, in the order of the table. */
export function examplesOf(feed: ServableFeed): readonly FeedEvent[] {
  return Object.keys(feed.events).map((type) => exampleOf(feed, type))
}

function checkWire(feed: ServableFeed, frame: SentFrame): void {
  const bytes = new TextEncoder().encode(printFrame(encodeFrame(frame, feed)))
  for (let cut = 0; cut <= bytes.length; cut++) {
    const read: FeedFrame[] = []
    const parser = createFrameParser({ onFrame: (parsed) => read.push(decodeFrame(parsed, feed)) })
    parser.push(bytes.subarray(0, cut))
    parser.push(bytes.subarray(cut))
    const [decoded] = read
    if (decoded?.kind === 'invalid')
      fail(`${decoded.type} is not read back: ${decoded.reason}.`, readBack)
    if (!isSameValue(decoded, frame)) {
      fail(
        `A ${frame.kind} frame changed on the wire (cut after ${cut} bytes): ${show(decoded)}.`,
        keepAll.event,
      )
    }
  }
}

function checkTopics(feed: ServableFeed, type: string): void {
  const topics = feed.topicsOf(exampleOf(feed, type))
  if (!topics.includes(allTopic)) {
    fail(
      `${type}: topicsOf leaves out "${allTopic}".`,
      'Make the feed with defineFeed, which adds it.',
    )
  }
  checkValid(feed, `${type}: topicsOf`, topics)
}

function checkValid(feed: ServableFeed, what: string, topics: TopicSet): void {
  for (const topic of topics) {
    const mistake = topicMistake(feed.filter, topic)
    if (mistake !== null)
      fail(`${what} names ${topic}, which no filter can ask for.`, `${mistake}.`)
  }
}

/** The topics that the examples and their items have. */
function someTopics(feed: ServableFeed): TopicSet {
  const ofEvents = examplesOf(feed).flatMap((event) => feed.topicsOf(event))
  const ofItems = itemsOf(feed).flatMap((item) => feed.state?.topicsOf(item) ?? [])
  return [...new Set([...ofEvents, ...ofItems])].filter((topic) => topic !== allTopic)
}

function checkQuery(feed: ServableFeed): void {
  const topics = someTopics(feed).slice(0, maxTopics)
  const sets = [...topics.map((topic) => [topic]), topics, [allTopic]]
  for (const set of sets.filter(({ length }) => length > 0)) {
    const parsed = parseSubscribeQuery(feed.filter, printTopics(feed.filter, set), feed)
    if (!parsed.ok) {
      fail(
        `The query of ${set.join()} is refused: ${parsed.problem.detail}`,
        'Let topicsOf return topics that the filter accepts.',
      )
    }
    if (!isSameValue([...parsed.topics].sort(), [...set].sort())) {
      fail(`The query of ${set.join()} is read as ${parsed.topics.join()}.`, ownTopics)
    }
    const again = topicsOfFilter(feed.filter, filterOfTopics(feed.filter, set))
    if (!isSameValue([...again].sort(), [...set].sort())) {
      fail(`The filter of ${set.join()} names ${again.join()}.`, ownTopics)
    }
  }
}

function checkMistakes(feed: ServableFeed): void {
  const mistakes = {
    ...(!feed.isFilterOptional && { '': 'filter_required' }),
    'all=true&typo=1': 'unknown_parameter',
  }
  for (const [query, code] of Object.entries(mistakes)) {
    const parsed = parseSubscribeQuery(feed.filter, new URLSearchParams(query), feed)
    if (parsed.ok) fail(`The query "${query}" is accepted; expected ${code}.`, renameTypo)
    if (parsed.problem.code !== code) {
      fail(`"${query}" is ${parsed.problem.code}, not ${code}.`, renameTypo)
    }
  }
}

/** Every item that the examples make on their way, in order; the same key may come several times. */
function itemsOf(feed: ServableFeed): readonly object[] {
  const { state } = feed
  if (state === null) return []
  const items = new Map<string, object>()
  return examplesOf(feed).flatMap((event) => {
    const key = state.keyOfEvent(event)
    const next = key === null ? undefined : state.reduce(items.get(key), event)
    if (key === null || next === undefined) return []
    items.set(key, next)
    return [next]
  })
}

function checkTotal(feed: ServableFeed): void {
  const { state } = feed
  const items = itemsOf(feed)
  if (items.length === 0) {
    fail('No example makes an item.', 'Put the event that makes one first in the event table.')
  }
  for (const event of examplesOf(feed)) {
    for (const item of [undefined, ...items]) {
      const next = state?.reduce(item, event)
      if (next !== undefined && state?.keyOf(next) !== state?.keyOfEvent(event) && !item) {
        fail(
          `${event.type} makes an item whose key is not the one that the event names.`,
          'Let keyOf and keyOfEvent return the same key.',
        )
      }
    }
  }
}

function checkItems(feed: ServableFeed): void {
  const { state } = feed
  for (const item of itemsOf(feed)) {
    const { length } = [item]
    const frame: SentFrame = {
      kind: 'snapshot',
      position: somewhere,
      readAt: somewhere,
      part: length,
      parts: length,
      items: [item],
      skipped: 0,
    }
    checkWire(feed, frame)
    const key = state?.keyOf(item) ?? ''
    const topics = state?.topicsOf(item) ?? []
    checkValid(feed, `The item ${key}: topicsOf`, topics)
    const own = topicOfKey(feed.filter, key)
    if (own !== null && !topics.includes(own)) {
      fail(`The item ${key} is not found under ${own}.`, 'Add that topic to topicsOf of the state.')
    }
  }
}

function checkIdempotent(feed: ServableFeed): void {
  const { state } = feed
  if (state === null) return
  const items = new Map<string, object>()
  for (const event of examplesOf(feed)) {
    const key = state.keyOfEvent(event)
    if (key === null) continue
    const once = state.reduce(items.get(key), event)
    if (once === undefined) continue
    items.set(key, once)
    if (state.includes(once, event) || isSameValue(state.reduce(once, event), once)) continue
    fail(
      `${event.type} counts twice when it arrives twice.`,
      'Let its reducer set values instead of adding to them, or say with includes(item, event) that ' +
        'the item has it.',
    )
  }
}

function checkReplay(feed: ServableFeed): void {
  const frames = examplesOf(feed).map((event, index) => ({
    kind: 'event' as const,
    event,
    position: { epoch: 'contract', offset: index + 1 },
  }))
  const whole = reduceBatch(feed, emptyState(), frames, 0)
  for (let count = 0; count <= frames.length; count++) {
    const before = reduceBatch(feed, emptyState(), frames.slice(0, count), 0)
    const position = { epoch: 'contract', offset: count }
    const items = [...before.items.values()].map((item) => {
      const read = feed.decodeItem(JSON.parse(JSON.stringify(feed.encodeItem(item))))
      return typeof read === 'string' ? fail(`An item is not read back: ${read}.`, readBack) : read
    })
    const snapshot = {
      kind: 'snapshot' as const,
      position,
      readAt: position,
      part: 1,
      parts: 1,
      items,
      skipped: 0,
    }
    const after = reduceBatch(feed, emptyState(), [snapshot, ...frames.slice(count)], 0)
    if (!isSameValue([...after.items].sort(byKey), [...whole.items].sort(byKey))) {
      fail(`A snapshot after ${count} events and the rest differ from all events.`, keepAll.item)
    }
  }
}

function byKey([a]: readonly [string, object], [b]: readonly [string, object]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? String(each) : each,
  )
  return (text ?? 'nothing').slice(0, 500)
}
