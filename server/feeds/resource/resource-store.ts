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
import { type Refusal, refuse } from '../../ops/problem-response.ts'
import { giveWay, type ReadOptions } from '../../ops/turns.ts'
import { indexKey, indexPrefix, itemKey, itemPrefix, keyIn } from '../item-keys.ts'
import { parseItem } from '../item-snapshot.ts'
import { tenantOfCall } from '../tenancy.ts'
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
  /** Whose resource it is, for a feed with tenants. Default: none. */
  readonly tenant?: string
}

/** How a resource is read. */
export interface ResourceReadOptions {
  /** Whose resource it is, for a feed with tenants. Default: none. */
  readonly tenant?: string
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
export interface ListQuery extends ResourceReadOptions {
  /** Those with these ids. */
  readonly ids?: readonly string[]
  /** Those of one group, such as `hub:OSL`. */
  readonly topic?: string
  /**
   * Those in which each of these fields has one of these values, as text. The resources are looked at one after the
   * other, 2000 at most for a page, so a page may be shorter than `limit` although there are more. Default: all.
   */
  readonly fields?: Readonly<Record<string, readonly string[]>>
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
  read(id: string, options?: ResourceReadOptions): Promise<ResourceReading<Value>>
  /** Lists a page of resources. */
  list(query: ListQuery, options?: ReadOptions): Promise<ResourcePage<Value>>
}

export interface StoreOptions<Value extends ResourceValue> extends WritesOptions<Value> {
  readonly fields: DerivedFields<Value>
  readonly createId: () => string
}

/** How many resources a page with conditions on fields looks at, and how many of them at once. */
const mostScanned = 2_000
const scannedAtOnce = 250

export function createResourceStore<Value extends ResourceValue>(
  options: StoreOptions<Value>,
): ResourceStore<Value> {
  const { feed, log, records, fields, createId } = options
  const { definition } = feed
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
  async function readAll(logName: string, ids: readonly string[]) {
    const {
      values,
      position,
      damaged = [],
    } = await log.states(logName, { keys: ids.map(itemKey) }, ids.length)
    // Written by this definition, so the items are its own.
    const items = values.map(({ value }) => parseItem(definition, value) as ResourceItem<Value>)
    return { items, position, damaged }
  }

  /** Reads on until the page is full, or many resources have been looked at. */
  async function scan(
    logName: string,
    { topic, after, limit, fields }: Omit<ListQuery, 'ids'>,
    wanted: (item: ResourceItem<Value>) => boolean,
    options: ReadOptions,
  ): Promise<ResourcePage<Value>> {
    const prefix = topic === undefined ? itemPrefix : indexPrefix(topic)
    const keyOf = (id: string) => (topic === undefined ? itemKey(id) : indexKey(topic, id))
    const atOnce = fields === undefined ? limit : Math.max(limit, scannedAtOnce)
    const items: ResourceItem<Value>[] = []
    let position: Position | undefined
    let reached = after
    for (let scanned = 0; ; ) {
      const query = { prefix, ...(reached !== undefined && { after: keyOf(reached) }) }
      const reading = await log.states(logName, query, atOnce)
      // That of the first read: what later ones contain beyond it is ignored by its `ts`.
      position ??= reading.position
      const found = reading.values.map(({ key }) => keyIn(key))
      const page = found.length === 0 ? [] : (await readAll(logName, found)).items
      for (const item of page) {
        if (!wanted(item)) continue
        items.push(item)
        if (fields !== undefined && items.length === limit) {
          return { items, position, nextCursor: item.id }
        }
      }
      scanned += found.length
      if (found.length < atOnce) return { items, position, nextCursor: null }
      reached = found.at(-1)
      if (fields === undefined || scanned >= mostScanned) {
        return { items, position, nextCursor: reached ?? null }
      }
      await giveWay(options)
    }
  }

  const logNameOf = ({ tenant }: ResourceReadOptions) =>
    feed.logNameOf(tenantOfCall(definition, tenant))

  /** @param request what is compared: the same key for another request is a mistake */
  const claimOf = (
    { caller = '', idempotencyKey }: WriteOptions<Value>,
    request: readonly unknown[],
  ) => records.claim(caller, idempotencyKey, JSON.stringify([caller, ...request]))

  // Asynchronous, so that wrong calls reject instead of throwing.
  return {
    async create(document, given = {}) {
      const { check } = given
      const tenant = tenantOfCall(definition, given.tenant)
      const claim = claimOf(given, ['create', document])
      const id = createId()
      return submit(
        { tenant, id },
        {
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
        },
      )
    },
    async patch(id, patch, given = {}) {
      const tenant = tenantOfCall(definition, given.tenant)
      return submit(
        { tenant, id },
        {
          claim: claimOf(given, ['patch', id, patch, given.versions ?? null]),
          check: given.check,
          decide: (current, ts) =>
            patchResource(rules, fields, expectFound(id, current, given), patch, ts),
        },
      )
    },
    async remove(id, given = {}) {
      const tenant = tenantOfCall(definition, given.tenant)
      return submit(
        { tenant, id },
        {
          claim: claimOf(given, ['remove', id, given.versions ?? null]),
          isDeletion: true,
          decide(current) {
            expectFound(id, current, given)
            return null
          },
        },
      )
    },
    async read(id, given = {}) {
      const { items, position, damaged } = await readAll(logNameOf(given), [id])
      if (damaged[0] !== undefined) throw stateDamaged(damaged[0])
      return { item: items[0], position }
    },
    async list({ ids, ...query }, options = {}) {
      const logName = logNameOf(query)
      const wanted = (item: ResourceItem<Value>) => hasFields(rules, item, query.fields)
      if (ids === undefined) return scan(logName, query, wanted, options)
      const { after, limit } = query
      const sorted = [...new Set(ids)].sort().filter((id) => after === undefined || id > after)
      const page = sorted.slice(0, limit)
      const { items, position } = await readAll(logName, page)
      const nextCursor = sorted.length > limit ? (page.at(-1) ?? null) : null
      return { items: items.filter(wanted), position, nextCursor }
    },
  }
}

/** Whether each of these fields has one of its values. */
function hasFields<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
  item: ResourceItem<Value>,
  fields: ListQuery['fields'] = {},
): boolean {
  const wanted = Object.entries(fields)
  if (wanted.length === 0) return true
  const document = rules.encode(item)
  return wanted.every(([name, values]) => values.includes(String(document[name])))
}

/** The refusal of an id without a resource. */
export function notFound(
  { name, isId }: Pick<ResourceRules, 'name' | 'isId'>,
  id: string,
): Refusal {
  const what = isId(id) ? `there is no ${name} ${id}` : 'it is not an id'
  return refuse('not_found', `The request was refused: ${what}. Check the id.`)
}
