/**
 * FlowFi's public backend as of August 2026, seen from its wire: `GET /v1/events/subscribe`,
 * `GET /v1/streams` and `GET /v1/streams/:id`, with its checks, limits, frames and answers. A `fetch`
 * whose time is the test's; flowfi-socket.ts puts it on a socket.
 *
 * Kept from the real one because clients trip over it:
 *
 * - A parameter that stands there once is text, so a single `users` or `streams` is refused, and so is
 *   `all` in any form.
 * - `streams` limits a subscription; `users` does not widen it. Without `streams` all streams of the
 *   token's account are sent.
 * - The streams of a subscription are decided when it begins, so a new stream is sent to no open one.
 * - Frames have no ids, and the goodbye has no delay.
 * - A row that has not changed for 30 s is answered with amounts from the chain, which may be ahead of
 *   the indexer, and with the times of the row, which are not.
 */
import type { FetchLike, Timers } from '../../src/platform/ports.ts'
import {
  createFlowfiBackend,
  type FlowfiBackend,
  type FlowfiMessage,
  type FlowfiRow,
} from './flowfi-backend.ts'

export interface FlowfiServerOptions {
  readonly clock: { nowMs(): number }
  readonly timers: Timers
}

export interface FlowfiServer extends Pick<FlowfiBackend, 'chain' | 'rows' | 'replay'> {
  readonly backend: FlowfiBackend
  /** Requests of one client; its address is that of {@link fetchFrom} without an argument. */
  readonly fetch: FetchLike
  /** Requests from one IP address: limits count by it. */
  fetchFrom(address?: string): FetchLike
  /** How long a read takes before and after the tables are looked at, in ms. Default 0. */
  readDelays: { readonly beforeMs: number; readonly afterMs: number }
  /** How long a broadcast takes after the tables were written, as over Redis, in ms. Default 0. */
  broadcastDelayMs: number
  /** Paths and queries of the requests, oldest first. */
  readonly requests: readonly string[]
  /** Subscriptions that are open. */
  subscriberCount(): number
  /** Says `reconnect` to all subscribers, and refuses new ones with 503 from then on. */
  shutDown(): void
  /** The process ends: connections break, and requests fail until {@link start}. */
  exit(): void
  /** The next process, on the same tables. Remembers no limits. */
  start(): void
  /** Stops what would go on by itself. */
  stop(): void
}

/** The bearer token of an account. */
export const flowfiTokenOf = (publicKey: string) => `token-of-${publicKey}`

const heartbeatMs = 30_000
const maxPerAddress = 5
const maxPerAccount = 10
const maxRequests = 100
const windowMs = 60_000
const staleMs = 30_000

interface Subscriber {
  readonly topics: ReadonlySet<string>
  readonly address: string
  readonly account: string
  write(text: string): void
  break(): void
}

