/**
 * Carries out the writes of one resource: reads it, decides all writes that wait, and appends one event with
 * what they add up to, in the same append as the resource and the answers that are remembered.
 *
 * W1 A write is confirmed after its event is durable, never before: a crash loses nothing that was confirmed.
 * W2 Every event is the difference between two stored states, so no cursor ever lies inside a merged change.
 * W3 Writes of one resource are decided in the sequence in which they came, even if they are merged.
 * W4 `ts` is greater than that of the stored resource, whatever the clock says.
 * W5 An answer holds a state that was stored, never one between merged writes: its `ts` and position are those of all
 *    of them, so a client that had a part only would take the rest for known.
 *
 * With `coalesceMs`, the first write of a resource is carried out at once and opens a window; those that come
 * while it is open wait until it ends, and become one event. A deletion is always an event of its own.
 */
import { diffPatch } from '../../../src/feeds/resource/merge-patch.ts'
import type {
  ResourceEvent,
  ResourceFeedDefinition,
  ResourceItem,
  ResourceRules,
  ResourceValue,
} from '../../../src/feeds/resource/resource-types.ts'
import type { Clock, Timers } from '../../../src/platform/ports.ts'
import type { Position } from '../../../src/protocol/event-id.ts'
import type { AnswerClaim, ExpiredAnswers } from '../../log/answer-records.ts'
import type { EventLog } from '../../log/event-log.ts'
import { createKeyedQueue } from '../../log/keyed-queue.ts'
import type { FeedRecords } from '../feed-records.ts'
import type { ServerFeed } from '../server-feed.ts'
import type { Tenant } from '../tenancy.ts'

/** What a write led to. */
export interface WriteAnswer<Value extends ResourceValue = ResourceValue> {
  /** The resource after the write, and after those that were merged with it; null when it is deleted. */
  readonly item: ResourceItem<Value> | null
  /** Where in the log that is: the event of the write, or where it was read if nothing changed. */
  readonly position: Position
  /** Whether this is the answer to an earlier request with the same idempotency key. */
  readonly isRepeated: boolean
}

/** One write that waits for its turn. */
export interface Write<Value extends ResourceValue> {
  /** Null without an idempotency key. */
  readonly claim: AnswerClaim | null
  /** Whether it deletes the resource. */
  readonly isDeletion?: boolean
  /** Refuses the answer to an earlier write to a caller who may not have it (any more), by throwing. */
  readonly check?: ((remembered: ResourceItem<Value>) => void) | undefined
  /**
   * Decides on the resource as it is: the resource after the write, the same object for no change, null to
   * delete it. What it throws refuses this write and no other. Called again after a conflict.
   */
  decide(current: ResourceItem<Value> | undefined, ts: number): ResourceItem<Value> | null
}

/** Which resource. */
export interface ResourcePlace {
  readonly tenant: Tenant
  readonly id: string
}

/** Carries out writes. */
export type SubmitWrite<Value extends ResourceValue> = (
  place: ResourcePlace,
  write: Write<Value>,
) => Promise<WriteAnswer<Value>>

interface WaitingWrite<Value extends ResourceValue> extends Write<Value> {
  resolve(answer: WriteAnswer<Value>): void
  reject(error: unknown): void
}

/** How one write of a batch ended. */
type Decided<Value extends ResourceValue> =
  /** Carried out: answered with what the whole batch leads to. */
  | { readonly isRepeated: boolean }
  /** Remembered from an earlier batch. */
  | WriteAnswer<Value>
  | { readonly error: unknown }

export interface WritesOptions<Value extends ResourceValue> {
  readonly feed: ServerFeed<ResourceFeedDefinition<string, Value>>
  readonly log: EventLog
  readonly records: FeedRecords
  readonly clock: Clock
  readonly timers: Timers
  readonly coalesceMs: number
}

