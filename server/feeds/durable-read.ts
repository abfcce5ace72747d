/**
 * A feed read by the Durable Streams protocol (PROTOCOL.md, section 14), for any feed. Catch-up reads and HEAD are
 * answered here, long polls in durable-poll.ts and `live=sse` in durable-sse.ts. Limits, callers and rights are those of
 * subscriptions; where a read waits, it is a member of the hub, which ends it in a drain and with its credentials.
 */
import { durableHeaders, newestOffset, printOffset } from '../../src/protocol/durable.ts'
import { subjectKey } from '../auth/caller-key.ts'
import type { Handler, RouteContext } from '../ops/route.ts'
import { type AppHandler, queryOf } from '../ops/routes.ts'
import { headersOf, isTagKnown, nextCursor, tagOf } from './durable-headers.ts'
import { poll } from './durable-poll.ts'
import {
  type DurableDeps,
  type DurableReader,
  memberOf,
  nowMsOf,
  pingMsOf,
  readNext,
} from './durable-reader.ts'
import { OffsetGone, positionOf, readDurableRequest } from './durable-request.ts'
import { followPages } from './durable-sse.ts'
import { checkRights, expectAvailable, grantOf } from './subscribe.ts'
import { identifyFor } from './tenancy.ts'

/** Answers `GET` without `live`, and HEAD. */
export function readCatchUp(deps: DurableDeps): Handler {
  return withGoneOffset(async (context: RouteContext) => {
    const reader = await admitReader(context, deps)
    const isHead = context.req.method === 'HEAD'
    const { hub, release } = reader.held
    try {
      const bounds = await hub.bounds(null)
      const start = positionOf(isHead ? newestOffset : reader.start, bounds)
      const part = { after: start, top: bounds.top, isFirst: true }
      const page = await readNext(deps, reader, part, context.req.raw.signal)
      const body = `[${page.items.join(',')}]`
      const answer = { ...page, nowMs: nowMsOf(deps), isPrivate: reader.isPrivate, body }
      if (isHead || reader.start === newestOffset) {
        const headers = {
          ...headersOf({ ...answer, body: null }),
          'content-type': 'application/json',
        }
        return context.body(isHead ? null : body, 200, headers)
      }
      const tag = tagOf(start, answer, body)
      const headers = { ...headersOf(answer), etag: tag }
      const isKnown = isTagKnown(context.req.header('if-none-match'), tag)
      return isKnown ? context.body(null, 304, headers) : context.body(body, 200, headers)
    } finally {
      release()
    }
  })
}

/** Answers `GET` with `live`: takes a slot first, as subscriptions do, and gives it back when the answer is complete. */
export function readLive(deps: DurableDeps): AppHandler {
  return withGoneOffset(async (context: Parameters<AppHandler>[0]) => {
    const { feed, limits, callers, random } = deps
    // Before anything is awaited: two concurrent requests must not get the same last slot.
    const client = context.get('clientAddress')
    const slots = [limits.take(client)]
    const release = () => {
      for (const releaseSlot of slots) releaseSlot()
    }
    try {
      const isLongPoll = queryOf(context).get('live') !== 'sse'
      const { requestLimits } = deps
      const count = isLongPoll ? requestLimits.countPoll : requestLimits.countConnection
      await Promise.all([context.env?.isInProcess ? null : count(client), limits.confirm(client)])
      const reader = await admitReader(context, deps)
      const { hub } = reader.held
      slots.push(reader.held.release)
      const user = subjectKey(reader.grant.identity)
      slots.push(limits.takeOfUser(user))
      await limits.confirmOfUser(user)
      // In the same turn as it joins: what is revoked or refused from now on finds it in the hub.
      expectAvailable(feed, reader.tenant)
      callers.expectNotRevoked(reader.grant.identity)
      const read = hub.follow(memberOf(deps, reader, release))
      slots.push(() => read.close())
      read.beginReading()
      const bounds = await hub.bounds(null)
      const start = positionOf(reader.start, bounds)
      const cursor = nextCursor(reader.cursor, deps.clock.nowMs(), () => random.next())
      const live = { cursor, pingMs: pingMsOf(deps) }
      const waiting = { deps, reader, read, start, top: bounds.top, live }
      return isLongPoll ? await poll(context, waiting) : followPages(context, waiting)
    } catch (error) {
      release()
      throw error
    }
  })
}

/** Finds out who asks, for what, and whether it may. @throws Refusal */
async function admitReader(
  context: Pick<RouteContext, 'req'>,
  { feed, hubs, callers }: DurableDeps,
): Promise<DurableReader> {
  const identity = await identifyFor(feed.definition, callers, context.req.raw)
  const request = readDurableRequest(feed, identity, queryOf(context))
  await checkRights(feed, identity, request.topics)
  await feed.availability?.ready?.()
  expectAvailable(feed, request.tenant)
  const grant = grantOf(feed, identity, request.topics)
  const isPrivate = identity.subject !== null || !identity.isTrusted
  const held = hubs.hold(request.tenant)
  try {
    await held.hub.ready()
  } catch (error) {
    held.release()
    throw error
  }
  return { ...request, grant, isPrivate, held }
}

/** An answer about an offset that cannot be read from says where to continue. */
function withGoneOffset<Context extends Pick<RouteContext, 'header'>>(
  handle: (context: Context) => Promise<Response>,
): (context: Context) => Promise<Response> {
  return async (context) => {
    try {
      return await handle(context)
    } catch (error) {
      if (error instanceof OffsetGone) {
        context.header(durableHeaders.nextOffset, printOffset(error.next))
      }
      throw error
    }
  }
}
