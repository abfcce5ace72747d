/**
 * The commands and reads of a resource, without HTTP: for routes, simulators, and programs of a team's own.
 * Resources are the items of the feed in the log's keyed state.
 */
import type { JsonObject } from '../../../src/feeds/resource/merge-patch.ts'
import type {
  ResourceItem,
  ResourceRules,
  ResourceValue,
} from '../../../src/feeds/resource/resource-types.ts'
import type { Position } from '../../../src/protocol/event-id.ts'
import { stateDamaged } from '../../log/errors.ts'
import { refuse } from '../../ops/problem-response.ts'
import { indexKey, indexPrefix, itemKey, itemPrefix, keyIn } from '../item-keys.ts'
import { parseItem } from '../item-snapshot.ts'
import { claimAnswer } from './answer-records.ts'
import { createResource, type DerivedFields, patchResource } from './resource-document.ts'
import { createWrites, type WriteAnswer, type WritesOptions } from './resource-writes.ts'

/** How a write is carried out. */
export interface WriteOptions<Value extends ResourceValue = ResourceValue> {
  /** Makes a repeat return the first answer for 24 hours. 1 to 200 printable ASCII characters without spaces. */
  readonly idempotencyKey?: string
  /** Whose idempotency key it is. Default: the server's own. */
  readonly caller?: string
  /**
   * Checks the resource before it is changed or deleted, and a new one before it is stored: throw to refuse. Called
   * with the state that the decision is made on; for a repeat of an idempotency key, with the remembered resource.
   */
  readonly check?: (resource: ResourceItem<Value>) => void
}

/** How a write to a resource that exists is carried out. */
export interface ChangeWriteOptions<Value extends ResourceValue = ResourceValue>
  extends WriteOptions<Value> {
  /** The versions (`ts`) that it may have. Another one is refused with `version_mismatch`. Default: any. */
  readonly versions?: readonly number[]
}

/** One resource as it was read. */
export interface ResourceReading<Value extends ResourceValue> {
  /** Undefined when there is none. */
  readonly item: ResourceItem<Value> | undefined
  /** Where in the log it was read. */
  readonly position: Position
}

/** Which resources to list. At most one of `ids` and `topic`. */
export interface ListQuery {
  /** Those with these ids. */
  readonly ids?: readonly string[]
  /** Those of one group, such as `hub:OSL`. */
  readonly topic?: string
  /** Begin after this id. Default: at the first one. */
  readonly after?: string
  /** At most this many. */
  readonly limit: number
}

/** A page of resources, by ascending id. */
export interface ResourcePage<Value extends ResourceValue> {
  /** The resources. */
  readonly items: readonly ResourceItem<Value>[]
  /** The events after it, applied to the items, lead to the state as it is. */
  readonly position: Position
  /** Pass it as `after` of the next query; null at the end. */
  readonly nextCursor: string | null
}

/** Commands and reads of a resource. */
export interface ResourceStore<Value extends ResourceValue> {
  /**
   * Creates a resource under a new id.
   *
   * @param document its fields as JSON, without those that the server sets
   * @throws Refusal `invalid_body`, `bad_idempotency_key`, `idempotency_conflict`; LogError as `publish`
   */
  create(document: JsonObject, options?: WriteOptions<Value>): Promise<WriteAnswer<Value>>
  /**
   * Applies a merge patch. One that changes nothing appends nothing.
   *
   * @throws Refusal as `create`, and `not_found`, `version_mismatch`, `field_fixed`
   */
  patch(
    id: string,
    patch: JsonObject,
    options?: ChangeWriteOptions<Value>,
  ): Promise<WriteAnswer<Value>>
  /** Deletes a resource. @throws as `patch`, except `invalid_body` and `field_fixed` */
  remove(id: string, options?: ChangeWriteOptions<Value>): Promise<WriteAnswer<Value>>
  /** Reads one resource. @throws LogError `state_damaged` */
  read(id: string): Promise<ResourceReading<Value>>
  /** Lists a page of resources. */
  list(query: ListQuery): Promise<ResourcePage<Value>>
}