export function createWrites<Value extends ResourceValue>(
  options: WritesOptions<Value>,
): SubmitWrite<Value> {
  const { feed, log, records, clock, timers, coalesceMs } = options
  const rules = feed.definition.resource
  /** Writes that wait for the end of the window of their resource. */
  const windows = new Map<string, WaitingWrite<Value>[]>()
  /** Whatever a batch reads before it is decided, no later one of the same resource overtakes it. */
  const batches = createKeyedQueue()
  /** The same id of two tenants is two resources. */
  const keyOf = ({ tenant, id }: ResourcePlace) => `${feed.logNameOf(tenant)} ${id}`

  function decideAll(
    writes: readonly WaitingWrite<Value>[],
    stored: Parameters<Parameters<typeof feed.change>[1]>[0],
    ts: number,
  ) {
    const nowMs = clock.nowMs()
    const answers: Decided<Value>[] = []
    /** What this batch has carried out, by the key of the claim: a repeat in the same batch gets the same answer. */
    const claimed = new Map<string, AnswerClaim>()
    const before = stored.item as ResourceItem<Value> | undefined
    let current = before

    const decideOne = ({ claim, check, decide }: WaitingWrite<Value>): Decided<Value> => {
      const first = claim && claimed.get(claim.key)
      if (claim && first) {
        records.checkSame(claim, first.fingerprint)
        if (current) check?.(current)
        return { isRepeated: true }
      }
      const known = claim && records.find(claim, stored.states, nowMs)
      if (known) {
        const item = itemOf<Value>(feed.definition, known.answer)
        if (item) check?.(item)
        const position = { epoch: stored.position.epoch, offset: known.offset }
        return { item, position, isRepeated: true }
      }
      const next = decide(current, ts)
      if (next !== current) {
        current = next ?? undefined
        if (claim) claimed.set(claim.key, claim)
      }
      return { isRepeated: false }
    }

    for (const write of writes) {
      try {
        answers.push(decideOne(write))
      } catch (error) {
        answers.push({ error })
      }
    }
    const item = current ?? null
    const changes = [...claimed.values()].flatMap((claim) =>
      records.remember(claim, stored.states, item && feed.definition.encodeItem(item), nowMs),
    )
    return { answers, item, changes, event: eventBetween(rules, before, current, ts) }
  }

  const commit = (place: ResourcePlace, writes: readonly WaitingWrite<Value>[]) =>
    batches.run(keyOf(place), () => carryOut(place, writes))

  async function carryOut(
    { tenant, id }: ResourcePlace,
    writes: readonly WaitingWrite<Value>[],
  ): Promise<void> {
    const keys = [...new Set(writes.flatMap(({ claim }) => (claim ? [claim.key] : [])))]
    let removal: ExpiredAnswers | null = null
    try {
      if (keys.length > 0) {
        removal = await records.expired(log, feed.logNameOf(tenant), clock.nowMs())
      }
      let expired = removal?.changes ?? []
      let answers: readonly Decided<Value>[] = []
      let item: ResourceItem<Value> | null = null
      let readAt: Position | undefined
      const appendedAt = await feed.change(
        id,
        (stored) => {
          const last = (stored.item as ResourceItem<Value> | undefined)?.ts ?? -1
          const decided = decideAll(writes, stored, Math.max(clock.nowMs(), last + 1))
          ;({ answers, item } = decided)
          readAt = stored.position
          // Expired ones first: a new record may have the key of one of them.
          const changes = [...expired, ...decided.changes]
          // If this conflicts, it may be over these: the next try leaves them to a later write.
          expired = []
          return decided.event === null ? null : { event: decided.event, changes }
        },
        { keys, ...(tenant !== null && { tenant }) },
      )
      const position = appendedAt ?? readAt
      for (const [index, write] of writes.entries()) {
        const answer = answers[index]
        if (answer === undefined || position === undefined) {
          throw new RangeError('A write was not decided.')
        }
        if ('error' in answer) write.reject(answer.error)
        else write.resolve({ item, position, ...answer })
      }
    } catch (error) {
      for (const { reject } of writes) reject(error)
    } finally {
      removal?.done()
    }
  }

  /** Ends a window: what has waited becomes one event, unless there are deletions, and opens the next one. */
  function endWindow(place: ResourcePlace): void {
    const key = keyOf(place)
    const waiting = windows.get(key) ?? []
    if (waiting.length === 0) {
      windows.delete(key)
      return
    }
    openWindow(place)
    for (const batch of batchesOf(waiting)) void commit(place, batch)
  }

  function openWindow(place: ResourcePlace): void {
    windows.set(keyOf(place), [])
    timers.after(coalesceMs, () => endWindow(place))
  }

  return (place, write) =>
    new Promise((resolve, reject) => {
      const waiting = { ...write, resolve, reject }
      const window = windows.get(keyOf(place))
      if (window !== undefined) {
        window.push(waiting)
        return
      }
      if (coalesceMs > 0) openWindow(place)
      void commit(place, [waiting])
    })
}

/** What becomes one event: a write that came before a deletion is answered with the resource, which was stored then. */
function batchesOf<Value extends ResourceValue>(
  writes: readonly WaitingWrite<Value>[],
): readonly (readonly WaitingWrite<Value>[])[] {
  const found: WaitingWrite<Value>[][] = []
  for (const write of writes) {
    const last = found.at(-1)
    if (last === undefined || write.isDeletion || last[0]?.isDeletion) found.push([write])
    else last.push(write)
  }
  return found
}

function itemOf<Value extends ResourceValue>(
  definition: ResourceFeedDefinition<string, Value>,
  json: unknown,
): ResourceItem<Value> | null {
  if (json === null || json === undefined) return null
  const item = definition.decodeItem(json)
  if (typeof item !== 'string') return item
  throw new Error(`Failed to read a remembered answer of the feed ${definition.name}: ${item}.`)
}

/** What happened between two states of a resource; null for nothing. */
function eventBetween<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
  before: ResourceItem<Value> | undefined,
  after: ResourceItem<Value> | undefined,
  ts: number,
): ResourceEvent<string, Value> | null {
  if (before === after) return null
  const about = (id: string, verb: string, patch: unknown) =>
    // The name and the verb make a type of the table, and the patch is its own.
    ({ type: `${rules.name}.${verb}`, id, patch, ts }) as unknown as ResourceEvent<string, Value>
  if (after === undefined) return before === undefined ? null : about(before.id, 'deleted', null)
  if (before === undefined) return about(after.id, 'created', rules.encode(after))
  const patch = diffPatch(rules.encode(before), rules.encode(after))
  return about(after.id, 'updated', patch)
}
