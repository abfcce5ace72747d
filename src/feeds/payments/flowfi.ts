/**
 * FlowFi's backend as it is: no ids, no snapshots, a comment every 30 s as heartbeat. The state is read
 * from its REST routes after every connect; events that arrive meanwhile are applied on top of it. What
 * its rows mean is decided in flowfi-stream.ts.
 */

import { parseRetryAfter } from '../../protocol/retry-after.ts'
import type { FeedDefinition } from '../definition.ts'
import type { ResyncContext } from '../endpoint.ts'
import { filterOfTopics } from '../filter-query.ts'
import { FeedReadError } from '../read-error.ts'
import type { PaymentEvent } from './events.ts'
import type { PaymentsFilter } from './filter.ts'
import { decodeFlowfiStream, includesEvent, needsRecord } from './flowfi-stream.ts'
import { payments } from './payments.ts'
import type { StreamState } from './stream-state.ts'

/** Options of {@link flowfi}. */
export interface FlowfiOptions {
  /** The prefix of `/events/subscribe` and `/streams`. Default `/v1`. */
  readonly prefix?: string
  /**
   * How many payment streams one list may bring, in pages of 100. Default 5000; beyond, the read
   * fails, since a list that is cut off would be shown as if it were everything.
   */
  readonly maxStreams?: number
}

const pageSize = 100

/** How many streams of a list are read once more with their record: FlowFi takes 100 requests a minute. */
const maxRecords = 20

/**
 * The payments feed as FlowFi's backend serves it, which has its own paths, frames and reads.
 *
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
    state: payments.state && { ...payments.state, includes: includesEvent },
    endpoint: {
      subscribeUrl(baseUrl, topics) {
        const filter = filterOfTopics<PaymentsFilter>(payments.filter, topics)
        const query = String(printSubscription(filter))
        return `${baseUrl}${prefix}/events/subscribe${query && `?${query}`}`
      },
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
        const rows = (await Promise.all(reads)).flat()
        for (const row of [...rows, ...(await readRecords(root, rows, context))]) {
          const stream = decodeFlowfiStream(row)
          // One body that cannot be decoded must not hide all the others.
          if (typeof stream === 'string') skipped++
          else byId.set(stream.streamId, stream)
        }
        return { items: [...byId.values()], skipped }
      },
    },
  }
}

/**
 * The query of a subscription. FlowFi takes a parameter that stands there once for text, and refuses it
 * where it expects a list: a single value is sent twice. It refuses `all` in any form, and subscribes to
 * everything when nothing is named. `streams` limits a subscription to these, even if accounts are named
 * too, so they are left out then: the account has them anyway.
 */
function printSubscription({ all, users = [], streams = [] }: PaymentsFilter): URLSearchParams {
  const query = new URLSearchParams()
  if (all) return query
  const [name, values] = users.length > 0 ? ['users', users] : ['streams', streams]
  for (const value of values) query.append(name, value)
  if (values.length === 1) query.append(name, values[0] ?? '')
  return query
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

/** The streams of these whose row does not say exactly how long they were paused, with their record. */
async function readRecords(
  root: string,
  rows: readonly unknown[],
  context: ResyncContext,
): Promise<readonly unknown[]> {
  const ids = new Set<string>()
  for (const row of rows) {
    const stream = needsRecord(row) ? decodeFlowfiStream(row) : null
    if (stream !== null && typeof stream !== 'string') ids.add(stream.streamId)
  }
  const urls = [...ids].slice(0, maxRecords).map((id) => `${root}/${id}`)
  return (await Promise.all(urls.map((url) => readOne(url, context)))).flat()
}

async function readOne(url: string, context: ResyncContext): Promise<readonly unknown[]> {
  const body = await readJson(url, context)
  return body === null ? [] : [body]
}

/** @returns null for a 404: a payment stream that does not exist yet is no failure. */
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
  const { status } = response
  // A date in the header counts from the server's own clock.
  const sentAtMs = Date.parse(response.headers.get('date') ?? '')
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), sentAtMs)
  throw new FeedReadError(`${status} from ${url}`, {
    status,
    ...(retryAfterMs !== null && { retryAfterMs }),
  })
}

function itemsOf(body: unknown): readonly unknown[] | null {
  if (Array.isArray(body)) return body
  if (typeof body !== 'object' || body === null || !('data' in body)) return null
  return Array.isArray(body.data) ? body.data : null
}

function hasMore(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'hasMore' in body && body.hasMore === true
}