export interface StoreOptions<Value extends ResourceValue> extends WritesOptions<Value> {
  readonly fields: DerivedFields<Value>
  readonly createId: () => string
}

export function createResourceStore<Value extends ResourceValue>(
  options: StoreOptions<Value>,
): ResourceStore<Value> {
  const { feed, log, fields, createId } = options
  const { definition, logName } = feed
  const rules = definition.resource
  const submit = createWrites(options)

  function expectFound(
    id: string,
    current: ResourceItem<Value> | undefined,
    { versions, check }: ChangeWriteOptions<Value>,
  ): ResourceItem<Value> {
    if (current === undefined) throw notFound(rules, id)
    check?.(current)
    if (versions !== undefined && !versions.includes(current.ts)) {
      throw refuse(
        'version_mismatch',
        `The ${rules.name} was not changed: it has another version than the request names. ` +
          'Read it again, and decide on that.',
      )
    }
    return current
  }

  /** The stored items of these ids, in their sequence. */
  async function readAll(ids: readonly string[]) {
    const {
      values,
      position,
      damaged = [],
    } = await log.states(logName, { keys: ids.map(itemKey) }, ids.length)
    // Written by this definition, so the items are its own.
    const items = values.map(({ value }) => parseItem(definition, value) as ResourceItem<Value>)
    return { items, position, damaged }
  }

  return {
    create(document, given = {}) {
      const { caller = '', idempotencyKey, check } = given
      const claim = claimAnswer(caller, idempotencyKey, ['create', document])
      const id = createId()
      return submit(id, {
        claim,
        check,
        decide(current, ts) {
          if (current !== undefined) {
            throw refuse('version_conflict', `The id ${id} is in use. Send the request again.`)
          }
          const item = createResource(rules, fields, document, { id, ts })
          check?.(item)
          return item
        },
      })
    },
    patch(id, patch, given = {}) {
      const { caller = '', idempotencyKey } = given
      return submit(id, {
        claim: claimAnswer(caller, idempotencyKey, ['patch', id, patch, given.versions ?? null]),
        check: given.check,
        decide: (current, ts) =>
          patchResource(rules, fields, expectFound(id, current, given), patch, ts),
      })
    },
    remove(id, given = {}) {
      const { caller = '', idempotencyKey } = given
      return submit(id, {
        claim: claimAnswer(caller, idempotencyKey, ['remove', id, given.versions ?? null]),
        isDeletion: true,
        decide(current) {
          expectFound(id, current, given)
          return null
        },
      })
    },
    async read(id) {
      const { items, position, damaged } = await readAll([id])
      if (damaged[0] !== undefined) throw stateDamaged(damaged[0])
      return { item: items[0], position }
    },
    async list({ ids, topic, after, limit }) {
      if (ids !== undefined) {
        const sorted = [...new Set(ids)].sort().filter((id) => after === undefined || id > after)
        const page = sorted.slice(0, limit)
        const { items, position } = await readAll(page)
        const nextCursor = sorted.length > limit ? (page.at(-1) ?? null) : null
        return { items, position, nextCursor }
      }
      const prefix = topic === undefined ? itemPrefix : indexPrefix(topic)
      const afterKey =
        after !== undefined && (topic === undefined ? itemKey(after) : indexKey(topic, after))
      const query = { prefix, ...(afterKey !== false && { after: afterKey }) }
      const reading = await log.states(logName, query, limit)
      const found = reading.values.map(({ key }) => keyIn(key))
      const nextCursor = found.length < limit ? null : (found.at(-1) ?? null)
      if (found.length === 0) return { items: [], position: reading.position, nextCursor }
      const { items } = await readAll(found)
      // That of the first read: what the second one contains beyond it is ignored by its `ts`.
      return { items, position: reading.position, nextCursor }
    },
  }
}

/** The refusal of an id without a resource. */
export function notFound({ name, isId }: Pick<ResourceRules, 'name' | 'isId'>, id: string) {
  const what = isId(id) ? `there is no ${name} ${id}` : 'it is not an id'
  return refuse('not_found', `The request was refused: ${what}. Check the id.`)
}
