/**
 * A resource feed: things that are created, changed by merge patches, and deleted. From a schema it makes
 * a whole feed definition; the routes that change resources are server/feeds/resource. Written with the
 * public parts of feed definitions only.
 */
import { ProtocolError } from '../../protocol/errors.ts'
import { type BodyCodec, codecOf, type Schema } from '../body-codec.ts'
import { defineFeed, type EventEntry } from '../definition.ts'
import type { FilterField } from '../filter-query.ts'
import type { FeedTenancy } from '../tenant-name.ts'
import { isJsonObject, type JsonObject, mergePatch, withoutNulls } from './merge-patch.ts'
import type {
  JsonOf,
  PatchOf,
  ResourceFeedDefinition,
  ResourceGroup,
  ResourceItem,
  ResourceRules,
  ResourceValue,
} from './resource-types.ts'

/** What {@link resource} is given. */
export interface ResourceInput<
  Name extends string,
  Value extends ResourceValue,
  Group extends string,
> {
  /** The name of one, such as `parcel`: `parcel.created`, and the topic `parcel:<id>`. A lower-case word. */
  readonly name: Name
  /** The name of several: the name of the feed and of lists. Default: the name and an s. */
  readonly plural?: string
  /** Where subscriptions are answered, such as `/parcels/events`. */
  readonly path: string
  /** Where resources are read and changed, such as `/parcels`. Default: the plural, below the root. */
  readonly resourcePath?: string
  /**
   * How a whole resource is read and written. Fields can be absent, but not `null`: a merge patch uses
   * `null` to remove a field.
   */
  readonly schema: Schema<Value>
  /** A whole resource: for documentation and the contract suite. */
  readonly example: JsonOf<NoInfer<Value>>
  /** A change of the example. */
  readonly exampleChange: PatchOf<NoInfer<Value>>
  /** Groups that can be subscribed to and listed, by the query parameter. Default: none. */
  readonly groups?: Readonly<Record<Group, ResourceGroup<NoInfer<Value>>>>
  /**
   * Fields by whose values lists can be filtered, such as `status` for `?status=moving`: text, numbers or booleans. Their
   * values may change, so nothing can be subscribed to by them. Default: none.
   */
  readonly listFilters?: readonly (keyof NoInfer<Value> & string)[]
  /** Each tenant has resources of its own, as in `defineFeed`. Default: the resource has no tenants. */
  readonly tenant?: FeedTenancy
  /** Which ids there can be. Default: 1 to 128 visible ASCII characters without a comma or a slash. */
  readonly isId?: (id: string) => boolean
  /** What an id is, with its article, as in "is not …". */
  readonly idNoun?: string
  /** What to do about one that is not accepted. */
  readonly idAdvice?: string
}

