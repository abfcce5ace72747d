/**
 * FlowFi's backend as it is: no ids, no snapshots, a comment every 30 s as heartbeat. The state is read
 * from its REST routes after every connect; events that arrive meanwhile are applied on top of it.
 */
import type { FeedDefinition } from '../definition.ts'
import type { ResyncContext } from '../endpoint.ts'
import { filterOfTopics, printTopics } from '../filter-query.ts'
import { FeedReadError } from '../read-error.ts'
import type { PaymentEvent } from './events.ts'
import { type PaymentsFilter, payments } from './payments.ts'
import { decodeStreamState, type StreamState } from './stream-state.ts'

export interface FlowfiOptions {
  /** What stands before `/events/subscribe` and `/streams`. Default `/v1`. */
  readonly prefix?: string
  /**
   * How many payment streams one list may bring, in pages of 100. Default 5000; beyond, the read
   * fails, since a list that is cut off would be shown as if it were everything.
   */
  readonly maxStreams?: number
}

const pageSize = 100

/**
 * @example
 * createConnection({ url: 'https://api.example', filter: { users: [me] }, feed: flowfi(), getToken })
 */
export function flowfi(
  options: FlowfiOptions = {},
): FeedDefinition<PaymentEvent, StreamState, PaymentsFilter> {
  const { prefix = '/v1', maxStreams = 5000 } = options
  return {
    ...payments,
    name: 'flowfi',
    endpoint: {
      subscribeUrl: (baseUrl, topics) =>
        `${baseUrl}${prefix}/events/subscribe?${printTopics(payments.filter, topics)}`,
      pingMs: 30_000,
      async readState(topics, context) {
        const filter = filterOfTopics<PaymentsFilter>(payments.filter, topics)
        const root = `${context.baseUrl}${prefix}/streams`
        const reads = queriesOf(filter).map((query) => readList(root, query, maxStreams, context))
        const singles = filter.all ? [] : (filter.streams ?? [])
        for (const id of singles) reads.push(readOne(`${root}/${encodeURIComponent(id)}`, context))
        // A payment stream can be reached by both of its parties and by its id.
        const byId = new Map<string, StreamState>()
        let skipped = 0
        for (const item of (await Promise.all(reads)).flat()) {
          const stream = decodeStreamState(item)
          // One body that cannot be understood must not hide all the others.
          if (typeof stream === 'string') skipped++
          else byId.set(stream.streamId, stream)
        }
        return { items: [...byId.values()], skipped }
      },
    },
  }
}

function queriesOf({ all, users = [] }: PaymentsFilter): readonly Record<string, string>[] {
  if (all) return [{}]
  return users.flatMap((address) => [{ sender: address }, { recipient: address }])
}

async function readList(
  root: string,
  query: Readonly<Record<string, string>>,
  maxStreams: number,
  context: ResyncContext,
): Promise<readonly unknown[]> {
  const streams: unknown[] = []
  for (let offset = 0; ; offset += pageSize) {
    // Oldest first: a payment stream that is created between two pages does not move the second.
    const page = new URLSearchParams({
      ...query,
      sort: 'createdAt',
      order: 'asc',
      limit: String(pageSize),
      offset: String(offset),
    })
    const body = await readJson(`${root}?${page}`, context)
    const items = itemsOf(body)
    if (items === null) throw new FeedReadError('a list of payment streams was expected')
    streams.push(...items)
    if (items.length === 0 || !hasMore(body)) return streams
    if (streams.length >= maxStreams) {
      throw new FeedReadError(
        `there are more than ${maxStreams}. Narrow the filter, or raise maxStreams`,
      )
    }
  }
}

async function readOne(url: string, context: ResyncContext): Promise<readonly unknown[]> {
  const body = await readJson(url, context)
  return body === null ? [] : [body]
}

/** @returns null for a 404: a payment stream that nobody has created yet is no failure. */
async function readJson(url: string, context: ResyncContext): Promise<unknown> {
  const { headers, signal, fetch } = context
  const response = await fetch(url, {
    headers: { accept: 'application/json', ...headers },
    signal,
    cache: 'no-store',
  })
  if (response.ok) return response.json()
  await response.body?.cancel()
  if (response.status === 404) return null
  throw new FeedReadError(`${response.status} from ${url}`, response.status)
}

function itemsOf(body: unknown): readonly unknown[] | null {
  if (Array.isArray(body)) return body
  if (typeof body !== 'object' || body === null || !('data' in body)) return null
  return Array.isArray(body.data) ? body.data : null
}

function hasMore(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'hasMore' in body && body.hasMore === true
}
