/**
 * Publishes events of another system, many in one append: the events, the items after them, and how far the source is
 * contained. So a repeat is recognised exactly, however long ago it was and whatever part of a batch it is, and a log
 * that was restored from a backup says itself where to continue.
 */
import { type ServableFeed, topicsOfEvent } from '../../src/feeds/definition.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import { stateDamaged } from '../log/errors.ts'
import type { EventDraft, EventLog, StateChange, StateValue } from '../log/event-log.ts'
import { retryConflicts } from '../log/retry-conflicts.ts'
import type { CheckedEvent } from './event-check.ts'
import { createItemChanges } from './item-changes.ts'
import { itemKey, sourceKey } from './item-keys.ts'
import type { ItemLogOptions } from './item-log.ts'
import { parseItem } from './item-snapshot.ts'

/** Where events come from that have an order there. */
export interface EventSource {
  /** Names the source, such as the queue of a broker. */
  readonly name: string
  /** Which history its sequence numbers belong to: one word, another one whenever they start again. */
  readonly history: string
}

/** An event of another system. */
export interface SourcedEvent<Event extends FeedEvent = FeedEvent> {
  /** As in `publish`. */
  readonly event: Event
  /** Its place in the source: a whole number, ascending. Required with a `source`. */
  readonly sequence?: number
  /**
   * As in `publish`. Without a `source`, and at the beginning of a history, each event of a batch with such keys is
   * appended by itself: those before one that fails are published. With a `source`, use a key for one sequence only.
   */
  readonly dedupeKey?: string
}

/** Options of `publishAll`. */
export interface PublishAllOptions {
  /** Whose events they are, for a feed with tenants. Default: none. */
  readonly tenant?: string
  /** Where they come from: those at or below the last sequence that was published are left out. Default: none is. */
  readonly source?: EventSource
}

/** What became of the events of `publishAll`. */
export interface PublishedAll {
  /** How many are new. */
  readonly appended: number
  /** Left out, because they had been published before. */
  readonly repeated: number
}

/** An item before and after the events of a batch. */
interface BatchedItem {
  readonly before: object | undefined
  readonly version: number
  after: object | undefined
}

/** An event whose shape was checked. */
type CheckedSourced = SourcedEvent & { readonly checked: CheckedEvent }

export type PublishAll = (
  given: readonly SourcedEvent[],
  source?: EventSource,
) => Promise<PublishedAll>

export function createItemBatch(
  feed: ServableFeed,
  { log, logName, keepsItems, complete }: ItemLogOptions,
): PublishAll {
  const rules = keepsItems ? feed.state : null
  const changesTo = createItemChanges(feed, rules, complete)
  const { check, checkTopics, completed, changesOf, refuse } = changesTo
  const keyOf = (event: FeedEvent) => rules?.keyOfEvent(event) ?? null

  /** Applies an event to the items of the batch. */
  function draftOf(
    checked: CheckedEvent,
    dedupeKey: string | undefined,
    items: ReadonlyMap<string, BatchedItem>,
  ): EventDraft {
    const key = keyOf(checked.event)
    const item = key === null ? undefined : items.get(key)
    const before = item?.after
    const { event, data } = completed(checked, before)
    const next = rules && item ? rules.reduce(before, event) : undefined
    const after = topicsOfEvent(feed, event, next)
    checkTopics(after)
    if (item) item.after = next
    const topics = [...new Set([...after, ...topicsOfEvent(feed, event, before)])]
    return { topics, type: event.type, data, ...(dedupeKey !== undefined && { dedupeKey }) }
  }

  function itemsIn(
    keys: readonly string[],
    values: readonly StateValue[],
  ): Map<string, BatchedItem> {
    const stored = new Map(values.map((value) => [value.key, value]))
    return new Map(
      keys.map((key) => {
        const found = stored.get(itemKey(key))
        const before = found && parseItem(feed, found.value)
        return [key, { before, after: before, version: found?.version ?? 0 }]
      }),
    )
  }

  /** Publishes them in one append. @returns null: some may be known, so each needs an append of its own */
  function publishTogether(
    batch: readonly CheckedSourced[],
    source: EventSource | undefined,
  ): Promise<PublishedAll | null> {
    const keys = [...new Set(batch.flatMap(({ checked }) => keyOf(checked.event) ?? []))]
    const mark = source === undefined ? null : sourceKey(source.name)
    const asked = [...(mark === null ? [] : [mark]), ...keys.map(itemKey)]

    return retryConflicts(async () => {
      const { position, values } = await readStates(log, logName, asked)
      const stored = values.find(({ key }) => key === mark)
      const last = source === undefined ? 0 : sequenceIn(stored?.value, source.history)
      const fresh = batch.filter(({ sequence = last + 1 }) => sequence > last)
      const repeated = batch.length - fresh.length
      if (fresh.length === 0) return { appended: 0, repeated }
      if (fresh.length > 1 && mayBeKnown(fresh, last > 0)) return null
      const items = itemsIn(keys, values)
      const drafts = fresh.map(({ checked, dedupeKey }) => draftOf(checked, dedupeKey, items))
      const changes: StateChange[] = [...items].flatMap(([key, { before, after, version }]) =>
        changesOf(key, before, after, version),
      )
      if (source !== undefined && mark !== null) {
        const value = `${source.history} ${fresh.at(-1)?.sequence ?? last}`
        changes.push({ key: mark, value, expectVersion: stored?.version ?? 0 })
      }
      const positions = await log.appendAll(logName, drafts, changes)
      const known = positions.filter(
        ({ epoch, offset }) => epoch === position.epoch && offset <= position.offset,
      ).length
      return { appended: fresh.length - known, repeated: repeated + known }
    })
  }

  return async (given, source) => {
    const batch = given.map((each) => ({ ...each, checked: check(each.event) }))
    for (const { sequence } of batch) {
      if (source === undefined || Number.isSafeInteger(sequence)) continue
      throw refuse(`an event from ${source.name} has no valid sequence. Pass a whole number.`)
    }
    const together = await publishTogether(batch, source)
    if (together !== null) return together
    let [appended, repeated] = [0, 0]
    for (const each of batch) {
      const outcome = await publishTogether([each], source)
      appended += outcome?.appended ?? 0
      repeated += outcome?.repeated ?? 0
    }
    return { appended, repeated }
  }
}

/**
 * Whether the log may know the key of one of them. It would leave that event out, but make the changes of the whole
 * append, so items would go back to what they were after it.
 *
 * @param isContinued whether an event of the same history is the last of its source: what follows was never published
 */
function mayBeKnown(events: readonly CheckedSourced[], isContinued: boolean): boolean {
  const keys = events.flatMap(({ dedupeKey }) => dedupeKey ?? [])
  return keys.length > 0 && (!isContinued || new Set(keys).size < keys.length)
}

/** @throws LogError `state_damaged` */
async function readStates(log: EventLog, logName: string, keys: readonly string[]) {
  if (keys.length === 0) {
    const { epoch, top } = await log.bounds(logName)
    return { position: { epoch, offset: top }, values: [] }
  }
  const { position, values, damaged } = await log.states(logName, { keys }, keys.length)
  if (damaged?.[0] !== undefined) throw stateDamaged(damaged[0])
  return { position, values }
}

/** The last sequence of this history that was published; 0: none. */
function sequenceIn(mark: string | undefined, history: string): number {
  const [stored, sequence] = mark?.split(' ') ?? []
  return stored === history ? Number(sequence) : 0
}
