/**
 * A feed inside a running application: its hub, and the routes that every feed has (the subscription with
 * its aliases, its state, its statistics, tickets and renewals) together with those of its own.
 */

import type { Hono } from 'hono'
import type { Clock, Timers } from '../../src/platform/ports.ts'
import type { AppConfig } from '../app-config.ts'
import type { AppEnv } from '../app-env.ts'
import { expectScope, statsScope } from '../auth/scopes.ts'
import { createHub, type Hub } from '../hub/hub.ts'
import { limitMethods } from '../ops/limited-route.ts'
import type { Reads } from '../ops/reads.ts'
import { checkQuery } from '../ops/request-fields.ts'
import {
  type AppHandler,
  type AppMethods,
  addRoute,
  queryOf,
  type RouteAccess,
} from '../ops/routes.ts'
import { readStats } from '../ops/stats.ts'
import { issueTicket, renewConnection } from './credential-routes.ts'
import { readCatchUp, readLive } from './durable-read.ts'
import { isLive } from './durable-request.ts'
import { durablePath, refreshPath, snapshotPath, statsPath, ticketPath } from './feed-paths.ts'
import { readSnapshot } from './read-snapshot.ts'
import type { ServerFeed } from './server-feed.ts'
import { createSharedSnapshots } from './shared-snapshots.ts'
import { type FeedDeps, subscribe } from './subscribe.ts'

/** What an application provides to its feeds. */
export interface FeedHost extends Omit<FeedDeps, 'feed' | 'hub' | 'snapshots' | 'snapshotGate'> {
  readonly app: Hono<AppEnv>
  readonly clock: Clock
  readonly timers: Timers
  readonly config: AppConfig
  readonly reads: Reads
}

/** Opens a feed: makes its hub and adds its routes. */
export function openFeed(feed: ServerFeed, host: FeedHost): Hub {
  const { app, clock, config, limits, requestLimits, callers, tickets, reads } = host
  const { definition, log, logName } = feed
  const { turns } = reads
  const hub = createHub({
    ...host,
    ...config,
    log,
    logName,
    greeting: definition.greeting,
    turns,
    // A client takes its time from the server: it has to be the one that the state is reckoned by.
    ...(feed.nowMs && { clock: { ...clock, nowMs: feed.nowMs } }),
    wallNowMs: () => clock.nowMs(),
  })
  const snapshots = createSharedSnapshots({ feed, ...reads, gate: reads.snapshotGate })
  const deps = { ...host, ...reads, feed, hub, snapshots }
  const answerSubscription: AppHandler = (context) => subscribe(context, deps)

  for (const path of [definition.path, ...feed.aliases]) {
    // The handler takes a slot before it identifies the caller, and can answer refusals in-band.
    addRoute(app, path, { GET: answerSubscription }, 'handler')
  }
  const addLimited = (path: string, methods: AppMethods, access: RouteAccess = 'callers') =>
    // Limits apply before credentials are checked, because checking them is expensive.
    addRoute(app, path, limitMethods(methods, requestLimits, access), 'handler')
  addLimited(statsPath(definition.path), {
    GET: async (context) => {
      checkQuery(queryOf(context), [])
      expectScope(await callers.identify(context.req.raw), statsScope)
      const settings = { logName, maxConnections: config.maxConnections }
      return context.json(await readStats({ hub, limits, log, clock }, settings))
    },
  })
  const { maxBodyBytes } = config
  // They count as commands: each makes the server keep something, or check a token.
  addLimited(ticketPath(definition.path), {
    POST: (context) => issueTicket(context, { feed, callers, tickets, maxBodyBytes }),
  })
  addLimited(refreshPath(definition.path), {
    POST: (context) => renewConnection(context, { feed, hub, callers, tickets, maxBodyBytes }),
  })
  if (feed.snapshot) {
    addLimited(snapshotPath(definition.path), {
      GET: (context) => readSnapshot(context, deps),
    })
  }
  const durable = { ...deps, reads }
  const catchUp = readCatchUp(durable)
  const live = readLive(durable)
  const { GET = catchUp } = limitMethods(reads.limited({ GET: catchUp }), requestLimits, 'handler')
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
  })
  return hub
}
