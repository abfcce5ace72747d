/**
 * How the queries of an application belong to a feed: their keys, and what is known about its lists. The
 * public options and their defaults.
 */
import type { FeedDefinition, FeedEventOf, FeedItemOf } from '../feeds/definition.ts'
import type { QueryKey } from './query-client.ts'

/** Which queries hold the items of a feed, and in which lists an item belongs. */
export interface FeedQueryOptions<Feed extends FeedDefinition> {
  /** The key of the query that holds one item. Default: the name of the feed, `detail`, and the item's key. */
  readonly detailKey?: ((key: string) => QueryKey) | undefined
  /**
   * What the keys of lists begin with: `['shipments', 'list']` covers `['shipments', 'list', { page: 2 }]`.
   * Queries that are details are no lists. Default: one, the name of the feed and `list`.
   */
  readonly listKeys?: readonly QueryKey[] | undefined
  /**
   * The field in which an answer has the items of a list, if it is no array itself. Default: that of the
   * feed's snapshots, its `collection`.
   */
  readonly listField?: string | undefined
  /**
   * Whether a list contains an item. With it, items enter and leave lists as they change. Without it, an
   * item that changes stays where it is, and a new one makes every list be fetched again.
   */
  readonly belongs?: ((item: FeedItemOf<Feed>, queryKey: QueryKey) => boolean) | undefined
  /**
   * The sequence of a list, as in `Array.prototype.sort`. With it, items are inserted and moved without a
   * request. Without it, a list that an item enters is fetched again.
   */
  readonly compare?:
    | ((a: FeedItemOf<Feed>, b: FeedItemOf<Feed>, queryKey: QueryKey) => number)
    | undefined
  /**
   * Whether a change of an item that is not cached may bring it into a list, which is then fetched again;
   * for example `({ patch }) => 'status' in patch`. Default: never.
   */
  readonly mayEnter?: ((event: FeedEventOf<Feed>, queryKey: QueryKey) => boolean) | undefined
  /**
   * The field in which an answer has the id up to which the log is contained in it. Null: answers have
   * none. Default `position`.
   */
  readonly positionField?: string | null | undefined
  /** A query is fetched again at most once in this many ms. Default 1000. */
  readonly refetchMs?: number | undefined
}

/** The options with their defaults, for any feed. */
export interface FeedQueries {
  readonly feed: FeedDefinition
  readonly rules: NonNullable<FeedDefinition['state']>
  readonly detailKey: (key: string) => QueryKey
  readonly listKeys: readonly QueryKey[]
  readonly listField: string
  readonly belongs: ((item: object, queryKey: QueryKey) => boolean) | undefined
  readonly compare: ((a: object, b: object, queryKey: QueryKey) => number) | undefined
  readonly mayEnter: ((event: { readonly type: string }, queryKey: QueryKey) => boolean) | undefined
  readonly positionField: string | null
  readonly refetchMs: number
}

/** @returns null for a feed without state, which has no items */
export function feedQueries<Feed extends FeedDefinition>(
  feed: Feed,
  options: FeedQueryOptions<Feed>,
): FeedQueries | null {
  if (feed.state === null) return null
  const { belongs, compare, mayEnter, positionField = 'position' } = options
  return {
    feed,
    rules: feed.state,
    detailKey: options.detailKey ?? ((key) => [feed.name, 'detail', key]),
    listKeys: options.listKeys ?? [[feed.name, 'list']],
    listField: options.listField ?? feed.collection ?? 'items',
    // Items and events come from the feed's own codec, or from a server that has the same.
    belongs: belongs as FeedQueries['belongs'],
    compare: compare as FeedQueries['compare'],
    mayEnter: mayEnter as FeedQueries['mayEnter'],
    positionField,
    refetchMs: options.refetchMs ?? 1_000,
  }
}