/** Whole Unix milliseconds. */
function isTs(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/**
 * Makes the feed of a resource: `<name>.created`, `<name>.updated` and `<name>.deleted`, each with
 * `{ type, id, patch, ts }`, filters `ids` and `types`, and a state that applies patches and ignores those
 * whose `ts` is not newer. Pages, servers and mocks use it as they use any feed.
 *
 * A subscription to `types` receives events of every resource. It has no items: an update changes a
 * resource that the page would not know.
 *
 * @throws ProtocolError `bad_feed` as `defineFeed`, for an example that does not fit its schema, and for a list filter
 *   whose name is a parameter already
 * @example
 * export const parcels = resource({
 *   name: 'parcel',
 *   path: '/parcels/events',
 *   schema: fields<{ id: string; hub: string }>({ id: shortTextField, hub: shortTextField }),
 *   example: { id: 'p1', hub: 'OSL' },
 *   exampleChange: { hub: 'BGO' },
 * })
 */
export function resource<
  const Name extends string,
  Value extends ResourceValue,
  const Group extends string = never,
>(input: ResourceInput<Name, Value, Group>): ResourceFeedDefinition<Name, Value, Group> {
  const rules = rulesOf(input)
  const { name, plural, isId } = rules
  const types = {
    created: `${name}.created`,
    updated: `${name}.updated`,
    deleted: `${name}.deleted`,
  }
  const groups: Readonly<Record<string, ResourceGroup<Value>>> = input.groups ?? {}
  const ownTopics = (id: string, value: Value | null) => [
    `${name}:${id}`,
    ...(value === null ? [] : groupTopicsOf(value)),
  ]

  function groupTopicsOf(value: Value): readonly string[] {
    return Object.values(groups).map((group) => `${group.topic}:${group.valueOf(value)}`)
  }

  /** The item after a patch; undefined where it no longer fits the schema, as in a snapshot. */
  function itemOf(json: unknown, ts: number): ResourceItem<Value> | undefined {
    const value = rules.decode(json)
    return typeof value === 'string' ? undefined : { ...value, ts }
  }

  const isStale = (item: ResourceItem<Value> | undefined, { ts }: AnyChange) =>
    item !== undefined && item.ts >= ts

  const feed = defineFeed({
    name: plural,
    path: input.path,
    events: entriesOf(types, rules, input.exampleChange as JsonObject),
    filter: {
      ids: {
        topic: name,
        isKey: true,
        accepts: isId,
        noun: input.idNoun ?? 'an id of 1 to 128 visible ASCII characters',
        advice: input.idAdvice ?? 'Use the id of a resource, without commas and slashes',
      },
      types: {
        topic: 'type',
        accepts: (type: string) => Object.values(types).includes(type),
        noun: 'an event type of this feed',
        advice: `Use ${types.created}, ${types.updated} or ${types.deleted}`,
      },
      ...groups,
    } as Readonly<Record<string, FilterField>>,
    topicsOf({ type, id, patch }: AnyChange) {
      const whole = type === types.created ? rules.decode(patch) : null
      return [...ownTopics(id, typeof whole === 'string' ? null : whole), `type:${type}`]
    },
    ...(input.tenant && { tenant: input.tenant }),
    identityOf: ({ id, ts }: AnyChange) => `${id}:${ts}`,
    state: {
      item: itemCodec(rules),
      collection: plural,
      keyOf: ({ id }) => id,
      keyOfEvent: ({ id }: AnyChange) => id,
      topicsOf: (item) => ownTopics(item.id, item),
      reduce: {
        [types.created]: (item: ResourceItem<Value> | undefined, event: AnyChange) =>
          isStale(item, event) ? item : itemOf(event.patch, event.ts),
        [types.updated]: (item: ResourceItem<Value> | undefined, event: AnyChange) =>
          item === undefined || isStale(item, event)
            ? item
            : itemOf(mergePatch(rules.encode(item), event.patch), event.ts),
        [types.deleted]: (item: ResourceItem<Value> | undefined, event: AnyChange) =>
          isStale(item, event) ? item : undefined,
      },
      includes: (item, event: AnyChange) => isStale(item, event),
    },
  })
  // The table is made of the name, which the compiler cannot follow.
  return { ...feed, resource: rules } as unknown as ResourceFeedDefinition<Name, Value, Group>
}

/** A change, whatever its type. */
interface AnyChange {
  readonly type: string
  readonly id: string
  readonly patch: unknown
  readonly ts: number
}

function rulesOf<Name extends string, Value extends ResourceValue, Group extends string>(
  input: ResourceInput<Name, Value, Group>,
): ResourceRules<Value> {
  const { name, plural = `${name}s`, example, isId = isPlainId } = input
  const codec = codecOf<Value>(input.schema)
  const groups: Readonly<Record<string, ResourceGroup<Value>>> = input.groups ?? {}
  const rules: ResourceRules<Value> = {
    name,
    plural,
    path: input.resourcePath ?? `/${plural}`,
    example,
    exampleChange: input.exampleChange,
    groups: Object.keys(groups),
    listFilters: input.listFilters ?? [],
    isId,
    decode(json) {
      if (!isJsonObject(json)) return `${name}: expected an object`
      // Schemas that refuse what they do not know would refuse the time of the last change.
      const { ts: _, ...document } = json
      const value = codec.decode(document)
      if (typeof value === 'string') return value
      return typeof value.id === 'string' && isId(value.id) ? value : 'id: expected an id'
    },
    encode(value) {
      const { ts: _, ...document } = value as Value & { readonly ts?: number }
      return withoutNulls(codec.encode(document as unknown as Value)) as JsonObject
    },
    canHave: (field, text) =>
      valuesOf(text).some((value) => {
        const read = rules.decode({ ...(example as object), [field]: value })
        return typeof read !== 'string' && rules.encode(read)[field] === value
      }),
    groupsOf: (value) =>
      Object.fromEntries(
        Object.entries(groups).map(([field, group]) => [field, group.valueOf(value)]),
      ),
  }
  const refuse = (reason: string) =>
    new ProtocolError('bad_feed', `Failed to define the resource ${name}: ${reason}`)
  const taken = ['ids', 'limit', 'cursor', ...rules.groups, input.tenant?.parameter]
  const repeated = rules.listFilters.find((field) => taken.includes(field))
  if (repeated !== undefined) {
    throw refuse(
      `lists cannot be filtered by ${repeated}, which is a parameter already. Rename it.`,
    )
  }
  const reason = rules.decode(example)
  if (typeof reason !== 'string') return rules
  throw refuse(`its example does not fit its schema (${reason}). Correct one of them.`)
}

/** What a text in a query can mean in JSON. */
function valuesOf(text: string): readonly unknown[] {
  const number = Number(text)
  return [
    text,
    ...(String(number) === text ? [number] : []),
    ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  ]
}

function isPlainId(id: string): boolean {
  return /^[!-~]{1,128}$/.test(id) && !/[,/]/.test(id)
}

function itemCodec<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
): BodyCodec<ResourceItem<Value>> {
  return {
    decode(json) {
      const value = rules.decode(json)
      if (typeof value === 'string') return value
      const { ts } = json as { readonly ts?: unknown }
      return isTs(ts) ? { ...value, ts } : 'ts: expected whole Unix milliseconds'
    },
    encode: (item) => ({ ...rules.encode(item), ts: item.ts }),
  }
}

