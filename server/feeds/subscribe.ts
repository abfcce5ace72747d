/**
 * The way from a request to a connection of the hub, for any feed. A slot is taken, the caller
 * identified, the query read and allowed, the head sent, the connection joined; and whatever goes wrong
 * on the way is answered as a problem, or in-band for clients that cannot read a status.
 */
import type { Context } from 'hono'
import { filterOfTopics, parseSubscribeQuery } from '../../src/feeds/filter-query.ts'
import type { Random } from '../../src/platform/ports.ts'
import { encodeControlFrame } from '../../src/protocol/encode.ts'
import { printFrame } from '../../src/protocol/frame.ts'
import { feedHead, lastEventIdHeader } from '../../src/protocol/headers.ts'
import { allTopic, type TopicSet } from '../../src/protocol/topic-set.ts'
import type { AppEnv } from '../app-env.ts'
import type { Identity } from '../auth/authenticator.ts'
import { callerKey, subjectKey } from '../auth/caller-key.ts'
import type { Callers } from '../auth/callers.ts'
import { expectNoneForbidden } from '../auth/scopes.ts'
import type { TicketRequest, Tickets, TicketUse } from '../auth/tickets.ts'
import { openBodySink } from '../hub/body-sink.ts'
import type { SinkEvents } from '../hub/sink.ts'
import type { Grant, Subscription } from '../hub/subscription.ts'
import type { ConnectionLimits } from '../ops/connection-limits.ts'
import type { HeldItems } from '../ops/held-items.ts'
import type { Logger } from '../ops/logger.ts'
import { isServerFault, Refusal, refusalOf } from '../ops/problem-response.ts'
import type { ReadGate } from '../ops/read-gate.ts'
import type { RequestCounts } from '../ops/request-counts.ts'
import { checkQuery } from '../ops/request-fields.ts'
import type { RequestLimits } from '../ops/request-limits.ts'
import { queryOf } from '../ops/routes.ts'
import type { FeedHubs } from './feed-hubs.ts'
import type { ServerFeed } from './server-feed.ts'
import type { SharedSnapshots } from './shared-snapshots.ts'
import {
  expectTenant,
  identifyFor,
  readTenant,
  type Tenant,
  tenantMismatch,
  tenantParameters,
  withoutTenant,
} from './tenancy.ts'

/** What a subscription needs. */
export interface FeedDeps {
  readonly feed: ServerFeed
  readonly hubs: FeedHubs
  readonly limits: ConnectionLimits
  readonly requestLimits: RequestLimits
  readonly callers: Callers
  readonly tickets: Tickets
  readonly random: Random
  readonly logger: Logger
  /** How many snapshots are read at the same time. */
  readonly snapshotGate: ReadGate
  readonly held: HeldItems
  readonly requests: RequestCounts
}

/** Answers `GET` (and HEAD) of a feed. */
export async function subscribe(context: Context<AppEnv>, deps: FeedDeps): Promise<Response> {
  const query = queryOf(context)
  const isHead = context.req.method === 'HEAD'
  const count = (result: string) => {
    if (!isHead) deps.requests.connected(deps.feed.definition.name, result)
  }
  try {
    const response = await connect(context, deps, query)
    count('accepted')
    return response
  } catch (error) {
    const refusal = refusalOf(error)
    count(refusal.problem.code)
    // Read without the parser: the query may be wrong in every other respect.
    if (query.get('errors') !== 'inline' || isHead) throw error
    deps.requests.refused(refusal.problem.code)
    if (isServerFault(refusal)) deps.logger.error({ error }, 'a subscription failed')
    return rejectInline(context, refusal, deps.random)
  }
}

