/**
 * A server of a resource in this process, a connection in front of it, and a real `QueryClient` whose answers
 * arrive when a test says so. Time is that of a fake world, for the server as well.
 */
import { notifyManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { createApp } from '../../server/app.ts'
import { serveFeed } from '../../server/feeds/server-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import { createConnection } from '../../src/connection/client.ts'
import type { Connection } from '../../src/connection/connection.ts'
import { fields } from '../../src/feeds/body-codec.ts'
import type { FeedFilterOf, FeedItemOf } from '../../src/feeds/definition.ts'
import { resource } from '../../src/feeds/resource/resource.ts'
import { idOf } from '../../src/protocol/event-id.ts'
import { countField, optional, shortTextField, wordField } from '../../src/protocol/fields.ts'
import { bindQueryClient, type QueryBindingOptions } from '../../src/query/bind-query-client.ts'
import type { QueryKey } from '../../src/query/query-client.ts'
import { createFakeWorld, type FakeWorld } from '../support/fake-world.ts'

interface ParcelValue {
  readonly id: string
  readonly hub: string
  readonly status: 'moving' | 'delivered' | 'unspecified'
  readonly weight: number
  readonly note?: string
}

export const parcels = resource({
  name: 'parcel',
  path: '/parcels/events',
  schema: fields<ParcelValue>({
    id: shortTextField,
    hub: shortTextField,
    status: wordField('moving', 'delivered'),
    weight: countField,
    note: optional(shortTextField),
  }),
  groups: { hubs: { topic: 'hub', valueOf: ({ hub }) => hub } },
  example: { id: 'p1', hub: 'OSL', status: 'moving', weight: 5 },
  exampleChange: { status: 'delivered' },
})

export type Parcel = FeedItemOf<typeof parcels>

export const detailKey = (id: string): QueryKey => ['parcels', 'detail', id]
export const listKey = (filter?: object): QueryKey => [
  'parcels',
  'list',
  ...(filter ? [filter] : []),
]

export interface QueryScene {
  readonly world: FakeWorld
  readonly client: QueryClient
  readonly connection: Connection<typeof parcels>
  /** Requests of queries so far, by the text of their key. */
  readonly fetches: ReadonlyMap<string, number>
  /** How often observers of a key were notified. */
  notified(queryKey: QueryKey): number
  bind(options?: Partial<QueryBindingOptions<typeof parcels>>): () => void
  create(id: string, value?: Partial<ParcelValue>): Promise<void>
  patch(id: string, patch: object): Promise<void>
  remove(id: string): Promise<void>
  /** Shows a query of one parcel. */
  showDetail(id: string): Promise<void>
  /** Shows a list of the parcels that pass. */
  showList(filter?: { readonly status?: string }): Promise<void>
  /** Answers of queries wait until they are released. */
  holdAnswers(): void
  releaseAnswers(): Promise<void>
  /** The network fails, with what is on its way. */
  cut(): void
  /** Everything that needs less than a second happens. */
  settle(ms?: number): Promise<void>
  /** What the server has now. */
  state(): Promise<ReadonlyMap<string, Parcel>>
  detail(id: string): Parcel | undefined
  list(filter?: object): readonly Parcel[] | undefined
}

export function createQueryScene(
  options: {
    readonly hasPositions?: boolean
    readonly filter?: FeedFilterOf<typeof parcels>
    readonly snapshot?: boolean
    readonly retentionEvents?: number
    readonly maxReplay?: number
  } = {},
): QueryScene {
  const { hasPositions = true, filter = { all: true }, snapshot = false } = options
  const { retentionEvents, maxReplay } = options
  const links = new Set<AbortController>()
  const world: FakeWorld = createFakeWorld({
    async fetch(input, init) {
      const link = new AbortController()
      links.add(link)
      init.signal?.addEventListener('abort', () => link.abort())
      const request = new Request(new URL(input, 'http://localhost'), init)
      const response = await app.app.fetch(request)
      return new Response(response.body?.pipeThrough(cutBy(link.signal)), response)
    },
  })
  const { clock, timers, random } = world.platform
  const log = memoryLog({ clock, random, ...(retentionEvents && { retentionEvents }) })
  const feed = serveFeed(parcels, { log })
  const app = createApp({
    feeds: [feed],
    clock,
    timers,
    random,
    ...(maxReplay !== undefined && { config: { maxReplay } }),
  })
  const connection = createConnection({
    feed: parcels,
    url: '',
    filter,
    snapshot,
    platform: world.platform,
    backoff: { baseMs: 100 },
  })
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity, retry: false } },
  })
  const fetches = new Map<string, number>()
  const notices = new Map<string, number>()
  const stamps = new Map<string, number>()
  let isHeld = false
  let held: (() => void)[] = []

  const nextTs = (id: string) => {
    const ts = Math.max(clock.nowMs(), (stamps.get(id) ?? 0) + 1)
    stamps.set(id, ts)
    return ts
  }

  /** Read when it is requested; arrives when it is released. */
  async function answer<Data>(queryKey: QueryKey, read: () => Promise<Data>): Promise<Data> {
    const text = JSON.stringify(queryKey)
    fetches.set(text, (fetches.get(text) ?? 0) + 1)
    const data = await read()
    if (isHeld) await new Promise<void>((resolve) => held.push(resolve))
    return data
  }

  async function readAll() {
    const found = await feed.snapshot?.(['all'])
    if (!found) throw new Error('The feed has no state.')
    return found
  }

  async function show(queryKey: QueryKey, read: () => Promise<unknown>): Promise<void> {
    const text = JSON.stringify(queryKey)
    new QueryObserver(client, {
      queryKey: [...queryKey],
      queryFn: () => answer(queryKey, read),
      // As the hooks of React subscribe.
    }).subscribe(notifyManager.batchCalls(() => notices.set(text, (notices.get(text) ?? 0) + 1)))
    await world.settle()
  }

  return {
    world,
    client,
    connection,
    fetches,
    notified: (queryKey) => notices.get(JSON.stringify(queryKey)) ?? 0,
    bind: (more = {}) =>
      bindQueryClient(connection, client, {
        feed: parcels,
        detailKey,
        listKeys: [listKey()],
        platform: world.platform,
        ...more,
      }),
    async create(id, value = {}) {
      const patch = { id, hub: 'OSL', status: 'moving' as const, weight: 1, ...value }
      await feed.publish({ type: 'parcel.created', id, patch, ts: nextTs(id) })
    },
    async patch(id, patch) {
      await feed.publish({ type: 'parcel.updated', id, patch, ts: nextTs(id) })
    },
    async remove(id) {
      await feed.publish({ type: 'parcel.deleted', id, patch: null, ts: nextTs(id) })
    },
    showDetail: (id) =>
      show(detailKey(id), async () => {
        const { items, position } = await readAll()
        const item = items.find((each) => each.id === id)
        if (!item) throw new Error('404')
        return hasPositions ? { ...item, position: idOf(position) } : item
      }),
    showList: (wanted) =>
      show(listKey(wanted), async () => {
        const { items, position } = await readAll()
        const found = items
          .filter(({ status }) => wanted?.status === undefined || status === wanted.status)
          .sort(byId)
        return hasPositions ? { parcels: found, position: idOf(position) } : found
      }),
    holdAnswers() {
      isHeld = true
    },
    async releaseAnswers() {
      isHeld = false
      for (const release of held.splice(0)) release()
      held = []
      await world.settle()
    },
    cut() {
      for (const link of links) link.abort()
      links.clear()
    },
    settle: (ms = 300) => world.advance(ms),
    async state() {
      const { items } = await readAll()
      return new Map(items.map((item) => [item.id, item]))
    },
    detail: (id) => client.getQueryData([...detailKey(id)]),
    list(wanted) {
      const data: unknown = client.getQueryData([...listKey(wanted)])
      const items = Array.isArray(data)
        ? data
        : (data as { parcels?: Parcel[] } | undefined)?.parcels
      return items as readonly Parcel[] | undefined
    },
  }
}

export const byId = (a: Parcel, b: Parcel) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** A body that breaks off when it is cut. */
function cutBy(signal: AbortSignal): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(new TypeError('cut')))
    },
  })
}