export function createFlowfiServer({ clock, timers }: FlowfiServerOptions): FlowfiServer {
  const subscribers = new Set<Subscriber>()
  const requests: string[] = []
  const encoder = new TextEncoder()
  let windows = new Map<string, { count: number; endsAtMs: number }>()
  let state: 'up' | 'shutting down' | 'down' = 'up'
  let cancelHeartbeat: (() => void) | null = null
  let clientIds = 0

  const backend = createFlowfiBackend({
    nowMs: clock.nowMs,
    timers,
    publish(message) {
      if (server.broadcastDelayMs === 0) broadcast(message)
      else timers.after(server.broadcastDelayMs, () => broadcast(message))
    },
  })

  function broadcast({ streamId, event, data }: FlowfiMessage): void {
    for (const subscriber of subscribers) {
      if (!subscriber.topics.has(String(streamId))) continue
      subscriber.write(`event: ${event}\ndata: ${print(data)}\n\n`)
    }
  }

  function beat(): void {
    cancelHeartbeat = timers.after(heartbeatMs, () => {
      for (const subscriber of subscribers) subscriber.write(': heartbeat\n\n')
      beat()
    })
  }

  /** Null: within the limit. Every request counts, refused ones included. */
  function limit(address: string): Response | null {
    const nowMs = clock.nowMs()
    let window = windows.get(address)
    if (window === undefined || window.endsAtMs <= nowMs) {
      window = { count: 0, endsAtMs: nowMs + windowMs }
      windows.set(address, window)
    }
    window.count++
    if (window.count <= maxRequests) return null
    return json(
      429,
      { message: 'Too many requests, please try again later.', status: 429 },
      { 'retry-after': String(Math.ceil((window.endsAtMs - nowMs) / 1000)) },
    )
  }

  function subscribe(url: URL, account: string, address: string, signal: AbortSignal): Response {
    if (state === 'shutting down') {
      return json(503, { message: 'Server is shutting down, please reconnect shortly.' })
    }
    const open = [...subscribers]
    const isFull =
      open.filter((one) => one.address === address).length >= maxPerAddress ||
      open.filter((one) => one.account === account).length >= maxPerAccount
    if (isFull) return json(429, { message: 'Too many SSE connections.' }, { 'retry-after': '60' })

    const { searchParams } = url
    const issues = [
      ...['streams', 'users'].filter((name) => searchParams.getAll(name).length === 1),
      ...(searchParams.has('all') ? ['all'] : []),
    ].map((name) => ({ code: 'invalid_type', path: [name] }))
    if (issues.length > 0) {
      return json(400, { message: 'Invalid subscription parameters', errors: issues })
    }
    const named = searchParams.getAll('streams')
    const owned = [...backend.rows.values()]
      .filter(({ sender, recipient }) => sender === account || recipient === account)
      .map(({ streamId }) => String(streamId))
    const topics = new Set(named.length > 0 ? named.filter((id) => owned.includes(id)) : owned)
    return openFeed({ topics, account, address }, signal)
  }

  function openFeed(
    who: Pick<Subscriber, 'topics' | 'account' | 'address'>,
    signal: AbortSignal,
  ): Response {
    const leave = () => subscribers.delete(subscriber)
    let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
    const subscriber: Subscriber = {
      ...who,
      write(text) {
        controller?.enqueue(encoder.encode(text))
      },
      break() {
        if (leave()) controller?.error(new TypeError('terminated'))
      },
    }
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(given) {
        controller = given
      },
      cancel: () => void leave(),
    })
    signal.addEventListener('abort', () => leave() && controller?.error(signal.reason), {
      once: true,
    })
    subscribers.add(subscriber)
    const clientId = `${clock.nowMs()}-${++clientIds}`
    subscriber.write(`data: ${print({ type: 'connected', clientId, requestId: clientId })}\n\n`)
    if (cancelHeartbeat === null) beat()
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
    })
  }

  function list({ searchParams: query }: URL): Response {
    const rows = [...backend.rows.values()]
      .filter(({ sender }) => (query.get('sender') ?? sender) === sender)
      .filter(({ recipient }) => (query.get('recipient') ?? recipient) === recipient)
    // Created in this order, so oldest first as it is.
    if (query.get('order') !== 'asc') rows.reverse()
    const limitOf = Math.min(Number.parseInt(query.get('limit') ?? '20', 10) || 20, 100)
    const offset = Math.max(0, Number.parseInt(query.get('offset') ?? '0', 10) || 0)
    const data = rows.slice(offset, offset + limitOf).map((row) => ({
      ...row,
      senderUser: { publicKey: row.sender },
      recipientUser: { publicKey: row.recipient },
    }))
    const hasMore = offset + data.length < rows.length
    return json(200, { data, total: rows.length, hasMore, limit: limitOf, offset })
  }

  function single(id: string): Response {
    if (!/^\d+$/.test(id)) return json(400, { error: 'Invalid streamId parameter' })
    const row = backend.rows.get(BigInt(id))
    if (row === undefined) return json(404, { error: 'Stream not found' })
    const body = { ...row, events: backend.entriesOf(row.streamId).toReversed() }
    const isStale = clock.nowMs() - row.updatedAt.getTime() > staleMs
    return json(200, isStale ? { ...body, ...chainFields(row), source: 'chain' } : body)
  }

  function chainFields({ streamId }: FlowfiRow) {
    const { storage } = backend.chain.contract(streamId)
    return {
      ratePerSecond: String(storage.rate_per_second),
      depositedAmount: String(storage.deposited_amount),
      withdrawnAmount: String(storage.withdrawn_amount),
      startTime: Number(storage.start_time),
      isActive: storage.is_active,
    }
  }

  async function read(answer: () => Response, signal: AbortSignal): Promise<Response> {
    const { beforeMs, afterMs } = server.readDelays
    await pass(beforeMs, signal)
    const response = answer()
    await pass(afterMs, signal)
    return response
  }

  async function pass(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0) return
    await new Promise<void>((resolve, reject) => {
      const cancel = timers.after(ms, resolve)
      signal.addEventListener('abort', () => {
        cancel()
        reject(signal.reason)
      })
    })
  }

  async function route(input: string, init: RequestInit, address: string): Promise<Response> {
    const url = new URL(input, 'http://flowfi.test')
    const signal = init.signal ?? new AbortController().signal
    requests.push(`${url.pathname}${url.search}`)
    signal.throwIfAborted()
    if (state === 'down') throw new TypeError('fetch failed')
    const refusal = limit(address)
    if (refusal !== null) return refusal
    const [version, name, id, ...rest] = url.pathname.split('/').slice(1)
    if (version !== 'v1' || rest.length > 0) return json(404, { error: 'Not found' })
    if (name === 'events' && id === 'subscribe') {
      const account = accountOf(new Headers(init.headers))
      if (account === null) return json(401, { error: 'Unauthorized' })
      return subscribe(url, account, address, signal)
    }
    if (name === 'streams' && id === undefined) return read(() => list(url), signal)
    if (name === 'streams' && id !== undefined) return read(() => single(id), signal)
    return json(404, { error: 'Not found' })
  }

  const fetchFrom =
    (address = '127.0.0.1'): FetchLike =>
    (input, init) =>
      route(String(input), init ?? {}, address)

  const server: FlowfiServer = {
    backend,
    chain: backend.chain,
    rows: backend.rows,
    replay: backend.replay,
    fetch: fetchFrom(),
    fetchFrom,
    readDelays: { beforeMs: 0, afterMs: 0 },
    broadcastDelayMs: 0,
    requests,
    subscriberCount: () => subscribers.size,
    shutDown() {
      state = 'shutting down'
      for (const subscriber of subscribers) subscriber.write('event: reconnect\ndata: {}\n\n')
    },
    exit() {
      state = 'down'
      for (const subscriber of [...subscribers]) subscriber.break()
      server.stop()
    },
    start() {
      state = 'up'
      windows = new Map()
    },
    stop() {
      cancelHeartbeat?.()
      cancelHeartbeat = null
    },
  }
  return server
}

/** Null: no token, or one that was never issued. */
function accountOf(headers: Headers): string | null {
  const [, account = null] =
    /^Bearer token-of-(G[A-Z2-7]{55})$/.exec(headers.get('authorization') ?? '') ?? []
  return account
}

/** Whole numbers of any size: as JSON numbers while these are exact, as text beyond. */
function print(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) => {
    if (typeof value !== 'bigint') return value
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  })
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(print(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  })
}