function entriesOf<Value extends ResourceValue>(
  types: Readonly<Record<'created' | 'updated' | 'deleted', string>>,
  { name, example, decode, isId }: ResourceRules<Value>,
  exampleChange: JsonObject,
): Readonly<Record<string, EventEntry<Omit<AnyChange, 'type'>>>> {
  const { id } = example as unknown as ResourceValue
  const ts = 1_790_000_000_000

  function entry(
    type: string,
    meaning: string,
    whyNot: (patch: unknown) => string | null,
    body: { readonly patch: unknown; readonly ts: number },
  ): EventEntry<Omit<AnyChange, 'type'>> {
    return {
      meaning,
      example: { id, ...body },
      body: {
        decode(json) {
          if (!isJsonObject(json)) return 'body: expected an object'
          const { id: of, patch, ts: at } = json
          if (typeof of !== 'string' || !isId(of)) return 'id: expected an id'
          if (!isTs(at)) return 'ts: expected whole Unix milliseconds'
          return whyNot(patch) ?? { id: of, patch, ts: at }
        },
        // With its type, so that the data alone says what happened.
        encode: ({ id: of, patch, ts: at }) => ({ type, id: of, patch, ts: at }),
      },
    }
  }

  return {
    [types.created]: entry(
      types.created,
      `A new ${name}; the patch is all of it.`,
      (patch) => {
        const value = decode(patch)
        return typeof value === 'string' ? `patch: ${value}` : null
      },
      { patch: example, ts },
    ),
    [types.updated]: entry(
      types.updated,
      `Fields of the ${name} changed; the patch has only these, and null for removed ones.`,
      (patch) => (isJsonObject(patch) ? null : 'patch: expected an object'),
      { patch: exampleChange, ts: ts + 1_000 },
    ),
    [types.deleted]: entry(
      types.deleted,
      `The ${name} no longer exists; the patch is null.`,
      (patch) => ((patch ?? null) === null ? null : 'patch: expected null'),
      { patch: null, ts: ts + 2_000 },
    ),
  }
}
