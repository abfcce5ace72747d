/**
 * A log that keeps the items of a feed next to its events: each publish appends the event and stores the
 * item after it, atomically. Items are also indexed by topic, so that a snapshot of a few topics does not
 * read all of them. Depends on the definition of the feed only, not on HTTP.
 */
import { type ServableFeed, topicsOfEvent } from '../../src/feeds/definition.ts'
import { systemClock } from '../../src/platform/system.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import type { FeedEvent } from '../../src/protocol/feed-codec.ts'
import type { AnswerClaim } from '../log/answer-records.ts'
import { stateDamaged } from '../log/errors.ts'
import type { EventLog, StateChange, StateValue } from '../log/event-log.ts'
import type { KeyedQueue } from '../log/keyed-queue.ts'
import { retryConflicts } from '../log/retry-conflicts.ts'
import type { CheckedEvent } from './event-check.ts'
import { type FeedRecords, feedRecords } from './feed-records.ts'
import { createItemChanges } from './item-changes.ts'
import { itemKey } from './item-keys.ts'
import { createItemSnapshot, parseItem, type ReadItems } from './item-snapshot.ts'

/** Options of `publish`. */
export interface PublishOptions {
  /** Makes a repeat harmless: the same key appends nothing and returns the first position. */
  readonly dedupeKey?: string
  /**
   * Makes a repeat harmless for 24 hours, and shows a key that was used for another event: that is refused with
   * `idempotency_conflict`. 1 to 200 printable ASCII characters without spaces. For events that callers send.
   */
  readonly idempotencyKey?: string
  /** Whose `idempotencyKey` it is. Default: the server's own. */
  readonly caller?: string
  /** Whose event it is, for a feed with tenants: it is appended to the log of this tenant. Default: none. */
  readonly tenant?: string
}

/** What a change is decided on: read at one position. */
export interface StoredItem<Item extends object = object> {
  /** The item as it is stored; undefined when there is none. */
  readonly item: Item | undefined
  /** Where in the log it was read. */
  readonly position: Position
  /** The further states that were asked for, without those that do not exist. */
  readonly states: readonly StateValue[]
}

/** What a change appends. */
export interface ItemChange<Event extends FeedEvent = FeedEvent> {
  /** What happens to the item. It has to be about this item. */
  readonly event: Event
  /** Further states that are written in the same append. */
  readonly changes?: readonly StateChange[]
}

/** Options of `change`. */
export interface ChangeOptions {
  /** Keys of further states of the log that the decision needs. They may not begin with `i/`, `s/` or `t/`. */
  readonly keys?: readonly string[]
  /** Whose item it is, for a feed with tenants. Default: none. */
  readonly tenant?: string
}

export interface ItemLogOptions {
  readonly log: EventLog
  readonly logName: string
  /** Keeps the events of each item in sequence; item logs of the same log name have to share one. */
  readonly queue: KeyedQueue
  /** Whether events are applied to stored items; false: events are only appended. */
  readonly keepsItems: boolean
  /** What is remembered of events with an idempotency key; item logs of the same log name have to share it. */
  readonly records?: FeedRecords
  readonly nowMs?: () => number
}

export interface ItemLog {
  publish(event: FeedEvent, options?: Omit<PublishOptions, 'tenant'>): Promise<Position>
  change(
    key: string,
    decide: (stored: StoredItem) => ItemChange | null,
    options?: Omit<ChangeOptions, 'tenant'>,
  ): Promise<Position | null>
  readonly snapshot: ReadItems
}

/** An item with the version that its next change expects. */
interface VersionedItem {
  readonly item: object | undefined
  readonly version: number
}

const nothingStored = {
  item: undefined,
  version: 0,
  states: [],
  position: { epoch: '', offset: 0 },
} satisfies StoredItem & VersionedItem

