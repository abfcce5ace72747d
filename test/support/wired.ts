/**
 * The real server without a socket: `createApp` on a log in memory, called through `app.fetch`, in a
 * world whose time stands still. A real client fits in front of it: give it `wired.fetch`.
 */
import { type App, createApp } from '../../server/app.ts'
import type { AppConfig } from '../../server/app-config.ts'
import type { AppBindings } from '../../server/app-env.ts'
import type { Authenticator } from '../../server/auth/authenticator.ts'
import { paymentsFeed } from '../../server/feeds/payments/payments-feed.ts'
import type { Hub } from '../../server/hub/hub.ts'
import type { Ledger } from '../../server/ledger/commands.ts'
import type { EventLog } from '../../server/log/event-log.ts'
import { memoryLog } from '../../server/log/memory.ts'
import type { Logger } from '../../server/ops/logger.ts'
import { paymentEvents } from '../../src/feeds/payments/events.ts'
import { type FeedReader, readFeed } from './feed-reader.ts'
import { createStillTime, type StillTime } from './still-time.ts'

/** Addresses with a valid checksum. */
export const alice = paymentEvents['stream.created'].example.sender
export const bob = paymentEvents['stream.created'].example.recipient
export const token = paymentEvents['stream.created'].example.tokenAddress

export interface WiredOptions {
  readonly config?: Partial<AppConfig>
  readonly time?: StillTime
  /** Default: one in memory. */
  readonly log?: EventLog
  /** Of the log in memory. */
  readonly retentionEvents?: number
  readonly logger?: Logger
  /** Default: every caller is trusted. */
  readonly authenticator?: Authenticator
  /** What the host says about every caller. */
  readonly bindings?: AppBindings
}

export interface Wired {
  readonly server: App & { readonly hub: Hub; readonly ledger: Ledger }
  readonly log: EventLog
  readonly time: StillTime
  /** As the global `fetch`, but straight into the app. Relative paths are fine. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** Calls with JSON and reads the answer's JSON. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>
  /** Subscribes and waits until everything that needs no time has arrived. */
  subscribe(query: string, init?: RequestInit): Promise<FeedReader>
  /** Creates a stream between alice and bob through the API; answers its id. */
  createStream(fields?: Record<string, unknown>): Promise<string>
  /** Tops the stream up once for each number of times: one event each. */
  topUp(streamId: string, times?: number): Promise<void>
}

/** The JSON of an answer; tests look at what they need. */
export type Json = Record<string, unknown>

/** Starts a server in this process. */
export function createWired(options: WiredOptions = {}): Wired {
  const { time = createStillTime(), config, logger, retentionEvents, bindings } = options
  const { authenticator } = options
  const { clock, timers, random } = time
  const log =
    options.log ??
    memoryLog({ clock, random, ...(retentionEvents !== undefined && { retentionEvents }) })
  const feed = paymentsFeed({ log, clock, timers })
  const app = createApp({
    feeds: [feed],
    clock,
    timers,
    random,
    config: { allowedHosts: ['wired.test'], ...config },
    ...(logger && { logger }),
    ...(authenticator && { authenticator }),
  })

  const hub = app.hubs.get('payments')
  if (hub === undefined) throw new Error('The application has no payments feed.')
  const server = { ...app, hub, ledger: feed.ledger }

  const wiredFetch: Wired['fetch'] = async (input, init) =>
    server.app.fetch(new Request(new URL(input, 'http://wired.test'), init), bindings)

  async function call(method: string, path: string, body?: unknown) {
    const response = await wiredFetch(path, {
      method,
      ...(method !== 'GET' && { headers: { 'content-type': 'application/json' } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }

  return {
    server,
    log,
    time,
    fetch: wiredFetch,
    call,
    async subscribe(query, init) {
      const reader = readFeed(await wiredFetch(`/events/subscribe?${query}`, init))
      await time.settle()
      return reader
    },
    async createStream(fields = {}) {
      const { status, body } = await call('POST', '/streams', {
        sender: alice,
        recipient: bob,
        tokenAddress: token,
        ratePerSecond: '1000',
        depositedAmount: '1000000000',
        startTime: Math.floor(clock.nowMs() / 1000),
        ...fields,
      })
      if (status !== 201) throw new Error(`No stream was created: ${JSON.stringify(body)}`)
      return String(body['streamId'])
    },
    async topUp(streamId, times = 1) {
      for (let done = 0; done < times; done++) {
        await server.ledger.topUp({ streamId, amount: 1n })
      }
      await time.settle()
    },
  }
}
