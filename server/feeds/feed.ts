/**
 * What every feed has in common: the way from a request to a connection of the hub. A slot is taken,
 * the caller identified, the head sent, the connection joined; and whatever goes wrong on the way is
 * answered as a problem, or in-band for those who cannot read a status.
 *
 * It does not know filters, topics or snapshots: each feed reads its own query.
 */
import type { Context } from 'hono'
import type { Random } from '../../src/platform/ports.ts'
import { encodeFrame } from '../../src/protocol/encode.ts'
import { printFrame } from '../../src/protocol/frame.ts'
import { feedHead, lastEventIdHeader } from '../../src/protocol/headers.ts'
import type { AppEnv } from '../app-env.ts'
import type { Authenticator, Identity } from '../auth/authenticator.ts'
import { openBodySink } from '../hub/body-sink.ts'
import type { Hub } from '../hub/hub.ts'
import type { SinkEvents } from '../hub/sink.ts'
import type { Subscription } from '../hub/subscription.ts'
import type { ConnectionLimits } from '../ops/connection-limits.ts'
import type { Logger } from '../ops/logger.ts'
import { isServerFault, Refusal, refusalOf } from '../ops/problem-response.ts'
import { queryOf } from '../ops/routes.ts'

/** What a feed is made of. */
export interface FeedDeps {
  readonly hub: Hub
  readonly limits: ConnectionLimits
  readonly authenticator: Authenticator
  readonly random: Random
  readonly logger: Logger
}

/** The part of a subscription that depends on the feed. */
export type FeedSubscription = Omit<Subscription, 'cursorText' | 'onClosed'> & {
  /** The cursor of the query; a Last-Event-ID header wins over it. */
  readonly queryCursor: string | null
}

/**
 * Reads the query and decides whether this caller may have it.
 *
 * @throws Refusal
 */
export type ReadSubscription = (query: URLSearchParams, identity: Identity) => FeedSubscription

/** Answers `GET` (and HEAD) of a feed. */
export async function subscribe(
  context: Context<AppEnv>,
  deps: FeedDeps,
  readSubscription: ReadSubscription,
): Promise<Response> {
  const query = queryOf(context)
  try {
    return await connect(context, deps, query, readSubscription)
  } catch (error) {
    // Read by hand: the query may be wrong in every other respect.
    if (query.get('errors') !== 'inline' || context.req.method === 'HEAD') throw error
    const refusal = refusalOf(error)
    if (isServerFault(refusal)) deps.logger.error({ error }, 'a subscription failed')
    return rejectInline(context, refusal, deps.random)
  }
}

async function connect(
  context: Context<AppEnv>,
  { hub, limits, authenticator }: FeedDeps,
  query: URLSearchParams,
  readSubscription: ReadSubscription,
): Promise<Response> {
  const isHead = context.req.method === 'HEAD'
  // Before anything is awaited: two that ask in the same moment must not get the same last slot.
  const release = isHead ? () => {} : limits.take(context.env?.remoteAddress)
  try {
    const auth = await authenticator.authenticate(context.req.raw)
    if (!auth.ok) throw new Refusal(auth.problem)
    const { queryCursor, ...asked } = readSubscription(query, auth.identity)
    await hub.ready()

    // Made by the context, so it has the headers that middleware wants on every response.
    const head: Response = context.body(null, 200, feedHead)
    if (isHead) return head
    const subscription: Subscription = {
      ...asked,
      cursorText: context.req.header(lastEventIdHeader) || queryCursor,
      onClosed: release,
    }
    const openSink = context.env?.openSink ?? openBodySink(context.req.raw.signal)
    let response: Response = head
    hub.join(subscription, (events: SinkEvents) => {
      const opened = openSink(head, events)
      response = opened.response
      return opened.sink
    })
    return response
  } catch (error) {
    release()
    throw error
  }
}

/**
 * Native EventSource cannot see a status and never comes back after anything but a 200. So the
 * problem is told in a frame, with a `retry` that makes the browser's own return harmless.
 */
function rejectInline(context: Context<AppEnv>, refusal: Refusal, random: Random): Response {
  const { problem, retryAfterSeconds } = refusal
  const retryMs = (retryAfterSeconds ?? 30) * 1_000 + Math.floor(random.next() * 1_000)
  const requestId = context.get('requestId')
  const rejected = encodeFrame({ kind: 'rejected', problem: { ...problem, requestId } })
  return context.body(printFrame({ retryMs }) + printFrame(rejected), 200, feedHead)
}
