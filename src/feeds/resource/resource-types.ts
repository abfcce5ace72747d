/** What a resource, its changes and its filter look like as values. Types only. */
import type { ServableFeed } from '../definition.ts'
import type { FilterOf } from '../filter-query.ts'

/** What a resource has at least. A field `ts` is added by the feed. */
export interface ResourceValue {
  /** Unique in the feed, and the same for its whole life. */
  readonly id: string
}

/** A value as it is written in JSON: `bigint` as a decimal string. */
export type JsonOf<Value> = Value extends bigint
  ? string
  : Value extends readonly (infer Entry)[]
    ? readonly JsonOf<Entry>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: JsonOf<Value[Name]> }
      : Value

/** A merge patch of a value: changed fields only, `null` for removed ones; lists as a whole. */
export type PatchOf<Value> = Value extends readonly unknown[]
  ? JsonOf<Value>
  : Value extends object
    ? { readonly [Name in keyof Value]?: PatchOf<Value[Name]> | null }
    : JsonOf<Value>

/** One change of a resource, as it is on the wire. */
export interface ResourceChange<Type extends string, Patch> {
  /** What happened. */
  readonly type: Type
  /** The resource that changed. */
  readonly id: string
  /** A merge patch (RFC 7386). */
  readonly patch: Patch
  /** When, in Unix milliseconds; strictly ascending for one resource. */
  readonly ts: number
}

/** The changes of a resource. */
export type ResourceEvent<Name extends string, Value extends ResourceValue> =
  /** The patch is the whole resource. */
  | ResourceChange<`${Name}.created`, JsonOf<Value>>
  /** The patch has the changed fields. */
  | ResourceChange<`${Name}.updated`, PatchOf<Value>>
  /** The patch is `null`, which replaces the whole document. */
  | ResourceChange<`${Name}.deleted`, null>

/** A resource with the time of its last change, which is also its version. */
export type ResourceItem<Value extends ResourceValue> = Value & {
  /** The `ts` of the last change that it contains, in Unix milliseconds. */
  readonly ts: number
}

/** What a subscriber can ask for: the union of everything named. */
export type ResourceFilter<Group extends string = never> = FilterOf<
  Readonly<Record<'ids' | 'types' | Group, unknown>>
>

/** A group of resources that can be subscribed to, such as the parcels of one hub. */
export interface ResourceGroup<Value> {
  /** The part of the topic before the colon, such as `hub`. */
  readonly topic: string
  /**
   * The group that a resource belongs to. It is fixed when the resource is created: followers of another
   * group would receive a patch of something they have never seen.
   */
  valueOf(resource: Value): string
  /** Which values can be asked for. Default: 1 to 128 visible ASCII characters. */
  readonly accepts?: (value: string) => boolean
  /** What a value is, with its article, as in "is not …". */
  readonly noun?: string
  /** What to do about one that is not accepted. */
  readonly advice?: string
}

/** What servers and caches need to know of a resource, next to its feed. */
export interface ResourceRules<Value extends ResourceValue = ResourceValue> {
  /** The name of one: the first part of its event types, and the topic of its id. */
  readonly name: string
  /** The name of several: that of the feed, and of lists. */
  readonly plural: string
  /** Where lists and single resources are read and changed, such as `/parcels`. */
  readonly path: string
  /** A whole resource. */
  readonly example: JsonOf<Value>
  /** A change of the example, as a merge patch. */
  readonly exampleChange: PatchOf<Value>
  /** The filter fields that name groups. */
  readonly groups: readonly string[]
  /** The fields by whose values lists can be filtered. */
  readonly listFilters: readonly string[]
  /** Whether a field can have the value that a text in a query names. */
  canHave(field: string, text: string): boolean
  /** Whether a text can be the id of one. */
  isId(id: string): boolean
  /** Reads a whole resource. Returns the first reason, as `field: what was expected`, if it is not valid. */
  decode(json: unknown): Value | string
  /** Writes a whole resource as a JSON object without `null`. */
  encode(resource: Value): Readonly<Record<string, unknown>>
  /** The group of a resource, by filter field. */
  groupsOf(resource: Value): Readonly<Record<string, string>>
}

/** The feed of a resource. Made by `resource`. */
export interface ResourceFeedDefinition<
  Name extends string = string,
  Value extends ResourceValue = ResourceValue,
  Group extends string = string,
> extends ServableFeed<ResourceEvent<Name, Value>, ResourceItem<Value>, ResourceFilter<Group>> {
  /** What servers and caches need to know of the resource itself. */
  readonly resource: ResourceRules<Value>
}