async function connect(
  context: Context<AppEnv>,
  deps: FeedDeps,
  query: URLSearchParams,
): Promise<Response> {
  const { feed, hubs, limits, callers } = deps
  const isHead = context.req.method === 'HEAD'
  // Before anything is awaited: two concurrent requests must not get the same last slot.
  const client = context.get('clientAddress')
  const releaseSlot = isHead ? noSlot : limits.take(client)
  // Not a list: one that grows by a single item takes 150 bytes, for as long as the connection is open.
  let releaseSlotOfUser = noSlot
  let releaseHub = noSlot
  const release = () => {
    releaseSlot()
    releaseSlotOfUser()
    releaseHub()
  }
  let use: TicketUse | null = null
  try {
    // Together: where servers share their limits, each asks another machine.
    await Promise.all([
      context.env?.isInProcess ? null : deps.requestLimits.countConnection(client),
      isHead ? null : limits.confirm(client),
    ])
    use = await admit(context.req.raw, deps, query)
    const { identity, request } = use
    if (!isHead) {
      const user = subjectKey(identity)
      releaseSlotOfUser = limits.takeOfUser(user)
      await limits.confirmOfUser(user)
    }
    await checkRights(feed, identity, topicsOf(request))
    await feed.availability?.ready?.()
    const held = hubs.hold(request.tenant)
    const { hub, snapshots } = held
    releaseHub = held.release
    await hub.ready()
    expectAvailable(feed, request.tenant)
    callers.expectNotRevoked(identity)
    if (isHead) {
      use.abandon()
      release()
      return context.body(null, 200, feedHead)
    }
    const caller = context.env?.isInProcess ? null : callerKey(identity, client)
    const subscription: Subscription = {
      ...describe(feed, request, snapshots, caller),
      grant: grantOf(feed, identity, topicsOf(request)),
      cursorText: context.req.header(lastEventIdHeader) || query.get('lastEventId'),
      onClosed: release,
    }
    // As long as it can be refused. Later it can only wait: a client that resumes may need a snapshot as well.
    if (needsSnapshot(subscription)) {
      deps.snapshotGate.checkRoom(caller)
      deps.held.expectShare(caller)
    }
    const cookie = await use.accept()
    if (cookie !== null) context.header('set-cookie', cookie)
    // Again, in the same turn as it joins: what is revoked or refused from now on finds it in the hub.
    expectAvailable(feed, request.tenant)
    callers.expectNotRevoked(identity)
    // Made by the context, so it has the headers that middleware sets on every response. Not by a function of its own,
    // which would keep the context for as long as the connection lasts.
    const head: Response = context.body(null, 200, feedHead)
    const openSink = context.env?.openSink ?? openBodySink(context.req.raw.signal)
    let response: Response = head
    hub.join(subscription, (events: SinkEvents) => {
      const opened = openSink(head, events)
      response = opened.response
      return opened.sink
    })
    return response
  } catch (error) {
    use?.abandon()
    release()
    throw error
  }
}

const noSlot = () => {}

/** Finds out who asks, by credentials or by a ticket, which has the filter as well. @throws Refusal */
async function admit(
  request: Request,
  { feed, callers, tickets }: FeedDeps,
  query: URLSearchParams,
): Promise<TicketUse> {
  const { definition } = feed
  const identify = () => identifyFor(definition, callers, request)
  const ticket = query.get('ticket')
  if (ticket === null) {
    const identity = await identify()
    return { identity, request: readRequest(feed, identity, query), ...withoutTicket }
  }
  checkQuery(query, ['ticket', 'lastEventId', 'errors', ...tenantParameters(definition)])
  const redeemed = await tickets.redeem(definition.name, ticket, request, identify)
  try {
    const { tenant } = redeemed.request
    expectTenant(redeemed.identity, tenant)
    // It may stand in the address as well, where it has to be the one that the ticket is for.
    const isNamed = tenantParameters(definition).some((parameter) => query.has(parameter))
    if (isNamed && readTenant(definition, query) !== tenant) throw tenantMismatch()
    return redeemed
  } catch (error) {
    redeemed.abandon()
    throw error
  }
}

const withoutTicket = { accept: async () => null, abandon() {} }

