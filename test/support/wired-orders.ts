/** The orders feed in the real application, without a socket, in a world whose time stands still. */
import { createApp } from '../../server/app.ts'
import type { Authenticator } from '../../server/auth/authenticator.ts'
import { type OrdersFeedOptions, ordersFeed } from '../../server/feeds/orders/orders-feed.ts'
import { memoryLog } from '../../server/log/memory.ts'
import type { FeedEventOf } from '../../src/feeds/definition.ts'
import { orders } from '../../src/feeds/orders/orders.ts'
import { createStillTime } from './still-time.ts'

export const orderDraft = {
  customer: 'cus_ada',
  status: 'placed',
  items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
  currency: 'EUR',
}

export type Json = Record<string, unknown>

export interface Answer {
  readonly status: number
  readonly body: Json
  readonly headers: Headers
}

export function createWiredOrders(
  options: Partial<OrdersFeedOptions> & {
    readonly authenticator?: Authenticator
    readonly retentionEvents?: number
    readonly maxReplay?: number
  } = {},
) {
  const { authenticator, retentionEvents, maxReplay, ...more } = options
  const time = createStillTime()
  const { clock, timers, random } = time
  const log =
    options.log ??
    memoryLog({ clock, random, ...(retentionEvents !== undefined && { retentionEvents }) })
  const feed = ordersFeed({ clock, timers, random, ...more, log })
  const app = createApp({
    feeds: [feed],
    clock,
    timers,
    random,
    config: { allowedHosts: ['wired.test'], ...(maxReplay !== undefined && { maxReplay }) },
    ...(authenticator && { authenticator }),
  })
  const wiredFetch = async (path: string, init?: RequestInit) =>
    app.app.fetch(new Request(new URL(path, 'http://wired.test'), init))

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await wiredFetch(`/api/v1/orders${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const json = (await response.json()) as Json
    return { status: response.status, body: json, headers: response.headers }
  }

  return {
    app,
    feed,
    log,
    time,
    fetch: wiredFetch,
    call,
    /** Creates an order and returns its id. */
    async create(fields: Json = {}): Promise<string> {
      const { status, body } = await call('POST', '', { ...orderDraft, ...fields })
      if (status !== 201) throw new Error(`No order was created: ${JSON.stringify(body)}`)
      return String(body['id'])
    },
    /** Every event in the log, oldest first. */
    async events(): Promise<readonly FeedEventOf<typeof orders>[]> {
      const { entries } = await log.latest(feed.logName, { limit: 10_000 })
      return [...entries].reverse().map(({ type, data }) => {
        const event = orders.decodeEvent(type, JSON.parse(data))
        if (typeof event === 'string') throw new Error(event)
        return event
      })
    },
  }
}