export function createItemLog(feed: ServableFeed, options: ItemLogOptions): ItemLog {
  const { log, logName, queue, keepsItems, records = feedRecords() } = options
  const { nowMs = systemClock.nowMs } = options
  const rules = keepsItems ? feed.state : null

  const { check, checkTopics, changesOf, refuse } = createItemChanges(feed, rules)

  async function append(
    { event, data }: CheckedEvent,
    { item, version }: VersionedItem,
    more: Pick<PublishOptions, 'dedupeKey'> & { readonly changes?: readonly StateChange[] },
  ): Promise<Position> {
    const { dedupeKey, changes = [] } = more
    const key = rules?.keyOfEvent(event) ?? null
    const next = rules && key !== null ? rules.reduce(item, event) : undefined
    const after = topicsOfEvent(feed, event, next)
    checkTopics(after)
    const topics = [...new Set([...after, ...topicsOfEvent(feed, event, item)])]
    const draft = { topics, type: event.type, data, ...(dedupeKey !== undefined && { dedupeKey }) }
    const own = key === null ? [] : changesOf(key, item, next, version)
    return log.append(logName, draft, [...own, ...changes])
  }

  async function read(
    key: string | null,
    more: readonly string[] = [],
  ): Promise<StoredItem & VersionedItem> {
    const own = key === null ? null : itemKey(key)
    const keys = own === null ? more : [own, ...more]
    if (keys.length === 0) return nothingStored
    const { position, values, damaged } = await log.states(logName, { keys }, keys.length)
    if (damaged?.[0] !== undefined) throw stateDamaged(damaged[0])
    const stored = values.find(({ key: found }) => found === own)
    return {
      position,
      item: stored && parseItem(feed, stored.value),
      version: stored?.version ?? 0,
      states: values.filter((value) => value !== stored),
    }
  }

  /** Appends it, unless its key has been used. */
  async function publishOnce(
    checked: CheckedEvent,
    key: string | null,
    claim: AnswerClaim,
    more: Pick<PublishOptions, 'dedupeKey'>,
  ): Promise<Position> {
    const stored = await read(key, [claim.key])
    const known = records.find(claim, stored.states, nowMs())
    if (known) return { epoch: stored.position.epoch, offset: known.offset }
    const expired = await records.expired(log, logName, nowMs())
    try {
      // Expired records first: the new record may have the key of one of them.
      const record = records.remember(claim, stored.states, null, nowMs())
      return await append(checked, stored, { ...more, changes: [...expired.changes, ...record] })
    } finally {
      expired.done()
    }
  }

  /** One after the other for one item: two events must not be computed from the same state. */
  function retry<Result>(key: string | null, attempt: () => Promise<Result>): Promise<Result> {
    return key === null
      ? retryConflicts(attempt)
      : queue.run(`${logName} ${key}`, () => retryConflicts(attempt))
  }

  return {
    async publish(given, { caller = '', idempotencyKey, ...more } = {}) {
      const checked = check(given)
      const key = rules?.keyOfEvent(checked.event) ?? null
      const fingerprint = JSON.stringify(['publish', checked.event.type, checked.data])
      const claim = records.claim(caller, idempotencyKey, fingerprint)
      return claim === null
        ? retry(key, async () => append(checked, await read(key), more))
        : retry(key, () => publishOnce(checked, key, claim, more))
    },
    async change(key, decide, { keys = [] } = {}) {
      if (rules === null) {
        throw refuse('it keeps no items. Use publish, or leave out the option snapshot.')
      }
      return retry(key, async () => {
        const stored = await read(key, keys)
        const decision = decide(stored)
        if (decision === null) return null
        const checked = check(decision.event)
        if (rules.keyOfEvent(checked.event) !== key) {
          throw refuse(`it is not about the item ${JSON.stringify(key)}. Decide on that one.`)
        }
        return append(checked, stored, { changes: decision.changes ?? [] })
      })
    },
    snapshot: createItemSnapshot(feed, { log, logName }),
  }
}