/**
 * What a query asks for, by a caller who may ask for this tenant.
 *
 * @param identity from `identifyFor`
 * @throws Refusal
 */
export function readRequest(
  { definition }: ServerFeed,
  identity: Identity,
  query: URLSearchParams,
): TicketRequest {
  const tenant = readTenant(definition, query)
  expectTenant(identity, tenant)
  const { filter } = definition
  const request = parseSubscribeQuery(filter, withoutTenant(definition, query), definition)
  if (!request.ok) throw new Refusal(request.problem)
  return { ...request, tenant }
}

/** @throws Refusal the one of the feed, in the turn in which the caller is let in */
export function expectAvailable({ availability }: ServerFeed, tenant: Tenant): void {
  const problem = availability?.refusal(tenant) ?? null
  if (problem !== null) throw new Refusal(problem)
}

/** Everything that a request asks for: its snapshot can name more than its filter. */
export function topicsOf({ topics, snapshot }: Omit<TicketRequest, 'tenant'>): TopicSet {
  return typeof snapshot === 'object' ? [...new Set([...topics, ...snapshot])] : topics
}

/** What the caller may be sent of these topics, which have to be all that it asks for ({@link topicsOf}). */
export function grantOf(feed: ServerFeed, identity: Identity, topics: TopicSet): Grant {
  const ownTopics = feed.ownTopics(identity)
  // Nothing has to be compared where everything that matches is the caller's own.
  const isAllOwn = ownTopics?.length !== 0 && topics.every((topic) => ownTopics?.includes(topic))
  return { identity, ownTopics: isAllOwn ? null : ownTopics }
}

/** @throws Refusal `forbidden_topics` with the list: nothing that was asked for is silently removed. */
export async function checkRights(
  feed: ServerFeed,
  identity: Identity,
  topics: TopicSet,
): Promise<void> {
  expectNoneForbidden(await feed.forbiddenTopics(identity, topics))
}

function needsSnapshot({ takeSnapshot, cursorText, isSnapshotUnconditional }: Subscription) {
  return takeSnapshot !== null && (cursorText === null || isSnapshotUnconditional)
}

/** The request as the hub needs it. */
function describe(
  { definition, snapshot: read }: ServerFeed,
  { topics, snapshot }: TicketRequest,
  snapshots: SharedSnapshots,
  caller: string | null,
): Omit<Subscription, 'grant' | 'cursorText' | 'onClosed'> {
  const isPart = typeof snapshot === 'object'
  return {
    topics,
    ...(isPart && { snapshotTopics: snapshot }),
    takeSnapshot:
      snapshot === false || read === null
        ? null
        : (scope, ownTopics, notBefore) => {
            const covered = isPart && scope === 'asked' ? snapshot : topics
            return snapshots.take({ topics: covered, ownTopics, caller }, notBefore)
          },
    isSnapshotUnconditional: typeof snapshot !== 'boolean',
    filterKind: kindOf(definition, topics),
  }
}

/** The parameters that were used, for statistics: `all`, `ids`, `ids_and_hubs`. */
export function kindOf({ filter }: ServerFeed['definition'], topics: TopicSet): string {
  return topics.includes(allTopic)
    ? 'all'
    : Object.keys(filterOfTopics(filter, topics)).join('_and_')
}

/**
 * Native EventSource cannot see a status and never comes back after anything but a 200. So the
 * problem is sent in a frame, with a `retry` that makes the browser's own return harmless.
 */
function rejectInline(context: Context<AppEnv>, refusal: Refusal, random: Random): Response {
  const { problem, retryAfterSeconds } = refusal
  const retryMs = (retryAfterSeconds ?? 30) * 1_000 + Math.floor(random.next() * 1_000)
  const requestId = context.get('requestId')
  const rejected = encodeControlFrame({ kind: 'rejected', problem: { ...problem, requestId } })
  return context.body(printFrame({ retryMs }) + printFrame(rejected), 200, feedHead)
}
