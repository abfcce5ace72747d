/**
 * A feed inside a running application: its hub, and the routes that every feed has (the subscription with
 * its aliases, its state, its statistics, tickets and renewals) together with those of its own.
 */

import type { Hono } from 'hono'
import type { Clock, Timers } from '../../src/platform/ports.ts'
import type { AppConfig } from '../app-config.ts'
import type { AppEnv } from '../app-env.ts'
import type { Hub } from '../hub/hub.ts'
import { appendCountsOf } from '../ops/append-counts.ts'
import { limitMethods } from '../ops/limited-route.ts'
import type { Reads } from '../ops/reads.ts'
import {
  type AppHandler,
  type AppMethods,
  addRoute,
  queryOf,
  type RouteAccess,
} from '../ops/routes.ts'
import { answerStats, connectionsOf } from './answer-stats.ts'
import { issueTicket, renewConnection } from './credential-routes.ts'
import { readCatchUp, readLive } from './durable-read.ts'
import { isLive } from './durable-request.ts'
import { createFeedHubs, type FeedHubs } from './feed-hubs.ts'
import { durablePath, refreshPath, snapshotPath, statsPath, ticketPath } from './feed-paths.ts'
import { readSnapshot } from './read-snapshot.ts'
import type { ServerFeed } from './server-feed.ts'
import { type FeedDeps, subscribe } from './subscribe.ts'
import { checkTenantName, expectTenant, identifyFor, readTenant } from './tenancy.ts'

/** What an application provides to its feeds. */
export interface FeedHost extends Omit<FeedDeps, 'feed' | 'hubs' | 'snapshotGate' | 'held'> {
  readonly app: Hono<AppEnv>
  readonly clock: Clock
  readonly timers: Timers
  readonly config: AppConfig
  readonly reads: Reads
  /** The open hubs of all feeds by name; see {@link App.hubs}. */
  readonly hubsByName: Map<string, Hub>
}

/** A feed of a running application. */
export interface RunningFeed {
  readonly feed: ServerFeed
  readonly hubs: FeedHubs
}

/** Opens a feed: makes its hubs and adds its routes. */
export function openFeed(feed: ServerFeed, host: FeedHost): RunningFeed {
  const { app, config, requestLimits, callers, tickets, reads } = host
  const { definition } = feed
  const { turns } = reads
  appendCountsOf(feed.log).clock = host.clock
  const hubs = createFeedHubs({ ...host, feed, byName: host.hubsByName })
  const deps = { ...host, ...reads, feed, hubs }
  const answerSubscription: AppHandler = (context) => subscribe(context, deps)

  for (const path of [definition.path, ...feed.aliases]) {
    // The handler takes a slot before it identifies the caller, and can answer refusals in-band.
    addRoute(app, path, { GET: answerSubscription }, 'handler')
  }
  const identify = (request: Request) => identifyFor(definition, callers, request)
  const addLimited = (path: string, methods: AppMethods, access: RouteAccess = 'callers') =>
    // Limits apply before credentials are checked, because checking them is expensive.
    addRoute(app, path, limitMethods(methods, requestLimits, { access, identify }), 'handler')
  addLimited(statsPath(definition.path), {
    GET: (context) => answerStats(context, deps),
  })
  const { maxBodyBytes } = config
  // They count as commands: each makes the server keep something, or check a token.
  addLimited(ticketPath(definition.path), {
    POST: (context) => issueTicket(context, { feed, callers, tickets, maxBodyBytes }),
  })
  addLimited(refreshPath(definition.path), {
    POST: (context) => renewConnection(context, { feed, hubs, callers, tickets, maxBodyBytes }),
  })
  if (feed.snapshot) {
    addLimited(snapshotPath(definition.path), {
      GET: (context) => readSnapshot(context, deps),
    })
  }
  const durable = { ...deps, reads }
  const catchUp = readCatchUp(durable)
  const live = readLive(durable)
  const { GET = catchUp } = limitMethods(reads.limited({ GET: catchUp }), requestLimits, {
    access: 'handler',
    identify,
  })
  // A read that waits has a slot of a connection; one that does not is limited like other reads.
  const answerRead: AppHandler = (context) =>
    isLive(queryOf(context)) && context.req.method !== 'HEAD' ? live(context) : GET(context)
  addRoute(app, durablePath(definition.path), { GET: answerRead }, 'handler')
  feed.routes?.({
    route: (path, methods, access) => addLimited(path, reads.limited(methods), access),
    answerList: reads.answerList,
    nextTurn: () => turns.next(),
    maxBodyBytes,
    identify: (request) => callers.identify(request),
    async admit(request, named) {
      const identity = await identifyFor(definition, callers, request)
      const tenant =
        named === undefined || definition.tenant === undefined
          ? readTenant(definition, new URL(request.url).searchParams)
          : checkTenantName(named, definition.tenant.parameter)
      expectTenant(identity, tenant)
      return { identity, tenant }
    },
    endConnections: (tenant, problem) => hubs.find(tenant)?.hub.refuse(problem),
    connections: () => connectionsOf(hubs),
  })
  return { feed, hubs }
}
