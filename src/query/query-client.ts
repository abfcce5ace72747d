/**
 * The part of TanStack Query that the adapter uses, as interfaces: any `QueryClient` of version 5 fits, of
 * React, Vue, Solid, Svelte or the core, and none is loaded. Types only.
 */

/** The key of a query: a list of plain values. */
export type QueryKey = readonly unknown[]

/** A cached query, as the adapter sees it. */
export interface CachedQuery {
  /** Its key. */
  readonly queryKey: QueryKey
  /** The text of its key. */
  readonly queryHash: string
  /** What it holds. */
  readonly state: {
    readonly data: unknown
    readonly isInvalidated: boolean
    readonly fetchStatus: string
  }
  /** Marks it as stale. */
  invalidate(): void
  /** Whether a component shows it. */
  isActive(): boolean
}

/** What the cache reports about one query. */
export interface CacheNotice {
  /** Such as `updated`. */
  readonly type: string
  /** The query that it is about. */
  readonly query: CachedQuery
  /** For `updated`: what happened to it. */
  readonly action?: { readonly type: string; readonly manual?: boolean | undefined } | undefined
}

/** A `QueryClient` of TanStack Query 5, of any framework. */
export interface QueryClientLike {
  /** All cached queries. */
  getQueryCache(): {
    /** The query with this hash. */
    get(queryHash: string): CachedQuery | undefined
    /** Every query. */
    getAll(): readonly CachedQuery[]
    /** Calls `listener` with everything that happens to queries. */
    subscribe(listener: (notice: CacheNotice) => void): () => void
  }
  /** Fills in the hash of a key. */
  defaultQueryOptions(options: { readonly queryKey: QueryKey }): { readonly queryHash: string }
  /** Replaces the data of one query, and returns what is cached now. */
  setQueryData(queryKey: QueryKey, data: unknown): unknown
  /** Updates the data of the queries that pass, as one batch of notifications. */
  setQueriesData(
    filters: { readonly predicate: (query: CachedQuery) => boolean },
    update: () => undefined,
  ): unknown
  /** Marks the queries that pass as stale, and fetches those that are shown. */
  invalidateQueries(
    filters: { readonly predicate: (query: CachedQuery) => boolean },
    options: { readonly cancelRefetch: boolean },
  ): Promise<void>
}

/** The cached query with this key. */
export function findQuery(client: QueryClientLike, queryKey: QueryKey): CachedQuery | undefined {
  return client.getQueryCache().get(client.defaultQueryOptions({ queryKey }).queryHash)
}

/**
 * Runs writes so that observers are notified once for all of them. The batch of TanStack Query belongs to
 * its module, which every framework has its own copy of; an update of the client is run inside it.
 *
 * @param any a cached query
 */
export function inOneBatch(client: QueryClientLike, any: CachedQuery, write: () => void): void {
  client.setQueriesData({ predicate: (query: CachedQuery) => query === any }, () => {
    write()
    // Leaves the query as it is.
    return undefined
  })
}

/** Whether a key begins with the parts of another one. */
export function isKeyWithin(queryKey: QueryKey, prefix: QueryKey): boolean {
  return prefix.every((part, index) => isPartWithin(queryKey[index], part))
}

/** As TanStack Query compares keys: an object matches one that has more properties. */
function isPartWithin(value: unknown, part: unknown): boolean {
  if (Object.is(value, part)) return true
  if (typeof value !== 'object' || typeof part !== 'object' || !value || !part) return false
  const given = value as Readonly<Record<string, unknown>>
  return Object.entries(part).every(([name, each]) => isPartWithin(given[name], each))
}
